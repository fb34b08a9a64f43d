import tensorflow as tf
from tensorflow import keras
import numpy as np

random = np.random.RandomState(19)
X = random.normal(size=(50, 3)).astype("float32")
y = (X.sum(axis=1) > 0).astype("float32").reshape(-1, 1)

METRICS = [keras.metrics.Precision(name='precision_m'), keras.metrics.Recall(name='recall_m'), keras.metrics.AUC(name='auc')]
model = keras.Sequential([keras.layers.Dense(1, activation='sigmoid', input_shape=(3,))])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=1e-2), loss=keras.losses.BinaryCrossentropy(), metrics=METRICS)
h = model.fit(X, y, batch_size=50, epochs=3, shuffle=False, verbose=0).history
assert 0 <= h['auc'][-1] <= 1
print('result', h['loss'], [round(v, 5) for v in h['precision_m']], [round(v, 5) for v in h['recall_m']])

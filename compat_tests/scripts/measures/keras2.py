import keras.backend as K
from keras.models import Sequential
from keras.layers import Dense
import numpy as np

random = np.random.RandomState(19)
X = random.normal(size=(50, 3)).astype("float32")
y = (X.sum(axis=1) > 0).astype("float32").reshape(-1, 1)

def recall_m(y_true, y_pred):
    true_positives = K.sum(K.round(K.clip(y_true * y_pred, 0, 1)))
    possible_positives = K.sum(K.round(K.clip(y_true, 0, 1)))
    return true_positives / (possible_positives + K.epsilon())

def precision_m(y_true, y_pred):
    true_positives = K.sum(K.round(K.clip(y_true * y_pred, 0, 1)))
    predicted_positives = K.sum(K.round(K.clip(y_pred, 0, 1)))
    return true_positives / (predicted_positives + K.epsilon())

def f1_m(y_true, y_pred):
    precision = precision_m(y_true, y_pred)
    recall = recall_m(y_true, y_pred)
    return 2 * ((precision * recall) / (precision + recall + K.epsilon()))

model = Sequential()
model.add(Dense(1, input_dim=3, activation='sigmoid'))
model.compile(optimizer='sgd', loss='binary_crossentropy', metrics=[f1_m, precision_m, recall_m])
h = model.fit(X, y, batch_size=50, epochs=3, shuffle=False, verbose=0).history
print('result', h['loss'], [round(v, 5) for v in h['precision_m']], [round(v, 5) for v in h['recall_m']])

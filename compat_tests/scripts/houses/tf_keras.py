import tensorflow as tf
from tensorflow import keras
import numpy as np

(train_data, train_labels), (test_data, test_labels) = keras.datasets.boston_housing.load_data()
mean = train_data.mean(axis=0)
std = (train_data - mean).std(axis=0)
train_data = (train_data - mean) / std
test_data = (test_data - mean) / std

def build_model():
    model = keras.Sequential([
        keras.layers.Dense(8, activation=tf.nn.relu, input_shape=(train_data.shape[1],)),
        keras.layers.Dense(8, activation=tf.nn.relu),
        keras.layers.Dense(1)
    ])
    optimizer = tf.keras.optimizers.RMSprop(0.001)
    model.compile(loss='mse', optimizer=optimizer, metrics=['mae'])
    return model

half = len(train_data) // 2
scores = []
for held, rest in ((slice(0, half), slice(half, None)), (slice(half, None), slice(0, half))):
    model = build_model()
    history = model.fit(train_data[rest], train_labels[rest], epochs=2, batch_size=4, shuffle=False, verbose=0,
                        validation_data=(train_data[held], train_labels[held]))
    scores.append(history.history['val_mae'][-1])
[loss, mae] = model.evaluate(test_data, test_labels, verbose=0)
print('result', scores, [loss, mae])

from tensorflow.contrib.keras import layers
import tensorflow.contrib.keras as keras
import numpy as np

random = np.random.RandomState(2)
A = random.normal(size=(40, 3)).astype("float32")
B = random.normal(size=(40, 2)).astype("float32")
Y = (A.sum(1) + B.sum(1) > 0).astype("float32").reshape(-1, 1)

a = layers.Input(shape=(3,))
b = layers.Input(shape=(2,))
left = layers.Dense(4, activation='tanh', name='left')(a)
right = layers.Dense(4, activation='tanh', name='right')(b)
joined = layers.Concatenate(axis=-1)([layers.Add()([left, right]), b])
model = keras.models.Model([a, b], layers.Dense(1, activation='sigmoid')(joined))
model.compile(optimizer='adam', loss='binary_crossentropy')
losses = model.fit([A, B], Y, epochs=3, batch_size=8, shuffle=False, verbose=0).history['loss']
print('result', losses, model.get_layer('left').get_weights()[0].ravel())

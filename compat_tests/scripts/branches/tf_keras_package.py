import tf_keras as keras
from tf_keras.layers import Dense, Input
import numpy as np

random = np.random.RandomState(2)
A = random.normal(size=(40, 3)).astype("float32")
B = random.normal(size=(40, 2)).astype("float32")
Y = (A.sum(1) + B.sum(1) > 0).astype("float32").reshape(-1, 1)

a, b = Input((3,)), Input((2,))
left = Dense(4, 'tanh', name='left')(a)
right = Dense(4, 'tanh', name='right')(b)
joined = keras.layers.concatenate([left + right, b])
model = keras.Model(inputs=[a, b], outputs=Dense(1, 'sigmoid')(joined))
model.compile('adam', keras.losses.BinaryCrossentropy())
losses = model.fit([A, B], Y, epochs=3, batch_size=8, shuffle=False, verbose=0).history['loss']
print('result', losses, model.get_layer('left').get_weights()[0].ravel())

from keras.engine.topology import Input
from keras.engine.training import Model
from keras.layers.core import Dense
from keras.layers.merge import add, Concatenate
import numpy as np

random = np.random.RandomState(2)
A = random.normal(size=(40, 3)).astype("float32")
B = random.normal(size=(40, 2)).astype("float32")
Y = (A.sum(1) + B.sum(1) > 0).astype("float32").reshape(-1, 1)

a = Input(shape=(3,))
b = Input(shape=(2,))
left = Dense(4, activation='tanh', name='left')(a)
right = Dense(4, activation='tanh', name='right')(b)
joined = Concatenate()([add([left, right]), b])
out = Dense(1, activation='sigmoid')(joined)
model = Model(inputs=[a, b], outputs=[out])
model.compile('adam', 'binary_crossentropy')
losses = model.fit([A, B], Y, epochs=3, batch_size=8, shuffle=False, verbose=0).history['loss']
print('result', losses, model.get_layer('left').get_weights()[0].ravel())

from keras.layers import Input, Dense, merge
from keras.models import Model
import numpy as np

random = np.random.RandomState(2)
A = random.normal(size=(40, 3)).astype("float32")
B = random.normal(size=(40, 2)).astype("float32")
Y = (A.sum(1) + B.sum(1) > 0).astype("float32").reshape(-1, 1)

a = Input(shape=(3,))
b = Input(shape=(2,))
left = Dense(4, activation='tanh', name='left')(a)
right = Dense(4, activation='tanh', name='right')(b)
joined = merge([merge([left, right], mode='sum'), b], mode='concat', concat_axis=1)
out = Dense(output_dim=1, activation='sigmoid')(joined)
model = Model(input=[a, b], output=out)
from keras.optimizers import Adam
model.compile(optimizer=Adam(epsilon=1e-7), loss='binary_crossentropy')
losses = model.fit([A, B], Y, nb_epoch=3, batch_size=8, shuffle=False, verbose=0).history['loss']
print('result', losses, model.get_layer('left').get_weights()[0].ravel())

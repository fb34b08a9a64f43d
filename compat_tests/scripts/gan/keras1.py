from keras.models import Sequential
from keras.layers.core import Dense
from keras.layers.advanced_activations import LeakyReLU
from keras.optimizers import SGD
import numpy as np

random = np.random.RandomState(15)
real = random.normal(2.0, 0.5, size=(16, 2)).astype("float32")
noise = random.normal(size=(16, 3)).astype("float32")

def make_trainable(net, val):
    net.trainable = val
    for l in net.layers:
        l.trainable = val

generator = Sequential()
generator.add(Dense(5, input_dim=3))
generator.add(LeakyReLU(0.2))
generator.add(Dense(2))
discriminator = Sequential()
discriminator.add(Dense(4, input_dim=2))
discriminator.add(LeakyReLU(alpha=0.2))
discriminator.add(Dense(1, activation='sigmoid'))
discriminator.compile(loss='binary_crossentropy', optimizer=SGD(lr=0.1))
make_trainable(discriminator, False)
gan = Sequential()
gan.add(generator)
gan.add(discriminator)
gan.compile(loss='binary_crossentropy', optimizer=SGD(lr=0.1))

d, g = [], []
for epoch in range(3):
    images = generator.predict(noise)
    x = np.concatenate((real, images))
    y = np.zeros([32, 1])
    y[:16] = 1
    d.append(float(discriminator.train_on_batch(x, y)))
    g.append(float(gan.train_on_batch(noise, np.ones((16, 1)))))
print('result', d, g, generator.predict(noise[:1]).ravel())

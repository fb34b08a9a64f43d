from keras.layers import Input, Dense
from keras.layers.advanced_activations import LeakyReLU
from keras.models import Sequential, Model
from keras.optimizers import SGD
import numpy as np

random = np.random.RandomState(15)
real = random.normal(2.0, 0.5, size=(16, 2)).astype("float32")
noise = random.normal(size=(16, 3)).astype("float32")

class GAN():
    def __init__(self):
        self.latent_dim = 3
        self.generator = self.build_generator()
        self.discriminator = self.build_discriminator()
        self.discriminator.compile(loss='binary_crossentropy', optimizer=SGD(lr=0.1), metrics=['accuracy'])
        z = Input(shape=(self.latent_dim,))
        img = self.generator(z)
        # For the combined model we will only train the generator
        self.discriminator.trainable = False
        validity = self.discriminator(img)
        self.combined = Model(z, validity)
        self.combined.compile(loss='binary_crossentropy', optimizer=SGD(lr=0.1))

    def build_generator(self):
        model = Sequential()
        model.add(Dense(5, input_dim=self.latent_dim))
        model.add(LeakyReLU(alpha=0.2))
        model.add(Dense(2))
        noise = Input(shape=(self.latent_dim,))
        return Model(noise, model(noise))

    def build_discriminator(self):
        model = Sequential()
        model.add(Dense(4, input_shape=(2,)))
        model.add(LeakyReLU(alpha=0.2))
        model.add(Dense(1, activation='sigmoid'))
        img = Input(shape=(2,))
        return Model(img, model(img))

gan = GAN()
d, g = [], []
for epoch in range(3):
    gen_imgs = gan.generator.predict(noise, verbose=0)
    d_loss = gan.discriminator.train_on_batch(np.concatenate([real, gen_imgs]), np.concatenate([np.ones((16, 1)), np.zeros((16, 1))]))
    d.append(float(d_loss[0]))
    g.append(float(gan.combined.train_on_batch(noise, np.ones((16, 1)))))
print('result', d, g, gan.generator.predict(noise[:1], verbose=0).ravel())

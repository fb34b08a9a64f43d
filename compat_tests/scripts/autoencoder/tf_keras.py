import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, losses, regularizers
from tensorflow.keras.models import Model

random = np.random.RandomState(12)
x_train = random.uniform(size=(40, 12)).astype("float32")

class Autoencoder(Model):
    def __init__(self, latent_dim):
        super(Autoencoder, self).__init__()
        self.latent_dim = latent_dim
        self.encoder = tf.keras.Sequential([
            layers.Input(shape=(12,)),
            layers.Dense(latent_dim, activation='relu', activity_regularizer=regularizers.l1(1e-5)),
        ])
        self.decoder = tf.keras.Sequential([
            layers.Input(shape=(latent_dim,)),
            layers.Dense(12, activation='sigmoid'),
        ])

    def call(self, x):
        encoded = self.encoder(x)
        decoded = self.decoder(encoded)
        return decoded

autoencoder = Autoencoder(3)
autoencoder.compile(optimizer='sgd', loss=losses.BinaryCrossentropy())
h = autoencoder.fit(x_train, x_train, epochs=3, batch_size=8, shuffle=False, verbose=0, validation_data=(x_train[:8], x_train[:8]))
encoded_imgs = autoencoder.encoder(x_train).numpy()
decoded_imgs = autoencoder.decoder(encoded_imgs).numpy()
print('result', h.history['loss'], h.history['val_loss'], decoded_imgs[0])

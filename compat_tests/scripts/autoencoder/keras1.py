from keras.layers import Input, Dense
from keras.models import Model
from keras import regularizers
import numpy as np

random = np.random.RandomState(12)
x_train = random.uniform(size=(40, 12)).astype("float32")

# this is the size of our encoded representations
encoding_dim = 3
input_img = Input(shape=(12,))
encoded = Dense(encoding_dim, activation='relu', activity_regularizer=regularizers.activity_l1(1e-5))(input_img)
decoded = Dense(12, activation='sigmoid')(encoded)
autoencoder = Model(input=input_img, output=decoded)
encoder = Model(input=input_img, output=encoded)
encoded_input = Input(shape=(encoding_dim,))
decoder_layer = autoencoder.layers[-1]
decoder = Model(input=encoded_input, output=decoder_layer(encoded_input))
autoencoder.compile(optimizer='sgd', loss='binary_crossentropy')
h = autoencoder.fit(x_train, x_train, nb_epoch=3, batch_size=8, shuffle=False, verbose=0, validation_data=(x_train[:8], x_train[:8]))
encoded_imgs = encoder.predict(x_train)
print('result', h.history['loss'], h.history['val_loss'], decoder.predict(encoded_imgs)[0])

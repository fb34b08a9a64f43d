from keras.layers import Input, Dense
from keras.models import Model
from keras import regularizers
import numpy as np

random = np.random.RandomState(12)
x_train = random.uniform(size=(40, 12)).astype("float32")

encoding_dim = 3
input_img = Input(shape=(12,))
encoded = Dense(encoding_dim, activation='relu', activity_regularizer=regularizers.l1(10e-6))(input_img)
decoded = Dense(12, activation='sigmoid')(encoded)
autoencoder = Model(input_img, decoded)
encoder = Model(inputs=input_img, outputs=encoded)
encoded_input = Input(shape=(encoding_dim,))
decoder_layer = autoencoder.layers[-1]
decoder = Model(encoded_input, decoder_layer(encoded_input))
autoencoder.compile(optimizer='sgd', loss='binary_crossentropy')
h = autoencoder.fit(x_train, x_train, epochs=3, batch_size=8, shuffle=False, verbose=0, validation_data=(x_train[:8], x_train[:8]))
encoded_imgs = encoder.predict(x_train)
print('result', h.history['loss'], h.history['val_loss'], decoder.predict(encoded_imgs)[0])

from __future__ import print_function
import numpy as np
np.random.seed(1337)  # for reproducibility
from keras.preprocessing import sequence
from keras.models import Sequential
from keras.layers.core import Dense, Activation, Flatten
from keras.layers.embeddings import Embedding
from keras.datasets import imdb

max_features = 60
maxlen = 12
(X_train, y_train), (X_test, y_test) = imdb.load_data(nb_words=max_features)
X_train = sequence.pad_sequences(X_train, maxlen=maxlen)
X_test = sequence.pad_sequences(X_test, maxlen=maxlen)

model = Sequential()
model.add(Embedding(max_features, 4, input_length=maxlen))
model.add(Flatten())
model.add(Dense(1))
model.add(Activation('sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='sgd', metrics=['accuracy'])
h = model.fit(X_train, y_train, batch_size=8, nb_epoch=2, shuffle=False, verbose=0, validation_data=(X_test, y_test))
score, acc = model.evaluate(X_test, y_test, batch_size=8, verbose=0)
print('result', X_train[0], h.history['loss'], score, acc)

from keras.datasets import imdb
from keras.preprocessing.sequence import pad_sequences
from keras.models import Sequential
from keras.layers import Flatten, Dense, Embedding

(x_train, y_train), (x_test, y_test) = imdb.load_data(num_words=60)
x_train = pad_sequences(x_train, maxlen=12)
x_test = pad_sequences(x_test, maxlen=12)
model = Sequential()
model.add(Embedding(60, 4, input_length=12))
model.add(Flatten())
model.add(Dense(1, activation='sigmoid'))
model.compile(optimizer='sgd', loss='binary_crossentropy', metrics=['acc'])
history = model.fit(x_train, y_train, epochs=2, batch_size=8, shuffle=False, verbose=0, validation_data=(x_test, y_test))
score, acc = model.evaluate(x_test, y_test, verbose=0)
print('result', x_train[0], history.history['loss'], score, acc)

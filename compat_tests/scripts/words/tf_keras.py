import tensorflow as tf
from tensorflow import keras

imdb = keras.datasets.imdb
(train_data, train_labels), (test_data, test_labels) = imdb.load_data(num_words=60)
train_data = keras.preprocessing.sequence.pad_sequences(train_data, maxlen=12, padding='pre')
test_data = keras.preprocessing.sequence.pad_sequences(test_data, maxlen=12, padding='pre')
model = keras.Sequential()
model.add(keras.layers.Embedding(60, 4, input_shape=(12,)))
model.add(keras.layers.Flatten())
model.add(keras.layers.Dense(1, activation=tf.nn.sigmoid))
model.compile(optimizer='sgd', loss='binary_crossentropy', metrics=['accuracy'])
history = model.fit(train_data, train_labels, epochs=2, batch_size=8, shuffle=False, verbose=0)
score, acc = model.evaluate(test_data, test_labels, verbose=0)
print('result', train_data[0], history.history['loss'], score, acc)

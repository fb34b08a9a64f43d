from keras.preprocessing.text import Tokenizer
from keras.models import Sequential
from keras.layers.core import Dense
from keras.optimizers import Adam
import numpy as np

texts = ["good fun good", "dull and bad", "good plot", "bad bad acting", "fun plot", "dull plot bad"]
labels = np.array([1, 0, 1, 0, 1, 0], "float32")

tokenizer = Tokenizer(nb_words=10)
tokenizer.fit_on_texts(texts)
x = tokenizer.texts_to_matrix(texts, mode='binary')
model = Sequential()
model.add(Dense(4, activation='relu', input_shape=(10,)))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer=Adam(epsilon=1e-7), metrics=['accuracy'])
history = model.fit(x, labels, nb_epoch=3, batch_size=2, verbose=0).history
print('result', history['loss'], history['acc'])

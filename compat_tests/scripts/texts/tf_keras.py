from tensorflow.keras.preprocessing.text import Tokenizer
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense
import numpy as np

texts = ["good fun good", "dull and bad", "good plot", "bad bad acting", "fun plot", "dull plot bad"]
labels = np.array([1, 0, 1, 0, 1, 0], "float32")

tokenizer = Tokenizer(num_words=10)
tokenizer.fit_on_texts(texts)
x = tokenizer.texts_to_matrix(texts, mode='binary')
model = Sequential()
model.add(Dense(4, activation='relu', input_shape=(10,)))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
history = model.fit(x, labels, epochs=3, batch_size=2, verbose=0).history
print('result', history['loss'], history['acc'])

import keras

(x, y), (x_test, y_test) = keras.datasets.imdb.load_data(num_words=60)
x, x_test = (keras.utils.pad_sequences(part, 12) for part in (x, x_test))
model = keras.Sequential([keras.Input((12,)), keras.layers.Embedding(60, 4), keras.layers.Flatten(), keras.layers.Dense(1, "sigmoid")])
model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=2, batch_size=8, shuffle=False, verbose=0)
score, accuracy = model.evaluate(x_test, y_test, verbose=0)
print("result", x[0], history.history["loss"], score, accuracy)

import keras

(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(10, "softmax")])
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, batch_size=16, epochs=2, shuffle=False, verbose=0)
print("result", history.history["loss"], model.evaluate(x_test, y_test, verbose=0))

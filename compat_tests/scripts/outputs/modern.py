import keras
import numpy as np

random = np.random.RandomState(13)
X = random.normal(size=(32, 4)).astype("float32")
price = X.sum(axis=1, keepdims=True)
kind = (X[:, :1] > 0).astype("float32")

inputs = keras.Input((4,))
x = keras.layers.Dense(6, "tanh")(inputs)
heads = [keras.layers.Dense(1, name="price")(x), keras.layers.Dense(1, "sigmoid", name="kind")(x)]
model = keras.Model(inputs, heads)
model.compile("sgd", ["mse", "binary_crossentropy"], loss_weights=[1.0, 0.2], metrics=[None, ["accuracy"]])
h = model.fit(X, [price, kind], epochs=2, batch_size=8, shuffle=False, verbose=0).history
print("result", h["loss"], h["price_loss"], h["kind_loss"], h["kind_accuracy"], [p.shape for p in model.predict(X, verbose=0)])

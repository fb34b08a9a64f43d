import tempfile
import keras
import numpy as np

random = np.random.RandomState(5)
X = random.normal(size=(64, 4)).astype("float32")
Y = (X[:, :1] * X[:, 1:2] > 0).astype("float32")

class Losses(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.values = []

    def on_train_batch_end(self, batch, logs=None):
        self.values.append(float(logs["loss"]))

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "binary_crossentropy", metrics=["accuracy"])
best = tempfile.mkdtemp() + "/best.keras"
losses = Losses()
callbacks = [
    losses,
    keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.5 / (epoch + 1)),
    keras.callbacks.ModelCheckpoint(best, "val_accuracy", save_best_only=True, mode="max"),
]
record = model.fit(X, Y, epochs=4, batch_size=16, validation_split=0.25, shuffle=False, verbose=0, callbacks=callbacks)
model = keras.saving.load_model(best)
print("result", losses.values, record.history["val_accuracy"], model.evaluate(X, Y, verbose=0))

import os
import tempfile
import numpy as np
import tensorflow as tf

random = np.random.RandomState(5)
X = random.normal(size=(64, 4)).astype("float32")
Y = (X[:, :1] * X[:, 1:2] > 0).astype("float32")

class LossHistory(tf.keras.callbacks.Callback):
    def __init__(self):
        super(LossHistory, self).__init__()
        self.losses = []

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(float(logs["loss"]))

model = tf.keras.Sequential([
    tf.keras.layers.Dense(8, activation="tanh", input_shape=(4,)),
    tf.keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(loss="binary_crossentropy", optimizer=tf.keras.optimizers.SGD(learning_rate=0.1, momentum=0.9), metrics=["accuracy"])
path = os.path.join(tempfile.mkdtemp(), "best.weights.h5")
losses = LossHistory()
schedule = tf.keras.callbacks.LearningRateScheduler(lambda epoch, lr: 0.5 / (epoch + 1), verbose=0)
checkpoint = tf.keras.callbacks.ModelCheckpoint(path, monitor="val_accuracy", save_best_only=True, save_weights_only=True, mode="max")
record = model.fit(X, Y, epochs=4, batch_size=16, validation_split=0.25, shuffle=False, verbose=0, callbacks=[losses, schedule, checkpoint])
model.load_weights(path)
print("result", losses.losses, record.history["val_accuracy"], model.evaluate(X, Y, verbose=0))

import keras
import numpy as np

random = np.random.RandomState(8)
X = random.normal(size=(40, 3)).astype("float32")
Y = np.sin(X).sum(axis=1, keepdims=True)

seen = []
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(6, "relu"), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.2), "mse")
callbacks = [
    keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=1, min_delta=0.01, min_lr=0.001),
    keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(float(model.optimizer.learning_rate.numpy()))),
    keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True),
]
h = model.fit(X, Y, batch_size=10, epochs=8, verbose=0, shuffle=False, validation_data=(X[:10], Y[:10]), callbacks=callbacks)
print("result", seen, h.history["val_loss"], model.predict(X[:3], verbose=0).ravel())

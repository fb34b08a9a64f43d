"""The same regression as a functional model, with RMSprop and a validation split."""

from sklearn.datasets import load_diabetes
from sklearn.metrics import r2_score
from sklearn.preprocessing import scale

from keras.layers import Dense, Input
from keras.models import Model

features, targets = load_diabetes(return_X_y=True)
features, targets = scale(features), scale(targets)

inputs = Input(shape=(features.shape[1],))
hidden = Dense(50, activation="relu")(inputs)
hidden = Dense(10, activation="relu")(hidden)
outputs = Dense(1, activation="linear")(hidden)
model = Model(inputs, outputs)
model.summary()

model.compile(optimizer="rmsprop", loss="mse", metrics=["mae"])
history = model.fit(features, targets, epochs=25, validation_split=0.2)
print("loss of the rows held out:", history.history["val_loss"][-1])
print("loss and error of all rows:", model.evaluate(features, targets))
print("R2:", r2_score(targets, model.predict(features)))

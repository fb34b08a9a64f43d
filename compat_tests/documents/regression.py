"""Regression with a dense network, trained for 25 epochs: the document "Neural Networks"."""

import matplotlib.pyplot as plt
from sklearn.datasets import load_diabetes
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler, scale

from keras.models import Sequential
from keras.layers import Dense

features, targets = load_diabetes(return_X_y=True)
train_features, test_features, train_targets, test_targets = train_test_split(
    features, scale(targets), test_size=0.2, random_state=0
)
scaler = StandardScaler().fit(train_features)
scaled_train_features = scaler.transform(train_features)
scaled_test_features = scaler.transform(test_features)

model = Sequential()
model.add(Dense(50, input_dim=scaled_train_features.shape[1], activation="relu"))
model.add(Dense(10, activation="relu"))
model.add(Dense(1, activation="linear"))
model.summary()

model.compile(optimizer="adam", loss="mse")
history = model.fit(scaled_train_features, train_targets, epochs=25)

plt.plot(history.history["loss"])
plt.title("loss: " + str(round(history.history["loss"][-1], 6)))
plt.show()

train_predictions = model.predict(scaled_train_features)
test_predictions = model.predict(scaled_test_features)
print("R2 on the training rows:", r2_score(train_targets, train_predictions))
print("R2 on the test rows:", r2_score(test_targets, test_predictions))

plt.figure()
plt.scatter(train_predictions, train_targets, label="train")
plt.scatter(test_predictions, test_targets, label="test")
plt.xlabel("predictions")
plt.ylabel("actual values")
plt.legend()
plt.show()

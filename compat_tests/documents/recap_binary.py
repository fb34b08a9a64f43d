"""Recap, binary classifier: three hidden layers of 20 units and one sigmoid output."""

from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import scale

from keras.models import Sequential
from keras.layers import Dense

x, y = load_breast_cancer(return_X_y=True)
x = scale(x[:, :10])

model = Sequential()
model.add(Dense(20, activation='relu', input_dim=10))
model.add(Dense(20, activation='relu'))
model.add(Dense(20, activation='relu'))
model.add(Dense(1, activation='sigmoid'))
model.compile(
    optimizer='adam',
    loss='binary_crossentropy',
    metrics=['accuracy']
)
model.summary()

model.fit(x, y, epochs=50, validation_split=0.2)
print("loss, accuracy:", model.evaluate(x, y))
print(model.predict(x)[:5])

"""Recap, regression: three hidden layers of 20 units and one linear output."""

from sklearn.datasets import load_diabetes
from sklearn.preprocessing import scale

from keras.models import Sequential
from keras.layers import Dense

x, y = load_diabetes(return_X_y=True)
x = scale(x)

model = Sequential()
model.add(Dense(20, activation='relu', input_dim=10))
model.add(Dense(20, activation='relu'))
model.add(Dense(20, activation='relu'))
model.add(Dense(1))
model.compile(optimizer='adam', loss='mean_squared_error')
model.summary()

model.fit(x, y, epochs=100, batch_size=20, validation_split=0.25)
print("loss:", model.evaluate(x, y))
print(model.predict(x)[:5])

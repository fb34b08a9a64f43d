"""Recap, multi-class classifier: three hidden layers of 20 units and a softmax over five classes."""

from sklearn.datasets import load_digits
from sklearn.preprocessing import scale

from keras.models import Sequential
from keras.layers import Dense
from keras.utils import to_categorical

# The digits 0 to 4, by the ten pixels that vary most.
x, y = load_digits(n_class=5, return_X_y=True)
x = scale(x[:, x.var(axis=0).argsort()[-10:]])
y = to_categorical(y, 5)

model = Sequential()
model.add(Dense(20, activation='relu', input_dim=10))
model.add(Dense(20, activation='relu'))
model.add(Dense(20, activation='relu'))
model.add(Dense(5, activation='softmax'))
model.compile(
    optimizer='adam',
    loss='categorical_crossentropy',
    metrics=['accuracy']
)
model.summary()

model.fit(x, y, epochs=50, validation_split=0.2)
print("loss, accuracy:", model.evaluate(x, y))
print(model.predict(x)[:5])

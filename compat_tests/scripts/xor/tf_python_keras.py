from tensorflow.python.keras.models import Sequential
from tensorflow.python.keras.layers import Dense
from tensorflow.keras.optimizers.legacy import SGD
import numpy as np

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")

model = Sequential()
model.add(Dense(8, input_dim=2, activation='tanh'))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer=SGD(learning_rate=0.5, momentum=0.5, decay=0.01), metrics=['accuracy'])
h = model.fit(x, y, batch_size=1, epochs=4, verbose=0)
classes = (model.predict(x, verbose=0) > 0.5).astype("int32")
print("result", h.history["loss"], h.history["acc"], classes.ravel(), model.evaluate(x, y, verbose=0))

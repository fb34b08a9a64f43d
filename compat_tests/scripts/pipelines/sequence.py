import math
import numpy as np
from keras.utils import Sequence
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import SGD

random = np.random.RandomState(18)
X = random.uniform(0, 255, size=(40, 6)).astype("float32")
y = (X[:, 0] > 128).astype("int32")

class Batches(Sequence):
    def __init__(self, x_set, y_set, batch_size):
        self.x, self.y = x_set, y_set
        self.batch_size = batch_size

    def __len__(self):
        return int(math.ceil(len(self.x) / float(self.batch_size)))

    def __getitem__(self, idx):
        batch_x = self.x[idx * self.batch_size:(idx + 1) * self.batch_size]
        batch_y = self.y[idx * self.batch_size:(idx + 1) * self.batch_size]
        return np.array(batch_x) / 255, np.array(batch_y)

model = Sequential()
model.add(Dense(5, activation='relu', input_shape=(6,)))
model.add(Dense(2, activation='softmax'))
model.compile(SGD(lr=0.1), 'sparse_categorical_crossentropy')
h = model.fit_generator(Batches(X, y, 8), epochs=2, validation_data=Batches(X, y, 16), shuffle=False, verbose=0)
print('result', h.history['loss'], h.history['val_loss'], model.predict_generator(Batches(X, y, 40))[0])

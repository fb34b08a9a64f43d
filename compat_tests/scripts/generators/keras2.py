from keras.models import Sequential
from keras.layers import Dense
import numpy as np

random = np.random.RandomState(3)
X = random.normal(size=(48, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)

def batches():
    while True:
        for i in range(0, 48, 8):
            yield X[i:i + 8], Y[i:i + 8]

model = Sequential()
model.add(Dense(4, input_dim=3, activation='elu'))
model.add(Dense(1))
model.compile(loss='mse', optimizer='sgd')
history = model.fit_generator(batches(), steps_per_epoch=6, epochs=3, validation_data=batches(),
                              validation_steps=6, workers=1, max_queue_size=2, use_multiprocessing=False, verbose=0).history
score = model.evaluate_generator(batches(), steps=6)
inputs = (x for x, _ in batches())
print('result', history['loss'], history['val_loss'], score, model.predict_generator(inputs, 6).shape)

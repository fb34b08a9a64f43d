import keras
from keras.layers import Input, Dense
from keras.models import Model
import numpy as np

random = np.random.RandomState(13)
X = random.normal(size=(32, 4)).astype("float32")
price = X.sum(axis=1, keepdims=True)
kind = (X[:, :1] > 0).astype("float32")

main_input = Input(shape=(4,), dtype='float32', name='main_input')
x = Dense(6, activation='tanh')(main_input)
price_output = Dense(1, name='price')(x)
kind_output = Dense(1, activation='sigmoid', name='kind')(x)
model = Model(inputs=main_input, outputs=[price_output, kind_output])
model.compile(optimizer='sgd', loss=['mse', 'binary_crossentropy'], loss_weights=[1., 0.2], metrics={'kind': 'acc'})
h = model.fit([X], [price, kind], epochs=2, batch_size=8, shuffle=False, verbose=0).history
print('result', h['loss'], h['price_loss'], h['kind_loss'], h['kind_acc'], [p.shape for p in model.predict(X)])

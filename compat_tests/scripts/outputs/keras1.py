from keras.layers import Input, Dense, merge
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
model = Model(input=[main_input], output=[price_output, kind_output])
model.compile(optimizer='sgd', loss={'price': 'mse', 'kind': 'binary_crossentropy'},
              loss_weights={'price': 1., 'kind': 0.2}, metrics={'kind': 'accuracy'})
h = model.fit({'main_input': X}, {'price': price, 'kind': kind}, nb_epoch=2, batch_size=8, shuffle=False, verbose=0).history
print('result', h['loss'], h['price_loss'], h['kind_loss'], h['kind_acc'], [p.shape for p in model.predict(X)])

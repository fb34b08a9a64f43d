from keras import backend as K
from keras.engine.topology import Layer
from keras.models import Sequential
from keras.layers.core import Dense, Lambda
import numpy as np

random = np.random.RandomState(6)
X = random.normal(size=(48, 5)).astype("float32")
Y = X[:, :2] * 2 + 1

class Scale(Layer):
    def __init__(self, output_dim, **kwargs):
        self.output_dim = output_dim
        super(Scale, self).__init__(**kwargs)

    def build(self, input_shape):
        self.W = self.add_weight((input_shape[1], self.output_dim), initializer='glorot_uniform', name='{}_W'.format(self.name))
        self.b = self.add_weight((self.output_dim,), initializer='zero', name='{}_b'.format(self.name))
        super(Scale, self).build(input_shape)

    def call(self, x, mask=None):
        return K.tanh(K.dot(x, self.W) + self.b)

    def get_output_shape_for(self, input_shape):
        return (input_shape[0], self.output_dim)

def far(y_true, y_pred):
    return K.mean(K.cast(K.greater(K.abs(y_true - y_pred), 1.0), K.floatx()))

def weighted(y_true, y_pred):
    return K.mean(K.square(y_pred - y_true) * 2.0, axis=-1)

model = Sequential()
model.add(Scale(6, input_shape=(5,)))
model.add(Lambda(lambda x: x ** 2 + x))
model.add(Dense(2))
model.compile(optimizer='sgd', loss=weighted, metrics=[far])
h = model.fit(X, Y, batch_size=12, nb_epoch=3, shuffle=False, verbose=0).history
print('result', h['loss'], h['far'], model.count_params(), model.output_shape)

from __future__ import absolute_import, division, print_function
import tensorflow as tf
from tensorflow.keras.layers import Dense, BatchNormalization
from tensorflow.keras import Model
import numpy as np

random = np.random.RandomState(9)
X = random.normal(size=(36, 4)).astype("float32")
Y = (X.sum(axis=1) > 0).astype("int32") + (X[:, 0] > 0)

class MyModel(Model):
    def __init__(self):
        super(MyModel, self).__init__()
        self.d1 = Dense(7, activation='relu')
        self.d2 = Dense(3, activation='softmax')
        self.bn = BatchNormalization()

    def call(self, x, training=None):
        x = self.d1(x)
        x = self.bn(x, training=training)
        return self.d2(x)

model = MyModel()
model.compile(optimizer=tf.keras.optimizers.RMSprop(), loss=tf.keras.losses.SparseCategoricalCrossentropy(), metrics=['accuracy'])
h = model.fit(x=X, y=Y, epochs=3, batch_size=12, shuffle=False, verbose=0)
print('result', h.history['loss'], h.history['accuracy'], model.predict(X[:2], verbose=0).ravel(), len(model.get_weights()))

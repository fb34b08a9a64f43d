import keras
import numpy as np

random = np.random.RandomState(9)
X = random.normal(size=(36, 4)).astype("float32")
Y = (X.sum(axis=1) > 0).astype("int32") + (X[:, 0] > 0)

class MLP(keras.Model):

    def __init__(self, num_classes=3):
        super(MLP, self).__init__(name='mlp')
        self.num_classes = num_classes
        self.dense1 = keras.layers.Dense(7, activation='relu')
        self.dense2 = keras.layers.Dense(num_classes, activation='softmax')
        self.bn = keras.layers.BatchNormalization(axis=-1)

    def call(self, inputs):
        x = self.dense1(inputs)
        x = self.bn(x)
        return self.dense2(x)

model = MLP()
model.compile('rmsprop', 'categorical_crossentropy', metrics=['accuracy'])
h = model.fit(X, keras.utils.to_categorical(Y, 3), epochs=3, batch_size=12, shuffle=False, verbose=0)
print('result', h.history['loss'], h.history['acc'], model.predict(X[:2]).ravel(), len(model.get_weights()))

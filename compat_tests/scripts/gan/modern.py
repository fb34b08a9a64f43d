import keras
import numpy as np

random = np.random.RandomState(15)
real = random.normal(2.0, 0.5, size=(16, 2)).astype("float32")
noise = random.normal(size=(16, 3)).astype("float32")

layers = keras.layers
generator = keras.Sequential()
for layer in (keras.Input((3,)), layers.Dense(5), layers.LeakyReLU(0.2), layers.Dense(2)):
    generator.add(layer)
critic = keras.Sequential()
for layer in (keras.Input((2,)), layers.Dense(4), layers.LeakyReLU(0.2), layers.Dense(1, "sigmoid")):
    critic.add(layer)
critic.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
both = keras.Sequential([generator, critic])
critic.trainable = False
both.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")

labels = np.concatenate([np.ones((16, 1)), np.zeros((16, 1))])
d, g = [], []
for _ in range(3):
    made = generator.predict(noise, verbose=0)
    critic.trainable = True
    d.append(float(critic.train_on_batch(np.concatenate([real, made]), labels)))
    critic.trainable = False
    g.append(float(both.train_on_batch(noise, np.ones((16, 1)))))
print("result", d, g, generator.predict(noise[:1], verbose=0).ravel())

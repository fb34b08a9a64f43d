import tensorflow as tf
import numpy as np

random = np.random.RandomState(15)
real = random.normal(2.0, 0.5, size=(16, 2)).astype("float32")
noise = random.normal(size=(16, 3)).astype("float32")

def make_generator_model():
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Dense(5, input_shape=(3,)))
    model.add(tf.keras.layers.LeakyReLU(alpha=0.2))
    model.add(tf.keras.layers.Dense(2))
    return model

def make_discriminator_model():
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Dense(4, input_shape=(2,)))
    model.add(tf.keras.layers.LeakyReLU(alpha=0.2))
    model.add(tf.keras.layers.Dense(1, activation="sigmoid"))
    return model

generator = make_generator_model()
discriminator = make_discriminator_model()
cross_entropy = tf.keras.losses.BinaryCrossentropy()
generator_optimizer = tf.keras.optimizers.SGD(0.1)
discriminator_optimizer = tf.keras.optimizers.SGD(0.1)

d, g = [], []
for epoch in range(3):
    with tf.GradientTape() as disc_tape:
        generated = generator(noise, training=True)
        both = discriminator(tf.concat([real, generated], axis=0), training=True)
        labels = tf.concat([tf.ones((16, 1)), tf.zeros((16, 1))], 0)
        disc_loss = cross_entropy(labels, both)
    slopes = disc_tape.gradient(disc_loss, discriminator.trainable_variables)
    discriminator_optimizer.apply_gradients(zip(slopes, discriminator.trainable_variables))
    with tf.GradientTape() as gen_tape:
        fake_output = discriminator(generator(noise, training=True), training=True)
        gen_loss = cross_entropy(tf.ones_like(fake_output), fake_output)
    slopes = gen_tape.gradient(gen_loss, generator.trainable_variables)
    generator_optimizer.apply_gradients(zip(slopes, generator.trainable_variables))
    d.append(float(disc_loss))
    g.append(float(gen_loss))
print("result", d, g, generator(noise[:1]).numpy().ravel())

import tensorflow as tf
from tensorflow import keras
import numpy as np

random = np.random.RandomState(14)
X = random.normal(size=(32, 3)).astype("float32")
Y = (X @ np.array([[1.0], [-2.0], [0.5]], "float32")) + 1

inputs = keras.Input(shape=(3,), name="digits")
x = keras.layers.Dense(4, activation="tanh", name="dense_1")(inputs)
outputs = keras.layers.Dense(1, name="predictions")(x)
model = keras.Model(inputs=inputs, outputs=outputs)
optimizer = keras.optimizers.SGD(learning_rate=5e-2)
loss_fn = keras.losses.MeanSquaredError()
train_dataset = tf.data.Dataset.from_tensor_slices((X, Y)).batch(8)

losses = []
for epoch in range(3):
    total = 0.0
    # Iterate over the batches of the dataset.
    for step, (x_batch_train, y_batch_train) in enumerate(train_dataset):
        with tf.GradientTape() as tape:
            logits = model(x_batch_train, training=True)
            loss_value = loss_fn(y_batch_train, logits)
        grads = tape.gradient(loss_value, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
        total += loss_value
    losses.append(float(total / 4))
print("result", losses, model.predict(X[:3], verbose=0).ravel())

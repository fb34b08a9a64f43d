from __future__ import annotations

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat import era

K = keras.backend
A = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")


def test_each_call_changes_the_variables():
    x = K.placeholder((None, 2))
    total, last, mean = (K.variable(np.zeros(2)) for _ in range(3))
    updates = [
        K.update_add(total, K.sum(x, axis=0)),
        (last, x[-1]),
        [K.moving_average_update(mean, x[0], 0.5)],
    ]
    count = K.function([x], [K.sum(x)], updates=updates)
    assert total.numpy().tolist() == [0.0, 0.0], "nothing has been called yet"
    assert [count([A])[0].tolist() for _ in range(2)] == [6.0, 6.0]
    assert total.numpy().tolist() == [8.0, 4.0]
    assert last.numpy().tolist() == [3.0, 4.0]
    assert mean.numpy().tolist() == [0.75, -1.5]


def _model():
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    return keras.Sequential([keras.Input((2,)), layer])


@pytest.mark.parametrize("manner", ["keras2", "keras1", "by name"])
def test_a_function_that_trains(manner):
    model, twin = _model(), _model()
    target = K.placeholder((None, 1))
    loss = K.mean(K.square(model.output - target))
    weights, optimizer = model.trainable_weights, keras.optimizers.SGD(lr=0.1, decay=0.5)
    if manner == "keras2":
        updates = optimizer.get_updates(loss, weights)
    elif manner == "keras1":
        updates = optimizer.get_updates(weights, {}, loss)
    else:
        updates = optimizer.get_updates(params=weights, constraints=[], loss=loss)
    train = K.function([model.input, target], [loss], updates=updates)
    twin.compile(keras.optimizers.SGD(lr=0.1, decay=0.5), "mse")
    y = np.ones((2, 1), "float32")
    for _ in range(3):
        np.testing.assert_allclose(train([A, y])[0], twin.train_on_batch(A, y), rtol=1e-6)
    for ours, theirs in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    assert optimizer.iterations.numpy() == 3


def test_it_needs_a_symbolic_loss():
    with pytest.raises(TypeError, match="a symbolic `loss` and a list of variables"):
        keras.optimizers.SGD().get_updates(1.0, _model().weights)


def test_pictures_can_be_imported_but_not_used():
    with era("keras2"):
        from keras_lite.preprocessing import image

        assert image.__doc__

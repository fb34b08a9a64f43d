"""Every function of the old `keras.backend`, beside NumPy."""

from __future__ import annotations

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat import backend_functions

K = backend_functions.TABLE
A = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")
IMAGE = np.arange(12, dtype="float32").reshape(1, 2, 3, 2)
CELLS = IMAGE[..., None].repeat(2, 2).repeat(3, 3)
CALLS = {
    "abs": ((A,), np.abs(A)),
    "all": ((A > -3,), True),
    "any": ((A > 5,), False),
    "arange": ((3,), [0, 1, 2]),
    "argmax": ((A,), [0, 1]),
    "argmin": ((A,), [1, 0]),
    "batch_dot": ((A[:, None], A[:, :, None]), (A * A).sum(1)[:, None, None]),
    "batch_flatten": ((A[:, :, None],), A),
    "batch_get_value": (([A],), [A]),
    "binary_crossentropy": ((np.ones(2, "float32"), np.full(2, 0.5, "float32")), np.log([2, 2])),
    "cast": ((A, "int32"), A.astype("int32")),
    "categorical_crossentropy": ((np.eye(2), np.full((2, 2), 0.5)), np.log([2, 2])),
    "clip": ((A, 0, None), np.maximum(A, 0)),
    "concatenate": (([A, A], 0), np.concatenate([A, A])),
    "constant": ((A,), A),
    "cos": ((A,), np.cos(A)),
    "cumprod": ((A, 0), A.cumprod(0)),
    "cumsum": ((A, 1), A.cumsum(1)),
    "dot": ((A, A), A @ A),
    "dtype": ((A,), "float32"),
    "elu": ((A,), np.where(A > 0, A, np.expm1(A))),
    "equal": ((A, A), A == A),
    "eval": ((A,), A),
    "exp": ((A,), np.exp(A)),
    "expand_dims": ((A,), A[..., None]),
    "eye": ((2,), np.eye(2)),
    "flatten": ((A,), A.ravel()),
    "gather": ((A, [1]), A[[1]]),
    "get_value": ((A,), A),
    "greater": ((A, 1), A > 1),
    "greater_equal": ((A, 1), A >= 1),
    "hard_sigmoid": ((A,), np.clip(0.2 * A + 0.5, 0, 1)),
    "image_dim_ordering": ((), "tf"),
    "in_test_phase": ((1, 2), 1),
    "in_train_phase": ((1, lambda: 2), 2),
    "int_shape": ((A,), (2, 2)),
    "l2_normalize": ((A, 1), A / np.sqrt((A * A).sum(1, keepdims=True))),
    "learning_phase": ((), 0),
    "less": ((A, 1), A < 1),
    "less_equal": ((A, 1), A <= 1),
    "log": ((np.abs(A),), np.log(np.abs(A))),
    "logsumexp": ((A,), np.log(np.exp(A).sum())),
    "max": ((A, 0), A.max(0)),
    "maximum": ((A, 0), np.maximum(A, 0)),
    "mean": ((A, -1, True), A.mean(-1, keepdims=True)),
    "min": ((A, [0, 1]), A.min()),
    "minimum": ((A, 0), np.minimum(A, 0)),
    "ndim": ((A,), 2),
    "not_equal": ((A, 1), A != 1),
    "one_hot": (([0, 1], 2), np.eye(2)),
    "ones": (((2,),), np.ones(2)),
    "ones_like": ((A,), np.ones_like(A)),
    "permute_dimensions": ((A, (1, 0)), A.T),
    "pow": ((A, 2), A**2),
    "power": ((A, 2), A**2),
    "prod": ((A,), A.prod()),
    "relu": ((A, 0.5), np.where(A > 0, A, A / 2)),
    "repeat": ((A, 3), np.repeat(A[:, None], 3, 1)),
    "repeat_elements": ((A, 2, 0), np.repeat(A, 2, 0)),
    "reshape": ((A, (4,)), A.reshape(4)),
    "round": ((A / 3,), np.round(A / 3)),
    "shape": ((A,), (2, 2)),
    "sigmoid": ((A,), 1 / (1 + np.exp(-A))),
    "sign": ((A,), np.sign(A)),
    "sin": ((A,), np.sin(A)),
    "softmax": ((A,), np.exp(A) / np.exp(A).sum(-1, keepdims=True)),
    "softplus": ((A,), np.log1p(np.exp(A))),
    "softsign": ((A,), A / (1 + np.abs(A))),
    "sparse_categorical_crossentropy": ((np.array([0]), np.full((1, 2), 0.5)), np.log([2])),
    "sqrt": ((np.abs(A),), np.sqrt(np.abs(A))),
    "square": ((A,), A**2),
    "squeeze": ((A[:1], 0), A[0]),
    "stack": (([A, A],), np.stack([A, A])),
    "std": ((A,), A.std()),
    "stop_gradient": ((A,), A),
    "sum": ((A, 1), A.sum(1)),
    "switch": ((A > 0, A, lambda: -A), np.abs(A)),
    "tanh": ((A,), np.tanh(A)),
    "tile": ((A, (2, 1)), np.tile(A, (2, 1))),
    "transpose": ((A,), A.T),
    "var": ((A,), A.var()),
    "variable": ((A,), A),
    "zeros": (((2,),), np.zeros(2)),
    "zeros_like": ((A,), np.zeros_like(A)),
    "asymmetric_spatial_2d_padding": (
        (IMAGE, 1, 0, 2, 0),
        np.pad(IMAGE, ((0, 0), (1, 0), (2, 0), (0, 0))),
    ),
    "asymmetric_temporal_padding": ((A[None], 2, 0), np.pad(A[None], ((0, 0), (2, 0), (0, 0)))),
    "batch_normalization": (
        (A, A.mean(0), A.var(0), 1.0, 2.0),
        2 * (A - A.mean(0)) / np.sqrt(A.var(0) + 1e-3) + 1,
    ),
    "bias_add": ((A, np.array([5.0, 6.0], "float32")), A + [5, 6]),
    "binary_focal_crossentropy": (
        (np.ones(2, "float32"), np.full(2, 0.5, "float32")),
        np.log([2, 2]) / 4,
    ),
    "cast_to_floatx": (([1, 2],), [1.0, 2.0]),
    "categorical_focal_crossentropy": ((np.eye(2), np.full((2, 2), 0.5)), np.log([2, 2]) / 16),
    "count_params": ((A,), 4),
    "foldl": ((lambda a, b: 2 * a + b, A), 2 * A[0] + A[1]),
    "foldr": ((lambda a, b: 2 * a + b, A), 2 * A[1] + A[0]),
    "get_variable_shape": ((A,), (2, 2)),
    "identity": ((A,), A),
    "in_top_k": ((A, np.array([0, 0]), 1), [True, False]),
    "is_placeholder": ((A,), False),
    "is_sparse": ((A,), False),
    "is_tensor": ((A,), False),
    "is_variable": ((A,), False),
    "map_fn": ((lambda row: row[0] - row[1], A), A[:, 0] - A[:, 1]),
    "pack": (([A, A],), np.stack([A, A])),
    "print_tensor": ((A,), A),
    "resize_images": ((IMAGE, 2, 3, "channels_last"), IMAGE.repeat(2, 1).repeat(3, 2)),
    "resize_volumes": (
        (IMAGE[..., None], 1, 2, 3, "channels_last"),
        IMAGE[..., None].repeat(2, 2).repeat(3, 3),
    ),
    "reverse": ((A, 0), A[::-1]),
    "slice": ((A, (0, 1), (-1, 1)), A[:, 1:]),
    "spatial_2d_padding": (
        (IMAGE, ((1, 0), (2, 0))),
        np.pad(IMAGE, ((0, 0), (1, 0), (2, 0), (0, 0))),
    ),
    "spatial_3d_padding": (
        (IMAGE[..., None],),
        np.pad(IMAGE, ((0, 0), (1, 1), (1, 1), (1, 1)))[..., None],
    ),
    "temporal_padding": ((A[None],), np.pad(A[None], ((0, 0), (1, 1), (0, 0)))),
    "to_dense": ((A,), A),
}
# Those that one call and one array do not show; each stands in a test of its own below.
OTHERS = """
    _get_available_gpus batch_set_value control_dependencies dropout function get_session gradients
    learning_phase_scope manual_variable_initialization moving_average_update name_scope
    normalize_batch_in_training placeholder random_bernoulli random_binomial random_normal
    random_normal_variable random_uniform random_uniform_variable reset_uids rnn
    set_image_dim_ordering set_learning_phase set_session set_value truncated_normal update
    update_add update_sub
""".split()


def test_every_function_has_a_case():
    assert sorted([*CALLS, *OTHERS]) == sorted(K)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_backend_functions(name):
    assert getattr(keras.backend, name) is K[name]
    arguments, expected = CALLS[name]
    found = K[name](*arguments)
    if isinstance(expected, str):
        assert found == expected
    else:
        np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-5, atol=1e-6)


def test_variables_of_the_backend():
    x = K["variable"]([1.0, 2.0])
    K["set_value"](x, [3.0, 4.0])
    assert K["get_value"](x).tolist() == [3.0, 4.0]
    K["update_add"](x, 1.0)
    K["update_sub"](x, np.array([0.0, 5.0]))
    assert K["get_value"](x).tolist() == [4.0, 0.0]
    K["update"](x, np.array([7.0, 7.0]))
    K["batch_set_value"]([(x, [8.0, 9.0])])
    K["moving_average_update"](K["update_add"](x, 0.0), np.array([0.0, 1.0]), 0.5)
    assert K["get_value"](x).tolist() == [4.0, 5.0]
    K["set_value"](x, [8.0, 9.0])
    assert K["is_variable"](x) and K["is_tensor"](x) and K["identity"](x) is not x
    assert K["batch_get_value"]([x])[0].tolist() == [8.0, 9.0]


def test_random_numbers_of_the_backend():
    assert np.asarray(K["random_normal"]((3, 2), std=0.0, mean=2.0)).tolist() == [[2.0, 2.0]] * 3
    low = np.asarray(K["random_uniform"]((50,), low=2.0, high=3.0, seed=1))
    assert low.min() >= 2 and low.max() < 3
    assert np.abs(np.asarray(K["truncated_normal"]((50,)))).max() <= 2
    for name in ("random_binomial", "random_bernoulli"):
        drawn = np.asarray(K[name]((1000,), p=0.25, seed=3))
        assert set(drawn) == {0.0, 1.0} and 0.15 < drawn.mean() < 0.35
    assert K["random_uniform_variable"]((3,), 2.0, 3.0, seed=1).numpy().min() >= 2
    assert K["random_normal_variable"]((2,), 4.0, 0.0).numpy().tolist() == [4.0, 4.0]
    assert 0.0 in np.asarray(K["dropout"](np.ones(64, "float32"), 0.5, seed=1))


def test_image_orders():
    try:
        keras.backend.set_image_dim_ordering("th")
        assert keras.backend.image_data_format() == "channels_first"
        assert keras.backend.image_dim_ordering() == "th"
    finally:
        keras.backend.set_image_dim_ordering("tf")
    with pytest.raises(ValueError, match='"th" or "tf" was expected'):
        keras.backend.set_image_dim_ordering("theano")


def test_sessions_only_stand_for_themselves():
    with keras.backend.get_session() as session:
        keras.backend.set_session(session)
        assert session.run(None) is None
        with pytest.raises(NotImplementedError, match="no graphs to run. Call the model"):
            session.run(A)
    keras.backend.manual_variable_initialization(True)
    assert K["_get_available_gpus"]() == []
    with keras.backend.control_dependencies([A]):
        pass


def test_learning_phases():
    back = keras.backend
    assert back.learning_phase() == 0
    with back.learning_phase_scope(1):
        assert back.learning_phase() == 1
        assert back.in_train_phase("learns", "uses") == "learns"
    back.set_learning_phase(1)
    back.set_learning_phase(False)
    assert back.learning_phase() == 0
    with pytest.raises(ValueError, match="0 or 1 was expected"):
        back.set_learning_phase(2)


def test_layers_know_whether_they_are_trained():
    seen = []

    class Noisy(keras.layers.Layer):
        def call(self, inputs):
            seen.append(keras.backend.learning_phase())
            return keras.backend.in_train_phase(lambda: inputs * 3.0, inputs)

    dense = keras.layers.Dense(2, kernel_initializer="identity")
    model = keras.Sequential([keras.Input((2,)), dense, Noisy()])
    model.compile("sgd", "mse")
    assert model.evaluate(A, A, verbose=0) == 0
    assert model.train_on_batch(A, A) == pytest.approx(4 * np.square(A).mean())
    assert {0, 1} <= set(seen)


def test_names_in_a_scope():
    keras.backend.reset_uids()
    assert keras.layers.Dense(1).name == "dense"
    with keras.backend.name_scope("block"):
        layer = keras.layers.Dense(1)
        layer.build((None, 2))
    assert layer.kernel.path == "block/dense_1/kernel"


def test_placeholders():
    x = K["placeholder"]((None, 2))
    assert x.shape == (None, 2) and K["is_placeholder"](x) and K["is_tensor"](x)
    assert K["placeholder"](ndim=3).shape == (None, None, None)
    assert not K["is_placeholder"](x * 2)
    for refused in ({}, {"shape": (2,), "sparse": True}):
        with pytest.raises(ValueError, match="of a dense tensor was expected"):
            K["placeholder"](**refused)
    scaled = K["function"]([x], [K["sum"](x * 2.0, axis=1)])
    assert scaled([A])[0].tolist() == [-2.0, 14.0]


def test_functions_between_layers():
    x = keras.Input((2,))
    y = keras.layers.Dense(2, kernel_initializer="ones")(x)
    compute = keras.backend.function([x], [y])
    np.testing.assert_allclose(compute([A])[0], A @ np.ones((2, 2)))
    assert keras.backend.function([x], y)([A]).shape == (2, 2)
    with pytest.raises(TypeError, match="`updates`"):
        keras.backend.function([x], [y], updates=[1])
    with pytest.raises(TypeError, match="value is known already: K.eval"):
        keras.backend.function([x], [A])


def test_functions_of_the_learning_phase():
    back = keras.backend
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dropout(0.5)])
    compute = back.function([model.layers[0].input, back.learning_phase()], [model.output])
    ones = np.ones((1, 64), "float32")
    assert compute([ones, 0])[0].tolist() == ones.tolist()
    assert 0.0 in compute([ones, 1])[0]


def test_gradients_along_inputs():
    x = keras.Input((2,))
    y = keras.layers.Dense(1, kernel_initializer="ones", activation="exponential")(x)
    back = keras.backend
    slopes = back.gradients(back.mean(y), [x, y])
    assert [s.shape for s in slopes] == [(None, 2), (None, 1)]
    y_value, dx, dy = back.function([x], [y, *slopes])([A])
    np.testing.assert_allclose(dy, np.full((2, 1), 0.5))
    np.testing.assert_allclose(dx, np.repeat(y_value, 2, axis=1) / 2, rtol=1e-6)


def test_gradients_along_weights():
    x = keras.Input((2,))
    layer = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")
    loss = keras.backend.sum(keras.backend.square(layer(x)))
    slope = keras.backend.gradients(loss, layer.trainable_weights)[0]
    found = keras.backend.function([x], [slope])([A])[0]
    np.testing.assert_allclose(found, 2 * A.T @ A.sum(1, keepdims=True), rtol=1e-6)
    unused = keras.backend.variable([1.0, 2.0])
    none = keras.backend.gradients(loss, unused)[0]
    assert keras.backend.function([x], [none])([A])[0].tolist() == [0.0, 0.0]


def test_gradients_as_part_of_a_model():
    x = keras.Input((2,))
    slope = keras.backend.gradients(keras.backend.sum(x * x), x)[0]
    np.testing.assert_allclose(keras.Model(x, slope).predict(A, verbose=0), 2 * A)
    with pytest.raises(TypeError, match="Compute it from model.input"):
        keras.backend.gradients(A, x)


def test_step_after_step():
    inputs = np.arange(12, dtype="float32").reshape(2, 3, 2)

    def step(x, states):
        new = states[0] + x
        return new * 10.0, [new]

    last, outputs, states = K["rnn"](step, inputs, [np.zeros((2, 2), "float32")])
    np.testing.assert_allclose(outputs, inputs.cumsum(1) * 10)
    np.testing.assert_allclose(last, inputs.sum(1) * 10)
    np.testing.assert_allclose(states[0], inputs.sum(1))
    mask = np.array([[True, True, False], [False, True, True]])
    last, _, states = K["rnn"](step, inputs, [np.zeros((2, 2), "float32")], mask=mask)
    np.testing.assert_allclose(last, (inputs * mask[..., None]).sum(1) * 10)
    last, outputs, _ = K["rnn"](step, inputs, [np.zeros((2, 2), "float32")], go_backwards=True)
    np.testing.assert_allclose(outputs, inputs[:, ::-1].cumsum(1) * 10)


def test_normalized_batches():
    y, mean, var = K["normalize_batch_in_training"](A, np.full(2, 2.0, "float32"), None, [0])
    np.testing.assert_allclose(mean, A.mean(0))
    np.testing.assert_allclose(var, A.var(0))
    np.testing.assert_allclose(y, 2 * (A - A.mean(0)) / np.sqrt(A.var(0) + 1e-3), rtol=1e-5)


def test_biases_of_channels():
    channels = np.array([5.0, 6.0], "float32")
    image = IMAGE.transpose(0, 3, 1, 2)
    found = K["bias_add"](image, channels, "channels_first")
    np.testing.assert_allclose(found, image + channels[:, None, None])
    with pytest.raises(ValueError, match="Give one value for each channel"):
        K["bias_add"](IMAGE, np.ones((2, 2)))


def test_products_of_batches():
    x, y = np.random.default_rng(0).integers(-9, 9, (2, 4, 3, 5)).astype("float32")
    np.testing.assert_allclose(
        K["batch_dot"](x, y, axes=2), np.einsum("bik,bjk->bij", x, y), rtol=1e-5
    )
    np.testing.assert_allclose(
        K["batch_dot"](x, y, axes=(1, 1)), np.einsum("bki,bkj->bij", x, y), rtol=1e-5
    )
    vector = x[:, 0]
    np.testing.assert_allclose(
        K["batch_dot"](vector, vector), (vector * vector).sum(1, keepdims=True), rtol=1e-5
    )
    np.testing.assert_allclose(
        K["batch_dot"](y, vector), np.einsum("bik,bk->bi", y, vector), rtol=1e-5
    )
    with pytest.raises(ValueError, match="no batch axis"):
        K["batch_dot"](x, y, axes=0)


def test_conditions_of_whole_rows():
    found = K["switch"](np.array([True, False]), A, -A)
    assert np.asarray(found).tolist() == [[1.0, -2.0], [-3.0, -4.0]]
    assert float(K["switch"](True, 1.0, 2.0)) == 1.0


def test_losses_in_functions_of_the_backend():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    back = keras.backend
    model.compile("sgd", lambda t, p: back.sqrt(back.mean(back.square(p - t), axis=-1)))
    history = model.fit(A, A[:, :1], epochs=3, verbose=0).history["loss"]
    assert history[-1] < history[0]

"""Old names lead to what replaced them, through the front door and in keras_lite itself."""

from __future__ import annotations

import importlib
import sys
import types

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat import backend_functions, importer, names


@pytest.fixture
def front_door():
    held = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_real(name)}
    importer.install()
    yield
    importer.uninstall()
    sys.modules.update(held)


def _is_real(name):
    return name.partition(".")[0] in ("keras", "tensorflow", "tf_keras")


def present(row):
    place, _, attribute = row.new.rpartition(":")
    module = importlib.import_module(place or f"keras_lite.{row.module}")
    return getattr(module, attribute) if attribute in dir(module) else None


THERE = [row for row in names.NAMES if present(row) is not None]


@pytest.mark.parametrize("row", THERE, ids=lambda row: f"{row.module}.{row.old}")
def test_an_old_name(row, front_door):
    new = present(row)
    ours = getattr(importlib.import_module(f"keras_lite.{row.module}"), row.old)
    if isinstance(ours, types.ModuleType):  # a file of that name, which can be called
        assert row.old in (
            "merge",
            "sgd",
            *(r.old for r in names.NAMES if r.module == "optimizers"),
        )
        assert ours.__dict__["_called"] is new
    else:
        assert ours is new
    namespace = {}
    for root in ("keras", "tensorflow.keras"):
        exec(f"from {root}.{row.module} import {row.old} as found", namespace)
        found = namespace["found"]
        assert found is new or row.old == "merge"  # a module too, see below
    exec(f"from keras_lite.{row.module} import {row.old} as found", namespace)
    assert namespace["found"] is ours


@pytest.mark.parametrize(
    "row", [row for row in names.NAMES if row not in THERE], ids=lambda row: row.old
)
def test_an_old_name_of_what_is_not_there_yet(row, front_door):
    module = importlib.import_module(f"keras.{row.module}")
    with pytest.raises(AttributeError, match=f"no attribute '{row.old}'. It is the old name of"):
        getattr(module, row.old)


FAMILIES = [row for row in THERE if row.module in ("losses", "constraints", "regularizers")]


@pytest.mark.parametrize("row", FAMILIES, ids=lambda row: row.old)
def test_an_old_name_as_a_string(row):
    family = getattr(keras, row.module)
    old, new = family.get(row.old), family.get(row.new)
    assert old is new or type(old) is type(new)


def test_merge_was_a_module_and_a_function(front_door):
    from keras.layers import merge
    from keras.layers.merge import concatenate

    a, b = keras.Input((3,)), keras.Input((3,))
    assert concatenate([a, b]).shape == (None, 6)
    expected = {"sum": 3, "mul": 3, "ave": 3, "max": 3, "concat": 6, "dot": 1, "cos": 1}
    for mode, width in expected.items():
        assert merge([a, b], mode=mode).shape == (None, width)
    with pytest.raises(ValueError, match="'adds', but the name of a mode .* sum, mul, ave"):
        merge([a, b], mode="adds")
    assert keras.layers.merge([a, b]).shape == (None, 3)
    with pytest.raises(TypeError, match="module 'keras.layers.core' is not callable"):
        importlib.import_module("keras.layers.core")()


def test_classes_of_probabilities():
    y = np.array([[0.1, 0.9], [0.8, 0.2]])
    assert keras.utils.probas_to_classes(y).tolist() == [1, 0]
    assert keras.utils.probas_to_classes(y[:, :1]).tolist() == [0, 1]


K = backend_functions.TABLE
A = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")
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
}
OTHERS = """
    batch_set_value function get_session manual_variable_initialization placeholder random_normal
    random_uniform set_image_dim_ordering set_learning_phase set_session set_value truncated_normal
    update update_add update_sub
""".split()


@pytest.mark.parametrize("name", sorted(K))
def test_backend_functions(name):
    assert getattr(keras.backend, name) is K[name]
    if name in OTHERS:
        return  # the tests below have them
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
    assert K["batch_get_value"]([x])[0].tolist() == [8.0, 9.0]


def test_random_numbers_of_the_backend():
    assert np.asarray(K["random_normal"]((3, 2), std=0.0, mean=2.0)).tolist() == [[2.0, 2.0]] * 3
    low = np.asarray(K["random_uniform"]((50,), low=2.0, high=3.0, seed=1))
    assert low.min() >= 2 and low.max() < 3
    assert np.abs(np.asarray(K["truncated_normal"]((50,)))).max() <= 2


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
    keras.backend.set_learning_phase(0)
    keras.backend.manual_variable_initialization(True)
    with pytest.raises(NotImplementedError, match="keras.Input"):
        keras.backend.placeholder((None, 2))


def test_functions_between_layers():
    x = keras.Input((2,))
    y = keras.layers.Dense(2, kernel_initializer="ones")(x)
    compute = keras.backend.function([x], [y])
    np.testing.assert_allclose(compute([A])[0], A @ np.ones((2, 2)))
    assert keras.backend.function([x], y)([A, 0]).shape == (2, 2)
    with pytest.raises(NotImplementedError, match="updates"):
        keras.backend.function([x], [y], updates=[1])


def test_losses_in_functions_of_the_backend():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    back = keras.backend
    model.compile("sgd", lambda t, p: back.sqrt(back.mean(back.square(p - t), axis=-1)))
    history = model.fit(A, A[:, :1], epochs=3, verbose=0).history["loss"]
    assert history[-1] < history[0]

"""Each name of the stand-in for TensorFlow computes what TensorFlow says it does."""

from __future__ import annotations

import logging

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat import tensorflow
from keras_lite.compat import tensorflow_functions as tf

A = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")
B = np.array([[True, False], [True, True]])
POSITIVE = np.abs(A)

MATH = {
    "abs": ((A,), np.abs(A)),
    "add": ((A, A), A + A),
    "argmax": ((A,), [1, 1]),
    "argmin": ((A, 1), [1, 0]),
    "ceil": ((A / 2,), np.ceil(A / 2)),
    "confusion_matrix": (([0, 1, 1], [1, 1, 0]), [[0, 1], [1, 1]]),
    "cos": ((A,), np.cos(A)),
    "cumsum": ((A, 1), A.cumsum(1)),
    "divide": ((A, 2.0), A / 2),
    "equal": ((A, A), A == A),
    "exp": ((A,), np.exp(A)),
    "floor": ((A / 2,), np.floor(A / 2)),
    "greater": ((A, 1.0), A > 1),
    "greater_equal": ((A, 1.0), A >= 1),
    "less": ((A, 1.0), A < 1),
    "less_equal": ((A, 1.0), A <= 1),
    "log": ((POSITIVE,), np.log(POSITIVE)),
    "logical_and": ((B, B[::-1]), B & B[::-1]),
    "logical_not": ((B,), ~B),
    "logical_or": ((B, B[::-1]), B | B[::-1]),
    "maximum": ((A, 0.0), np.maximum(A, 0)),
    "minimum": ((A, 0.0), np.minimum(A, 0)),
    "multiply": ((A, A), A * A),
    "not_equal": ((A, 1.0), A != 1),
    "pow": ((A, 2.0), A**2),
    "reduce_all": ((B, 0), B.all(0)),
    "reduce_any": ((~B, [0, 1]), True),
    "reduce_max": ((A, 0), A.max(0)),
    "reduce_mean": ((A,), A.mean()),
    "reduce_min": ((A, 0, True), A.min(0, keepdims=True)),
    "reduce_prod": ((A,), A.prod()),
    "reduce_std": ((A,), A.std()),
    "reduce_sum": ((A, 1), A.sum(1)),
    "reduce_variance": ((A,), A.var()),
    "rsqrt": ((POSITIVE,), POSITIVE**-0.5),
    "sigmoid": ((A,), 1 / (1 + np.exp(-A))),
    "sign": ((A,), np.sign(A)),
    "sin": ((A,), np.sin(A)),
    "softplus": ((A,), np.log1p(np.exp(A))),
    "sqrt": ((POSITIVE,), np.sqrt(POSITIVE)),
    "square": ((A,), A * A),
    "subtract": ((A, 1.0), A - 1),
    "tanh": ((A,), np.tanh(A)),
}
SOFT = np.exp(A) / np.exp(A).sum(-1, keepdims=True)
NN = {
    "elu": ((A,), np.where(A > 0, A, np.expm1(A))),
    "gelu": ((A * 0,), A * 0),
    "leaky_relu": ((A,), np.where(A > 0, A, 0.2 * A)),
    "log_softmax": ((A,), np.log(SOFT)),
    "relu": ((A,), np.maximum(A, 0)),
    "relu6": ((A * 2,), np.clip(A * 2, 0, 6)),
    "selu": ((POSITIVE,), POSITIVE * 1.0507009873554805),
    "sigmoid": ((A,), 1 / (1 + np.exp(-A))),
    "sigmoid_cross_entropy_with_logits": (
        (np.ones((2, 2), "float32"), A),
        np.log1p(np.exp(-A)),
    ),
    "silu": ((A,), A / (1 + np.exp(-A))),
    "softmax": ((A,), SOFT),
    "softmax_cross_entropy_with_logits": (
        (np.eye(2, dtype="float32"), A), -np.log([*SOFT.diagonal()])
    ),
    "softplus": ((A,), np.log1p(np.exp(A))),
    "softsign": ((A,), A / (1 + np.abs(A))),
    "swish": ((A,), A / (1 + np.exp(-A))),
    "tanh": ((A,), np.tanh(A)),
}  # fmt: skip
ROOT = {
    "cast": ((A, "int32"), A.astype("int32")),
    "concat": (([A, A], 0), np.concatenate([A, A])),
    "constant": ((3, "float32", [2]), [3.0, 3.0]),
    "convert_to_tensor": ((A,), A),
    "executing_eagerly": ((), True),
    "expand_dims": ((A, 0), A[None]),
    "eye": ((2,), np.eye(2)),
    "identity": ((A,), A),
    "matmul": ((A, A, True), A.T @ A),
    "one_hot": (([1, 0], 2), [[0, 1], [1, 0]]),
    "ones": (((2,),), np.ones(2)),
    "ones_like": ((A,), np.ones((2, 2))),
    "range": ((1, 4), [1, 2, 3]),
    "reshape": ((A, [4]), A.reshape(4)),
    "shape": ((A,), [2, 2]),
    "squeeze": ((A[:1], 0), A[0]),
    "stack": (([A, A], 1), np.stack([A, A], 1)),
    "stop_gradient": ((A,), A),
    "tile": ((A, [2, 1]), np.tile(A, (2, 1))),
    "transpose": ((A, [1, 0]), A.T),
    "where": ((B, A, -A), np.where(B, A, -A)),
    "zeros": (((2,),), np.zeros(2)),
    "zeros_like": ((A,), np.zeros((2, 2))),
}
CASES = [
    *(("math", name, *case) for name, case in MATH.items()),
    *(("nn", name, *case) for name, case in NN.items()),
    *(("", name, *case) for name, case in ROOT.items()),
]


@pytest.mark.parametrize(("module", "name", "arguments", "expected"), CASES)
def test_functions(module, name, arguments, expected):
    found = np.asarray(tensorflow.find(module, name)(*arguments))
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


QUIET = """
    ConfigProto GPUOptions Session InteractiveSession Variable device disable_eager_execution
    enable_eager_execution function get_logger global_variables_initializer name_scope newaxis
    reset_default_graph disable_v2_behavior enable_v2_behavior
""".split()


def test_no_function_is_without_a_case():
    assert set(tf.MATH) | {"confusion_matrix", "softplus"} == set(MATH)
    assert set(tf.NN) == set(NN)
    types = {name for name, found in tf.ROOT.items() if name == found}
    assert set(tf.TABLES[""]) - set(tf.MATH) - types == set(ROOT) | set(QUIET)


@pytest.mark.parametrize("module", tf.TABLES)
def test_every_table_belongs_to_a_module(module):
    assert module in tensorflow.PATHS


def test_types_are_what_keras_calls_them():
    assert str(tf.find("", "constant")([1, 2]).dtype) == "int32"
    assert str(tf.find("", "constant")([1.0]).dtype) == tf.find("", "float32") == "float32"
    assert str(tf.find("", "convert_to_tensor")(np.ones(2)).dtype) == "float64"
    assert str(tf.find("math", "reduce_mean")(np.array([1, 2], "int32")).dtype) == "int32"


def test_variables_and_functions():
    x = tf.find("", "Variable")([1.0, 2.0])
    x.assign_add([1.0, 1.0])
    assert x.numpy().tolist() == [2.0, 3.0]

    @tf.find("", "function")
    def double(value):
        return value * 2

    assert double(2) == 4
    assert tf.find("", "function")(jit_compile=True)(double) is double


def test_settings_have_no_effect():
    settings = tf.find("", "ConfigProto")(allow_soft_placement=True)
    settings.gpu_options.allow_growth = True
    with tf.find("", "Session")(config=settings) as session:
        session.run(tf.find("", "global_variables_initializer")())
    with tf.find("", "device")("/gpu:0"), tf.find("", "name_scope")("a"):
        pass
    assert tf.find("config", "list_physical_devices")("GPU") == []
    assert tf.find("config.experimental", "set_memory_growth")(None, True) is None
    assert tf.find("test", "is_gpu_available")() is False
    assert tf.find("compat.v1.logging", "set_verbosity")(tf.find("logging", "ERROR")) is None
    assert isinstance(tf.find("", "get_logger")(), logging.Logger)
    assert tf.find("", "newaxis") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("AdamOptimizer", "Adam"), ("GradientDescentOptimizer", "SGD"),
     ("RMSPropOptimizer", "RMSprop"), ("AdagradOptimizer", "Adagrad")],
)  # fmt: skip
def test_optimizers_of_tensorflow_1(name, kind):
    made = tf.find("train", name)(0.5)
    assert type(made) is getattr(keras.optimizers, kind)
    assert float(made.learning_rate.numpy()) == 0.5
    assert tf.find("train", "AdamOptimizer")(1, beta1=0.5).beta_1 == 0.5


def test_random_numbers():
    x = np.asarray(tf.find("random", "uniform")((40,), 2, 5, "int32"))
    assert set(x) == {2, 3, 4}
    assert np.asarray(tf.find("random", "normal")((3,), 2.0, 0.0)).tolist() == [2.0] * 3
    assert 0 <= np.asarray(tf.find("random", "uniform")((9,))).min() < 1


def test_shapes_that_differ():
    with pytest.raises(ValueError, match=r"confusion_matrix: `predictions` is \(3,\), but the sha"):
        tf.confusion_matrix([0, 1], [0, 1, 1])

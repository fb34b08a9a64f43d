"""Each name of the stand-in for TensorFlow computes what TensorFlow says it does."""

from __future__ import annotations

import logging

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat import tensorflow
from keras_lite.compat import tensorflow_functions as tf
from keras_lite.compat.tensorflow_math import confusion_matrix

A = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")
B = np.array([[True, False], [True, True]])
POSITIVE = np.abs(A)
SMALL = A / 5
WHOLE = np.array([[7, -7, 2], [1, 5, -3]], "int32")
LABELS = np.array([1, 0], "int32")

MATH = {
    "abs": ((A,), np.abs(A)),
    "acos": ((SMALL,), np.arccos(SMALL)),
    "acosh": ((POSITIVE,), np.arccosh(POSITIVE)),
    "add_n": (([A, A, A],), 3 * A),
    "asin": ((SMALL,), np.arcsin(SMALL)),
    "asinh": ((A,), np.arcsinh(A)),
    "atan": ((A,), np.arctan(A)),
    "atan2": ((A, A[::-1]), np.arctan2(A, A[::-1])),
    "atanh": ((SMALL,), np.arctanh(SMALL)),
    "bincount": ((np.array([1, 1, 3], "int32"),), [0, 2, 0, 1]),
    "cosh": ((A,), np.cosh(A)),
    "count_nonzero": ((np.maximum(A, 0), 1), [1, 2]),
    "cumprod": ((A, 1), A.cumprod(1)),
    "divide_no_nan": ((A, np.array([0.0, 2.0], "float32")), [[0, -1], [0, 2]]),
    "erf": ((np.zeros(2, "float32"),), [0, 0]),
    "expm1": ((A,), np.expm1(A)),
    "floordiv": ((WHOLE, np.int32(2)), WHOLE // 2),
    "floormod": ((WHOLE, np.int32(3)), WHOLE % 3),
    "in_top_k": ((LABELS, A, 1), [False, False]),
    "is_finite": ((A,), B | True),
    "is_inf": ((A,), ~(B | True)),
    "is_nan": ((A,), ~(B | True)),
    "l2_normalize": ((A, 1), A / np.sqrt((A * A).sum(1, keepdims=True))),
    "log1p": ((POSITIVE,), np.log1p(POSITIVE)),
    "log_sigmoid": ((A,), -np.log1p(np.exp(-A))),
    "logical_xor": ((B, B[::-1]), B ^ B[::-1]),
    "negative": ((A,), -A),
    "reciprocal": ((A,), 1 / A),
    "reduce_logsumexp": ((A, 1), np.log(np.exp(A).sum(1))),
    "round": ((A / 2,), np.round(A / 2)),
    "sinh": ((A,), np.sinh(A)),
    "softsign": ((A,), A / (1 + np.abs(A))),
    "squared_difference": ((A, A[::-1]), (A - A[::-1]) ** 2),
    "tan": ((A,), np.tan(A)),
    "top_k": ((WHOLE, 2), [[[7, 2], [5, 1]], [[0, 2], [1, 0]]]),
    "truediv": ((A, A[::-1]), A / A[::-1]),
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
    "bias_add": ((A, A[0]), A + A[0]),
    "dropout": ((A, 0.0), A),
    "in_top_k": ((LABELS, A, 2), [True, True]),
    "l2_loss": ((A,), (A * A).sum() / 2),
    "l2_normalize": ((A,), A / np.sqrt((A * A).sum())),
    "moments": ((A, [0]), [A.mean(0), A.var(0)]),
    "sparse_softmax_cross_entropy_with_logits": (
        (LABELS, A),
        -np.log([SOFT[0, 1], SOFT[1, 0]]),
    ),
    "top_k": ((A,), [[[1], [4]], [[0], [1]]]),
    "zero_fraction": ((np.maximum(A, 0),), 0.25),
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
LINALG = {
    "det": ((A,), 10.0),
    "diag": ((A[0],), np.diag(A[0])),
    "inv": ((A,), np.linalg.inv(A)),
    "l2_normalize": ((A, 0), A / np.sqrt((A * A).sum(0))),
    "matmul": ((A, A), A @ A),
    "norm": ((A,), np.sqrt((A * A).sum())),
    "trace": ((A,), 5.0),
}
ROOT = {
    "argsort": ((A, -1, "DESCENDING"), [[0, 1], [1, 0]]),
    "boolean_mask": ((A, A > 0), A[A > 0]),
    "broadcast_to": ((A[0], (2, 2)), [A[0], A[0]]),
    "clip_by_norm": ((A, 1.0), A / np.sqrt((A * A).sum())),
    "clip_by_value": ((A, -1.0, 2.0), np.clip(A, -1, 2)),
    "einsum": (("ij,kj->ik", A, A), A @ A.T),
    "fill": (((2, 1), 3.0), [[3.0], [3.0]]),
    "gather": ((A, [1, 0]), A[::-1]),
    "is_tensor": ((A,), False),
    "linspace": ((0.0, 1.0, 3), [0, 0.5, 1]),
    "norm": ((A, "euclidean", 1), np.sqrt((A * A).sum(1))),
    "pad": ((A, [[1, 0], [0, 1]]), np.pad(A, [[1, 0], [0, 1]])),
    "rank": ((A,), 2),
    "repeat": ((A, 2, 0), A.repeat(2, 0)),
    "reverse": ((A, [0]), A[::-1]),
    "roll": ((A, 1, 0), A[::-1]),
    "size": ((A,), 4),
    "sort": ((A, 0, "DESCENDING"), A[::-1]),
    "split": ((A, 2), [A[:1], A[1:]]),
    "tensordot": ((A, A, 1), A @ A),
    "unstack": ((A,), [A[0], A[1]]),
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
    *(("linalg", name, *case) for name, case in LINALG.items()),
    *(("", name, *case) for name, case in ROOT.items()),
    ("", "argmax", (A, 1), [0, 1]),
    ("", "constant", ([1, 2, 3, 4], None, (2, 2)), [[1, 2], [3, 4]]),
    ("", "one_hot", ([1, 2], 2, 5.0, -1.0), [[-1, 5], [-1, -1]]),
    ("", "one_hot", ([1, 0], 2, None, None, 0, "int32"), [[0, 1], [1, 0]]),
    ("", "range", (5,), [0, 1, 2, 3, 4]),
    ("", "range", (0.0, 1.0, 0.5), [0.0, 0.5]),
    ("", "reduce_mean", (WHOLE,), 0),
    ("", "reduce_mean", (WHOLE, 1), [0, 1]),
    ("", "reshape", (A, (-1, 1)), A.reshape(-1, 1)),
    ("", "split", (WHOLE, [1, 2], 1), None),
    ("", "where", (A > 0,), [[0, 0], [1, 0], [1, 1]]),
    ("math", "confusion_matrix", ([0, 1, 1], [1, 1, 0], 3), [[0, 1, 0], [1, 1, 0], [0, 0, 0]]),
    ("math", "divide", (np.int32(7), np.int32(2)), 3.5),
    ("math", "reduce_std", (A, 0), A.std(0)),
    ("nn", "gelu", (A,), None),
    ("nn", "leaky_relu", (A, 0.5), np.where(A > 0, A, 0.5 * A)),
    ("nn", "softmax", (A, 0), np.exp(A) / np.exp(A).sum(0)),
]


@pytest.mark.parametrize(("module", "name", "arguments", "expected"), CASES)
def test_functions(module, name, arguments, expected):
    found = tensorflow.find(module, name)(*arguments)
    if expected is None:  # the live comparison knows
        return
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


QUIET = """
    ConfigProto GPUOptions GradientTape Graph InteractiveSession Session Tensor TensorSpec Variable
    clip_by_global_norm cond device disable_eager_execution disable_v2_behavior
    enable_eager_execution enable_v2_behavior function get_default_graph get_default_session
    get_logger global_variables_initializer local_variables_initializer meshgrid
    name_scope newaxis print random_normal random_shuffle
    random_uniform reset_default_graph to_float truncated_normal
""".split()


def test_graphs_are_entered_and_nothing_else():
    for make in ("Graph", "get_default_graph"):
        with tensorflow.find("", make)().as_default() as graph:
            graph.finalize()
    assert tensorflow.find("compat.v1", "get_default_session")().run(None) is None


def test_no_function_is_without_a_case():
    assert set(tf.MATH) == set(MATH)
    assert set(tf.NN) == set(NN)
    assert set(tf.LINALG) == set(LINALG)
    types = {name for name, found in tf.ROOT.items() if name == found}
    assert set(tf.V1) - set(tf.MATH) - types == set(ROOT) | set(QUIET)


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
    (cpu,) = tf.find("config", "list_physical_devices")()
    assert cpu.device_type == "CPU" and tf.find("config", "list_logical_devices")("GPU") == []
    strategy = tf.find("distribute", "MirroredStrategy")()
    with strategy.scope():
        assert strategy.run(lambda x: x + strategy.num_replicas_in_sync, args=(1,)) == 2
    assert tf.find("", "optimizers") is keras.optimizers
    with pytest.raises(SystemExit, match="3"):
        tf.find("app", "run")(len, ["a", "b", "c"])
    assert tf.find("config.experimental", "set_memory_growth")(None, True) is None
    assert tf.find("test", "is_gpu_available")() is False
    assert tf.find("compat.v1.logging", "set_verbosity")(tf.find("logging", "ERROR")) is None
    assert isinstance(tf.find("", "get_logger")(), logging.Logger)
    assert tf.find("", "newaxis") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("MomentumOptimizer", "SGD"), ("AdadeltaOptimizer", "Adadelta"), ("FtrlOptimizer", "Ftrl"),
     ("AdamOptimizer", "Adam"), ("GradientDescentOptimizer", "SGD"),
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


def test_slopes_are_cut_by_their_common_length():
    clip = tf.find("", "clip_by_global_norm")
    (a, nothing, b), length = clip([A, None, 2 * A], 1.0)
    expected = np.sqrt(5 * (A * A).sum())
    assert nothing is None and np.isclose(length, expected)
    np.testing.assert_allclose(np.stack([a, b]), np.stack([A, 2 * A]) / expected, rtol=1e-6)
    (same,), _ = clip([A], 100.0)
    assert same.tolist() == A.tolist()


def test_small_things(capsys):
    assert tf.find("", "zeros_initializer")()((2,), "float32").tolist() == [0.0, 0.0]
    assert tf.find("", "constant_initializer")(3.0)(shape=(1,)).tolist() == [3.0]
    assert tf.find("", "random_normal_initializer") is keras.initializers.RandomNormal
    assert float(tf.find("", "cond")(True, lambda: 1.0, lambda: 2.0)) == 1.0
    assert isinstance(tf.find("", "Variable")(1.0), tf.find("", "Variable"))
    assert isinstance(tf.find("", "constant")(1.0), tf.find("", "Tensor"))
    assert tf.find("", "truncated_normal")((50,), stddev=1.0).numpy().__abs__().max() <= 2
    assert sorted(tf.find("random", "shuffle")([3, 1, 2]).tolist()) == [1, 2, 3]
    assert tf.find("random", "categorical")([[0.0, 99.0]], 4).tolist() == [[1] * 4]
    tf.find("", "print")("loss:", 1)
    assert capsys.readouterr().err == "loss: 1\n"
    logger = tf.find("", "get_logger")()
    before = logger.level
    tf.find("logging", "set_verbosity")(tf.find("logging", "ERROR"))
    assert logger.level == logging.ERROR
    logger.setLevel(before)


def test_shapes_that_differ():
    with pytest.raises(ValueError, match=r"confusion_matrix: `predictions` is \(3,\), but the sha"):
        confusion_matrix([0, 1], [0, 1, 1])

"""Values and slopes of primitives beside TensorFlow's, where definitions could differ.

Ties, zeros, infinities, NaN, and labels that do not sum to 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from compat_tests.oracle import Oracle
from keras_lite.engine.autodiff import gradients
from keras_lite.engine.ir import Spec
from keras_lite.engine.trace import Trace
from keras_lite.primitives import arithmetic, compare, nonlinear, reduce, softmax

pytestmark = pytest.mark.live

_ENDS = np.array([-30.0, -3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.0, 2.0, 30.0], "float32")
_SPECIAL = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0], "float32")
_A = np.array([1, 2, 3, -1, 0, 0], "float32")
_B = np.array([2, 2, 1, -1, 0, 3], "float32")
_ROWS = np.array([[1, 3, 3, 0], [2, 2, 2, 2], [0, -1, 5, 5]], "float32")
_ZEROS = np.array([[1, 0, 3, 2], [2, 0, 0, 2]], "float32")
_LABELS = np.array([[0.5, 0.5, 0, 0], [1, 1, 1, 0], [0, 0.2, 0.3, 0]], "float32")
_FAR = np.array([[100, -100, 0, 1], [1e4, 1e4, 0, 0], [-50, -60, -70, -80]], "float32")

# name -> our function, TensorFlow's as source, arguments
CASES: dict[str, tuple[Callable[..., Any], str, tuple[np.ndarray, ...]]] = {
    "maximum": (arithmetic.maximum, "tf.maximum(*x)", (_A, _B)),
    "minimum": (arithmetic.minimum, "tf.minimum(*x)", (_A, _B)),
    "power": (arithmetic.power, "tf.pow(*x)", (_A, _B)),
    "mod": (arithmetic.mod, "tf.math.floormod(*x)", (_A, _B + np.float32(0.7))),
    "divide": (arithmetic.divide, "tf.divide(*x)", (_A, _B + np.float32(0.7))),
    "abs": (arithmetic.abs, "tf.abs(*x)", (_ENDS,)),
    "sign": (arithmetic.sign, "tf.sign(*x)", (_SPECIAL,)),
    "sqrt": (arithmetic.sqrt, "tf.sqrt(*x)", (np.abs(_ENDS),)),
    "relu": (nonlinear.relu, "tf.nn.relu(*x)", (_ENDS,)),
    "relu_special": (nonlinear.relu, "tf.nn.relu(*x)", (_SPECIAL,)),
    "sigmoid": (nonlinear.sigmoid, "tf.nn.sigmoid(*x)", (_ENDS,)),
    "sigmoid_special": (nonlinear.sigmoid, "tf.nn.sigmoid(*x)", (_SPECIAL,)),
    "softplus": (nonlinear.softplus, "tf.nn.softplus(*x)", (_ENDS,)),
    "softplus_special": (nonlinear.softplus, "tf.nn.softplus(*x)", (_SPECIAL,)),
    "erf": (nonlinear.erf, "tf.math.erf(*x)", (_ENDS,)),
    "tanh": (nonlinear.tanh, "tf.tanh(*x)", (_ENDS,)),
    "atan2": (nonlinear.atan2, "tf.atan2(*x)", (_A, _B)),
    "round": (nonlinear.round, "tf.round(*x)", (_ENDS / 2,)),
    "max": (lambda x: reduce.max(x, 1), "tf.reduce_max(x[0], 1)", (_ROWS,)),
    "min": (lambda x: reduce.min(x, 1), "tf.reduce_min(x[0], 1)", (_ROWS,)),
    "prod": (lambda x: reduce.prod(x, 1), "tf.reduce_prod(x[0], 1)", (_ZEROS,)),
    "cumprod": (lambda x: reduce.cumprod(x, 1), "tf.math.cumprod(x[0], 1)", (_ZEROS,)),
    "cumsum": (lambda x: reduce.cumsum(x, 0), "tf.math.cumsum(x[0], 0)", (_ZEROS,)),
    "sort": (lambda x: reduce.sort(x, -1), "tf.sort(x[0], -1)", (_ROWS,)),
    "where": (
        lambda x: compare.where(x > 0, x, x * x),
        "tf.where(x[0] > 0, x[0], x[0] * x[0])",
        (_ENDS,),
    ),
    "softmax": (softmax.softmax, "tf.nn.softmax(*x)", (_FAR,)),
    "log_softmax": (softmax.log_softmax, "tf.nn.log_softmax(*x)", (_FAR,)),
    "logsumexp": (
        lambda x: softmax.logsumexp(x, -1),
        "tf.reduce_logsumexp(x[0], -1)",
        (_FAR,),
    ),
    "softmax_cross_entropy": (
        softmax.softmax_cross_entropy,
        "tf.nn.softmax_cross_entropy_with_logits(*x)",
        (_LABELS, _ROWS),
    ),
    "softmax_cross_entropy_far": (
        softmax.softmax_cross_entropy,
        "tf.nn.softmax_cross_entropy_with_logits(*x)",
        (_LABELS, _FAR),
    ),
    "sigmoid_cross_entropy": (
        softmax.sigmoid_cross_entropy,
        "tf.nn.sigmoid_cross_entropy_with_logits(*x)",
        (_LABELS, _FAR),
    ),
}


def probe(keras, source, arrays, weigh):
    import numpy as np
    import tensorflow as tf

    x = [tf.constant(a) for a in arrays]
    with tf.GradientTape() as tape:
        for value in x:
            tape.watch(value)
        y = eval(source, {"tf": tf, "x": x})
        total = tf.reduce_sum(y * np.linspace(*weigh, y.numpy().size).reshape(y.shape))
    slopes = tape.gradient(total, x, unconnected_gradients="zero")
    return [y.numpy(), *(s.numpy() for s in slopes)]


def _ours(function: Callable[..., Any], arrays: tuple[np.ndarray, ...], weigh: Any) -> list[Any]:
    with Trace(eager=True) as trace:
        x = [trace.input(f"x{i}", Spec(a.shape, "float32"), a) for i, a in enumerate(arrays)]
        y = function(*x)
        weights = np.linspace(*weigh, int(y.size)).reshape(y.shape).astype("float32")
        slopes = gradients(trace, reduce.sum(y * weights), x)
        values = [
            np.zeros_like(a) if s is None else s.concrete()
            for a, s in zip(arrays, slopes, strict=True)
        ]
        return [y.concrete(), *values]


@pytest.mark.parametrize("name", CASES)
def test_as_tensorflow(name: str, real_keras: Oracle) -> None:
    function, source, arrays = CASES[name]
    weigh = (0.5, 1.5)
    for ours, theirs in zip(
        _ours(function, arrays, weigh), real_keras.call(probe, source, arrays, weigh), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=3e-6, atol=1e-6)

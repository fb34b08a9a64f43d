"""Activations beside the real Keras where their pieces meet, and where they are tiny.

Values and slopes; from a training step, for that is where slopes are taken.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.oracle import Oracle, plain

pytestmark = pytest.mark.live

X = np.array(
    [-20, -12, -8, -6, -5, -4, -3, -2.7, -2, -1, -0.7, -0.5, -0.3, -0.2, -1e-3, -1e-7, -0.0, 0.0]
    + [1e-7, 1e-3, 0.2, 0.3, 0.5, 0.7, 1, 1.7, 2, 3, 4, 5, 6, 7, 8, 12, 20, 40],
    "float32",
)
NAMES = (
    "celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear"
    " log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus"
    " softsign sparse_plus sparse_sigmoid squareplus tanh tanh_shrink"
).split()
CASES: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in NAMES),
    ("celu", {"alpha": 0.5}),
    ("elu", {"alpha": 0.3}),
    ("gelu", {"approximate": True}),
    ("leaky_relu", {"negative_slope": 0.0}),
    ("relu", {"negative_slope": 0.1}),
    ("relu", {"max_value": 6.0}),
    ("relu", {"max_value": 1.0}),
    ("relu", {"max_value": 6.0, "negative_slope": 0.1}),
    ("relu", {"threshold": 0.2}),
    ("relu", {"threshold": 0.2, "negative_slope": 0.1, "max_value": 1.0}),
    ("threshold", {"threshold": 0.5, "default_value": 1.0}),
]
# TensorFlow's tanh is a quotient of polynomials that reaches 1 at 7.9, up to 4 units in the last
# place from ours; 1 - tanh ** 2 shows twice that, times the slope of what is inside.
_TANH = {"tanh": 5e-7, "tanh_shrink": 5e-7, "mish": 5e-6, "gelu": 5e-6}


def bend(keras: Any, name: str, arguments: dict[str, Any], x: Any) -> Any:
    """Values of an activation at x + 0, and what gradient descent makes of the 0."""

    class Bent(keras.layers.Layer):
        def build(self, input_shape: Any) -> None:
            self.moved = self.add_weight(shape=(len(x),), initializer="zeros", name="moved")

        def call(self, inputs: Any) -> Any:
            return getattr(keras.activations, name)(inputs + self.moved, **arguments)

    layer = Bent()
    inputs = keras.Input((len(x),))
    model = keras.Model(inputs, layer(inputs))

    def total(y_true: Any, y_pred: Any) -> Any:
        return keras.ops.sum(y_pred * y_true, axis=-1)

    model.compile(keras.optimizers.SGD(1.0), total)
    values = np.array(layer(x[None]))[0]
    model.fit(x[None], np.linspace(0.5, 1.5, len(x), dtype="float32")[None], verbose=0)
    return values, -np.array(layer.moved)


@pytest.mark.parametrize(("name", "arguments"), CASES, ids=lambda v: str(v) if v else "")
def test_values_and_slopes(real_keras: Oracle, name: str, arguments: dict[str, Any]) -> None:
    theirs = real_keras.call(bend, name, arguments, X)
    ours = plain(bend(keras_lite, name, arguments, X))
    for what, mine, yours in zip(("values", "slopes"), ours, theirs, strict=True):
        np.testing.assert_allclose(mine, yours, 5e-7, 4e-7 + _TANH.get(name, 0), err_msg=what)
    if name == "gelu" and not arguments:
        np.testing.assert_allclose(ours, theirs, rtol=2e-6, atol=1e-7)
        np.testing.assert_allclose(ours[0][:6], theirs[0][:6], rtol=5e-5)

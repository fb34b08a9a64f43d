"""Slopes of functions that are put together with care, beside numeric slopes and known ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from keras_lite import activations, ops
from keras_lite.engine.autodiff import gradients
from keras_lite.engine.ir import Spec
from keras_lite.engine.trace import Trace

_random = np.random.RandomState(3)
X = _random.rand(3, 4) * 4 - 2
P = _random.rand(3, 4) * 0.9 + 0.05
S = _random.rand(2, 3, 3) + 2 * np.eye(3)


def slope(function: Callable[[Any], Any], x: np.ndarray, weights: Any = 1.0) -> np.ndarray:
    """The slope of the weighted sum of `function(x)`."""
    with Trace(eager=True) as trace:
        traced = trace.input("x", Spec(x.shape, x.dtype.name), x)
        y = ops.sum(ops.multiply(function(traced), weights))
        (found,) = gradients(trace, y, [traced])
        return trace.values[found.node] if found is not None else np.zeros_like(x)


def check(function: Callable[[Any], Any], x: np.ndarray) -> None:
    """The slope along a random direction equals the numeric one."""
    weights = _random.rand(*np.shape(function(x))) + 0.5
    direction = _random.rand(*x.shape) - 0.5
    step = 1e-6

    def total(at: np.ndarray) -> float:
        return float(np.sum(np.asarray(function(at)) * weights))

    numeric = (total(x + step * direction) - total(x - step * direction)) / (2 * step)
    exact = float(np.sum(slope(function, x, weights) * direction))
    assert exact == pytest.approx(numeric, rel=1e-5, abs=1e-7)


ACTIVATIONS = (
    "celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear "
    "log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus "
    "softsign sparse_plus sparse_sigmoid squareplus tanh tanh_shrink"
).split()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name: str) -> None:
    check(getattr(activations, name), X)


FUNCTIONS: dict[str, tuple[Callable[[Any], Any], np.ndarray]] = {
    "divide_no_nan": (lambda x: ops.divide_no_nan(x, np.array([0.0, 1.0, 2.0, 0.0])), X),
    "power": (lambda x: ops.power(x, [1.5, 2.0, -1.0, 3.0]), P),
    "clip": (lambda x: ops.clip(x, -1, 1), X),
    "cbrt": (ops.cbrt, X),
    "hypot": (lambda x: ops.hypot(x, 1.5), X),
    "sinc": (ops.sinc, X),
    "i0": (ops.i0, X),
    "logaddexp": (lambda x: ops.logaddexp(x, ops.flip(x)), X),
    "arctan2": (lambda x: ops.arctan2(x, ops.flip(x)), X),
    "erfinv": (ops.erfinv, P),
    "mean": (lambda x: ops.mean(x, axis=0), X),
    "var": (lambda x: ops.var(x, axis=1), X),
    "std": (ops.std, X),
    "max": (lambda x: ops.max(x, axis=1), X),
    "prod": (lambda x: ops.prod(x, axis=1), X),
    "logsumexp": (lambda x: ops.logsumexp(x, axis=1), X),
    "cumsum": (lambda x: ops.cumsum(x, axis=1), X),
    "sort": (lambda x: ops.sort(x, axis=1), X),
    "median": (lambda x: ops.median(x, axis=1), X),
    "quantile": (lambda x: ops.quantile(x, 0.3, axis=0), X),
    "top_k": (lambda x: ops.top_k(x, 2)[0], X),
    "take": (lambda x: ops.take(x, [2, 0, 2], axis=0), X),
    "take_along_axis": (lambda x: ops.take_along_axis(x, [[1], [0], [3]], axis=1), X),
    "diag": (ops.diag, X[0]),
    "diagonal": (ops.diagonal, X),
    "tril": (ops.tril, X),
    "roll": (lambda x: ops.roll(x, 1, axis=1), X),
    "pad": (lambda x: ops.pad(x, ((1, 1), (0, 2)), mode="reflect"), X),
    "repeat": (lambda x: ops.repeat(x, [2, 0, 1], axis=0), X),
    "concatenate": (lambda x: ops.concatenate([x, ops.square(x)], axis=1), X),
    "split": (lambda x: ops.split(x, [1, 3], axis=1)[1], X),
    "scatter_update": (lambda x: ops.scatter_update(x, [[0], [2]], ops.square(x[:2])), X),
    "slice_update": (lambda x: ops.slice_update(x, (1, 1), ops.square(x[:2, :2])), X),
    "einsum": (lambda x: ops.einsum("ij,kj->ik", x, x), X),
    "tensordot": (lambda x: ops.tensordot(x, x, axes=[[0], [0]]), X),
    "dot": (lambda x: ops.dot(x, ops.transpose(x)), X),
    "kron": (lambda x: ops.kron(x, x), X),
    "cross": (lambda x: ops.cross(x[:, :3], x[:, 1:]), X),
    "trapezoid": (ops.trapezoid, X),
    "normalize": (ops.normalize, X),
    "normalize 3": (lambda x: ops.normalize(x, order=3), X),
    "layer_normalization": (ops.layer_normalization, X),
    "rms_normalization": (ops.rms_normalization, X),
    "batch_normalization": (lambda x: ops.batch_normalization(x, *ops.moments(x, [0]), -1), X),
    "cdist": (lambda x: ops.cdist(x, x + 1), X),
    "inv": (ops.inv, S),
    "det": (ops.det, S),
    "solve": (lambda x: ops.solve(x, x[:, :, 0] * 2), S),
    "norm": (lambda x: ops.norm(x, axis=1), X),
    "attention": (
        lambda x: ops.dot_product_attention(x[None, :, None], x[None, :, None], x[None, :, None]),
        X,
    ),
    "unfold": (lambda x: ops.unfold(x[None, None], 2), X),
    "segment_sum": (lambda x: ops.segment_sum(x, [0, 2, 0], 3), X),
    "binary_crossentropy": (lambda x: ops.binary_crossentropy(P, x), P),
    "binary_crossentropy of logits": (lambda x: ops.binary_crossentropy(P, x, True), X),
    "categorical_crossentropy": (lambda x: ops.categorical_crossentropy(np.eye(4)[:3], x), P),
    "sparse_categorical_crossentropy": (
        lambda x: ops.sparse_categorical_crossentropy([1, 0, 3], x),
        P,
    ),
    "relu with all arguments": (lambda x: activations.relu(x, 0.1, 1.5, 0.5), X),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_compositions(name: str) -> None:
    check(*FUNCTIONS[name])


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        # At and beyond the places where a careless composition gives nan or inf.
        ("relu", [0.0], [0.0]),
        ("elu", [1000.0, -1000.0], [1.0, 0.0]),
        ("selu", [1000.0, -1000.0], [1.0507009873554805, 0.0]),
        ("softplus", [1000.0, -1000.0, 0.0], [1.0, 0.0, 0.5]),
        ("sigmoid", [1000.0, -1000.0, 0.0], [0.0, 0.0, 0.25]),
        ("log_sigmoid", [1000.0, -1000.0], [0.0, 1.0]),
        ("silu", [1000.0, -1000.0, 0.0], [1.0, 0.0, 0.5]),
        ("softmax", [1000.0, -1000.0], [0.0, 0.0]),
        ("log_softmax", [1000.0, -1000.0], [-1.0, 1.0]),
        ("leaky_relu", [0.0, -1.0], [0.2, 0.2]),
    ],
)
def test_far_out(name: str, x: list[float], expected: list[float]) -> None:
    found = slope(getattr(activations, name), np.array(x))
    assert found == pytest.approx(np.array(expected), abs=1e-12)


def test_division_by_zero_has_no_slope() -> None:
    zeros = np.array([0.0, 2.0])
    assert slope(lambda x: ops.divide_no_nan(x, zeros), np.ones(2)).tolist() == [0.0, 0.5]
    assert slope(lambda x: ops.divide_no_nan(1.0, x), zeros).tolist() == [0.0, -0.25]


def test_nothing_flows_through_stop_gradient() -> None:
    found = slope(lambda x: x * ops.stop_gradient(x), np.array([3.0]))
    assert found.tolist() == [3.0]


def test_cross_entropy_of_an_activation_uses_its_logits() -> None:
    labels, x = np.array([[0.0]]), np.array([[40.0]])
    loss = ops.binary_crossentropy(labels, ops.sigmoid(x))
    assert loss.tolist() == [[40.0]]
    clipped = ops.binary_crossentropy(labels, np.asarray(ops.sigmoid(x)))
    assert clipped[0, 0] == pytest.approx(16.118, abs=1e-3)
    found = slope(lambda x: ops.binary_crossentropy(labels, ops.sigmoid(x)), x)
    assert found == pytest.approx(np.array([[1.0]]))


@pytest.mark.parametrize("row", [[0.0, 0.0], [1e-8, 0.0], [1e-22, 1e-22]])
def test_the_slope_of_a_normalized_row_that_is_next_to_nothing(row: list[float]) -> None:
    # TensorFlow: below the epsilon a row is multiplied by 1 / epsilon, and that is its slope.
    found = slope(lambda x: ops.normalize(x), np.array([row], "float32"))
    np.testing.assert_allclose(found, [[1e7, 1e7]])

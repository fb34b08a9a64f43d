"""Shares and cross-entropies: exact at the ends, with the slopes of the whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine.autodiff import gradients
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.primitives.reduce import mean
from keras_lite.primitives.softmax import (
    log_softmax,
    logsumexp,
    sigmoid_cross_entropy,
    softmax,
    softmax_cross_entropy,
)

Z = np.array([[0.5, -1.0, 2.0, 0.0], [1000.0, 0.0, -1000.0, 999.0], [3.0, 3.0, 3.0, 3.0]])
LABELS = np.array([[0.1, 0.2, 0.3, 0.4], [1.0, 0.0, 0.0, 0.0], [2.0, 0.0, 1.0, 0.0]])


def _exact(z: np.ndarray) -> np.ndarray:
    e = np.exp((z - z.max(-1, keepdims=True)).astype("longdouble"))
    return (e / e.sum(-1, keepdims=True)).astype("float64")


def test_values() -> None:
    np.testing.assert_allclose(softmax(Z), _exact(Z), rtol=1e-14)
    np.testing.assert_allclose(softmax(Z.T, axis=0), _exact(Z).T, rtol=1e-14)
    assert softmax(Z, axis=(0, 1)).sum() == pytest.approx(1)
    np.testing.assert_allclose(np.exp(log_softmax(Z)), _exact(Z), atol=1e-15)
    assert log_softmax(Z)[1, 2] == pytest.approx(-2000 - np.log1p(np.exp(-1)))


def test_logsumexp() -> None:
    expected = [np.log(np.exp(Z[0]).sum()), 1000 + np.log1p(np.exp(-1)), 3 + np.log(4)]
    np.testing.assert_allclose(logsumexp(Z, -1), expected, rtol=1e-14)
    assert logsumexp(Z, -1, keepdims=True).shape == (3, 1)
    assert logsumexp(np.full(2, -np.inf)) == -np.inf
    assert logsumexp(np.array([np.inf, 1.0])) == np.inf


@pytest.mark.parametrize("function", [softmax, log_softmax, lambda z: logsumexp(z, 1)])
def test_slopes_are_numeric(function: Any, slopes: Any) -> None:
    random = np.random.default_rng(0)
    z, step = random.normal(size=(3, 4)), 1e-6 * random.normal(size=(3, 4))
    weights = random.normal(size=np.shape(function(z)))
    (found,) = slopes(lambda v: function(v) * weights, z)
    numeric = ((function(z + step) - function(z - step)) * weights).sum()
    np.testing.assert_allclose((2 * step * found).sum(), numeric, rtol=1e-6)


def test_cross_entropy_of_shares(slopes: Any) -> None:
    expected = -(LABELS * log_softmax(Z)).sum(-1)
    np.testing.assert_allclose(softmax_cross_entropy(LABELS, Z), expected, rtol=1e-14)
    np.testing.assert_allclose(softmax_cross_entropy(LABELS.T, Z.T, axis=0), expected, rtol=1e-14)
    of_labels, of_logits = slopes(softmax_cross_entropy, LABELS, Z)
    np.testing.assert_allclose(of_labels, -log_softmax(Z), rtol=1e-14)
    # Also where labels do not sum to 1, as in the last row.
    np.testing.assert_allclose(of_logits, _exact(Z) - LABELS, atol=1e-15)


def test_cross_entropy_of_yes_and_no(slopes: Any) -> None:
    z = np.array([-800.0, -2.0, 0.0, 3.0, 800.0])
    y = np.array([1.0, 0.25, 0.5, 1.0, 1.0])
    p = 1 / (1 + np.exp(-z[1:4]))
    expected = [800, *(-y[1:4] * np.log(p) - (1 - y[1:4]) * np.log(1 - p)), 0]
    np.testing.assert_allclose(sigmoid_cross_entropy(y, z), expected, rtol=1e-14)
    of_labels, of_logits = slopes(sigmoid_cross_entropy, y, z)
    np.testing.assert_allclose(of_labels, -z)
    np.testing.assert_allclose(of_logits[1:4], p - y[1:4])
    assert of_logits[[0, -1]].tolist() == [-1, 0]


def test_output_loss_and_slope_share_their_steps() -> None:
    with Trace() as trace:
        z = trace.input("z", Spec((BATCH, 4), "float32"))
        labels = trace.input("labels", Spec((BATCH, 4), "float32"))
        trace.output("y", softmax(z))
        loss = mean(softmax_cross_entropy(labels, z))
        (slope,) = gradients(trace, loss, [z])
        trace.output("slope", slope)
        trace.output("loss", loss)
    names = [n.op.name for n in Program(trace.graph()).graph.nodes]
    for name in ("max", "exp", "log"):
        assert names.count(name) == 1
    assert names.count("sum") == 3  # of exponentials, along a row, over the batch

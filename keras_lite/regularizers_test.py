from __future__ import annotations

import doctest
from typing import Any

import numpy as np
import pytest

from keras_lite import regularizers
from keras_lite.engine import autodiff
from keras_lite.engine.ir import Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace

WEIGHT = np.array([[1.0, -2.0], [-0.5, 4.0], [0.0, 3.0]], "float32")


@pytest.mark.parametrize(
    ("regularizer", "expected"),
    [
        (regularizers.L1(0.1), 0.1 * 10.5),
        (regularizers.L2(0.1), 0.1 * 30.25),
        (regularizers.L1L2(0.1, 0.2), 0.1 * 10.5 + 0.2 * 30.25),
        (regularizers.L1L2(), 0.0),
        (regularizers.Regularizer(), 0.0),
    ],
)
def test_penalties(regularizer: Any, expected: float) -> None:
    assert float(regularizer(WEIGHT)) == pytest.approx(expected, rel=1e-6)


def test_orthogonal_rows_and_columns() -> None:
    rows = regularizers.OrthogonalRegularizer(2.0)
    columns = regularizers.OrthogonalRegularizer(2.0, mode="columns")
    a, b = WEIGHT.T
    cosine = abs(a @ b) / np.linalg.norm(a) / np.linalg.norm(b)
    assert float(columns(WEIGHT)) == pytest.approx(2 * cosine, rel=1e-5)
    assert float(columns(WEIGHT)) == float(rows(WEIGHT.T))
    assert float(rows(np.eye(3, dtype="float32"))) == 0.0
    with pytest.raises(ValueError, match=r"is \(3,\), but that of a matrix"):
        rows(np.ones(3))


def test_a_penalty_in_a_program_has_a_slope() -> None:
    with Trace() as trace:
        w = trace.input("w", Spec((3, 2), "float32"))
        (slope,) = autodiff.gradients(trace, regularizers.L1L2(0.5, 0.25)(w), [w])
        trace.output("slope", slope)
    out = np.zeros((1, 3, 2), "float32")
    Program(trace.graph(), "a penalty").run(1, WEIGHT[None], out)
    np.testing.assert_allclose(out[0], 0.5 * np.sign(WEIGHT) + 0.5 * WEIGHT, rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("l1", "L1"),
        ("L2", "L2"),
        ("l1_l2", "L1L2"),
        ("l1l2", "L1L2"),
        ("orthogonal_regularizer", "OrthogonalRegularizer"),
    ],
)
def test_names_and_configurations(name: str, kind: str) -> None:
    made = regularizers.get(name)
    assert type(made).__name__ == kind
    again = regularizers.deserialize(regularizers.serialize(made))
    assert again.get_config() == made.get_config()
    assert regularizers.get(None) is None


def test_mistakes_are_explained() -> None:
    with pytest.raises(ValueError, match="`l2` is -1, but a finite number that is not negative"):
        regularizers.L2(-1)
    with pytest.raises(ValueError, match="`l1` is 'a'"):
        regularizers.L1("a")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="`mode` is 'row'"):
        regularizers.OrthogonalRegularizer(mode="row")
    with pytest.raises(ValueError, match="no regularizer named 'l3'. Known names: L1, L1L2"):
        regularizers.get("l3")
    with pytest.raises(NotImplementedError, match="has no `get_config"):
        regularizers.Regularizer().get_config()


def test_the_examples_in_docstrings_run() -> None:
    assert doctest.testmod(regularizers) == (0, doctest.testmod(regularizers).attempted)
    assert doctest.testmod(regularizers).attempted > 4

"""The strict array module refuses what a GPU would, and a training program runs on it."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from compat_tests.strict_array_module import _ARGUMENTS, StrictArray, strict, strict_device
from keras_lite.engine import autodiff
from keras_lite.engine import device as devices
from keras_lite.engine.device import NUMPY, Device
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.op import call
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace, phase, scope
from keras_lite.engine.variable import Variable, flatten_together
from keras_lite.primitives.cumulative import argmax
from keras_lite.primitives.matmul import matmul
from keras_lite.primitives.nonlinear import relu
from keras_lite.primitives.reduce import mean
from keras_lite.primitives.softmax import softmax, softmax_cross_entropy


@pytest.fixture
def x() -> StrictArray:
    return strict.asarray(np.arange(6.0).reshape(2, 3))


@pytest.mark.parametrize(
    "conversion",
    [
        np.asarray,
        np.exp,
        np.sum,
        lambda v: bool(v[0, 0]),
        lambda v: float(v[0, 0]),
        lambda v: int(v[0, 0]),
        lambda v: [1, 2][v[0, 0]],
        lambda v: v + np.ones(3),
        lambda v: np.ones(3) + v,
        lambda v: strict.add(v, np.ones(3)),
        lambda v: strict.add(v, np.float64(1)),
        lambda v: v[np.array([0])],
        lambda v: v[[0]],
        lambda v: strict.concatenate([v, np.ones((1, 3))]),
        lambda v: strict.copyto(np.ones((2, 3)), v),
        lambda v: strict.copyto(v, np.ones((2, 3))),
        lambda v: strict.add(v, v, out=np.ones((2, 3))),
        lambda v: v.__setitem__(0, np.ones(3)),
        lambda v: {v},
    ],
)
def test_refuses(conversion: Any, x: StrictArray) -> None:
    with pytest.raises(TypeError):
        conversion(x)


def test_out_has_exactly_the_right_shape(x: StrictArray) -> None:
    with pytest.raises(ValueError, match=r"\(2, 2, 3\) where \(2, 3\) is expected"):
        strict.add(x, 1.0, out=strict.empty((2, 2, 3)))
    with pytest.raises(TypeError, match="cast"):
        strict.add(x, 1.0, out=strict.empty((2, 3), "int32"))


def test_no_spellings_that_only_numpy_has() -> None:
    assert not hasattr(strict.add, "reduce")
    assert not hasattr(strict.exp, "at")
    assert not hasattr(strict, "errstate")


def test_values_come_out_when_asked(x: StrictArray) -> None:
    assert isinstance(x.get(), np.ndarray)
    assert x[1, 2].item() == 5.0
    assert isinstance(strict.sum(x), StrictArray)
    assert strict.sum(x).shape == ()
    assert x[0].tolist() == [0, 1, 2]


def test_views_share_memory(x: StrictArray) -> None:
    x[0, 1].fill(9.0)
    x.T[2, 1] = 8.0
    assert x.tolist() == [[0, 9, 2], [3, 4, 8]]


def _trained(device: Device) -> list[np.ndarray]:
    """Two steps of gradient descent on a small classifier, with its accuracy."""
    random = np.random.default_rng(0)
    x = random.normal(size=(2, 5, 3)).astype("float32")
    labels = np.eye(2, dtype="float32")[random.integers(0, 2, (2, 5))]
    with devices.use(device):
        weights = []
        for layer, shape in (("hidden", (3, 4)), ("output", (4, 2))):
            with scope(layer):
                kernel = random.normal(size=shape).astype("float32")
                weights.append(Variable(kernel, name="kernel"))
                weights.append(Variable(np.zeros(shape[1], "float32"), name="bias"))
        (flat,) = flatten_together(weights, "weights")
        correct = Variable(0.0, name="correct")
        with Trace() as trace:
            inputs = trace.input("x", Spec((BATCH, 3), "float32"))
            wanted = trace.input("labels", Spec((BATCH, 2), "float32"))
            hidden = relu(matmul(inputs, weights[0]) + weights[1])
            logits = matmul(hidden, weights[2]) + weights[3]
            trace.output("y", softmax(logits))
            with phase("loss"):
                loss = mean(softmax_cross_entropy(wanted, logits))
            trace.output("loss", loss)
            slopes = autodiff.gradients(trace, loss, [trace.traced(w) for w in weights])
            with phase("update"):
                flat.assign(flat - call("pack", *slopes) * 0.5)
            with phase("metrics"):
                correct.assign_add(mean(argmax(logits, -1) == argmax(wanted, -1)))
        program = Program(trace.graph(), "a step")
        outputs = [np.zeros((2, 5, 2), "float32"), np.zeros(2, "float32")]
        handed = [device.asarray(a) for a in (x, labels, *outputs)]
        program.run(5, *handed)
        return [device.to_numpy(a) for a in (*handed[2:], flat.array, correct.array)]


def test_a_training_program_runs_on_it() -> None:
    for strictly, freely in zip(_trained(strict_device()), _trained(NUMPY), strict=True):
        np.testing.assert_array_equal(strictly, freely)


def test_functions_know_cupy_s_arguments_only(x: StrictArray) -> None:
    with pytest.raises(TypeError, match=r"take: CuPy knows no argument \['mode'\]"):
        strict.take(x, strict.asarray([0]), axis=0, mode="clip")
    with pytest.raises(TypeError, match=r"sum: CuPy knows no argument \['where'\]"):
        strict.sum(x, where=x)
    with pytest.raises(ValueError, match="stable"):
        strict.argsort(x, kind="quicksort")
    with pytest.raises(NotImplementedError):
        x.T.sort()


@pytest.mark.gpu
def test_cupy_has_all_of_it() -> None:
    cupy = pytest.importorskip("cupy", reason="cupy comes with the extra `gpu`")
    for name in vars(strict).keys() - vars(type(strict)("empty")).keys():
        theirs = getattr(cupy, name)  # which fails by itself
        if name in _ARGUMENTS and inspect.isfunction(theirs):
            assert set(_ARGUMENTS[name].split()) <= set(inspect.signature(theirs).parameters), name
    assert all(hasattr(cupy.linalg, name) for name in vars(strict.linalg))
    methods = [name for name in vars(StrictArray) if not name.startswith("_")]
    assert all(hasattr(cupy.ndarray, name) for name in methods)

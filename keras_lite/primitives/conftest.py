"""Ways to run a function of primitives: computed while traced, and as a program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from keras_lite.engine.autodiff import gradients
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.primitives.reduce import sum


@pytest.fixture
def eager() -> Callable[..., Any]:
    """Runs `function(*arrays)` on traced values that are computed at once."""

    def run(function: Callable[..., Any], *arrays: Any) -> np.ndarray:
        with Trace(eager=True) as trace:
            values = [np.asarray(a) for a in arrays]
            inputs = [
                trace.input(f"x{i}", Spec(v.shape, v.dtype.name), v) for i, v in enumerate(values)
            ]
            return np.asarray(trace.traced(function(*inputs)).concrete())

    return run


@pytest.fixture
def programmed() -> Callable[..., Any]:
    """Runs `function(*arrays)` as a program for any number of rows; all arrays have rows."""

    def run(function: Callable[..., Any], *arrays: Any) -> np.ndarray:
        with Trace() as trace:
            inputs = [
                trace.input(f"x{i}", Spec((BATCH, *a.shape[1:]), a.dtype.name))
                for i, a in enumerate(map(np.asarray, arrays))
            ]
            trace.output("y", function(*inputs))
        return Program(trace.graph(), "a function").step("plain", len(arrays[0]))(*arrays)

    return run


@pytest.fixture
def slopes() -> Callable[..., Any]:
    """The slopes of the sum of `function(*arrays)` along each array."""

    def run(function: Callable[..., Any], *arrays: np.ndarray) -> list[np.ndarray]:
        with Trace(eager=True) as trace:
            inputs = [
                trace.input(f"x{i}", Spec(a.shape, a.dtype.name), a) for i, a in enumerate(arrays)
            ]
            found = gradients(trace, sum(function(*inputs)), inputs)
            return [
                np.zeros_like(a) if s is None else np.asarray(s.concrete())
                for a, s in zip(arrays, found, strict=True)
            ]

    return run

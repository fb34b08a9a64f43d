"""Random numbers as functions of a seed: a value of two integers."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine import seeds
from keras_lite.engine.ir import BATCH, Dim, Shape, Spec
from keras_lite.engine.op import Array, Example, Name, Op
from keras_lite.engine.support import on
from keras_lite.engine.trace import active, apply
from keras_lite.primitives.draws import (
    draw_integers,
    draw_normal,
    draw_normal_steps,
    draw_truncated_normal,
    draw_uniform,
    draw_uniform_steps,
)
from keras_lite.primitives.elementwise import promoted

_SEED = np.array([7, 3], "int64")
_SEEDS = np.array([[7, 3], [7, 4], [-1, 0]], "int64")


class Random(Op, abstract=True):
    """An array of random numbers; the same seed gives the same array, so it has no slope."""

    shape: Shape
    dtype: str

    @property
    def _arguments(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return on(self.support[0], xp)(inputs[0], self.shape, self.dtype, *self._arguments)

    def spec(self, *inputs: Spec) -> Spec:
        if inputs[0].shape not in ((2,), (3,)):  # a seed, or the place of a stream
            raise ValueError(
                f"{self.name}: a seed of the shape {inputs[0].shape} arrived where two integers are"
                " expected."
            )
        return Spec(self.shape, self.dtype)

    def expression(self, *inputs: Name) -> str:
        arguments = "".join(f", {a!r}" for a in self._arguments)
        function = self.support[0].__name__
        return f'{function}({inputs[0]}, {self.shape}, "{self.dtype}"{arguments})'

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls((BATCH, 3), "float32"), (_SEED,)),
            Example(cls((), "float64"), (_SEED,)),
        ]


def _if(compiled: bool) -> tuple[bool, ...]:
    """An argument that programs show only where it says something."""
    return (True,) if compiled else ()


class RandomUniform(Random):
    """y = floats that are equally likely anywhere in [low, high)."""

    shape: Shape
    dtype: str = "float32"
    low: float = 0.0
    high: float = 1.0
    compiled: bool = False
    support = (draw_uniform,)

    @property
    def _arguments(self) -> tuple[Any, ...]:
        return self.low, self.high, *_if(self.compiled)

    def stacked(self) -> Op | None:
        return RandomUniformSteps(self.shape, self.dtype, self.low, self.high, self.compiled)


class RandomUniformSteps(RandomUniform):
    """`RandomUniform` for the seeds of many steps, one array for each."""

    shape: Shape
    dtype: str = "float32"
    low: float = 0.0
    high: float = 1.0
    compiled: bool = False
    support = (draw_uniform_steps,)

    def spec(self, *inputs: Spec) -> Spec:
        return Spec((inputs[0].shape[0], *self.shape), self.dtype)

    def stacked(self) -> Op | None:
        return None

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls((BATCH, 3)), (_SEEDS,)), Example(cls((), "float64"), (_SEEDS,))]


class RandomNormal(Random):
    """y = floats from the bell curve."""

    shape: Shape
    dtype: str = "float32"
    mean: float = 0.0
    stddev: float = 1.0
    compiled: bool = False
    support = (draw_normal,)

    @property
    def _arguments(self) -> tuple[Any, ...]:
        return self.mean, self.stddev, *_if(self.compiled)

    def stacked(self) -> Op | None:
        if self.compiled:
            return None
        return RandomNormalSteps(self.shape, self.dtype, self.mean, self.stddev)


class RandomNormalSteps(RandomNormal):
    """`RandomNormal` for the seeds of many steps, one array for each."""

    shape: Shape
    dtype: str = "float32"
    mean: float = 0.0
    stddev: float = 1.0
    compiled: bool = False
    support = (draw_normal_steps,)

    def spec(self, *inputs: Spec) -> Spec:
        return Spec((inputs[0].shape[0], *self.shape), self.dtype)

    def stacked(self) -> Op | None:
        return None

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls((BATCH, 3)), (_SEEDS,)), Example(cls((), "float64"), (_SEEDS,))]


class TruncatedNormal(Random):
    """y = floats from the bell curve, less than two widths from its middle."""

    shape: Shape
    dtype: str = "float32"
    mean: float = 0.0
    stddev: float = 1.0
    support = (draw_truncated_normal,)

    @property
    def _arguments(self) -> tuple[Any, ...]:
        return self.mean, self.stddev


class RandomIntegers(Random):
    """y = integers from low up to, but without, high."""

    shape: Shape
    dtype: str = "int32"
    low: int = 0
    high: int = 2**31 - 1
    support = (draw_integers,)

    @property
    def _arguments(self) -> tuple[Any, ...]:
        return self.low, self.high

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls((BATCH, 3), "int32", -5, 5), (_SEED,)),
            Example(cls((2,), "int64", 0, 2**40), (_SEED,)),
        ]


def _drawn(cls: type[Any], seed: Any, shape: Any, *arguments: Any) -> Any:
    (seed,) = promoted(seed)
    sizes = tuple(s if isinstance(s, Dim) else int(s) for s in shape)
    trace = active()
    if trace is not None and any(isinstance(s, Dim) for s in sizes):
        seed = trace.traced(seed)  # a fixed seed too: how many numbers is known by the program only
    return apply(cls(sizes, *arguments), seed)


def random_uniform(
    seed: Any, shape: Any, dtype: str = "float32", low: float = 0.0, high: float = 1.0
) -> Any:
    """Floats that are equally likely anywhere in [low, high).

    Args:
        seed: two integers; traced, they give other numbers at every step.
        shape: may depend on the batch size.
        dtype: a float dtype.
        low, high: limits.
    """
    return _drawn(RandomUniform, seed, shape, dtype, float(low), float(high), seeds.is_compiled())


def random_normal(
    seed: Any, shape: Any, dtype: str = "float32", mean: float = 0.0, stddev: float = 1.0
) -> Any:
    """Floats from the bell curve; see `random_uniform`."""
    numbers = float(mean), float(stddev)
    return _drawn(RandomNormal, seed, shape, dtype, *numbers, seeds.is_compiled())


def truncated_normal(
    seed: Any, shape: Any, dtype: str = "float32", mean: float = 0.0, stddev: float = 1.0
) -> Any:
    """Floats from the bell curve, less than two widths from its middle; see `random_uniform`."""
    return _drawn(TruncatedNormal, seed, shape, dtype, float(mean), float(stddev))


def random_integers(seed: Any, shape: Any, low: int, high: int, dtype: str = "int32") -> Any:
    """Integers from low up to, but without, high; see `random_uniform`."""
    return _drawn(RandomIntegers, seed, shape, dtype, int(low), int(high))

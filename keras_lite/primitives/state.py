"""Flat vectors: pieces taken out as views, put together, and patched."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine.ir import Spec
from keras_lite.engine.op import Array, Example, Name, Op, call


def _length(spec: Spec) -> int:
    return prod(spec.shape)  # type: ignore[arg-type]  # weights' are numbers, never symbolic


def _place(flat: str, offset: int, spec: Spec) -> str:
    """Source of the view where a piece lies in a flat vector."""
    return f"{flat}[{offset}:{offset + _length(spec)}].reshape({spec.shape})"


class Unpack(Op):
    """A piece of a flat vector, seen in its own shape."""

    offset: int
    shape: tuple[int, ...]
    is_view = True
    needs_contiguous = True

    @property
    def _end(self) -> int:
        return self.offset + prod(self.shape)

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return inputs[0][self.offset : self._end].reshape(self.shape)

    def spec(self, *inputs: Spec) -> Spec:
        return Spec(self.shape, inputs[0].dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        flat = call("multiply", inputs[0], np.zeros((), inputs[0].dtype))
        return (call("patch", flat, g, offset=self.offset),)

    def expression(self, *inputs: Name) -> str:
        return _place(inputs[0], self.offset, Spec(self.shape, ""))

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(2, (2, 3)), ((10,),)), Example(cls(0, ()), ((1,),))]


class Patch(Op):
    """A flat vector with one piece replaced."""

    offset: int
    reuses = (0,)

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        flat, piece = inputs[0].copy(), inputs[1]
        flat[self.offset : self.offset + piece.size] = piece.reshape(-1)
        return flat

    def spec(self, *inputs: Spec) -> Spec:
        return inputs[0]

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        piece = inputs[1]
        zeros = np.zeros(piece.shape, piece.dtype)
        return (
            call("patch", g, zeros, offset=self.offset),
            call("unpack", g, offset=self.offset, shape=tuple(piece.shape)),
        )

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        flat, piece = inputs
        lines = [] if out.shares(flat) else [f"copyto({out}, {flat})"]
        return [*lines, f"copyto({_place(out, self.offset, piece.spec)}, {piece})"]

    def expression(self, *inputs: Name) -> str:
        flat, piece = inputs
        end = self.offset + _length(piece.spec)
        return f"np.concatenate([{flat}[:{self.offset}], {piece}.ravel(), {flat}[{end}:]])"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(2), ((10,), (2, 3)))]


class Pack(Op):
    """One flat vector of all inputs, one after another.

    The planner lets each input be computed right where it will lie, so nothing is copied.
    """

    places_inputs = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.concatenate([x.reshape(-1) for x in inputs])

    def spec(self, *inputs: Spec) -> Spec:
        return Spec((sum(_length(s) for s in inputs),), inputs[0].dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        slopes, offset = [], 0
        for x in inputs:
            slopes.append(call("unpack", g, offset=offset, shape=tuple(x.shape)))
            offset += prod(x.shape)
        return slopes

    def places(self, out: Name, *inputs: Spec) -> Sequence[str]:
        places, offset = [], 0
        for spec in inputs:
            places.append(_place(out, offset, spec))
            offset += _length(spec)
        return places

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        places = self.places(out, *(x.spec for x in inputs))
        return [f"copyto({place}, {x})" for place, x in zip(places, inputs, strict=True)]

    def expression(self, *inputs: Name) -> str:
        return f"np.concatenate([{', '.join(f'{x}.ravel()' for x in inputs)}])"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((2, 3), (4,), ())), Example(cls(), ((5,),))]


class Copy(Op):
    """y = x, in memory of its own."""

    def stacked(self) -> Op | None:
        return self

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return inputs[0].copy()

    def spec(self, *inputs: Spec) -> Spec:
        return inputs[0]

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g,)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"copyto({out}, {inputs[0]})"]

    def expression(self, *inputs: Name) -> str:
        return f"{inputs[0]}.copy()"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((3, 4),)), Example(cls(), ((),))]

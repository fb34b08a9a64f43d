"""An initializer that keeps lengths and angles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite.engine import allowance
from keras_lite.errors import InvalidShape, explain
from keras_lite.initializers.distribution import RandomInitializer, check_numbers
from keras_lite.initializers.initializer import FAMILY

if TYPE_CHECKING:
    from numpy.typing import NDArray


@FAMILY.named("OrthogonalInitializer")
class Orthogonal(RandomInitializer):
    """A random rotation: rows or columns, whichever are fewer, have length 1 and right angles.

    It comes from the QR decomposition of a matrix of normal values, with the signs chosen so that
    all rotations are equally likely. Weights of more than two axes are matrices of
    ``prod(shape[:-1])`` rows.

    Args:
        gain: What the result is multiplied by.
        seed: See `RandomInitializer`.

    Raises:
        InvalidShape: (a ValueError) when called with a shape of fewer than two axes.

    Reference: Saxe, McClelland and Ganguli, 2014, "Exact solutions to the nonlinear dynamics of
    learning in deep linear neural networks".

    Example:
        >>> rotation = Orthogonal(seed=1)((3, 3))
        >>> bool(np.allclose(rotation @ rotation.T, np.eye(3), atol=1e-6))
        True
    """

    def __init__(self, gain: float = 1.0, seed: Any = None) -> None:
        self.gain = gain
        super().__init__(seed)
        check_numbers(self, gain=gain)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> NDArray[Any]:
        sizes, kind = self.checked(shape, dtype)
        if len(sizes) < 2:
            raise InvalidShape(explain("Orthogonal: `shape`", sizes, "a shape of two axes or more"))
        rows, columns = math.prod(sizes[:-1]), sizes[-1]
        allowance.take_steps(rows * columns * min(rows, columns), sizes, kind.name)
        tall = self.drawn("normal", (max(rows, columns), min(rows, columns)), kind)
        precise = tall if kind.name in ("float32", "float64") else tall.astype(np.float32)
        q, r = np.linalg.qr(precise)
        q *= np.sign(np.diagonal(r))
        matrix = (q.T if rows < columns else q).astype(kind)
        return np.ascontiguousarray(kind.type(self.gain) * matrix.reshape(sizes))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "gain": self.gain}

"""Initializers that draw each value from one distribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite.customs import customs
from keras_lite.engine import seeds
from keras_lite.errors import InvalidArgument, explain
from keras_lite.initializers.initializer import FAMILY, Initializer, checked_dtype, checked_shape
from keras_lite.registry import deserialize_keras_object, serialize_keras_object

if TYPE_CHECKING:
    from numpy.typing import NDArray


class RandomInitializer(Initializer):
    """An initializer with a seed.

    Args:
        seed: An integer; a `SeedGenerator`, which gives other numbers at each call; or None, which
            draws an integer from Python's global generator, now (with the customs of Keras 2, when
            it is first called). With an integer, whether given or
            drawn, every call with the same shape and dtype gives the same numbers.

    Raises:
        InvalidArgument: (a ValueError) when `seed` is something else.
    """

    def __init__(self, seed: Any = None) -> None:
        if isinstance(seed, dict):
            # Files of HDF5 name no module here.
            seed = deserialize_keras_object({**seed, "module": "keras.random"})
        if isinstance(seed, np.integer):
            seed = int(seed)
        if not (seed is None or isinstance(seed, int) or hasattr(seed, "next")):
            raise InvalidArgument(
                explain(
                    f"{type(self).__name__}: `seed`",
                    seed,
                    "an integer, a `keras.random.SeedGenerator` or None",
                    "Give an integer for numbers that repeat.",
                )
            )
        self._given_seed = seed
        self.seed = seeds.seed_when_made() if seed is None else seed

    def drawn(self, distribution: str, *arguments: Any, **named: Any) -> NDArray[Any]:
        """Values of a distribution of `engine.rng`, from the next seed."""
        from keras_lite.engine import rng  # here, for importing a layer draws nothing

        if self.seed is None:
            self.seed = seeds.make_default_seed()
        # A generator answers with a new pair each time; a number stands for itself and 0.
        seed = (self.seed, 0) if isinstance(self.seed, int) else self.seed.next()
        values: NDArray[Any] = getattr(rng, distribution)(
            rng.reduce_seed(seed), *arguments, **named
        )
        return values

    def get_config(self) -> dict[str, Any]:
        return {"seed": serialize_keras_object(self._given_seed)}

    def checked(self, shape: Any, dtype: Any) -> tuple[tuple[int, ...], np.dtype[Any]]:
        """The shape and the dtype of the values, which has to be a float.

        Raises:
            InvalidShape: (a ValueError) for a shape that is not made of sizes.
            InvalidArgument: (a ValueError) for a dtype that is not a float.
        """
        name = type(self).__name__
        sizes, kind = checked_shape(name, shape), checked_dtype(name, dtype)
        if kind.name not in ("float16", "bfloat16", "float32", "float64"):
            raise InvalidArgument(
                explain(
                    f"{name}: `dtype`",
                    kind.name,
                    "a float type",
                    "Random values between whole numbers would be lost; draw floats and convert.",
                )
            )
        return sizes, kind


class _Bell(RandomInitializer):
    """Values from a bell curve, whole or cut off."""

    _distribution: str

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None) -> None:
        self.mean = mean
        self.stddev = stddev
        super().__init__(seed)
        check_numbers(self, mean=mean, stddev=stddev)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> NDArray[Any]:
        sizes, kind = self.checked(shape, dtype)
        return self.drawn(self._distribution, sizes, kind, mean=self.mean, stddev=self.stddev)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "mean": self.mean, "stddev": self.stddev}


@FAMILY.named("normal")
class RandomNormal(_Bell):
    """Values from the bell curve.

    Args:
        mean: The middle of the curve.
        stddev: Its width.
        seed: See `RandomInitializer`.

    Example:
        >>> RandomNormal(seed=1)((2, 3)).shape
        (2, 3)
    """

    _distribution = "normal"


@FAMILY.named("uniform")
class RandomUniform(RandomInitializer):
    """Values equally likely anywhere between two limits.

    Args:
        minval: The lower limit.
        maxval: The upper limit.
        seed: See `RandomInitializer`.

    Example:
        >>> RandomUniform(0.0, 1.0, seed=1)((2,)).tolist()
        [0.8784881830215454, 0.4599802494049072]
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: Any = None) -> None:
        self.minval = minval
        self.maxval = maxval
        super().__init__(seed)
        check_numbers(self, minval=minval, maxval=maxval)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> NDArray[Any]:
        return draw_uniform(self, shape, dtype, self.minval, self.maxval)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "minval": self.minval, "maxval": self.maxval}


@FAMILY.add
class TruncatedNormal(_Bell):
    """Values from the bell curve without its tails: none is two widths or more from the middle.

    Args:
        mean: The middle of the curve.
        stddev: Its width before the tails are cut off.
        seed: See `RandomInitializer`.

    Example:
        >>> bool(abs(TruncatedNormal(seed=1)((1000,))).max() < 0.1)
        True
    """

    _distribution = "truncated_normal"


def draw_uniform(
    initializer: RandomInitializer, shape: Any, dtype: Any, low: float, high: float
) -> NDArray[Any]:
    """Uniform values for an initializer."""
    if customs().rounds_limits:
        # Keras: 3.15 rounds the limits to float32 whatever the dtype; float64 weights show it.
        low, high = float(np.float32(low)), float(np.float32(high))
    return initializer.drawn("uniform", *initializer.checked(shape, dtype), low, high)


def check_numbers(initializer: Initializer, **arguments: Any) -> None:
    """Nothing when all arguments are numbers.

    Raises:
        InvalidArgument: (a ValueError) that names the first one that is not.
    """
    for name, value in arguments.items():
        if isinstance(value, str) or not hasattr(value, "__float__"):
            raise InvalidArgument(
                explain(f"{type(initializer).__name__}: `{name}`", value, "a number")
            )

"""Initializers whose width depends on how many inputs and outputs a weight connects.

With the right width, signals neither fade nor explode from layer to layer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from keras_lite.errors import InvalidArgument, InvalidShape, explain, suggest
from keras_lite.initializers.distribution import RandomInitializer, check_numbers, draw_uniform
from keras_lite.initializers.initializer import FAMILY

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Cutting the tails off at two widths makes the bell curve narrower by this factor:
# sqrt(1 - 2 * 2 * phi(2) / (Phi(2) - Phi(-2))), phi the curve and Phi the area below it.
_NARROWER = 0.87962566103423978

_MODES = ("fan_in", "fan_out", "fan_avg")
_DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")

Axes = Sequence[int] | None


def compute_fans(
    shape: Sequence[int], input_axes: Axes = None, output_axes: Axes = None
) -> tuple[int, int]:
    """How many inputs each output of a weight sums up, and how many outputs each input feeds.

    Args:
        shape: The weight's. The last two axes are inputs and outputs; the ones before, if any, are
            the places of a convolution's window.
        input_axes: The axes that count the inputs, where the rule above does not hold.
        output_axes: Those that count the outputs. Used only if both are given.

    Example:
        >>> compute_fans((3, 3, 8, 16))
        (72, 144)
    """
    if input_axes is not None and output_axes is not None:
        return _product(shape, input_axes), _product(shape, output_axes)
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    window = math.prod(shape[:-2])
    return window * shape[-2], window * shape[-1]


def _product(shape: Sequence[int], axes: Sequence[int]) -> int:
    if not all(-len(shape) <= axis < len(shape) for axis in axes):
        raise InvalidShape(
            f"VarianceScaling: the axes {tuple(axes)} do not all exist in a weight of shape "
            f"{tuple(shape)}. Give axes below {len(shape)}."
        )
    return math.prod(shape[axis] for axis in axes)


@FAMILY.add
class VarianceScaling(RandomInitializer):
    """Values with mean 0 and variance ``scale / n``, where n counts connections.

    Args:
        scale: A positive number.
        mode: What n is: "fan_in" (inputs), "fan_out" (outputs) or "fan_avg" (their mean).
        distribution: "truncated_normal", "untruncated_normal" or "uniform". "normal" means
            "truncated_normal".
        seed: See `RandomInitializer`.
        input_axes: The axes of the weight that count inputs; see `compute_fans`.
        output_axes: The axes of the weight that count outputs.

    Raises:
        InvalidArgument: (a ValueError) for a scale that is not positive, an unknown mode or an
            unknown distribution.

    Example:
        >>> VarianceScaling(2.0, "fan_out", seed=1)((4, 8)).shape
        (4, 8)
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Any = None,
        input_axes: Axes = None,
        output_axes: Axes = None,
    ) -> None:
        check_numbers(self, scale=scale)
        if scale <= 0:
            raise InvalidArgument(
                explain(f"{type(self).__name__}: `scale`", scale, "a positive number")
            )
        self.scale = scale
        self.mode = self._one_of("mode", mode, _MODES)
        if isinstance(distribution, str):
            distribution = distribution.lower()
            # Keras: "normal" is what version 2 called the truncated one; 3.15 still takes it.
            distribution = "truncated_normal" if distribution == "normal" else distribution
        self.distribution = self._one_of("distribution", distribution, _DISTRIBUTIONS)
        self.input_axes = self._axes("input_axes", input_axes)
        self.output_axes = self._axes("output_axes", output_axes)
        super().__init__(seed)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> NDArray[Any]:
        sizes, kind = self.checked(shape, dtype)
        fan_in, fan_out = compute_fans(sizes, self.input_axes, self.output_axes)
        fans = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}
        scale = self.scale / max(1.0, fans[self.mode])
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * scale)
            return draw_uniform(self, sizes, kind, -limit, limit)
        if self.distribution == "untruncated_normal":
            return self.drawn("normal", sizes, kind, stddev=math.sqrt(scale))
        stddev = math.sqrt(scale) / _NARROWER
        return self.drawn("truncated_normal", sizes, kind, stddev=stddev)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "scale": self.scale,
            "mode": self.mode,
            "distribution": self.distribution,
            "input_axes": self.input_axes,
            "output_axes": self.output_axes,
        }

    def _one_of(self, argument: str, value: str, choices: tuple[str, ...]) -> str:
        if value not in choices:
            where = f"{type(self).__name__}: `{argument}`"
            expected = f"one of {', '.join(map(repr, choices))}"
            raise InvalidArgument(explain(where, value, expected, suggest(value, choices).strip()))
        return value

    def _axes(self, argument: str, axes: Any) -> Axes:
        if axes is not None and not (
            isinstance(axes, (list, tuple)) and all(isinstance(axis, int) for axis in axes)
        ):
            where = f"{type(self).__name__}: `{argument}`"
            raise InvalidArgument(explain(where, axes, "a tuple of axes such as (0, 1), or None"))
        return axes  # type: ignore[no-any-return]


class _Named(VarianceScaling):
    """A choice of scale, mode and distribution that has a name of its own."""

    _choice: tuple[float, str, str]

    def __init__(self, seed: Any = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(*self._choice, seed, input_axes, output_axes)

    def get_config(self) -> dict[str, Any]:
        given = super().get_config()
        return {name: given[name] for name in ("seed", "input_axes", "output_axes")}


@FAMILY.add
class GlorotUniform(_Named):
    """Uniform values within ``sqrt(6 / (inputs + outputs))`` of 0; what layers use by default.

    Args:
        seed: See `RandomInitializer`.
        input_axes: The axes of the weight that count inputs; see `compute_fans`.
        output_axes: The axes of the weight that count outputs.

    Reference: Glorot and Bengio, 2010, "Understanding the difficulty of training deep feedforward
    neural networks".

    Example:
        >>> bool(abs(GlorotUniform(seed=1)((2, 4))).max() < 1.0)
        True
    """

    _choice = (1.0, "fan_avg", "uniform")


@FAMILY.add
class GlorotNormal(_Named):
    """Truncated normal values of variance ``2 / (inputs + outputs)``.

    Args:
        seed: See `RandomInitializer`.
        input_axes: The axes of the weight that count inputs; see `compute_fans`.
        output_axes: The axes of the weight that count outputs.

    Reference: Glorot and Bengio, 2010, "Understanding the difficulty of training deep feedforward
    neural networks".
    """

    _choice = (1.0, "fan_avg", "truncated_normal")


@FAMILY.add
class HeUniform(_Named):
    """Uniform values within ``sqrt(6 / inputs)`` of 0; suits relu.

    Args:
        seed: See `RandomInitializer`.
        input_axes: The axes of the weight that count inputs; see `compute_fans`.
        output_axes: The axes of the weight that count outputs.

    Reference: He, Zhang, Ren and Sun, 2015, "Delving deep into rectifiers".
    """

    _choice = (2.0, "fan_in", "uniform")


@FAMILY.add
class HeNormal(_Named):
    """Truncated normal values of variance ``2 / inputs``; suits relu.

    Args:
        seed: See `RandomInitializer`.
        input_axes: The axes of the weight that count inputs; see `compute_fans`.
        output_axes: The axes of the weight that count outputs.

    Reference: He, Zhang, Ren and Sun, 2015, "Delving deep into rectifiers".
    """

    _choice = (2.0, "fan_in", "truncated_normal")


@FAMILY.add
class LecunUniform(_Named):
    """Uniform values within ``sqrt(3 / inputs)`` of 0.

    Args:
        seed: See `RandomInitializer`.
        input_axes: The axes of the weight that count inputs; see `compute_fans`.
        output_axes: The axes of the weight that count outputs.

    Reference: LeCun, Bottou, Orr and Müller, 1998, "Efficient BackProp".
    """

    _choice = (1.0, "fan_in", "uniform")


@FAMILY.add
class LecunNormal(_Named):
    """Truncated normal values of variance ``1 / inputs``; suits selu.

    Args:
        seed: See `RandomInitializer`.
        input_axes: The axes of the weight that count inputs; see `compute_fans`.
        output_axes: The axes of the weight that count outputs.

    Reference: LeCun, Bottou, Orr and Müller, 1998, "Efficient BackProp"; Klambauer, Unterthiner,
    Mayr and Hochreiter, 2017, "Self-normalizing neural networks".
    """

    _choice = (1.0, "fan_in", "truncated_normal")

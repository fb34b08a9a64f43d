"""Random words as floats: the low bits of a word become a fraction, two fractions two normals."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from keras_lite.engine.libm import logf, sincosf
from keras_lite.engine.philox_rounds import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[Any]"

_SMALLEST = 1e-7  # keeps the logarithm finite

# The float types: the unsigned type of the same size, the bits of 1.0, the mask of the fraction.
FLOATS: dict[str, tuple[Any, int, int]] = {
    "float16": (np.uint16, 0x3C00, 0x3FF),
    "bfloat16": (np.uint16, 0x3F80, 0x7F),
    "float32": (np.uint32, 0x3F800000, 0x7FFFFF),
    "float64": (np.uint64, 0x3FF0000000000000, 0xFFFFFFFFFFFFF),
}


def words_each(kind: np.dtype[Any]) -> int:
    """How many words a number of this type is made of."""
    return 2 if kind.itemsize == 8 else 1


def pairs(drawn: Words) -> NDArray[np.uint64]:
    """64-bit words; the first of each two words is the low half."""
    both = drawn.reshape(-1, 2).astype(np.uint64)
    return both[:, 0] | both[:, 1] << np.uint64(32)


def unit_double(drawn: Words) -> Array:
    """Words as float64 in [0, 1), one of every two words."""
    return unit_low(drawn, np.dtype(np.float64))


def unit_low(drawn: Words, kind: np.dtype[Any]) -> Array:
    """Words as floats in [0, 1): the low bits become the fraction of a number in [1, 2).

    The words may be overwritten.
    """
    unsigned, one_as_bits, fraction, one = _parts(kind)
    if kind.itemsize == 8:
        both = drawn.reshape(-1, 2).astype(np.uint64)  # here the first word is the high half
        bits: Array = both[:, 0] << np.uint64(32) | both[:, 1]
    else:
        bits = drawn.astype(unsigned, copy=False)
    bits &= fraction
    bits |= one_as_bits
    result = bits.view(kind)
    result -= one
    return result


@cache
def _parts(kind: np.dtype[Any]) -> tuple[Any, Array, Array, Array]:
    """The unsigned type of the same size, and as arrays 1.0's bits, the fraction's, and 1.0.

    Arrays of no axes, for NumPy would have to convert a number at every call.
    """
    unsigned, one_as_bits, fraction = FLOATS[kind.name]
    return (
        np.dtype(unsigned),
        np.array(one_as_bits, unsigned),
        np.array(fraction, unsigned),
        np.array(1, kind),
    )


def unit_high(drawn: Words, kind: np.dtype[Any]) -> Array:
    """Words as floats in [0, 1), made of their high bits."""
    if kind.itemsize == 2:
        return unit_low(drawn, kind)
    if kind.itemsize == 8:
        fraction, unit = (pairs(drawn) >> np.uint64(12)).astype(kind), 2.0**-52
    else:
        fraction, unit = (drawn >> np.uint32(9)).astype(kind), 2.0**-23
    fraction *= kind.type(unit)
    return fraction


def box_muller(drawn: Words, kind: np.dtype[Any]) -> Array:
    """Normal numbers, two from every two uniform ones: ``sin(v) r`` and ``cos(v) r``.

    Narrow types are computed in float32; the caller rounds.
    """
    if kind.itemsize == 8:
        return box_muller_double(drawn)
    unit = unit_low(drawn.copy(), np.dtype(np.float32))
    result = np.empty_like(unit)
    angle = np.multiply(unit[1::2], 2 * math.pi, dtype=np.float64).astype(np.float32)
    result[0::2], result[1::2] = of_pair(unit[0::2], angle)
    return result


def of_pair(unit: Array, angle: Array) -> tuple[Array, Array]:
    """Two arrays of normal numbers from uniform ones and angles, in float32."""
    radius: Array = np.maximum(unit, np.float32(_SMALLEST))
    radius = logf(radius)
    radius *= np.float32(-2)
    np.sqrt(radius, out=radius)
    sine, cosine = sincosf(angle)
    sine *= radius
    cosine *= radius
    return sine, cosine


def box_muller_double(drawn: Words) -> Array:
    """The same in float64, with the C library's functions as Python's `math` calls them.

    NumPy's may differ from them in the last bit.
    """
    unit = unit_double(drawn)
    radius = [math.sqrt(-2.0 * math.log(max(u, _SMALLEST))) for u in unit[0::2].tolist()]
    angle = [2 * math.pi * u for u in unit[1::2].tolist()]
    result = np.empty_like(unit)
    result[0::2] = [math.sin(v) * r for v, r in zip(angle, radius, strict=True)]
    result[1::2] = [math.cos(v) * r for v, r in zip(angle, radius, strict=True)]
    return result

"""float32 logarithm, sine and cosine, equal to the C library's in every bit.

Normal random numbers are made with these three, and NumPy's own float32 versions differ from the C
library's in the last bit of every fifth result. The C library (glibc 2.28 and later) computes in
double precision and rounds once; so does this file.

The constants and the order of operations are those of ARM's optimized-routines, which glibc took
over (math/logf.c, math/sincosf.c and their tables); their licence stands below.
"""

# Copyright (c) 2017-2018, Arm Limited. MIT licence:
#
# Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
# associated documentation files (the "Software"), to deal in the Software without restriction,
# including without limitation the rights to use, copy, modify, merge, publish, distribute,
# sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
# furnished to do so, subject to the following conditions:
#
# The above copyright notice and this permission notice shall be included in all copies or
# substantial portions of the Software.
#
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
# NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
# NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
# DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
# OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LOG_A = tuple(
    map(float.fromhex, ("-0x1.00ea348b88334p-2", "0x1.5575b0be00b6ap-2", "-0x1.ffffef20a4123p-2"))
)
_LN2 = float.fromhex("0x1.62e42fefa39efp-1")
_INVC = np.array(
    [
        float.fromhex(text)
        for text in (
            "0x1.661ec79f8f3bep+0 0x1.571ed4aaf883dp+0 0x1.49539f0f010bp+0 0x1.3c995b0b80385p+0 "
            "0x1.30d190c8864a5p+0 0x1.25e227b0b8eap+0 0x1.1bb4a4a1a343fp+0 0x1.12358f08ae5bap+0 "
            "0x1.0953f419900a7p+0 0x1p+0 0x1.e608cfd9a47acp-1 0x1.ca4b31f026aap-1 "
            "0x1.b2036576afce6p-1 0x1.9c2d163a1aa2dp-1 0x1.886e6037841edp-1 0x1.767dcf5534862p-1"
        ).split()
    ]
)
_LOGC = np.array([-math.log(inverse) for inverse in _INVC])
_LOG_OFFSET = np.int32(0x3F330000)

_TWO_OVER_PI_24 = float.fromhex("0x1.45F306DC9C883p+23")
_HALF_PI = float.fromhex("0x1.921FB54442D18p0")
_COS = tuple(
    map(
        float.fromhex,
        (
            "-0x1.ffffffd0c621cp-2",
            "0x1.55553e1068f19p-5",
            "-0x1.6c087e89a359dp-10",
            "0x1.99343027bf8c3p-16",
        ),
    )
)
_SIN = tuple(
    map(
        float.fromhex,
        ("-0x1.555545995a603p-3", "0x1.1107605230bc4p-7", "-0x1.994eb3774cf24p-13"),
    )
)


# Of the exponent and the upper bits of the fraction: both parts of the sum that they decide.
_PLACES = np.arange(-16 * 128, 16 * 129)
_NEAR = _INVC[_PLACES & 15]
_SUMS = _LOGC[_PLACES & 15] + (_PLACES >> 4) * _LN2


def logf(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """The natural logarithm, for normal positive numbers.

    The exponent is split off, the rest is divided by the nearest of sixteen numbers whose logarithm
    stands in a table, and a cubic does what remains.
    """
    bits = x.view(np.int32)
    offset = bits - _LOG_OFFSET
    place = (offset >> np.int32(19)) + np.int32(16 * 128)
    offset &= np.int32(-(1 << 23))
    r = np.subtract(bits, offset, out=offset).view(np.float32).astype(np.float64)
    r *= _NEAR.take(place)
    r -= 1.0
    r2 = r * r
    y = _LOG_A[1] * r
    y += _LOG_A[2]
    y += np.multiply(r2, _LOG_A[0])
    y *= r2
    r += _SUMS.take(place)
    y += r
    result: NDArray[np.float32] = y.astype(np.float32)
    return result


def sincosf(y: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Sine and cosine, for ``0 <= y < 120``.

    What the C library does apart for the smallest numbers comes out of the polynomials as well.
    """
    x = y.astype(np.float64)
    n = (x * _TWO_OVER_PI_24).astype(np.int32)
    n += np.int32(0x800000)
    n >>= np.int32(24)
    x -= n * _HALF_PI
    x2 = x * x
    x4 = x2 * x2
    even = x4 * _COS[1]
    even += _COS[0] * x2 + 1.0
    more = _COS[3] * x2
    more += _COS[2]
    x4 *= x2
    more *= x4
    even += more
    more = _SIN[2] * x2
    more += _SIN[1]
    x2 *= x  # the cube
    odd = _SIN[0] * x2
    odd += x
    x2 *= x * x
    more *= x2
    odd += more
    return _by_quadrant(n, odd.astype(np.float32), even.astype(np.float32))


def _by_quadrant(
    n: NDArray[np.int32], odd: NDArray[np.float32], even: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The polynomials of the nth quadrant, exchanged and with the signs that belong there."""
    swapped = (n & np.int32(1)).astype(bool)
    sin, cos = np.where(swapped, even, odd), np.where(swapped, odd, even)
    for values, quadrant in ((sin, n), (cos, n + np.int32(1))):
        sign = quadrant.view(np.uint32) & np.uint32(2)
        sign <<= np.uint32(30)
        bits = values.view(np.uint32)
        bits ^= sign
    return sin, cos

"""Functions that emitted C brings along: exponentials and logarithms that compilers vectorise.

The C library's own are called one number at a time. These are straight-line code; infinities, NaN,
overflow and denormal numbers come out as in NumPy. Only those that a program calls are printed.
"""

from __future__ import annotations

import re

from keras_lite.engine import c_block_functions, c_draws

HEAD = """\
#include <tgmath.h>
#include <string.h>
"""

PLACE_OF = """\
/* A place counted from the end if it is negative; one outside is noted, and 0 stands for it. */
static inline long place_of(long place, long size, int *outside)
{
    place = place < 0 ? place + size : place;
    const int wrong = place < 0 || place >= size;
    *outside |= wrong;
    return wrong ? 0 : place;
}
"""

_TWO_TO = """\
/* 2 ** k for k from -126 to 127. */
static inline float two_to(int k)
{
    const int bits = (k + 127) * (1 << 23);
    float y;
    memcpy(&y, &bits, sizeof y);
    return y;
}
"""

_EXP = """\
/* e ** x = 2 ** k * e ** r with |r| <= log(2) / 2; W. J. Cody and W. Waite, "Software Manual for
   the Elementary Functions" (1980), with S. Moshier's polynomial (Cephes). The power of two is
   multiplied in two halves, so that denormal results are rounded once. */
static inline float exp_float(float x)
{
    float c = x > 89.0f ? 89.0f : x;
    c = c < -104.0f ? -104.0f : c;
    const float k = rintf(c * 1.44269504f);
    const float r = (c - k * 0.693359375f) - k * -2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = (p * r * r + r) + 1.0f;
    const int whole = x == x ? (int)k : 0;
    const int half = whole / 2;
    return p * two_to(half) * two_to(whole - half);
}
"""

_LOG = """\
/* log x = e log(2) + log m with m near 1, for which S. Moshier's polynomial is taken (Cephes). */
static inline float log_float(float x)
{
    const float y = x < 1.17549435e-38f ? x * 33554432.0f : x;
    int bits;
    memcpy(&bits, &y, sizeof bits);
    bits -= 0x3f3504f3; /* the root of 1/2, so that m lies from there to the root of 2 */
    const int e = (bits >> 23) - (x < 1.17549435e-38f ? 25 : 0);
    bits = (bits & 0x007fffff) + 0x3f3504f3;
    float m;
    memcpy(&m, &bits, sizeof m);
    m -= 1.0f;
    const float z = m * m;
    float p = 7.0376836292e-2f;
    p = p * m - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    float result = m * z * p + (float)e * -2.12194440e-4f;
    result = (m + (result - 0.5f * z)) + (float)e * 0.693359375f;
    result = x == 0.0f ? -INFINITY : result;
    result = x < 0.0f ? NAN : result;
    return x <= 3.40282347e38f ? result : x;
}
"""

_LOG1P = """\
/* log(1 + x), with what 1 + x lost put back; W. Kahan. */
static inline float log1p_float(float x)
{
    const float u = 1.0f + x;
    const float lost = u - 1.0f;
    const float result = log_float(u) * (x / (lost == 0.0f ? 1.0f : lost));
    return lost == 0.0f ? x : u <= 3.40282347e38f && u > 0.0f ? result : log_float(u);
}
"""

_TANH = """\
/* tanh x: near 0 S. Moshier's polynomial (Cephes), else from e ** (2 |x|). */
static inline float tanh_float(float x)
{
    const float z = x * x;
    float p = -5.70498872745e-3f;
    p = p * z + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    const float near = x * (1.0f + p * z);
    const float size = x < 0.0f ? -x : x;
    const float far = 1.0f - 2.0f / (exp_float(2.0f * size) + 1.0f);
    return size < 0.625f ? near : x < 0.0f ? -far : far;
}
"""

# Name of a function -> its source and what that leans on.
_OWN = {
    "two_to": (_TWO_TO, ()),
    "exp": (_EXP, ("two_to",)),
    "log": (_LOG, ()),
    "log1p": (_LOG1P, ("log",)),
    "tanh": (_TANH, ("exp",)),
}
_CALLED = re.compile(r"\b([a-z_0-9]+)\(")


def with_own_functions(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of single-precision statements calling our functions, and the functions' sources.

    A line is in single precision if it declares or assigns a `float`; all others keep the C
    library's functions.
    """
    needed: dict[str, str] = {}
    changed = []
    for line in lines:
        if "const float " in line:
            line = _CALLED.sub(lambda match: _own(match, needed), line)
        changed.append(line)
    others = [*c_block_functions.functions_for(lines), *c_draws.functions_for(lines)]
    return changed, [*needed.values(), *others]


def _own(match: re.Match[str], needed: dict[str, str]) -> str:
    name = match.group(1)
    if name not in _OWN:
        return match.group(0)
    _need(name, needed)
    return f"{name}_float("


def _need(name: str, needed: dict[str, str]) -> None:
    text, others = _OWN[name]
    for other in others:
        _need(other, needed)
    needed[name] = text

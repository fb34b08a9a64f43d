"""Names in C source."""

from __future__ import annotations

import re

from keras_lite.engine.names import Names

# Functions of small products, by how many numbers they compute at a time.
_IN_BLOCKS = [
    name.format(kind=kind, width=width)
    for name in (
        "{kind}_{width} multiply_{width}_{kind} block_{width}_{kind} dots_{width}_{kind}"
        " pairs_{width}_{kind} sums_{width}_{kind} total_{width}_{kind} turn_{width}_{kind}"
        " tile_{width}_{kind} low_bits_{kind}"
    ).split()
    for kind in ("float", "double")
    for width in (2, 4, 8, 16)
]

# What the language, its library and the loops call something else.
_WORDS = (
    "SUMS SIDE MIXED int_4 draw_words write_blocks "
    "auto break case char const continue default do double else enum extern float for goto if"
    " inline int long register restrict return short signed sizeof static struct switch typedef"
    " union unsigned void volatile while asm typeof i j k l m p q r t u v w row place step steps"
    " memory outside order run main acos asin asinh atan atan2 atanh cbrt ceil copysign cos cosh"
    " acosh erf erfc exp exp2 expm1 fabs fdim floor fma fmax fmin fmod frexp hypot ilogb ldexp"
    " lgamma llrint llround log log10 log1p log2 logb lrint lround modf nan nearbyint nextafter"
    " nexttoward pow remainder remquo rint round scalbln scalbn signbit signgam sin sinh sqrt tan"
    " tanh tgamma trunc gamma y0 y1 yn j0 j1 jn carg conj creal cimag cproj isnan isinf isfinite"
    " isnormal memcpy memset memcmp memmove index rindex I complex imaginary two_to place_of"
    " exp_float log_float log1p_float tanh_float linux unix float_blas double_blas float_product"
    " double_product BY_ROWS AS_IT_IS TURNED sharing share start stop arrays rows first"
    " column columns gradient block other HERE"
    " room VECTOR VECTORS TALL DEEP RIGHT LEFT RESULT float_LANES float_WIDE double_LANES"
    " double_WIDE float_matmul double_matmul float_multiply double_multiply"
).split()


class CNames(Names):
    """Names of C: of plain letters, and none that the language uses itself."""

    def __init__(self) -> None:
        super().__init__()
        self._taken.update(dict.fromkeys([*_WORDS, *_IN_BLOCKS], 1))

    def unique(self, wanted: str) -> str:
        """`wanted`, made a name of C, with a number when it is taken."""
        return super().unique(re.sub(r"[^0-9A-Za-z_]+", "_", wanted))


class NumberedNames(CNames):
    """Names that say nothing: programs that differ in what layers are called have one text."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def unique(self, wanted: str) -> str:
        """A name of C that is nobody else's, whatever is wanted."""
        self._count += 1
        return f"v{self._count}"

"""Products of matrices that a compiled program leaves to NumPy's BLAS, as C source."""

from __future__ import annotations

from collections.abc import Sequence

from keras_lite.engine.c_loops import loops_over, nest, place_in
from keras_lite.engine.c_numbers import C_TYPES, literal
from keras_lite.engine.kernels import Lowered
from keras_lite.engine.matrices import Product, apart, turned
from keras_lite.engine.strided import Strided

_TYPE = """\
typedef void {kind}_product(int order, int a_lies, int b_lies, long long m, long long n,
                            long long k, {kind} one, const {kind} *a, long long a_apart,
                            const {kind} *b, long long b_apart, {kind} zero, {kind} *c,
                            long long c_apart);"""

_HEAD = """\
/* c = a b, where a has m rows and k columns and b has k rows and n columns: NumPy's own BLAS,
   which is handed in. Rows are so many elements apart; a matrix that is TURNED lies in memory
   with its columns as rows. */
#define BY_ROWS 101
#define AS_IT_IS 111
#define TURNED 112
{types}
"""


def head(dtypes: Sequence[str]) -> str:
    """Declarations for products of these dtypes."""
    return _HEAD.format(types="\n".join(_TYPE.format(kind=C_TYPES[d]) for d in dtypes))


def parameter(dtype: str) -> str:
    """The parameter by which a program gets the function."""
    return f"{C_TYPES[dtype]}_product *{C_TYPES[dtype]}_blas"


def product_lines(product: Product, lowered: Lowered) -> list[str]:
    """A call for the product, in loops if there are many matrices."""
    node = product.node
    target = lowered.seen(node)
    loops = loops_over(node.shape[:-2], None)
    index = [loop.variable for loop in loops]
    flags, places, formula = [], [], []
    for source in (product.left, product.right):
        seen = lowered.seen(source)
        as_it_is = apart(seen)
        flags.append("AS_IT_IS" if as_it_is else "TURNED")
        places.append(f"{_place(seen, index)}, {as_it_is or apart(turned(seen))}")
        formula.append(seen.buffer.text if as_it_is else f"{seen.buffer.text}.T")
    sizes = f"{node.shape[-2]}, {node.shape[-1]}, {product.left.shape[-1]}"
    one, zero = literal(1.0, node.dtype), literal(0.0, node.dtype)
    result = f"{_place(target, index)}, {apart(target)}"
    function = f"{C_TYPES[node.dtype]}_blas("
    call = [
        f"{function}BY_ROWS, {', '.join(flags)}, {sizes}, {one},",
        f"{' ' * len(function)}{', '.join(places)}, {zero}, {result});",
    ]
    said = f"/* {target.buffer.text} = {' @ '.join(formula)} */"
    around = [loop for loop in loops if loop.size != 1]
    return [said, *(nest(around, call, simd=False) if around else call)]


def _place(seen: Strided, index: Sequence[str]) -> str:
    """Where the matrix at a place among many begins."""
    own = index[len(index) - (len(seen.shape) - 2) :] if len(seen.shape) > 2 else []
    where = ["0" if s == 1 else i for s, i in zip(seen.shape[:-2], own, strict=True)]
    return place_in(seen, [*where, "0", "0"])

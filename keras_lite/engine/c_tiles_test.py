"""Products of matrices by tiles: every way for matrices to lie, every remainder, any piece."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from keras_lite.engine import c_tile_functions, c_tiles, compiler

pytestmark = pytest.mark.skipif(compiler.find() is None, reason="needs a C compiler")

_RUN = """
long run(long wide, const long *s, const void *a, const void *b, void *c, char *room,
         float_multiply *float_matmul, double_multiply *double_matmul)
{
    if (wide)
        double_matmul(s[0], s[1], s[2], a, s[3], s[4], b, s[5], s[6], c, s[7], s[8], room);
    else
        float_matmul(s[0], s[1], s[2], a, s[3], s[4], b, s[5], s[6], c, s[7], s[8], room);
    return 0;
}
"""
Multiply = Callable[[np.ndarray, np.ndarray, np.ndarray], None]


@pytest.fixture(scope="module")
def multiply() -> Multiply:
    """Writes the product of two matrices to a third; rows or columns lie along memory."""
    kinds = ["float32", "float64"]
    run = compiler.load(c_tile_functions.head(kinds) + _RUN, pointers=7)
    functions = [*map(c_tile_functions.address, kinds)]
    room = np.empty(c_tiles.ROOM, np.uint8)

    def call(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> None:
        if b.strides[1] != b.itemsize and c.shape[0] < c.shape[1]:
            a, b, c = b.T, a.T, c.T
        strides = [t // m.itemsize for m in (a, b, c) for t in m.strides]
        sizes = np.array([*c.shape, a.shape[1], *strides])
        places = (m.__array_interface__["data"][0] for m in (sizes, a, b, c, room))
        run(c.dtype == np.float64, *places, *functions)

    return call


def _matrix(rows: int, columns: int, dtype: str, turned: bool, seed: int) -> np.ndarray:
    """One within a larger one; so what lies beside it can be looked at."""
    shape = (columns + 3, rows + 2) if turned else (rows + 2, columns + 3)
    whole = np.random.default_rng(seed).standard_normal(shape).astype(dtype)
    return (whole.T if turned else whole)[1:-1, 2:-1]


SIZES = [
    (1, 1, 1), (1, 10, 300), (6, 64, 256), (32, 128, 784), (7, 65, 257), (13, 16, 5),
    (100, 3, 40), (49, 70, 511), (520, 33, 20), (2050, 17, 3), (5, 2, 700),
]  # fmt: skip


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("turned", [(a, b) for a in (False, True) for b in (False, True)])
@pytest.mark.parametrize(("m", "n", "k"), SIZES)
def test_products(
    multiply: Multiply, dtype: str, turned: tuple[bool, bool], m: int, n: int, k: int
) -> None:
    a, b = _matrix(m, k, dtype, turned[0], 1), _matrix(k, n, dtype, turned[1], 2)
    c = _matrix(m, n, dtype, False, 3)
    whole = c.base
    assert whole is not None
    before = whole.copy()
    multiply(a, b, c)
    expected = a.astype("float64") @ b.astype("float64")
    # No sum errs by more than k eps / 2 times the sum of its terms' sizes (N. Higham, "Accuracy and
    # Stability of Numerical Algorithms", 2002, 3.5); by chance by the root of that number.
    limit = np.finfo(dtype).eps * np.sqrt(k) * (abs(a) @ abs(b))
    assert (abs(c - expected) <= limit).all()
    before[1:-1, 2:-1] = c
    np.testing.assert_array_equal(whole, before)


def test_a_piece_without_rows_or_columns(multiply: Multiply) -> None:
    """Of two threads one may get nothing."""
    a, b = _matrix(20, 30, "float32", False, 1), _matrix(30, 40, "float32", False, 2)
    c = np.zeros((20, 40), "float32")
    multiply(a[:0], b, c[:0])
    multiply(a, b[:, :0], c[:, :0])
    assert not c.any()


@pytest.mark.parametrize("turned", [(a, b) for a in (False, True) for b in (False, True)])
def test_an_element_does_not_depend_on_its_neighbours(
    multiply: Multiply, turned: tuple[bool, bool]
) -> None:
    """Pieces of a product, computed by whomever, have the bits of the whole."""
    m, n, k = 67, 150, 530
    a, b = _matrix(m, k, "float32", turned[0], 1), _matrix(k, n, "float32", turned[1], 2)
    whole, pieces = np.empty((m, n), "float32"), np.empty((m, n), "float32")
    multiply(a, b, whole)
    for rows in (slice(0, 30), slice(30, 31), slice(31, m)):
        for columns in (slice(0, 16), slice(16, 80), slice(80, n)):
            multiply(a[rows], b[:, columns], pieces[rows, columns])
    assert whole.tobytes() == pieces.tobytes()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("turned", [(a, b) for a in (False, True) for b in (False, True)])
def test_results_whose_columns_lie_along_memory(
    multiply: Multiply, dtype: str, turned: tuple[bool, bool]
) -> None:
    """The same bits at other places, be they turned after all terms or added part by part."""
    m, n, k = 67, 150, 530
    a, b = _matrix(m, k, dtype, turned[0], 1), _matrix(k, n, dtype, turned[1], 2)
    in_rows, in_columns = np.empty((m, n), dtype), np.empty((n, m), dtype).T
    a[66], b[:, 7] = np.finfo(dtype).tiny, -np.finfo(dtype).tiny  # -0 is all that is left of them
    multiply(a, b, in_rows)
    multiply(a, b, in_columns)
    assert in_rows.tobytes() == in_columns.tobytes()
    assert np.signbit(in_rows[66, 7])


def test_infinities_and_nan(multiply: Multiply) -> None:
    a, b = _matrix(70, 300, "float32", False, 1), _matrix(300, 80, "float32", False, 2)
    a[3, 5], b[7, 9], a[60, 2] = np.inf, np.nan, 3e38
    c = np.empty((70, 80), "float32")
    multiply(a, b, c)
    with np.errstate(all="ignore"):
        expected = a @ b
    np.testing.assert_array_equal(np.isnan(c), np.isnan(expected))
    np.testing.assert_array_equal(np.isinf(c[3]), np.isinf(expected[3]))

from __future__ import annotations

import pytest

from keras_lite.engine.ir import BATCH, Dim, Spec, SymbolicSizeError, product, shape_at
from keras_lite.engine.op import OPS, broadcast_shapes
from keras_lite.primitives import arithmetic  # noqa: F401  (registers `add`)


def test_sizes_are_polynomials_in_the_batch_size() -> None:
    size = 3 * BATCH + 4
    assert size.at(5) == 19
    assert (size - 4) // 3 == BATCH
    assert (BATCH * BATCH).at(7) == 49
    assert BATCH - BATCH == 0 and isinstance(BATCH - BATCH, int)
    assert (10 - BATCH).at(4) == 6


def test_source_of_a_size_is_python() -> None:
    for size in (BATCH, 3 * BATCH + 4, BATCH * BATCH * 2 - BATCH):
        assert isinstance(size, Dim)
        assert eval(repr(size), {"n": 6}) == size.at(6)


def test_division_must_hold_for_every_batch_size() -> None:
    assert (6 * BATCH) % 3 == 0
    with pytest.raises(ValueError, match="cannot be divided"):
        (6 * BATCH + 1) // 3


def test_a_size_is_no_number_while_tracing() -> None:
    with pytest.raises(SymbolicSizeError):
        range(BATCH)  # type: ignore[call-overload]
    with pytest.raises(SymbolicSizeError):
        _ = BATCH < 3
    assert BATCH != 3


def test_shapes() -> None:
    assert shape_at((BATCH, 3), 8) == (8, 3)
    assert product((BATCH, 3, 2)) == 6 * BATCH
    assert repr(Spec((BATCH, 3), "float32")) == "float32[n, 3]"


def test_a_number_may_be_the_batch_size():
    op = OPS["add"]()
    with pytest.raises(SymbolicSizeError, match=r"\(n, 2\), \(10, 2\) do not fit together"):
        broadcast_shapes(op, (BATCH, 2), (10, 2))
    with pytest.raises(ValueError, match="do not fit together") as caught:
        broadcast_shapes(op, (10, 2), (10, 3))
    assert not isinstance(caught.value, SymbolicSizeError)

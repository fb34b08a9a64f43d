from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine import rng

FLOATS = ("float16", "float32", "float64")
DRAWS = (rng.uniform, rng.normal, rng.truncated_normal)


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 0, 3), (4, 5, 6)])
def test_shape_and_dtype_are_as_asked(draw: Any, dtype: str, shape: tuple[int, ...]) -> None:
    drawn = draw((3, 0), shape, dtype)
    assert drawn.shape == shape and drawn.dtype == dtype
    assert drawn.flags.writeable


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("dtype", FLOATS)
def test_the_seed_decides_and_more_numbers_begin_alike(draw: Any, dtype: str) -> None:
    first = draw((3, 1), (101,), dtype)
    assert first.tolist() == draw((3, 1), (101,), dtype).tolist()
    assert first.tolist() == draw((3, 1), (500,), dtype)[:101].tolist()
    assert first.tolist() == draw(np.array([3, 1]), (101, 1), dtype).reshape(-1).tolist()
    assert first.tolist() != draw((3, 2), (101,), dtype).tolist()


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("dtype", FLOATS)
def test_chunks_change_nothing(draw: Any, dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = draw((3, 1), (999,), dtype).tolist()
    monkeypatch.setattr(rng, "_CHUNK", 10)
    assert draw((3, 1), (999,), dtype).tolist() == whole


# Mean and width of 40,000 numbers; the bound is five times their standard error.
@pytest.mark.parametrize(
    ("draw", "width"),
    [(rng.uniform, 12**-0.5), (rng.normal, 1.0), (rng.truncated_normal, 0.87962566103423978)],
)
@pytest.mark.parametrize("dtype", FLOATS)
def test_distributions_have_their_mean_and_width(draw: Any, width: float, dtype: str) -> None:
    drawn = draw((11, 0), (40000,), dtype).astype(np.float64)
    mean = 0.5 if draw is rng.uniform else 0.0
    assert abs(drawn.mean() - mean) < 5 * width / 200
    assert abs(drawn.std() - width) < 5 * width / 200


def test_limits() -> None:
    unit = rng.uniform((5, 0), (10000,))
    assert unit.min() >= 0 and unit.max() < 1
    assert np.abs(rng.truncated_normal((5, 0), (20000,))).max() < 2
    moved = rng.uniform((5, 0), (10000,), "float32", -3, 8)
    assert -3 <= moved.min() < -2.9 and 7.9 < moved.max() < 8


@pytest.mark.parametrize("dtype", FLOATS)
def test_mean_and_width_are_applied_in_the_type_of_the_result(dtype: str) -> None:
    kind = np.dtype(dtype).type
    for draw in (rng.normal, rng.truncated_normal):
        plain = draw((5, 0), (50,), dtype)
        moved = draw((5, 0), (50,), dtype, 0.1, 0.3)
        assert moved.tolist() == (plain * kind(0.3) + kind(0.1)).tolist()


def test_compiled_uniform_uses_the_high_bits() -> None:
    stream = rng.stream_of_seed((1, 0))
    drawn = rng.words(stream, 8)
    assert rng.uniform((1, 0), (8,), compiled=True).tolist() == ((drawn >> 9) / 2**23).tolist()
    pairs = drawn[0::2].astype(np.uint64) | drawn[1::2].astype(np.uint64) << np.uint64(32)
    wanted = ((pairs >> np.uint64(12)) / 2**52).tolist()
    assert rng.uniform((1, 0), (4,), "float64", compiled=True).tolist() == wanted
    same = rng.uniform((-3, 2), (4,), compiled=True)
    assert same.tolist() == rng.uniform((2**32 - 3, 2), (4,), compiled=True).tolist()


@pytest.mark.parametrize("dtype", ["int32", "int64"])
@pytest.mark.parametrize(("low", "high"), [(0, 2), (-7, 1000), (-(2**31), 2**31 - 1)])
def test_integers_lie_in_their_range(dtype: str, low: int, high: int) -> None:
    drawn = rng.random_integers((5, 0), (3000,), low, high, dtype)
    assert drawn.dtype == dtype and drawn.shape == (3000,)
    assert low <= drawn.min() and drawn.max() < high
    middle = (low + high - 1) / 2
    assert abs(drawn.mean() - middle) < 5 * (high - low) / 12**0.5 / 3000**0.5


def test_all_integers_of_a_small_range_come() -> None:
    assert set(rng.random_integers((5, 0), (200,), -2, 3).tolist()) == {-2, -1, 0, 1, 2}


def test_whole_ranges() -> None:
    drawn = rng.random_integers((5, 0), (9,), -(2**63), 2**63, "int64")
    assert drawn.min() < 0 < drawn.max()
    assert rng.random_integers((5, 0), (9,), -(2**31), 2**31).dtype == np.int32


def test_random_order() -> None:
    order = rng.random_order((5, 0), 100)
    assert sorted(order.tolist()) == list(range(100))
    assert order.tolist() == np.argsort(rng.uniform((5, 0), (100,)), kind="stable").tolist()


def test_seeds_are_reduced_as_floor_division_does() -> None:
    assert rng.reduce_seed((5, 7)) == (5, 7)
    assert rng.reduce_seed((-1, 2147483646)) == (2147483645, 0)
    assert rng.reduce_seed(np.array([2**40, -3])) == (2**40 % 2147483646, 2147483643)


def test_bad_arguments() -> None:
    for draw in DRAWS:
        with pytest.raises(ValueError, match="`dtype` is 'int32'.*float32"):
            draw((1, 0), (2,), "int32")
    with pytest.raises(ValueError, match="`dtype` is 'int8', but 'int32' or 'int64'"):
        rng.random_integers((1, 0), (2,), 0, 5, "int8")
    with pytest.raises(ValueError, match="Give a `high` above `low`"):
        rng.random_integers((1, 0), (2,), 5, 5)

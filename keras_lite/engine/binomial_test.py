from __future__ import annotations

import numpy as np
import pytest

from keras_lite.engine.binomial import binomial


@pytest.mark.slow
# Five standard errors of mean and of variance; few and many successes, rare and likely ones.
@pytest.mark.parametrize(
    ("count", "chance"), [(10, 0.3), (10, 0.9), (50, 0.5), (1000, 0.97), (3, 0.5)]
)
def test_mean_and_variance(count: int, chance: float) -> None:
    drawn = binomial((3, 0), (2000,), count, chance)
    variance = count * chance * (1 - chance)
    assert drawn.min() >= 0 and drawn.max() <= count and (drawn == np.round(drawn)).all()
    assert abs(drawn.mean() - count * chance) < 5 * (variance / 2000) ** 0.5
    assert abs(drawn.var() / variance - 1) < 5 * (2 / 2000) ** 0.5 + 1 / count


def test_no_trials_and_no_chance() -> None:
    counts = np.array([4.0, 0.0, 2.0, -1.0, 5.0])
    chances = np.array([1.0, 0.5, 0.0, 0.5, np.nan])
    drawn = binomial((4, 0), (5,), counts, chances)
    assert drawn[:4].tolist() == [4, 0, 0, 0] and np.isnan(drawn[4])


def test_each_pair_has_numbers_of_its_own() -> None:
    drawn = binomial((3, 0), (400, 2), [10.0, 90.0], [0.2, 0.6], "int32")
    assert drawn.shape == (400, 2) and drawn.dtype == np.int32
    assert drawn[:, 0].tolist() == binomial((3, 0), (400,), 10, 0.2, "int32").tolist()
    assert drawn[:, 1].max() > 30 > drawn[:, 0].max()


def test_recorded_numbers() -> None:
    # TensorFlow 2.21: by waiting, and by rejection.
    assert binomial((0, 0), (6,), 12, np.float32(0.3)).tolist() == [3, 4, 5, 1, 2, 5]
    assert binomial((0, 0), (6,), 200, np.float32(0.7)).tolist() == [142, 139, 150, 149, 155, 132]

from __future__ import annotations

import numpy as np
import pytest

from keras_lite.engine.sampling import beta, gamma


@pytest.mark.slow
# Five standard errors of the mean of 4,000 numbers; mean and variance are both alpha.
@pytest.mark.parametrize("alpha", [0.3, 1.0, 2.5, 40.0])
def test_gamma_has_its_mean(alpha: float) -> None:
    drawn = gamma((3, 0), (4000,), alpha)
    assert drawn.dtype == np.float32 and drawn.min() > 0
    assert abs(drawn.mean() - alpha) < 5 * (alpha / 4000) ** 0.5


def test_recorded_gammas() -> None:
    # TensorFlow 2.21; alpha below 1 takes one uniform number more.
    wanted = [0.237091358, 2.303654256, 0.149988214]
    assert np.abs(gamma((3, 0), (3,), 0.5, "float64") - wanted).max() < 1e-9


def test_each_alpha_has_numbers_of_its_own() -> None:
    both = gamma((3, 0), (500, 2), [1.0, 30.0])
    assert both.shape == (500, 2) and both[:, 0].mean() < 2 and both[:, 1].mean() > 25
    assert both[:, 0].tolist() == gamma((3, 0), (500,), 1.0).tolist()
    assert both[:, 1].tolist() != gamma((3, 0), (500,), 30.0).tolist()


def test_tiny_gammas_do_not_become_zero() -> None:
    assert gamma((3, 0), (50,), 1e-4).min() == np.finfo(np.float32).tiny


@pytest.mark.slow
def test_beta_lies_between_0_and_1() -> None:
    drawn = beta((3, 0), (2000,), 2.0, 6.0)
    assert drawn.min() > 0 and drawn.max() < 1
    assert abs(drawn.mean() - 0.25) < 5 * (2 * 6 / 64 / 9 / 2000) ** 0.5

from __future__ import annotations

import numpy as np
import pytest

from keras_lite.initializers import Orthogonal


@pytest.mark.parametrize("shape", [(5, 5), (7, 3), (3, 7), (2, 3, 4, 5), (3, 3, 2, 40)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_shorter_side_is_orthonormal(shape: tuple[int, ...], dtype: str) -> None:
    values = Orthogonal(2.0, seed=1)(shape, dtype)
    assert values.shape == shape and values.dtype == dtype
    matrix = values.reshape(-1, shape[-1]) / 2
    if matrix.shape[0] < matrix.shape[1]:
        matrix = matrix.T
    off = np.abs(matrix.T @ matrix - np.eye(matrix.shape[1])).max()
    assert off < (1e-6 if dtype == "float32" else 1e-14)


def test_recorded_values() -> None:
    # Keras 3.15.1, whose QR rounds differently in the last place.
    wanted = [[0.29497123, 1.4700564, 1.3236034], [-0.7240764, 1.3256023, -1.3109127]]
    assert np.abs(Orthogonal(2.0, seed=1)((2, 3)) - wanted).max() < 5e-7


def test_vectors_are_refused_and_empty_weights_are_not() -> None:
    with pytest.raises(ValueError, match=r"Orthogonal: `shape` is \(3,\), but a shape of two axes"):
        Orthogonal()((3,))
    assert Orthogonal()((0, 3)).shape == (0, 3)

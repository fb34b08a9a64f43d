"""LeakyReLU: the slope below zero, under both of its names."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lite.layers import LeakyReLU

X = np.array([[-2.0, 0.0, 3.0]], "float32")


@pytest.mark.parametrize("arguments", [{"negative_slope": 0.25}, {"alpha": 0.25}])
def test_the_slope_holds_below_zero_alone(arguments: dict[str, float]) -> None:
    layer = LeakyReLU(**arguments)
    assert np.array_equal(layer(X), [[-0.5, 0.0, 3.0]])
    assert layer.get_config()["negative_slope"] == 0.25
    assert "alpha" not in layer.get_config()


def test_a_negative_slope_is_refused() -> None:
    with pytest.raises(ValueError, match="LeakyReLU: `negative_slope` is -1"):
        LeakyReLU(-1)

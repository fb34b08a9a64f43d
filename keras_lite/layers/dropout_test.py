from __future__ import annotations

import numpy as np
import pytest

from keras_lite.layers import (
    AlphaDropout,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)

ONES = np.ones((100, 50), "float32")


def test_dropped_are_zeros_and_the_rest_makes_up_for_them():
    result = Dropout(0.25, seed=1)(ONES, training=True)
    assert set(np.unique(result)) == {0.0, np.float32(1 / 0.75)}
    assert np.mean(result == 0) == pytest.approx(0.25, abs=0.02)


def test_nothing_happens_outside_of_training():
    for layer in (Dropout(0.5), GaussianNoise(1.0), GaussianDropout(0.5), AlphaDropout(0.5)):
        np.testing.assert_array_equal(layer(ONES), ONES)
        np.testing.assert_array_equal(layer(ONES, training=False), ONES)
        assert not np.array_equal(layer(ONES, training=True), ONES)


def test_every_call_draws_anew_and_a_seed_repeats_it():
    first, second = Dropout(0.5, seed=3), Dropout(0.5, seed=3)
    results = [first(ONES, training=True) for _ in range(2)]
    assert not np.array_equal(*results)
    for expected in results:
        np.testing.assert_array_equal(second(ONES, training=True), expected)
    assert first.seed_generator.state.numpy().tolist() == [3, 2]


def test_a_noise_shape_is_shared_along_its_ones():
    result = Dropout(0.5, noise_shape=(None, 1), seed=1)(ONES, training=True)
    assert set(np.unique(np.ptp(result, axis=1))) == {0.0}
    assert np.ptp(result[:, 0]) > 0


def test_rate_zero_needs_no_random_numbers():
    assert Dropout(0).variables == []
    np.testing.assert_array_equal(Dropout(0)(ONES, training=True), ONES)
    np.testing.assert_array_equal(Dropout(1)(ONES, training=True), ONES * 0)


def test_noise_has_the_mean_and_deviation_that_it_should():
    noise = np.asarray(GaussianNoise(0.5, seed=1)(ONES, training=True)) - 1
    assert noise.mean() == pytest.approx(0, abs=0.02)
    assert noise.std() == pytest.approx(0.5, abs=0.02)
    factor = np.asarray(GaussianDropout(0.2, seed=1)(ONES, training=True))
    assert factor.mean() == pytest.approx(1, abs=0.02)
    assert factor.std() == pytest.approx(0.5, abs=0.02)
    data = np.random.RandomState(0).normal(size=(200, 50)).astype("float32")
    kept = np.asarray(AlphaDropout(0.2, seed=1)(data, training=True))
    assert kept.mean() == pytest.approx(0, abs=0.05)
    assert kept.std() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Dropout(2), "`rate` is 2, but a number from 0 to 1"),
        (lambda: Dropout(-0.1), "`rate` is -0.1"),
        (lambda: Dropout("a"), "`rate` is 'a'"),
        (lambda: Dropout(0.5, noise_shape=3), "`noise_shape` is 3"),
        (lambda: Dropout(0.5, noise_shape=(3, -1)), r"`noise_shape` is \(3, -1\)"),
        (lambda: GaussianNoise(-1), "`stddev` is -1, but a number of 0 up"),
        (lambda: Dropout(0.5)(np.ones((2, 2), "int32"), training=True), "float type was"),
    ],
)
def test_wrong_use_is_explained(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("layout", ["channels_last", "channels_first"])
def test_spatial_dropout_drops_whole_channels(layout):
    for cls, rank in ((SpatialDropout1D, 3), (SpatialDropout2D, 4), (SpatialDropout3D, 5)):
        arguments = {} if rank == 3 else {"data_format": layout}
        shape = [4, *[3] * (rank - 2), 20]
        channels = rank - 1
        if layout == "channels_first" and rank > 3:
            shape[1], shape[-1], channels = 20, 3, 1
        result = cls(0.5, seed=1, **arguments)(np.ones(shape, "float32"), training=True)
        inner = tuple(axis for axis in range(1, rank) if axis != channels)
        assert np.ptp(result, axis=inner).max() == 0
        assert set(np.unique(result)) == {0.0, 2.0}


def test_spatial_dropout_asks_for_its_axes():
    with pytest.raises(ValueError, match="4 axes were expected"):
        SpatialDropout2D(0.5)(ONES)
    with pytest.raises(ValueError, match="SpatialDropout1D: `rate` is 2"):
        SpatialDropout1D(2)
    assert SpatialDropout3D(0.5, "channels_first").get_config()["data_format"] == "channels_first"

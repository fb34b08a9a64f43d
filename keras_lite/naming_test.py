from __future__ import annotations

from collections.abc import Iterator

import pytest

from keras_lite import naming


@pytest.fixture(autouse=True)
def counts() -> Iterator[None]:
    """Each test counts from zero and leaves the counts of others alone."""
    before = dict(naming._counts)
    naming.reset_names()
    yield
    naming._counts.clear()
    naming._counts.update(before)


# Recorded from Keras 3.15.1.
@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("Dense", "dense"),
        ("Conv2D", "conv2d"),
        ("Conv2DTranspose", "conv2d_transpose"),
        ("LSTMCell", "lstm_cell"),
        ("ReLU", "re_lu"),
        ("PReLU", "p_re_lu"),
        ("RMSprop", "rm_sprop"),
        ("IoU", "io_u"),
        ("MeanIoU", "mean_io_u"),
        ("BatchNormalization", "batch_normalization"),
        ("STFTSpectrogram", "stft_spectrogram"),
        ("F1Score", "f1_score"),
        ("My2ndLayer", "my2nd_layer"),
        ("X1Y", "x1y"),
        ("_Priv", "__priv"),
        ("Foo-Bar", "foo_bar"),
        ("my_layer", "my_layer"),
        ("snake_Case_X", "snake__case_x"),
        ("L1L2", "l1l2"),
    ],
)
def test_to_snake_case_as_keras_spells(name: str, snake: str) -> None:
    assert naming.to_snake_case(name) == snake


def test_names_number_per_prefix() -> None:
    wanted = ["dense", "dense_1", "dense_2", "dense_1", "dense_1_1", "dense_3"]
    asked = ["dense", "Dense", "dense", "dense_1", "dense_1", "dense"]
    assert [naming.auto_name(prefix) for prefix in asked] == wanted


def test_uniquify_keeps_capitals_and_shares_the_count() -> None:
    assert naming.auto_name("dense") == "dense"
    assert naming.uniquify("dense") == "dense_1"
    assert naming.uniquify("MyLayer") == "MyLayer"


def test_reset_names_starts_over() -> None:
    naming.auto_name("dense")
    naming.reset_names()
    assert naming.auto_name("dense") == "dense"

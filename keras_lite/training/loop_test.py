from __future__ import annotations

from keras_lite.training.loop import SLICE_SECONDS, SliceLength


def test_slices_grow_while_they_are_short() -> None:
    length = SliceLength()
    for steps in (1, 4, 16, 64):
        assert length.steps == steps
        length.learn(steps, steps * 1e-4)
    assert length.steps == 256
    length.learn(256, 256 * 1e-3)
    assert length.steps == SLICE_SECONDS / 1e-3


def test_the_short_end_of_an_epoch_teaches_nothing() -> None:
    length = SliceLength()
    length.learn(1, 1e-5)
    length.learn(4, 4e-5)
    length.learn(1, SLICE_SECONDS / 2)
    assert length.steps == 16
    length.learn(1, 2 * SLICE_SECONDS)  # but this one was long
    assert length.steps == 1

"""An era holds from a call on, or within a block, in every thread or in one."""

from __future__ import annotations

import threading

import pytest

from keras_lite.compat import era, eras, set_era
from keras_lite.errors import InvalidArgument
from keras_lite.optimizers import Adadelta


@pytest.fixture(autouse=True)
def _today():
    yield
    set_era(None)


def rate():
    return float(Adadelta().learning_rate.numpy())


def test_a_plain_call_holds_from_there_on():
    assert rate() == pytest.approx(0.001)
    era("keras2")
    assert rate() == 1.0
    era("keras3")
    assert rate() == pytest.approx(0.001) and eras.current() is None


def test_it_holds_in_other_threads_too():
    era("keras1")
    seen = []
    thread = threading.Thread(target=lambda: seen.append(eras.current()))
    thread.start()
    thread.join()
    assert seen == ["keras1"]


def test_a_block_ends_also_by_an_error():
    def within():
        with era("keras2"):
            raise KeyError(rate())

    with pytest.raises(KeyError, match=r"1\.0"):
        within()
    assert eras.current() is None


def test_blocks_within_blocks_and_twice():
    era("keras0")
    kept = era("keras2")
    assert eras.current() == "keras2"
    with kept:
        assert eras.current() == "keras2"
        with era("keras3"), kept:
            assert eras.current() == "keras2"
        assert eras.current() == "keras2"
    assert eras.current() == "keras0"


def test_a_block_of_today_within_an_era():
    era("keras2")
    with era("keras3"):
        assert rate() == pytest.approx(0.001)
    assert rate() == 1.0


@pytest.mark.parametrize("name", ["keras", "Keras 2", "", 2])
def test_what_is_no_era(name):
    with pytest.raises(InvalidArgument, match="The eras are keras0, keras1, keras2, tf.keras"):
        era(name)
    assert eras.current() is None

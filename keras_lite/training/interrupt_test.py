"""Ctrl-C within a loop: noted, obeyed at the next look, at once when it is pressed again."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from keras_lite.training.interrupt import Interruptible


@pytest.fixture(autouse=True)
def pythons_own_handler() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press() -> None:
    signal.raise_signal(signal.SIGINT)


def test_it_is_obeyed_where_it_is_looked_for_and_once() -> None:
    with Interruptible() as interrupt:
        press()
        with pytest.raises(KeyboardInterrupt):
            interrupt.check()
        interrupt.check()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_it_is_obeyed_in_the_end_at_the_latest() -> None:
    with pytest.raises(KeyboardInterrupt), Interruptible():
        press()


def test_an_error_goes_before_it() -> None:
    def loop() -> None:
        with Interruptible():
            press()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        loop()


def test_pressed_again_it_interrupts_at_once() -> None:
    def loop() -> None:
        with Interruptible():
            press()
            press()
            pytest.fail("the second one was only noted")

    with pytest.raises(KeyboardInterrupt):
        loop()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_a_users_own_stays() -> None:
    heard: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    with Interruptible() as interrupt:
        press()
        interrupt.check()
    assert heard == [signal.SIGINT]


def test_other_threads_leave_it_alone() -> None:
    seen: list[object] = []

    def loop() -> None:
        with Interruptible() as interrupt:
            seen.append(signal.getsignal(signal.SIGINT))
            interrupt.check()

    thread = threading.Thread(target=loop)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]

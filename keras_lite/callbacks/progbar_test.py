"""The bar: what it shows, when, and where."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from keras_lite.callbacks import progbar
from keras_lite.callbacks.progbar import Progbar


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progbar, "can_redraw", lambda: True)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    return lambda: capsys.readouterr().out


FULL, HALF = "━" * 20, "━" * 10


def test_draws_over_itself(terminal: None, clock: list[float], printed: Callable[[], str]) -> None:
    bar = Progbar(2)
    clock[0] += 0.5
    bar.update(1, [("loss", 0.25)])
    first = printed()
    assert first == (
        f"\r\x1b[1m1/2\x1b[0m \x1b[32m{HALF}\x1b[0m\x1b[37m{HALF}\x1b[0m \x1b[1m0s\x1b[0m"
        " 500ms/step - loss: 0.2500"
    )
    clock[0] += 2
    bar.update(2, [("loss", 0.5)])
    shown = f"1/2 {FULL} 0s 500ms/step - loss: 0.2500"
    assert printed() == "\b" * len(shown) + (
        f"\r\x1b[1m2/2\x1b[0m \x1b[32m{FULL}\x1b[0m\x1b[37m\x1b[0m \x1b[1m2s\x1b[0m"
        " 2s/step - loss: 0.5000   \n"
    )


def test_a_pipe_gets_one_line(clock: list[float], printed: Callable[[], str]) -> None:
    bar = Progbar(10)
    for step in range(10):
        clock[0] += 1
        bar.update(step + 1, [("loss", 1.0 / (step + 1))])
        assert step == 9 or printed() == ""
    assert printed() == f"10/10 {FULL} 10s 1s/step - loss: 0.1000\n"


def test_two_is_one_line_everywhere(
    terminal: None, clock: list[float], printed: Callable[[], str]
) -> None:
    bar = Progbar(2, verbose=2)
    clock[0] += 0.02
    bar.add(1, [("loss", -0.5)])
    bar.add(1)
    # Keras: 3.15.1 takes every negative number for a small one here.
    assert printed() == "2/2 - 0s - 0s/step - loss: -5.0000e-01\n"


def test_zero_is_silent(terminal: None, printed: Callable[[], str]) -> None:
    bar = Progbar(2, verbose=0)
    bar.update(1)
    bar.update(2)
    assert printed() == ""
    assert not bar.due()


def test_values_are_means_of_steps_until_the_last(
    terminal: None, clock: list[float], printed: Callable[[], str]
) -> None:
    bar = Progbar(9, stateful_metrics=["now"])
    bar.update(1, [("mean", 1.0), ("now", 1.0)])
    clock[0] += 1
    printed()
    bar.update(4, [("mean", 5.0), ("now", 5.0)])  # three steps that count as much as three
    assert "mean: 4.0000 - now: 5.0000" in printed()
    bar.update(9, [("mean", 7.0)])
    assert "mean: 7.0000 - now: 5.0000" in printed()


def test_numbers(terminal: None, clock: list[float], printed: Callable[[], str]) -> None:
    values = {
        "a": 0.001,
        "b": 0.0011,
        "c": -2.0,
        "d": 0.0,
        "e": float("nan"),
        "f": 1e6,
        "g": "text",
    }
    Progbar(1).update(1, values.items())
    assert printed().endswith(
        " - a: 1.0000e-03 - b: 0.0011 - c: -2.0000 - d: 0.0000e+00 - e: nan - f: 1000000.0000"
        " - g: text\n"
    )


@pytest.mark.parametrize(
    ("seconds", "left", "speed"),
    [
        (0.0, "0s", "0s/step"),
        (2e-4, "0s", "200us/step"),
        (0.25, "24s", "250ms/step"),
        (2.0, "3:18", "2s/step"),
        (100.0, "2:45:00", "100s/step"),
    ],
)
def test_times(
    seconds: float,
    left: str,
    speed: str,
    terminal: None,
    clock: list[float],
    printed: Callable[[], str],
) -> None:
    bar = Progbar(100)
    clock[0] += seconds + 1e-9 if seconds else 0
    bar.update(1)
    assert f"\x1b[1m{left}\x1b[0m {speed}" in printed()


def test_the_first_step_is_left_out_of_the_mean(
    clock: list[float], printed: Callable[[], str]
) -> None:
    bar = Progbar(3)
    clock[0] += 60  # building the program
    bar.update(1)
    clock[0] += 4
    bar.update(3)
    assert printed() == f"3/3 {FULL} 64s 2s/step\n"


def test_unknown_length(terminal: None, clock: list[float], printed: Callable[[], str]) -> None:
    bar = Progbar(None)
    bar.update(1)
    assert printed() == "\r      1/Unknown \x1b[1m0s\x1b[0m 0s/step"
    bar.target = 1
    bar.update(1, finalize=True)
    assert FULL in printed()


def test_at_most_twenty_times_a_second(
    terminal: None, clock: list[float], printed: Callable[[], str]
) -> None:
    bar = Progbar(10_000)
    draws = 0
    for step in range(1000):
        clock[0] += 0.001
        due = bar.due(clock[0])
        bar.update(step + 1)
        drawn = bool(printed())
        assert drawn == due
        draws += drawn
    assert draws == 20


def test_a_clock_set_back_does_not_stop_the_bar(
    terminal: None, clock: list[float], printed: Callable[[], str]
) -> None:
    bar = Progbar(10)
    bar.update(1)
    printed()
    clock[0] -= 3600
    assert bar.due()
    bar.update(2)
    assert printed() != ""


def test_in_a_pipe_only_the_first_step_is_due(clock: list[float]) -> None:
    bar = Progbar(10)
    assert bar.due()
    bar.update(1)
    clock[0] += 100
    assert not bar.due()


def test_update_asks_nobody_to_be_a_float(printed: Callable[[], str]) -> None:
    import numpy

    Progbar(1).update(1, [("a", numpy.float32(2)), ("b", numpy.array([1.0, 2.0]))])
    assert " - a: 2.0000 - b: 1.5000" in printed()


def test_a_console_without_the_character(monkeypatch: pytest.MonkeyPatch) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True)
    monkeypatch.setattr("sys.stdout", console)
    Progbar(1).update(1)
    assert console.buffer.getvalue().startswith(b"1/1 " + b"=" * 20)

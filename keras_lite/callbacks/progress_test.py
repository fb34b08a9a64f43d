"""The bar of `fit`: which hooks draw, and what they need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from keras_lite.callbacks import progbar
from keras_lite.callbacks.progress import ProgbarLogger
from keras_lite.errors import InvalidArgument

FULL = "━" * 20


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    return lambda: capsys.readouterr().out


def logger(verbose: Any = 1, epochs: int = 1, steps: int | None = 3) -> ProgbarLogger:
    bar = ProgbarLogger()
    bar.set_params({"verbose": verbose, "epochs": epochs, "steps": steps})
    return bar


def test_epochs_are_headed_only_if_there_are_several(
    clock: list[float], printed: Callable[[], str]
) -> None:
    for epochs, heading in ((1, ""), (5, "Epoch 3/5\n")):
        bar = logger(epochs=epochs)
        bar.on_train_begin()
        bar.on_epoch_begin(2)
        bar.on_epoch_end(2, {"loss": 0.5})
        assert printed() == f"{heading}3/3 {FULL} 0s 0s/step - loss: 0.5000\n"


def test_evaluation_within_fit_has_no_bar(clock: list[float], printed: Callable[[], str]) -> None:
    bar = logger()
    bar.on_train_begin()
    bar.on_epoch_begin(0)
    bar.on_train_batch_end(2, {"loss": 1.0})
    bar.on_test_begin()
    assert not bar.due()
    bar.on_test_batch_end(0, {"loss": 7.0})
    bar.on_test_end({"loss": 7.0})
    assert printed() == ""
    bar.on_epoch_end(0, {"loss": 1.0, "val_loss": 7.0})
    assert printed() == f"3/3 {FULL} 0s 0s/step - loss: 1.0000 - val_loss: 7.0000\n"


def test_evaluate_and_predict(clock: list[float], printed: Callable[[], str]) -> None:
    bar = logger(epochs=9)
    bar.on_test_begin()
    bar.on_test_batch_end(2, {"loss": 7.0})
    bar.on_test_end({"loss": 5.0})
    assert printed() == f"3/3 {FULL} 0s 0s/step - loss: 5.0000\n"
    bar.on_predict_begin()
    bar.on_predict_batch_end(2, {"outputs": object()})
    bar.on_predict_end({"outputs": object()})
    assert printed() == f"3/3 {FULL} 0s 0s/step\n"


def test_unknown_length_is_known_at_the_end(clock: list[float], printed: Callable[[], str]) -> None:
    bar = logger(steps=None)
    bar.on_epoch_begin(0)
    bar.on_train_batch_end(0, {})
    bar.seen = 7
    bar.on_epoch_end(0, {})
    assert printed() == f"7/7 {FULL} 0s 0s/step\n"


@pytest.mark.parametrize("verbose", [0, 2, False])
def test_only_a_drawn_bar_is_ever_due(verbose: Any, clock: list[float]) -> None:
    bar = logger(verbose)
    assert not bar.due()
    bar.on_epoch_begin(0)
    assert not bar.due()


def test_logs_are_asked_for_only_when_drawn(
    clock: list[float], printed: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progbar, "can_redraw", lambda: True)
    asked: list[int] = []

    def logs() -> dict[str, float]:
        asked.append(1)
        return {"loss": 1.0}

    bar = logger("auto", steps=1000)
    bar.on_epoch_begin(0)
    for batch in range(100):
        clock[0] += 0.001
        due = bar.due(clock[0])
        before = len(asked)
        bar.on_train_batch_end(batch, logs)
        assert len(asked) - before == due
    assert len(asked) == 2
    assert printed().count("loss: 1.0000") == 2


def test_logs_are_shown_as_they_come(clock: list[float], printed: Callable[[], str]) -> None:
    bar = logger(2)
    bar.on_epoch_begin(0)
    bar.on_train_batch_end(0, {"loss": 9.0})
    bar.on_epoch_end(0, {"loss": 1.0})
    assert printed() == "3/3 - 0s - 0s/step - loss: 1.0000\n"


def test_a_verbosity_that_is_none() -> None:
    with pytest.raises(InvalidArgument, match="'loud'"):
        logger("loud")

"""Callbacks that change the learning rate."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy
import pytest

from keras_lite.callbacks import LearningRateScheduler, ReduceLROnPlateau
from keras_lite.errors import InvalidArgument


class Optimizer:
    """Keeps its rate in single precision, as optimizers do."""

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate

    def __setattr__(self, name: str, value: float) -> None:
        super().__setattr__(name, numpy.float32(value))


def model(rate: float = 0.1) -> Any:
    return SimpleNamespace(optimizer=Optimizer(rate), metrics=[])


def rates(values: list[float], **arguments: Any) -> list[float]:
    """The rate after each epoch, rounded."""
    slower = ReduceLROnPlateau(**{"factor": 0.5, "patience": 1, **arguments})
    slower.set_model(model())
    slower.on_train_begin()
    found = []
    for epoch, value in enumerate(values):
        before = float(slower.model.optimizer.learning_rate)
        logs = {"val_loss": value}
        slower.on_epoch_end(epoch, logs)
        assert logs["learning_rate"] == before  # the rate that the epoch was trained with
        found.append(round(float(slower.model.optimizer.learning_rate), 6))
    return found


@pytest.mark.parametrize(
    ("values", "arguments", "wanted"),
    [
        ([1, 1, 1], {}, [0.1, 0.05, 0.025]),
        ([1, 1, 1, 1], {"patience": 2}, [0.1, 0.1, 0.05, 0.05]),
        ([1, 0.5, 0.25], {}, [0.1, 0.1, 0.1]),
        ([1, 0.99999, 0.9], {}, [0.1, 0.05, 0.05]),
        ([1, 0.99999, 0.9], {"min_delta": 0.0}, [0.1, 0.1, 0.1]),
        ([1, 1, 1, 1, 1], {"cooldown": 2}, [0.1, 0.05, 0.05, 0.025, 0.025]),
        ([1, 1, 1, 1], {"min_lr": 0.04}, [0.1, 0.05, 0.04, 0.04]),
        ([1, 2, 3], {"mode": "max"}, [0.1, 0.1, 0.1]),
    ],
)
def test_reduction(values: list[float], arguments: dict[str, Any], wanted: list[float]) -> None:
    assert rates(values, **arguments) == wanted


def test_the_least_rate_is_announced_once(capsys: pytest.CaptureFixture[str]) -> None:
    rates([1, 1, 1, 1, 1], min_lr=0.01, factor=0.1, verbose=1)
    assert capsys.readouterr().out == (
        "\nEpoch 2: ReduceLROnPlateau reducing learning rate to 0.010000000149011612.\n"
    )


def test_without_the_entry_it_warns() -> None:
    slower = ReduceLROnPlateau()
    slower.set_model(model())
    slower.on_train_begin()
    with pytest.warns(UserWarning, match="metric `val_loss`.*are: loss,learning_rate\\.$"):
        slower.on_epoch_end(0, {"loss": 1.0})


def test_a_factor_that_reduces_nothing() -> None:
    with pytest.raises(InvalidArgument, match="factor=1"):
        ReduceLROnPlateau(factor=1)


def scheduled(schedule: Any, verbose: int = 0) -> dict[str, float]:
    callback = LearningRateScheduler(schedule, verbose)
    callback.set_model(model())
    callback.on_epoch_begin(4)
    logs: dict[str, float] = {}
    callback.on_epoch_end(4, logs)
    return logs


def test_schedules_of_two_arguments_and_of_one() -> None:
    assert scheduled(lambda epoch, rate: rate * 0.5)["learning_rate"] == pytest.approx(0.05)
    assert scheduled(lambda epoch: 1.0 / epoch)["learning_rate"] == 0.25
    assert scheduled(lambda epoch, rate: numpy.float32(0.5))["learning_rate"] == 0.5


def test_the_schedule_gets_a_plain_float() -> None:
    seen: list[Any] = []
    scheduled(lambda epoch, rate: seen.append((epoch, type(rate))) or 0.5)
    assert seen == [(4, float)]


def test_what_the_scheduler_says(capsys: pytest.CaptureFixture[str]) -> None:
    scheduled(lambda epoch: 0.3, verbose=1)
    assert capsys.readouterr().out == (
        "\nEpoch 5: LearningRateScheduler setting learning rate to 0.3.\n"
    )


@pytest.mark.parametrize("result", [1, "0.1", None])
def test_what_is_no_rate(result: Any) -> None:
    with pytest.raises(InvalidArgument, match=f"Got: {result}.*epoch 4"):
        scheduled(lambda epoch: result)


def test_an_error_within_the_schedule_is_its_own() -> None:
    def wrong(epoch: int, rate: float) -> float:
        return rate + "1"  # type: ignore[operator]

    with pytest.raises(TypeError, match="float"):
        scheduled(wrong)

"""When a training is ended, with which weights, and what is said."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from keras_lite.callbacks import EarlyStopping
from keras_lite.errors import InvalidArgument


def metric(name: str, direction: str | None = None) -> Any:
    made = SimpleNamespace(name=name)
    if direction:
        made._direction = direction
    return made


class Model:
    def __init__(self, *metrics: Any) -> None:
        self.metrics = list(metrics)
        self.stop_training = False
        self.weights = 0

    def get_weights(self) -> int:
        return self.weights

    def set_weights(self, weights: int) -> None:
        self.weights = weights


def train(values: list[float], monitor: str = "val_loss", **arguments: Any) -> tuple[int, int, str]:
    """Number of epochs that ran, and the epoch (from 1) whose weights are left."""
    stop = EarlyStopping(monitor=monitor, **arguments)
    model = Model()
    stop.set_model(model)
    stop.on_train_begin()
    for epoch, value in enumerate(values):
        model.weights = epoch + 1
        stop.on_epoch_end(epoch, {monitor: value})
        if model.stop_training:
            break
    stop.on_train_end()
    return epoch + 1, model.weights


@pytest.mark.parametrize(
    ("values", "arguments", "epochs"),
    [
        ([3, 2, 2, 2, 1], {}, 3),
        ([3, 2, 2, 2, 1], {"patience": 2}, 4),
        ([3, 2, 2, 1, 1], {"patience": 2}, 5),
        ([3, 2.9, 2.8], {"min_delta": 0.5, "patience": 1}, 2),
        ([3, 2.9, 2.8], {"min_delta": -0.5, "patience": 1}, 2),
        ([3, 2, 1], {"mode": "max"}, 2),
        ([1, 2, 3, 3.1], {"mode": "max", "min_delta": 0.5}, 4),
        ([3, 4, 5, 6, 7], {"start_from_epoch": 2, "patience": 1}, 4),
        ([3, 2, 4], {"baseline": 1.5, "patience": 1}, 3),
        ([5, 4, 6, 3, 4, 5], {"baseline": 4.5, "patience": 2}, 6),
        ([float("nan")] * 3, {"patience": 1}, 2),
    ],
)
def test_when_it_stops(values: list[float], arguments: dict[str, Any], epochs: int) -> None:
    assert train(values, **arguments) == (epochs, epochs)
    assert train(values, restore_best_weights=True, **arguments)[0] == epochs


def test_which_weights_are_left() -> None:
    best = {"restore_best_weights": True, "patience": 2}
    assert train([3, 1, 2, 2, 2], **best) == (4, 2)
    assert train([3, 2, 1], **best) == (3, 3)  # also if nothing stops it
    assert train([3, 4, 5], baseline=0.5, **best) == (2, 1)  # the best of all, if none is good
    assert train([float("nan")] * 3, **best) == (3, 1)


def test_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    train([1, 2], verbose=1, restore_best_weights=True)
    assert capsys.readouterr().out == (
        "Epoch 2: early stopping\nRestoring model weights from the end of the best epoch: 1.\n"
    )
    train([1, 2], verbose=0, restore_best_weights=True)
    assert capsys.readouterr().out == ""


def test_one_callback_serves_two_trainings() -> None:
    stop = EarlyStopping("loss", restore_best_weights=True)
    for first in (1.0, 5.0):
        stop.set_model(Model())
        stop.on_train_begin()
        stop.on_epoch_end(0, {"loss": first})
        assert stop.best == first and stop.wait == 0


@pytest.mark.parametrize(
    ("monitor", "metrics", "best"),
    [
        ("loss", [], 1.0),
        ("val_loss", [], 1.0),
        ("dense_loss", [], 1.0),
        ("val_mae", [metric("mae", "down")], 1.0),
        ("accuracy", [metric("accuracy", "up")], 2.0),
        ("val_acc", [metric("accuracy", "up")], 2.0),
        ("accuracy", [metric("acc", "up")], 2.0),
        ("val_head_auc", [metric("auc", "up")], 2.0),
        ("iou", [SimpleNamespace(name="all", metrics=[metric("iou", "up")])], 2.0),
    ],
)
def test_the_metric_says_what_is_good(monitor: str, metrics: list[Any], best: float) -> None:
    stop = EarlyStopping(monitor, patience=9)
    stop.set_model(Model(*metrics))
    stop.on_train_begin()
    for epoch, value in enumerate([1.0, 2.0]):
        stop.on_epoch_end(epoch, {monitor: value})
    assert stop.best == best


@pytest.mark.parametrize("metrics", [[], [metric("accuracy")], [metric("my_accuracy", "up")]])
def test_nobody_knows_what_is_good(metrics: list[Any]) -> None:
    stop = EarlyStopping("val_accuracy")
    stop.set_model(Model(*metrics))
    stop.on_train_begin()
    with pytest.raises(InvalidArgument, match="monitor=val_accuracy.*mode='max'"):
        stop.on_epoch_end(0, {"loss": 1.0})


def test_acc_and_accuracy_stand_for_each_other() -> None:
    stop = EarlyStopping("val_acc", mode="max")
    assert stop.get_monitor_value({"val_accuracy": 0.5}) == 0.5
    assert EarlyStopping("accuracy").get_monitor_value({"acc": 0.25, "my_acc": 1}) == 0.25
    assert stop.get_monitor_value({"val_accuracy": 0.5, "val_acc": 0.75}) == 0.75


def test_without_the_entry_it_waits_and_warns() -> None:
    stop = EarlyStopping()
    stop.set_model(SimpleNamespace(stop_training=False))
    stop.on_train_begin()
    for epoch in range(3):
        with pytest.warns(UserWarning, match="`val_loss` which is not available.*: loss,acc$"):
            stop.on_epoch_end(epoch, {"loss": 1.0, "acc": 2.0})
    assert stop.best is None and not stop.model.stop_training


def test_an_unknown_mode_warns() -> None:
    with pytest.warns(UserWarning, match="mode 'least' is unknown, fallback to auto mode"):
        assert EarlyStopping(mode="least").mode == "auto"

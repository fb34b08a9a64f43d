"""A loss that is no number ends the training."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from keras_lite.callbacks import TerminateOnNaN


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), float("-inf")])
def test_ends_the_training(loss: float, capsys: pytest.CaptureFixture[str]) -> None:
    callback = TerminateOnNaN()
    callback.set_model(SimpleNamespace(stop_training=False))
    callback.on_train_batch_end(3, {"loss": loss})
    assert callback.model.stop_training
    assert capsys.readouterr().out == "Batch 3: Invalid loss, terminating training\n"


def test_leaves_others_alone() -> None:
    callback = TerminateOnNaN()
    callback.set_model(SimpleNamespace(stop_training=False))
    for logs in (None, {}, {"loss": 1e30}, {"accuracy": float("nan")}):
        callback.on_train_batch_end(0, logs)
    assert not callback.model.stop_training


def test_raises_if_wanted() -> None:
    with pytest.raises(RuntimeError, match="batch 3. Loss value: nan"):
        TerminateOnNaN(raise_error=True).on_train_batch_end(3, {"loss": float("nan")})

"""Many callbacks as one; who is called, with what, and who need not be."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy
import pytest

from keras_lite.callbacks import (
    Callback,
    CallbackList,
    EarlyStopping,
    History,
    LambdaCallback,
    ProgbarLogger,
    TerminateOnNaN,
)
from keras_lite.callbacks.callback_list import float_logs
from keras_lite.errors import InvalidType

PARAMS = {"verbose": 0, "epochs": 1, "steps": 1}


class Recorder(Callback):
    """Notes every hook that is called."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, ...]] = []

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("on_") and "batch" in name:
            return lambda *given: self.calls.append((name, *given))
        return super().__getattribute__(name)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.calls.append(("on_epoch_end", epoch, logs))


class OnlyEpochs(Callback):
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        logs["seen_by"] = "OnlyEpochs"


def test_order_and_what_is_added() -> None:
    model = SimpleNamespace()
    mine = OnlyEpochs()
    listed = CallbackList([mine], add_history=True, add_progbar=True, model=model, **PARAMS)
    assert [type(c) for c in listed.callbacks] == [OnlyEpochs, History, ProgbarLogger]
    assert listed.history is model.history and listed.progress is listed.callbacks[2]
    assert mine.model is listed.model is model
    assert mine.params == listed.params == PARAMS


def test_given_ones_are_not_doubled() -> None:
    bar, record = ProgbarLogger(), History()
    listed = CallbackList((bar, record), add_history=True, add_progbar=True, **PARAMS)
    assert listed.callbacks == [bar, record]
    assert listed.progress is bar and listed.history is record
    assert CallbackList().callbacks == [] and CallbackList().progress is None
    assert CallbackList(record).callbacks == [record]


def test_logs_are_floats_in_alphabetical_order() -> None:
    array = numpy.ones((1, 1))
    logs = float_logs({"z": numpy.float32(0.5), "b": 1, "a": {"y": numpy.array(2)}, "o": array})
    assert list(logs) == ["y", "b", "o", "z"]
    assert {name: type(logs[name]) for name in "ybz"} == {"y": float, "b": float, "z": float}
    assert logs["o"] is array
    assert float_logs(None) == {}


def test_one_dict_for_all_and_not_the_callers() -> None:
    given = {"loss": 1}
    record = History()
    CallbackList([OnlyEpochs(), record]).on_epoch_end(3, given)
    assert record.history == {"loss": [1.0], "seen_by": ["OnlyEpochs"]}
    assert record.epoch == [3]
    assert given == {"loss": 1}


def test_batch_hooks_are_needed_only_by_those_who_listen() -> None:
    silent = [OnlyEpochs(), History(), ProgbarLogger(), EarlyStopping(), LambdaCallback()]
    listed = CallbackList(silent, **PARAMS)
    assert not listed.needs_train_batch_hooks
    assert not listed.needs_test_batch_hooks
    assert not listed.needs_predict_batch_hooks
    assert CallbackList([TerminateOnNaN()]).needs_train_batch_hooks
    for kind in ("train", "test", "predict"):
        for when in ("begin", "end"):
            hook = f"on_{kind}_batch_{when}"
            calls: list[Any] = []
            one = LambdaCallback(**{hook: lambda batch, logs, calls=calls: calls.append(batch)})
            listed = CallbackList([OnlyEpochs(), one])
            needs = [
                getattr(listed, f"needs_{k}_batch_hooks") for k in ("train", "test", "predict")
            ]
            assert needs == [k == kind for k in ("train", "test", "predict")]
            getattr(listed, hook)(7, {})
            assert calls == [7]


def test_older_names_of_the_batch_hooks() -> None:
    class Old(Callback):
        def on_batch_end(self, batch: int, logs: Any = None) -> None:
            calls.append((batch, logs))

    calls: list[Any] = []
    listed = CallbackList([Old()])
    assert listed.needs_train_batch_hooks and not listed.needs_test_batch_hooks
    listed.on_train_batch_begin(0)
    listed.on_train_batch_end(0, {"loss": 1})
    listed.on_batch_end(1, {"loss": 2})
    assert calls == [(0, {"loss": 1.0}), (1, {"loss": 2.0})]


def test_any_object_with_hooks_will_do() -> None:
    class Foreign:
        def on_epoch_end(self, epoch, logs={}):  # noqa: B006
            calls.append(epoch)

        def on_batch_begin(self, batch, logs={}):  # noqa: B006
            calls.append("batch")

    calls: list[Any] = []
    listed = CallbackList([Foreign()], model=SimpleNamespace(), **PARAMS)
    assert listed.needs_train_batch_hooks
    listed.on_train_begin()
    listed.on_epoch_begin(0)
    listed.on_train_batch_begin(0)
    listed.on_train_batch_end(0)
    listed.on_epoch_end(0)
    listed.on_train_end()
    assert calls == ["batch", 0]


def test_logs_are_computed_for_listeners_only() -> None:
    def logs() -> dict[str, float]:
        asked.append(1)
        return {"loss": 1.0}

    asked: list[int] = []
    CallbackList([OnlyEpochs()]).on_train_batch_end(0, logs)
    assert asked == []
    CallbackList([TerminateOnNaN()]).on_train_batch_end(0, logs)
    assert asked == [1]


def test_hooks_added_between_two_runs_are_heard() -> None:
    callback = OnlyEpochs()
    listed = CallbackList([callback])
    listed.on_train_begin()
    assert not listed.needs_train_batch_hooks
    calls: list[int] = []
    callback.on_train_batch_end = lambda batch, logs: calls.append(batch)  # type: ignore[method-assign]
    listed.on_train_begin()
    listed.on_train_batch_end(4)
    assert calls == [4] and listed.needs_train_batch_hooks


def test_the_bar_gets_its_batches_beside_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    listed = CallbackList([TerminateOnNaN()], add_progbar=True, verbose=1, epochs=1, steps=None)
    listed.on_train_begin()
    listed.on_epoch_begin(0)
    for batch in range(3):
        listed.on_train_batch_end(batch, {"loss": 1.0})
    listed.on_epoch_end(0, {"loss": 1.0})
    assert capsys.readouterr().out.startswith("3/3 ")


def test_what_is_no_callback() -> None:
    with pytest.raises(InvalidType, match=r"Write History\(\.\.\.\)"):
        CallbackList([History])
    with pytest.raises(TypeError, match="LambdaCallback"):
        CallbackList([print])


def test_a_callback_may_keep_its_model_its_own_way() -> None:
    class Old(Callback):
        def __init__(self) -> None:  # without super().__init__(), as many are
            self.ready = True

        def set_model(self, model: Any) -> None:
            self.model = model

    old = Old()
    assert old.model is None
    model = SimpleNamespace()
    CallbackList([old], model=model)
    assert old.model is model


def test_lambda_callback() -> None:
    calls: list[Any] = []
    one = LambdaCallback(on_train_begin=calls.append, on_test_end=calls.append, note="kept")
    listed = CallbackList([one])
    listed.on_train_begin({"loss": 1})
    listed.on_test_end()
    listed.on_epoch_end(0)
    assert calls == [{"loss": 1.0}, {}] and one.note == "kept"


def test_history_begins_its_epochs_anew() -> None:
    model = SimpleNamespace()
    record = History()
    record.set_model(model)
    for _ in range(2):
        record.on_train_begin()
        record.on_epoch_end(0, {"loss": 1.0})
    assert record.epoch == [0]
    assert record.history == {"loss": [1.0, 1.0]}
    assert model.history is record


def test_recorder_sees_every_batch_hook() -> None:
    recorder = Recorder()
    listed = CallbackList([recorder])
    for kind in ("train", "test", "predict"):
        getattr(listed, f"on_{kind}_batch_begin")(1)
        getattr(listed, f"on_{kind}_batch_end")(1, {"loss": 2})
    assert [call[0] for call in recorder.calls] == [
        f"on_{kind}_batch_{when}"
        for kind in ("train", "test", "predict")
        for when in ("begin", "end")
    ]
    assert recorder.calls[-1][1:] == (1, {"loss": 2.0})

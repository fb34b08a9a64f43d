"""Progress and callbacks print what the real Keras 3.15.1 printed, to the byte."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from compat_tests.printing import readable, screen
from compat_tests.replay import Clock, Run, plain, replay, runs
from keras_lite import callbacks, metrics

RECORDED = Path(__file__).parent / "captures"

BARS = """
    fit_batch_10_100steps fit_generator_unknown_v1 fit_initial_epoch fit_one_epoch fit_one_step
    fit_verbose_1 fit_verbose_1_validation_split fit_verbose_auto evaluate_verbose_1
    evaluate_verbose_auto predict_4 predict_verbose_1 predict_verbose_auto
""".split()
LINES = """
    fit_generator_unknown_v2 fit_large_numbers fit_nan fit_small_numbers fit_verbose_2
    fit_verbose_2_validation evaluate_verbose_2 predict_verbose_2
""".split()


def recorded(place: str, name: str) -> str:
    """A recording, without what the script printed itself, the result of `evaluate`."""
    text = (RECORDED / place / f"{name}.txt").read_text(encoding="utf-8")
    return re.sub(r"(?m)^[\[(].*\n", "", text)


def play(recording: str, verbose: Any, **where: Any) -> str:
    """What our progress bar prints when it is given what the recording shows."""
    clock = Clock()
    heading = re.findall(r"Epoch (\d+)/(\d+)", recording)
    epochs = int(heading[0][1]) if heading else 1
    first = int(heading[0][0]) - 1 if heading else 0
    bar = callbacks.ProgbarLogger()
    with screen(**where) as shown, clock.stopped():
        found = list(runs(recording))
        bar.set_params({"verbose": verbose, "epochs": epochs, "steps": found[0].target})
        for epoch, run in enumerate(found, first):
            clock.now += 100
            _play(bar, epoch, run, clock, verbose)
    return readable(shown.text())


def _play(bar: callbacks.ProgbarLogger, epoch: int, run: Run, clock: Clock, verbose: Any) -> None:
    def batch_end(batch: int, logs: dict[str, float]) -> None:
        bar.on_train_batch_end(batch, logs)

    def end(logs: dict[str, float]) -> None:
        bar.seen = run.drawings[-1].step
        bar.on_epoch_end(epoch, logs)

    bar.on_epoch_begin(epoch)
    replay(run, clock, batch_end, end, 2 if verbose == 2 else 1)


@pytest.mark.parametrize("name", BARS)
def test_bar_on_a_terminal(name: str) -> None:
    recording = recorded("tty80", name)
    assert play(recording, "auto" if "auto" in name else 1) == recording


@pytest.mark.parametrize("name", LINES)
def test_one_line(name: str) -> None:
    recording = recorded("tty80", name)
    assert play(recording, 2) == recording


@pytest.mark.parametrize("name", [*BARS, *LINES])
def test_in_a_pipe_one_clean_line(name: str) -> None:
    """Where nothing can be drawn over, only the last drawing is left, in plain text."""
    recording = recorded("pipe", name)
    last = [plain(line.rsplit("<CR>", 1)[-1]) for line in recording.splitlines()]
    printed = play(recording, 2 if name in LINES else 1, terminal=False)
    assert printed.splitlines() == last
    assert "<" not in printed


@pytest.mark.parametrize("name", BARS)
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_poor_consoles_get_another_bar(name: str, encoding: str) -> None:
    recording = recorded("tty80", name)
    assert play(recording, 1, encoding=encoding) == recording.replace("━", "=")


# --- callbacks -----------------------------------------------------------------------------------


class Optimizer:
    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate


class Model:
    """As much of a model as callbacks see."""

    def __init__(self, learning_rate: float = 0.01, metrics: Any = ()) -> None:
        self.optimizer = Optimizer(learning_rate)
        self.metrics = list(metrics)
        self.stop_training = False
        self.weights: list[Any] = []

    def get_weights(self) -> list[Any]:
        return list(self.weights)

    def set_weights(self, weights: list[Any]) -> None:
        self.weights = weights


def train(recording: str, callback: Any, model: Model, verbose: int, hooks: Any = None) -> str:
    """What a training prints whose logs are those of the recording."""
    clock = Clock()
    epochs = int(re.findall(r"Epoch \d+/(\d+)", recording)[0])
    found = list(runs(recording))
    with screen() as shown, clock.stopped():
        listed = callbacks.CallbackList(
            [callback],
            add_history=True,
            add_progbar=True,
            model=model,
            verbose=verbose,
            epochs=epochs,
            steps=found[0].target,
        )
        assert listed.progress is not None
        listed.on_train_begin()
        for epoch, run in enumerate(found):
            for drawing in run.drawings:
                drawing.metrics.pop("learning_rate", None)
            model.weights = [epoch + 1]
            listed.on_epoch_begin(epoch)
            if hooks is not None:
                hooks(listed)
            replay(
                run,
                clock,
                listed.progress.on_train_batch_end,
                lambda logs, epoch=epoch: listed.on_epoch_end(epoch, logs),
                verbose,
            )
            if model.stop_training:
                break
        listed.on_train_end({})
    return readable(shown.text())


@pytest.mark.parametrize("name, verbose", [("EarlyStopping", 2), ("EarlyStopping_v1", 1)])
def test_early_stopping(name: str, verbose: int) -> None:
    recording = recorded("tty80", name)
    stop = callbacks.EarlyStopping(patience=1, min_delta=0.1, verbose=1, restore_best_weights=True)
    model = Model()
    assert train(recording, stop, model, verbose) == recording
    assert model.weights == [1]


def test_early_stopping_without_its_metric() -> None:
    recording = recorded("tty80", "EarlyStopping_missing_monitor")
    stop = callbacks.EarlyStopping(monitor="val_accuracy")
    stop.set_model(Model(metrics=[metrics.MeanSquaredError(name="mse")]))
    stop.on_train_begin()
    with pytest.raises(ValueError) as error:
        stop.on_epoch_end(0, {"loss": 1.0})
    assert f"EXC ValueError {error.value}\n" == recording


def test_learning_rate_scheduler() -> None:
    recording = recorded("tty80", "LearningRateScheduler")
    schedule = callbacks.LearningRateScheduler(lambda epoch, rate: 0.1 * 0.5**epoch, verbose=1)
    model = Model()
    assert train(recording, schedule, model, 2) == recording
    assert model.optimizer.learning_rate == 0.0125


def test_reduce_lr_on_plateau() -> None:
    import numpy

    recording = recorded("tty80", "ReduceLROnPlateau")
    slower = callbacks.ReduceLROnPlateau(factor=0.5, patience=1, min_delta=1.0, verbose=1)

    class InSinglePrecision(Optimizer):
        def __setattr__(self, name: str, value: float) -> None:
            super().__setattr__(name, numpy.float32(value))

    model = Model()
    model.optimizer = InSinglePrecision(1e-9)
    assert train(recording, slower, model, 2) == recording


def test_terminate_on_nan() -> None:
    recording = recorded("tty80", "TerminateOnNaN")
    model = Model()

    def first_batch(listed: callbacks.CallbackList) -> None:
        assert listed.needs_train_batch_hooks
        listed.on_train_batch_begin(0)
        listed.on_train_batch_end(0, {"loss": float("nan")})

    assert train(recording, callbacks.TerminateOnNaN(), model, 2, first_batch) == recording
    assert model.stop_training


def test_csv_logger(tmp_path: Path) -> None:
    wanted = recorded("tty80", "CSVLogger")
    logger = callbacks.CSVLogger(tmp_path / "log.csv")
    logger.on_train_begin()
    for epoch in range(4):
        logger.on_epoch_end(epoch, {"loss": float("nan"), "val_loss": float("nan")})
    logger.on_train_end()
    assert repr((tmp_path / "log.csv").read_text()) + "\n" == wanted

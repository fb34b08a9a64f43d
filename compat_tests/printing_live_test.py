"""Random bars and random trainings: ours and the real Keras print the same."""

from __future__ import annotations

import contextlib
import io
import random
import types
from typing import Any
from unittest import mock

import pytest

import keras_lite.callbacks
import keras_lite.utils.progbar
from compat_tests.oracle import Oracle
from compat_tests.printing import screen
from compat_tests.replay import Clock

OURS = types.SimpleNamespace(utils=keras_lite.utils.progbar, callbacks=keras_lite.callbacks)


def bars(keras: Any, seeds: range, encoding: str = "utf-8") -> list[str]:
    """What `Progbar` prints, for one program made from each seed."""
    return [_bar(keras.utils.Progbar, random.Random(seed), encoding) for seed in seeds]


def _bar(progbar: Any, choose: random.Random, encoding: str) -> str:
    clock = Clock()
    arguments: dict[str, Any] = {
        "target": choose.choice([None, 1, 2, 3, 9, 10, 11, 100, 250, 0]),
        "verbose": choose.choice([1, 1, 1, 2, 0]),
    }
    names = ["loss", "accuracy", "m"]
    options = {"width": 7, "interval": 0.5, "unit_name": "file", "stateful_metrics": ["loss"]}
    arguments |= {key: value for key, value in options.items() if choose.random() < 0.3}
    if "stateful_metrics" not in arguments and choose.random() < 0.3:
        arguments["stateless_metrics"] = choose.sample(names, 2)
    pace = choose.choice([0.0001, 0.001, 0.02, 0.06, 0.3, 2, 40, 3000])
    with screen(encoding=encoding) as shown, clock.stopped():
        bar = progbar(**arguments)
        current = 0
        for _ in range(choose.randint(1, 14)):
            clock.now += pace * choose.choice([0, 1, 1, choose.random() * 3])
            current += choose.choice([0, 1, 1, 1, 1, 2, 5])
            if arguments["target"]:
                current = min(current, arguments["target"])
            values = [(name, _value(choose)) for name in choose.sample(names, 2)]
            bar.update(
                current,
                choose.choice([None, values, values]),
                finalize=choose.choice([None] * 6 + [True, False]),
            )
        bar.add(1)
    return shown.text()


def _value(choose: random.Random) -> float:
    sizes = [1.0, -1.0, 1e5, -1e5, 1e-3, 1e-4, -1e-5]
    return choose.choice([0.0, 1e-3, float("nan"), choose.random() * choose.choice(sizes)])


def trainings(keras: Any, seeds: range, encoding: str = "utf-8") -> list[str]:
    """What `ProgbarLogger` prints in one training, evaluation or prediction for each seed."""
    return [_training(keras.callbacks, random.Random(seed), encoding) for seed in seeds]


def _training(callbacks: Any, choose: random.Random, encoding: str) -> str:
    clock = Clock()
    steps = choose.choice([None, 1, 2, 3, 10, 20, 150])
    batches = steps or choose.choice([1, 4, 12])
    epochs = choose.choice([1, 1, 2, 3])
    pace = choose.choice([0.0001, 0.004, 0.03, 0.2, 5])
    kind = choose.choice(["train", "train", "test", "predict"])
    bar = callbacks.ProgbarLogger()

    def run_batches(kind: str, number: int) -> None:
        for batch in range(number):
            getattr(bar, f"on_{kind}_batch_begin")(batch)
            clock.now += pace * (1 + choose.random())
            logs = _logs(choose) if kind != "predict" else {"outputs": 1}
            getattr(bar, f"on_{kind}_batch_end")(batch, logs)

    with screen(encoding=encoding) as shown, clock.stopped():
        verbose = choose.choice([1, 1, 1, 2, 0, "auto"])
        bar.set_params({"verbose": verbose, "epochs": epochs, "steps": steps})
        bar.set_model(None)
        getattr(bar, f"on_{kind}_begin")()
        for epoch in range(epochs if kind == "train" else 0):
            bar.on_epoch_begin(epoch)
            run_batches("train", batches)
            logs = _logs(choose)
            if choose.random() < 0.5:
                bar.on_test_begin()
                run_batches("test", 3)
                bar.on_test_end(_logs(choose))
                logs |= {f"val_{name}": value for name, value in _logs(choose).items()}
            bar.on_epoch_end(epoch, logs)
        if kind != "train":
            run_batches(kind, batches)
        getattr(bar, f"on_{kind}_end")(_logs(choose) if kind == "test" else None)
    return shown.text()


def _logs(choose: random.Random) -> dict[str, float]:
    return {name: _value(choose) for name in ("accuracy", "loss")}


def watched(keras: Any, seeds: range) -> list[str]:
    """What the callbacks that watch a number do and print, for one training for each seed."""
    return [_watched(keras.callbacks, random.Random(seed)) for seed in seeds]


def _watched(callbacks: Any, choose: random.Random) -> str:
    monitor = choose.choice(["val_loss", "loss"])
    arguments: dict[str, Any] = {"monitor": monitor, "verbose": choose.choice([0, 1])}
    kind = choose.choice(["EarlyStopping", "ReduceLROnPlateau"])
    options: dict[str, list[Any]] = {
        "min_delta": [0, 0.5, -0.5],
        "patience": [0, 1, 2, 3],
        "mode": ["auto", "min", "max"],
    }
    if kind == "EarlyStopping":
        options |= {
            "baseline": [1, 2.5],
            "restore_best_weights": [True],
            "start_from_epoch": [1, 2, 9],
        }
    else:
        options |= {"factor": [0.5, 0.9], "cooldown": [1, 2], "min_lr": [0.01, 0.05]}
    for name, values in options.items():
        if choose.random() < 0.5:
            arguments[name] = choose.choice(values)
    model = types.SimpleNamespace(
        metrics=[], stop_training=False, optimizer=types.SimpleNamespace(learning_rate=0.1)
    )
    model.get_weights = lambda: model.weights
    model.set_weights = lambda weights: print("weights of", weights)
    callback = getattr(callbacks, kind)(**arguments)
    callback.set_model(model)
    printed = io.StringIO()
    with mock.patch("sys.stdout", printed):
        callback.on_train_begin()
        for epoch in range(choose.randint(1, 9)):
            model.weights = f"epoch {epoch + 1}"
            logs = {"acc": 1.0, monitor: choose.choice([1, 2, 3, 2.4999, 0.5, float("nan")])}
            callback.on_epoch_begin(epoch)
            callback.on_epoch_end(epoch, logs)
            print(epoch, logs, callback.best, callback.wait, model.optimizer.learning_rate)
            if model.stop_training:
                break
        callback.on_train_end()
    return printed.getvalue()


@pytest.mark.live
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("program", [bars, trainings])
def test_progress(real_keras: Oracle, program: Any, encoding: str) -> None:
    seeds = range(400)
    where = f"{__name__}:{program.__name__}"
    wanted = real_keras.call(where, seeds, encoding)
    assert sum(map(len, wanted)) > 10_000
    for seed, text, real in zip(seeds, program(OURS, seeds, encoding), wanted, strict=True):
        assert text == real, f"seed {seed}"


@pytest.mark.live
def test_callbacks_that_watch(real_keras: Oracle) -> None:
    seeds = range(500)
    wanted = real_keras.call(f"{__name__}:watched", seeds)
    assert any("early stopping" in text for text in wanted)
    assert any("reducing learning rate" in text for text in wanted)
    for seed, text, real in zip(seeds, watched(OURS, seeds), wanted, strict=True):
        assert text == real, f"seed {seed}"


def directions(keras: Any) -> dict[str, Any]:
    """Name of a metric's class -> which way it says is better."""
    found = {}
    for name in dir(keras.metrics):
        kind = getattr(keras.metrics, name)
        for arguments in ((), (0.5,), (2,), (2, [0])) if isinstance(kind, type) else ():
            with contextlib.suppress(TypeError, ValueError):  # other arguments are wanted
                found[name] = getattr(kind(*arguments), "_direction", None)
                break
    return found


@pytest.mark.live
def test_which_way_metrics_get_better(real_keras: Oracle) -> None:
    """EarlyStopping's mode "auto" goes by this."""
    wanted = real_keras.call(f"{__name__}:directions")
    ours = directions(keras_lite)
    assert len(ours) > 30
    assert ours == {name: wanted[name] for name in ours}

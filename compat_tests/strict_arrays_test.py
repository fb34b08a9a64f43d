"""Whole programs on the strict array module, which forgives nothing: the bits are NumPy's.

On a GPU the same code runs with CuPy. Whatever reaches a user (logs, weights, predictions) has come
back as NumPy's arrays and Python's numbers, and whatever a user hands in is brought over.
"""

from __future__ import annotations

import pickle
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.documents import PROGRAMS, program, swapped_source
from compat_tests.programs import MODELS
from compat_tests.recorder import record_script
from compat_tests.strict_array_module import StrictArray, strict_device
from keras_lite import callbacks, layers, models, ops, optimizers
from keras_lite.engine import device
from keras_lite.engine.device import NUMPY, Device
from keras_lite.utils import clear_session, set_random_seed

# A GPU computes every step alike, so NumPy does here too: layouts for speed round sums differently.
STEP_BY_STEP = NUMPY.but(slices=False)
EPOCHS = 3
ROWS = 50


def _on(made: Device, run: Callable[..., Any], *arguments: Any) -> Any:
    clear_session()
    set_random_seed(0)
    with device.use(made):
        return run(*arguments)


def _same(run: Callable[..., Any], *arguments: Any) -> Any:
    """What `run` returns, after it has returned the very same on the strict module."""
    freely, strictly = (_on(made, run, *arguments) for made in (STEP_BY_STEP, strict_device()))
    _compare(strictly, freely, "")
    return freely


def _compare(found: Any, expected: Any, where: str) -> None:
    assert type(found) is type(expected), where
    if isinstance(expected, dict):
        assert list(found) == list(expected), where
        for key in expected:
            _compare(found[key], expected[key], f"{where}[{key!r}]")
    elif isinstance(expected, (list, tuple)):
        assert len(found) == len(expected), where
        for i, (a, b) in enumerate(zip(found, expected, strict=True)):
            _compare(a, b, f"{where}[{i}]")
    elif isinstance(expected, np.ndarray):
        assert found.dtype == expected.dtype, where
        np.testing.assert_array_equal(found, expected, err_msg=where)
    else:
        assert found == expected, where


# The documents' programs -----------------------------------------------------------------------


@pytest.mark.parametrize("name", [entry.name for entry in PROGRAMS])
@pytest.mark.slow
def test_documents_programs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    entry = program(name)
    text = swapped_source(entry.path.read_text())
    record = _same(record_script, keras_lite, text, name, min(EPOCHS, entry.epochs) or None)
    assert any(record.values())


# Everything that a trained model can do --------------------------------------------------------


def _data(model: Any) -> tuple[Any, Any]:
    """Inputs and targets for a model, in the structure that it was compiled for."""
    random = np.random.default_rng(0)
    parts: dict[str, list[np.ndarray]] = {"x": [], "y": []}
    layout = model._known_layout("train")
    for name, spec in zip(layout.names, layout.specs, strict=True):
        shape = (ROWS, *spec.shape[1:])
        whole = spec.dtype.startswith("int")
        values = random.integers(0, 3, shape) if whole else random.uniform(0, 1, shape)
        parts[name[0]].append(values.astype(spec.dtype))
    return tuple(v[0] if len(v) == 1 else v for v in parts.values())  # type: ignore[return-value]


def _first(arrays: Any, rows: int) -> Any:
    return [a[:rows] for a in arrays] if isinstance(arrays, list) else arrays[:rows]


def _life(name: str) -> dict[str, Any]:
    model = MODELS[name]()
    x, y = _data(model)
    history = model.fit(x, y, epochs=EPOCHS, batch_size=16, validation_split=0.2, verbose=0)
    weights = model.get_weights()
    found = {
        "history": history.history,
        "weights": weights,
        "evaluate": model.evaluate(x, y, verbose=0),
        "predict": model.predict(x, verbose=0),
        "predict_on_batch": model.predict_on_batch(x),
        "test_on_batch": model.test_on_batch(x, y),
        "train_on_batch": model.train_on_batch(x, y),
        "call": model(_first(x, 3)),
        "rate": float(model.optimizer.learning_rate),
        "iterations": int(model.optimizer.iterations),
        "slots": [v.numpy() for v in model.optimizer.variables],
    }
    model.set_weights(weights)
    found["set_weights"] = [w.numpy() for w in model.weights]
    found["assign"] = [w.assign(0 * w.value) for w in model.weights]
    strict = device.current().name == "strict"
    for variable in (*model.variables, *model.optimizer.variables):
        assert isinstance(variable.array, StrictArray) == strict, variable.path
    return found


@pytest.mark.parametrize("name", MODELS)
def test_a_model_from_fit_to_prediction(name: str) -> None:
    _same(_life, name)


def _classifier(*between: Any, **compiled: Any) -> Any:
    inner = [layers.Dense(4, "tanh"), *between, layers.Dense(3, "softmax")]
    model = models.Sequential([layers.Input((2,)), *inner])
    compiled = {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]} | compiled
    model.compile(optimizers.Adam(0.05), **compiled)
    return model


def _points() -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(1).normal(size=(ROWS, 2))
    return x, (x[:, 0] > 0).astype(int) + (x[:, 1] > 0)


class Doubtful(layers.Layer):
    """Looks at values, so that the model runs step by step."""

    def call(self, x: Any) -> Any:
        return x if ops.sum(x) > 0 and float(x[0, 0]) > 0 else 2 * x


def _step_by_step(between: bool, eagerly: bool) -> Any:
    model = _classifier(*[Doubtful()] * between, run_eagerly=eagerly)
    x, y = _points()
    history = model.fit(x, y, epochs=2, validation_data=(x, y), verbose=0).history
    return history, model.predict(x, verbose=0), model.get_weights()


def test_eager_steps() -> None:
    _same(_step_by_step, False, True)


def test_code_that_looks_at_values() -> None:
    with pytest.warns(keras_lite.errors.KerasLiteWarning, match="step by step"):
        _same(_step_by_step, True, False)


def _watched() -> Any:
    """Callbacks that keep weights, change the rate, and see every batch."""
    seen = []
    model = _classifier(layers.Dropout(0.2), layers.BatchNormalization())
    watching = [
        callbacks.EarlyStopping("loss", patience=1, min_delta=0.1, restore_best_weights=True),
        callbacks.ReduceLROnPlateau("loss", patience=1, min_delta=0.5),
        callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(logs)),
    ]
    weights = {0: 1.0, 1: 2.0, 2: 0.5}
    x, y = _points()
    history = model.fit(x, y, epochs=8, callbacks=watching, class_weight=weights, verbose=0)
    return history.history, model.get_weights(), seen


def test_callbacks_and_weights_of_classes() -> None:
    _same(_watched)


def _copied() -> Any:
    model = _classifier()
    x, y = _points()
    model.fit(x, y, verbose=0)
    copies = [pickle.loads(pickle.dumps(model)), models.clone_model(model)]
    copies[1].compile("sgd", "sparse_categorical_crossentropy")
    copies[1].set_weights(model.get_weights())
    return [copy.fit(x, y, shuffle=False, verbose=0).history for copy in copies]


def test_copies_go_on_training() -> None:
    _same(_copied)


def _saved_step(folder: Path) -> Any:
    model = _classifier()
    model.program("train", batch_size=10).save(folder / "step.py")
    x, y = _points()
    step, arrays = runpy.run_path(str(folder / "step.py"))["load"]()
    step(x[:10].astype("float32"), y[:10].astype("int64"), np.float32(0.05))
    return arrays


def test_a_saved_step_runs_with_numpy_alone(tmp_path: Path) -> None:
    _same(_saved_step, tmp_path)

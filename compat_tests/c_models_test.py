"""Whole models trained by programs in C, beside the same models on NumPy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_lite as keras
from compat_tests.comparison import compare
from compat_tests.documents import PROGRAMS
from compat_tests.documents_table import WAYS, lite_record
from compat_tests.oracle import Oracle
from keras_lite import layers
from keras_lite.engine import (
    c_fusion,
    c_parts,
    c_threads,
    c_tiles,
    compiled,
    compiler,
    executor,
)
from keras_lite.engine.threads import available_processors
from keras_lite.errors import KerasLiteWarning

pytestmark = pytest.mark.skipif(compiler.find() is None, reason="needs a C compiler")

N = 32


@pytest.fixture(scope="module")
def compiled_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where programs stay from test to test, so that each is compiled once."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(autouse=True)
def settings(compiled_before: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(compiled_before))
    before = keras.config.executor(), keras.config.floatx()
    yield
    keras.config.set_executor(before[0])
    keras.config.set_floatx(before[1])


def _rows(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(N, *shape))


def _labels(kinds: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, kinds, N)


def _one_hot(kinds: int) -> np.ndarray:
    return np.eye(kinds)[_labels(kinds)]


Dense = layers.Dense
# name -> layers, x, y, and what the model is compiled with.
MODELS: dict[str, tuple[Callable[[], list[Any]], np.ndarray, np.ndarray, dict[str, Any]]] = {
    "softmax": (
        lambda: [Dense(4, "relu"), Dense(4, "relu"), Dense(2, "softmax")],
        _rows(2), _one_hot(2),
        {"loss": "categorical_crossentropy", "optimizer": "adam", "metrics": ["accuracy"]},
    ),
    "sparse": (
        lambda: [Dense(8, "tanh"), Dense(3, "softmax")],
        _rows(4), _labels(3),
        {"loss": "sparse_categorical_crossentropy", "optimizer": "sgd", "metrics": ["accuracy"]},
    ),
    "regression": (
        lambda: [Dense(20, "elu"), Dense(10, "softplus"), Dense(1)],
        _rows(13), _rows(1),
        {"loss": "mse", "optimizer": "rmsprop", "metrics": ["mae"]},
    ),
    "sigmoid": (
        lambda: [Dense(12, "relu"), Dense(8, "sigmoid"), Dense(1, "sigmoid")],
        _rows(8), _labels(2)[:, None],
        {"loss": "binary_crossentropy", "optimizer": "adamw", "metrics": ["accuracy", "AUC"]},
    ),
    "normalized": (
        lambda: [Dense(6, use_bias=False), layers.BatchNormalization(), layers.ReLU(),
                 layers.LayerNormalization(), Dense(1)],
        _rows(5), _rows(1),
        {"loss": "huber", "optimizer": "sgd"},
    ),
    "table": (
        lambda: [layers.Embedding(10, 4), layers.Flatten(), Dense(1, "sigmoid")],
        np.random.default_rng(2).integers(0, 10, (N, 5)), _labels(2)[:, None],
        {"loss": "binary_crossentropy", "optimizer": "adam"},
    ),
    "penalized": (
        lambda: [Dense(8, "selu", kernel_regularizer="l2"),
                 Dense(3, "gelu", activity_regularizer="l1"),
                 Dense(1, kernel_constraint="max_norm")],
        _rows(4), _rows(1),
        {"loss": "mae", "optimizer": "adamax"},
    ),
    # Some of its products are large enough for BLAS.
    "wide": (
        lambda: [Dense(400, "relu"), Dense(300, "tanh"), Dense(3, "softmax")],
        _rows(60), _labels(3),
        {"loss": "sparse_categorical_crossentropy", "optimizer": "sgd", "metrics": ["accuracy"]},
    ),
    # Python draws the random numbers of a slice of steps, and C takes them from there.
    "noisy": (
        lambda: [Dense(8, "relu"), layers.Dropout(0.5), Dense(4), layers.GaussianNoise(0.1),
                 Dense(1)],
        _rows(6), _rows(1),
        {"loss": "mse", "optimizer": "sgd"},
    ),
}  # fmt: skip


def _model(name: str, how: str, optimizer: Any = None) -> Any:
    make, x, _, compiled = MODELS[name]
    keras.config.set_executor(how)
    keras.utils.set_random_seed(5)
    dtype = "int32" if x.dtype.kind == "i" else None
    model = keras.Sequential([layers.Input(x.shape[1:], dtype=dtype), *make()])
    model.compile(**{**compiled, **({"optimizer": optimizer} if optimizer else {})})
    return model


def _data(name: str) -> tuple[np.ndarray, np.ndarray]:
    _, x, y, _ = MODELS[name]
    floatx = keras.config.floatx()
    return (x if x.dtype.kind == "i" else x.astype(floatx)), (
        y if "sparse" in str(MODELS[name][3]["loss"]) else y.astype(floatx)
    )


def _fit(model: Any, x: np.ndarray, y: np.ndarray, **how: Any) -> dict[str, list[float]]:
    history: dict[str, list[float]] = model.fit(x, y, verbose=0, **how).history
    return history


def _is_compiled(model: Any, n: int) -> bool:
    program = model._programs.get("train", model._last_layout)
    return program.executor.compiled.get(n) is not None


def _steps() -> Iterator[Any]:
    """Every model at every size and dtype; what takes a compiler long is marked slow."""
    for name in MODELS:
        for floatx, exact_to in (("float32", 1e-6), ("float64", 1e-14)):
            for batch_size in (5, 16):
                often = batch_size == 16 and floatx == "float32"
                marks = [] if often else [pytest.mark.slow]
                yield pytest.param(name, floatx, exact_to, batch_size, marks=marks)


@pytest.mark.parametrize(("name", "floatx", "exact_to", "batch_size"), list(_steps()))
def test_one_step_from_equal_states(
    name: str, floatx: str, exact_to: float, batch_size: int
) -> None:
    keras.config.set_floatx(floatx)
    x, y = (a[:batch_size] for a in _data(name))
    models = [_model(name, how) for how in ("numpy", "c")]
    keras.config.set_executor("numpy")
    expected = _fit(models[0], x, y, batch_size=batch_size)
    keras.config.set_executor("c")
    found = _fit(models[1], x, y, batch_size=batch_size)
    assert _is_compiled(models[1], batch_size)
    assert not _is_compiled(models[0], batch_size)
    for key in expected:
        assert found[key] == pytest.approx(expected[key], rel=exact_to)
    states = [m.get_weights() for m in models]
    for a, b in zip(*states, strict=True):
        np.testing.assert_allclose(b, a, rtol=0, atol=exact_to * max(1.0, np.max(np.abs(a))))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["softmax", "wide", "table", "sigmoid"])
def test_the_compiler_of_a_wheel(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package ziglang brings another compiler, and the same results."""
    pytest.importorskip("ziglang", reason="needs the package ziglang")
    monkeypatch.setattr(c_parts, "PIECE", 1)
    x, y = _data(name)
    expected = _fit(_model(name, "numpy"), x, y, batch_size=16, epochs=2)
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    model = _model(name, "c")
    found = _fit(model, x, y, batch_size=16, epochs=2)
    assert _is_compiled(model, 16)
    for key in expected:
        assert found[key] == pytest.approx(expected[key], rel=1e-6)


_CUTS = ("PIECE", "PIECE_BESIDE", "PIECE_OF_PRODUCT", "PIECE_OF_COPY")


def _trained_by_threads(name: str, threads: int, patch: pytest.MonkeyPatch) -> tuple[str, Any]:
    """The text of a trained model's step, and its weights."""
    patch.setattr(compiled, "available_processors", lambda: threads)
    x, y = _data(name)
    model = _model(name, "c")
    _fit(model, x, y, batch_size=8, epochs=3)
    c_threads.address(available_processors())
    text = model._programs.get("train", model._last_layout).executor.compiled[8].text
    return text.source, [w.tobytes() for w in model.get_weights()]


@pytest.mark.slow
@pytest.mark.parametrize(("stays", "large"), [(0, 1 << 40), (0, 0), (1 << 20, 0)])
@pytest.mark.parametrize("name", ["wide", "table"])
def test_threads_change_no_bit(
    name: str, stays: int, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many they are; and whether work is cut at all, unless sums are cut in two."""
    monkeypatch.setattr(c_fusion, "LARGE", large)
    monkeypatch.setattr(c_tiles, "ROWS", 64 << 10)
    monkeypatch.setattr(c_parts, "GRAIN", 2)
    monkeypatch.setattr(c_parts, "HALVES_STAY", stays)
    monkeypatch.setattr(c_fusion, "HALVES_STAY", stays)
    for constant in _CUTS:
        monkeypatch.setattr(c_parts, constant, 1)
    source, weights = _trained_by_threads(name, 1, monkeypatch)
    assert source.count("share(") == source.count("in parts */") > 2
    assert ("a block at a time" in source) == ("half of it each" in source)
    assert ("a block at a time" in source) == (name == "wide" and stays > 0)
    assert ("some rows at a time" in source) == (name == "wide" and not (stays or large))
    for threads in (2, 5):
        assert _trained_by_threads(name, threads, monkeypatch) == (source, weights)
    for constant in _CUTS:
        monkeypatch.setattr(c_parts, constant, 1 << 40)
    source, whole = _trained_by_threads(name, 2, monkeypatch)
    assert "share(" not in source
    if not (name == "wide" and stays):
        assert whole == weights


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "inputs", "units"), [(4, 60, 2600), (1000, 20, 64), (4000, 16, 64)]
)
def test_products_with_few_and_many_terms(rows: int, inputs: int, units: int) -> None:
    """What is kept of them at a time has its limits, whichever side is long."""
    random = np.random.default_rng(0)
    x, y = random.normal(size=(2 * rows, inputs)), random.normal(size=(2 * rows, 1))
    found = []
    for how in ("numpy", "c"):
        keras.config.set_executor(how)
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((inputs,)), Dense(units, "relu"), Dense(1)])
        model.compile("adam", "mse")
        model.fit(x, y, batch_size=rows, epochs=3, verbose=0)
        found.append(model.predict(x[:5], verbose=0))
    assert _is_compiled(model, rows)
    np.testing.assert_allclose(found[1], found[0], rtol=2e-5, atol=2e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["softmax", "noisy"])
def test_the_last_batch_may_be_short(name: str) -> None:
    x, y = _data(name)
    histories = [_fit(_model(name, how), x, y, batch_size=9, epochs=5) for how in ("numpy", "c")]
    for key in histories[0]:
        assert histories[1][key] == pytest.approx(histories[0][key], rel=1e-6)


@pytest.mark.slow
def test_same_seed_same_bits_with_and_without_a_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(compiler, "_libraries", {})
    x, y = _data("sigmoid")
    results = []
    for _ in range(3):
        model = _model("sigmoid", "c")
        history = _fit(model, x, y, batch_size=8, epochs=4)
        results.append((history, [w.tobytes() for w in model.get_weights()]))
        if len(results) == 2:
            assert len(list((tmp_path / "keras_lite").glob("*.so"))) > 0
            compiler.library_folder.clear()
        compiler._libraries.clear()
    assert results[0] == results[1] == results[2]


@pytest.mark.slow
def test_auto_is_the_same_for_one_fit_and_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy's sums and C's differ in the last bits: so the change comes at the same step."""
    monkeypatch.setattr(executor, "WORTH_COMPILING", 2e-4)
    x, y = _data("softmax")
    weights = []
    for epochs in (8, 1):
        model = _model("softmax", "auto")
        for _ in range(8 // epochs):
            _fit(model, x, y, batch_size=8, epochs=epochs, shuffle=False)
            if epochs == 1 and not weights[1:]:
                first = _is_compiled(model, 8)
        assert _is_compiled(model, 8)
        weights.append([w.tobytes() for w in model.get_weights()])
    assert weights[0] == weights[1]
    assert first  # within the eight epochs, or nothing was tested


SPECIAL = (np.nan, np.inf, -np.inf, 3e38, 1e-40, -1e-40, 1e-45)


@pytest.mark.slow
@pytest.mark.parametrize("value", SPECIAL)
@pytest.mark.parametrize("name", ["softmax", "regression", "sigmoid", "penalized"])
def test_special_numbers_are_those_of_numpy(name: str, value: float) -> None:
    x, y = _data(name)
    x = x.copy()
    x[3, 0] = value
    results = []
    for how in ("numpy", "c"):
        model = _model(name, how, "sgd")
        with pytest.warns(KerasLiteWarning) if np.isnan(value) else _nothing():
            _fit(model, x, y, batch_size=16, shuffle=False)
        results.append([model.predict(x, batch_size=16, verbose=0), *model.get_weights()])
    for a, b in zip(*results, strict=True):
        np.testing.assert_array_equal(np.isfinite(b), np.isfinite(a))
        np.testing.assert_array_equal(np.isnan(b), np.isnan(a))
        finite = np.isfinite(a)
        np.testing.assert_allclose(b[finite], a[finite], rtol=2e-5, atol=1e-6)


class _nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


@pytest.mark.slow
def test_numpy_computes_as_before() -> None:
    """A library linked for fast mathematics would round denormal numbers to zero everywhere."""
    small = np.float32(1e-30) * np.array([1e-12, 1e-10, 1.0], "float32")
    before = (small * np.float32(0.5)).tobytes()
    x, y = _data("softmax")
    _fit(_model("softmax", "c"), x, y)
    assert (small * np.float32(0.5)).tobytes() == before
    assert np.count_nonzero(small) == 3


def test_the_text(tmp_path: Path) -> None:
    model = _model("softmax", "numpy")
    text = model.program("train", batch_size=16, language="c")
    for part in ("/* Training step", "long run(long steps,", ": backward */", "row < 16"):
        assert part in str(text)
    text.save(tmp_path / "step.c")
    assert (tmp_path / "step.c").read_text(encoding="utf-8") == text.source


@pytest.mark.parametrize("name", ["double", "é日本", "a b\\", "*;\n#error", "sqrt", "row"])
def test_any_name_of_a_layer(name: str) -> None:
    """What is shown could be compiled, too."""
    model = keras.Sequential([layers.Input((2,)), Dense(1, name=name)], name=name)
    model.compile("sgd", "mse")
    assert compiler.load(str(model.program("train", batch_size=4, language="c")), 0)


def test_equal_models_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search for the best of many models waits for the compiler once."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(compiler, "_libraries", {})
    started, start = [], compiler.start

    def counted(*arguments: Any) -> None:
        started.append(arguments)
        start(*arguments)

    monkeypatch.setattr(compiler, "start", counted)
    x, y = _data("noisy")
    counts, names, weights = [], [], []
    for _ in range(3):
        model = _model("noisy", "c")
        _fit(model, x, y, batch_size=16)
        assert _is_compiled(model, 16)
        counts.append(len(started))
        names.append(model.layers[0].name)
        weights.append([w.tobytes() for w in model.get_weights()])
    assert len(set(names)) == 3
    assert counts[0] == counts[1] == counts[2]
    assert weights[0] == weights[1] == weights[2]


@pytest.mark.parametrize("name", ["sigmoid", pytest.param("wide", marks=pytest.mark.slow)])
@pytest.mark.slow
def test_equal_models_fit_in_two_threads_at_once(name: str) -> None:
    """Each has state and buffers of its own, though they share what is compiled."""
    x, y = _data(name)

    def fit(model: Any) -> None:
        _fit(model, x, y, batch_size=16, epochs=40, shuffle=False)

    models = [_model(name, "c") for _ in range(3)]
    fit(models[0])
    threads = [threading.Thread(target=fit, args=(model,)) for model in models[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone, *both = ([w.tobytes() for w in model.get_weights()] for model in models)
    assert both == [alone, alone]


@pytest.mark.slow
def test_the_documents_histories(monkeypatch: pytest.MonkeyPatch) -> None:
    """As close to NumPy's as the real Keras is asked to be."""
    records = []
    for how in ("numpy", "c"):
        monkeypatch.setenv("KERAS_LITE_EXECUTOR", how)
        with Oracle("keras_lite") as oracle:
            records.append([lite_record(oracle, entry, WAYS[0]) for entry in PROGRAMS])
    for entry, expected, found in zip(PROGRAMS, *records, strict=True):
        row = compare(entry, WAYS[0], found, expected)
        assert row.problems() == [], entry.name

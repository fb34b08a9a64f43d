"""Memory: data larger than what a process may have, calls without end, the peak of a training."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import keras_lite as keras
from compat_tests.oracle import ROOT, environment
from keras_lite.engine import compiler
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace

# What it does with data of `size` bytes in a file, once its memory is limited to what it has and
# an `allowance`. Mapped files do not count against RLIMIT_DATA, copies of them do.
CHILD = """
import json, resource, sys
import numpy as np
import keras_lite as keras

kind, path, rows, width, dtype, allowance = json.loads(sys.argv[1])
model = keras.Sequential([keras.Input((width,)), keras.layers.Dense(4)])
model.compile("adam", "mse")
warm = np.zeros((64, width), "float32")
model.fit(warm, np.zeros((64, 4)), verbose=0, validation_split=0.5)
model.predict(warm, verbose=0)
if kind == "h5":
    import h5py
    x = h5py.File(path)["x"]
elif kind == "generator":
    mapped = np.memmap(path, dtype, "r", shape=(rows, width))
    def batches():
        for first in range(0, rows, 32):
            yield np.array(mapped[first:first + 32]), np.zeros((len(mapped[first:first + 32]), 4))
else:
    x = np.memmap(path, dtype, "r", shape=(rows, width))
y = np.zeros((rows, 4), "float32")
with open("/proc/self/status") as file:
    status = file.read()
now = int(status.split("VmData:")[1].split()[0]) * 1024
resource.setrlimit(resource.RLIMIT_DATA, (now + allowance, now + allowance))
if kind == "generator":
    model.fit(batches(), verbose=0)
else:
    for shuffle in (True, "batch"):
        model.fit(x, y, verbose=0, shuffle=shuffle, validation_split=0.25)
    model.evaluate(x, y, verbose=0)
    print(model.predict(x, verbose=0).shape)
try:
    np.ones(2 * allowance, "int8")
except MemoryError:
    print("limited")
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA is Linux's")
@pytest.mark.parametrize(
    ("kind", "dtype"),
    [("memmap", "float32"), ("memmap", "float64"), ("h5", "float32"), ("generator", "float32")],
)
def test_data_ten_times_the_memory_left(kind: str, dtype: str, tmp_path: Path) -> None:
    allowance, width = 24 << 20, 5000
    rows = 10 * allowance // width // np.dtype(dtype).itemsize
    path = tmp_path / "data"
    if kind == "h5":
        with h5py.File(path, "w") as file:
            file.create_dataset("x", (rows, width), dtype)[-1] = 1.0
    else:
        with path.open("wb") as file:
            file.truncate(rows * width * np.dtype(dtype).itemsize)
    settings = [kind, str(path), rows, width, dtype, allowance]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CHILD, json.dumps(settings)],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    expected = [] if kind == "generator" else [str((rows, 4))]
    assert done.stdout.splitlines() == [*expected, "limited"]


def _model(inputs: int = 4, outputs: int = 2) -> Any:
    model = keras.Sequential([keras.Input((inputs,))])
    model.add(keras.layers.Dense(8, activation="relu"))
    model.add(keras.layers.Dense(outputs, activation="softmax"))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


X = np.random.default_rng(0).standard_normal((1200, 4), dtype="float32")
Y = np.eye(2, dtype="float32")[(X[:, 0] > 0).astype(int)]

CALLS: dict[str, tuple[int, Callable[[Any, int], Any]]] = {
    "predict": (10_000, lambda model, i: model.predict(X[i % 900][None], verbose=0)),
    "call": (10_000, lambda model, i: model(X[i % 900][None])),
    "train_on_batch": (2_000, lambda model, i: model.train_on_batch(X[:32], Y[:32])),
    "fit": (1_000, lambda model, i: model.fit(X[:64], Y[:64], batch_size=32, verbose=0)),
    "fit on a growing buffer": (
        1_000,
        lambda model, i: model.fit(X[: 101 + i], Y[: 101 + i], batch_size=32, verbose=0),
    ),
    "predict on a growing buffer": (
        1_000,
        lambda model, i: model.predict(X[: 1 + i], verbose=0),
    ),
    "fit and evaluate on the last rows": (
        300,
        lambda model, i: (
            model.fit(X[i : i + 50], Y[i : i + 50], verbose=0, validation_split=0.2),
            model.evaluate(X[: i + 1], Y[: i + 1], verbose=0),
        ),
    ),
}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A name for each program made and each trace begun from now on."""
    seen: list[str] = []
    for cls, method in ((Program, "__init__"), (Trace, "__enter__")):
        original = getattr(cls, method)

        def noted(self: Any, *args: Any, original: Any = original, **kwargs: Any) -> Any:
            seen.append(type(self).__name__)
            return original(self, *args, **kwargs)

        monkeypatch.setattr(cls, method, noted)
    return seen


@pytest.fixture(params=["numpy", "c"])
def executor(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "c" and compiler.find() is None:
        pytest.skip("needs a C compiler: without one these calls run on NumPy, which is tested")
    before = keras.config.executor()
    keras.config.set_executor(request.param)
    yield str(request.param)
    keras.config.set_executor(before)


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_calls_without_end_keep_nothing_and_retrace_nothing(
    name: str, executor: str, counted: list[str]
) -> None:
    times, call = CALLS[name]
    model = _model()
    for i in range(60):  # every size of a short last batch has been seen
        call(model, i)
    assert counted, "the count itself does not work"
    counted.clear()
    growth, resident = [], []
    tracemalloc.start()
    try:
        for first in range(0, times, times // 4):
            kept, in_memory = tracemalloc.get_traced_memory()[0], _resident()
            for i in range(max(60, first), first + times // 4):
                call(model, i)
            gc.collect()
            growth.append(tracemalloc.get_traced_memory()[0] - kept)
            resident.append(_resident() - in_memory)
    finally:
        tracemalloc.stop()
    assert counted == []
    # What is kept grows in every part. Python's own tables (the interned strings) grow in one, by
    # megabytes in a large process, and the table that they replace was there before the count.
    assert sorted(growth)[1] < 16 << 10, growth
    assert sorted(resident)[1] < 2 << 20, resident


def _resident() -> int:
    """Bytes of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if sys.platform == "linux" else 0
    return pages * 4096

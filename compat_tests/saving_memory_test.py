"""Saving and loading a large model takes little more memory than the model."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import keras_lite
from compat_tests.child import printed


def _peak(reset: bool = False) -> float:
    """The most memory of the process since the last reset, in MB."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    key = "VmRSS" if reset else "VmHWM"
    return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024


def print_memory_of_a_large_model(folder: Path) -> None:
    """Prints how many MB more saving, and loading, needed than there were before."""
    layers = [keras_lite.layers.Dense(4000, kernel_initializer="zeros") for _ in range(5)]
    model = keras_lite.Sequential([keras_lite.Input((4000,)), *layers])
    for name in ("a.keras", "a.h5", "a.weights.h5"):
        before = _peak(reset=True)
        save = model.save_weights if name.endswith(".weights.h5") else model.save
        save(folder / name)
        print("save", name, _peak() - before)
    del model, layers
    for name in ("a.keras", "a.h5"):
        before = _peak(reset=True)
        found = keras_lite.models.load_model(folder / name)
        print("load", name, _peak() - before)
        del found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory from /proc")
def test_a_model_of_300_megabytes_needs_less_than_twice_that(tmp_path: Path) -> None:
    code = f"from {__name__} import *; print_memory_of_a_large_model(Path({str(tmp_path)!r}))"
    lines = printed(code, seconds=300).splitlines()
    size = (tmp_path / "a.keras").stat().st_size / 1024**2
    needed = [line.split() for line in lines]
    assert len(needed) == 5 and size > 300
    for action, name, more in needed:
        # The model itself is there while it is saved, and not before it is loaded.
        most = size if action == "save" else 2 * size
        assert float(more) < most, (action, name, more)

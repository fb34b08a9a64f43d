"""A writer that is killed, is refused, or has no room leaves the old file whole."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_lite
from keras_lite.saving import durable

ROOT = Path(__file__).resolve().parents[1]
KILLS = 50


def small() -> Any:
    model = keras_lite.Sequential([keras_lite.Input((60,)), keras_lite.layers.Dense(500)])
    model.set_weights([np.zeros_like(w) for w in model.get_weights()])
    model.compile("sgd", "mse")
    return model


def start(path: Path) -> Any:
    code = "import sys; from pathlib import Path; from compat_tests.saving_durability_test import *"
    call = "write_for_ever([Path(sys.argv[1])])"
    return subprocess.Popen([sys.executable, "-c", f"{code}; {call}", str(path)], cwd=ROOT)


def number_in(path: Path, model: Any) -> int:
    """The number that all weights of a file have."""
    if path.name.endswith(".weights.h5"):
        model.load_weights(path)
    else:
        model = keras_lite.models.load_model(path)
    values = {float(v) for weight in model.get_weights() for v in np.unique(weight)}
    assert len(values) == 1, "weights of two savings in one file"
    return int(values.pop())


def write_for_ever(paths: list[Path]) -> None:
    """Saves models whose weights are all 1, all 2, all 3... to each path in turn."""
    model, number = small(), 0
    while True:
        number += 1
        model.set_weights([np.full_like(w, number) for w in model.get_weights()])
        for path in paths:
            (model.save_weights if "weights" in path.name else model.save)(path)


def kill_writers(folder: str) -> None:
    """Starts and kills processes that save; prints the numbers found in the files after each."""
    paths = [Path(folder) / name for name in ("a.keras", "a.h5", "a.weights.h5")]
    draw, model = random.Random(5), small()
    for path in paths:
        (model.save_weights if "weights" in path.name else model.save)(path)
    model.predict(np.zeros((1, 60), "float32"), verbose=0)
    for _ in range(KILLS):
        writer = os.fork()
        if writer == 0:
            write_for_ever(paths)
        time.sleep(draw.uniform(0.01, 0.25))
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        print(*(number_in(path, model) for path in paths), flush=True)


def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    code = (
        "import sys; from compat_tests.saving_durability_test import *; kill_writers(sys.argv[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found = done.stdout.splitlines()
    assert len(found) == KILLS
    assert len(set(found)) > 10, "the writers were killed before they wrote"


def test_two_writers_leave_the_file_of_one(tmp_path: Path) -> None:
    path = tmp_path / "a.keras"
    writers = [start(path), start(path)]
    deadline = time.monotonic() + 60
    reads = 0
    while time.monotonic() < deadline and reads < 20:
        if path.exists():
            assert number_in(path, None) > 0
            reads += 1
    for writer in writers:
        writer.kill()
        writer.wait()
    assert reads == 20 and number_in(path, None) > 0


@pytest.mark.parametrize("name", ["a.keras", "a.h5", "a.weights.h5"])
@pytest.mark.parametrize("moment", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    name: str, moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, model = tmp_path / name, small()
    save = model.save_weights if "weights" in name else model.save
    save(path)
    before = path.read_bytes()

    def full(*args: Any, **kwargs: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    if moment == "write":
        import h5py

        monkeypatch.setattr(h5py.Group, "create_dataset", full)
    else:
        monkeypatch.setattr(durable.os, moment, full)
    with pytest.raises(OSError, match="No space left"):
        save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [name], "no leftovers"


def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    path, model = tmp_path / "a.keras", small()
    model.save(path)
    before = path.read_bytes()
    path.chmod(0o444)
    with pytest.raises(PermissionError, match="read-only"):
        model.save(path)
    assert path.read_bytes() == before


def test_what_is_kept_of_the_old_file(tmp_path: Path) -> None:
    model, real, link = small(), tmp_path / "real.keras", tmp_path / "link.keras"
    model.save(real)
    real.chmod(0o640)
    link.symlink_to(real)
    model.save(link)
    assert link.is_symlink() and real.stat().st_mode & 0o777 == 0o640


def test_an_existing_file_is_not_replaced_against_the_callers_will(tmp_path: Path) -> None:
    model, path = small(), tmp_path / "a.keras"
    model.save(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="overwrite=False"):
        model.save(path, overwrite=False)
    assert path.read_bytes() == before
    with pytest.raises(ValueError, match="there is no folder"):
        model.save(tmp_path / "nowhere" / "a.keras")
    with pytest.raises(ValueError, match=r"ends in `\.keras` or `\.h5`"):
        model.save(tmp_path / "model")

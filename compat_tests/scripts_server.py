"""Runs whole programs one after the other, each in a copy of one process that has it all in memory.

Starting Python and importing keras_lite would take most of the time of these small programs. The
copy (`os.fork`) then goes through `run` from its first line on, as a process of its own would.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import sys
import tempfile
import traceback
from pathlib import Path

import numpy as np

HOME = "KERAS_HOME"
# What programs import in the end; what is heavy, or starts compilers, they import themselves.
PACKAGES = """
    callbacks compat engine initializers layers losses metrics models ops optimizers preprocessing
    primitives registry saving training utils wrappers
""".split()


def write_data(folder: Path) -> None:
    """Small files of the form that the data sets have."""
    draw = np.random.RandomState(0)

    def texts(rows: int) -> np.ndarray:
        found = np.empty(rows, object)
        found[:] = [draw.randint(1, 80, draw.randint(3, 20)).tolist() for _ in range(rows)]
        return found

    def pictures(rows: int) -> np.ndarray:
        return draw.randint(0, 256, (rows, 28, 28)).astype("uint8")

    def labels(rows: int, classes: int) -> np.ndarray:
        return draw.randint(0, classes, rows)

    place = folder / "datasets"
    place.mkdir(parents=True, exist_ok=True)
    digits = {"x_train": pictures(64), "y_train": labels(64, 10).astype("uint8")}
    digits |= {"x_test": pictures(16), "y_test": labels(16, 10).astype("uint8")}
    np.savez(place / "mnist.npz", **digits)
    films = {"x_train": texts(40), "y_train": labels(40, 2)}
    np.savez(place / "imdb.npz", **films, x_test=texts(16), y_test=labels(16, 2))
    np.savez(place / "reuters.npz", x=texts(50), y=labels(50, 6))
    houses = draw.normal(size=(50, 13))
    np.savez(place / "boston_housing.npz", x=houses, y=draw.uniform(5, 50, 50))


def load_everything() -> None:
    """Imports what programs will import."""
    import keras_lite

    for package in PACKAGES:
        module = importlib.import_module(f"keras_lite.{package}")
        for found in pkgutil.iter_modules(module.__path__, f"{module.__name__}."):
            if not found.name.endswith("_test") and "tensorflow" not in found.name:
                importlib.import_module(found.name)
    assert keras_lite.Model


def run_all(programs: list[str], as_today: bool) -> dict[str, tuple[int, str]]:
    """Exit status and everything printed, for each program.

    Args:
        programs: Paths of scripts and notebooks.
        as_today: Have a seed mean in every era what it means today, so that programs differ from
            their twins in nothing but their manner of writing.
    """
    from keras_lite.compat import eras

    load_everything()
    if as_today:
        eras.CUSTOMS.clear()
    gc.collect()
    gc.freeze()  # what the copies never touch, they never copy
    return {path: _run(path) for path in programs}


def _run(path: str) -> tuple[int, str]:
    from keras_lite import cli

    with tempfile.TemporaryFile() as out:
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
            status = 1
            try:
                status = int(cli.main(["run", "--seed", "7", path]) or 0)
            except BaseException:  # a program may end in any way, which is what is asked for
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        status = os.waitpid(child, 0)[1]
        out.seek(0)
        return status, out.read().decode()


if __name__ == "__main__":
    write_data(Path(os.environ[HOME]))
    print(json.dumps(run_all(sys.argv[2:], sys.argv[1] == "today")))

"""What importing costs, as a multiple of what importing NumPy costs in the same minute."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 9


def _seconds(line):
    code = f"import time; start = time.perf_counter(); {line}; print(time.perf_counter() - start)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return float(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "limit"),
    [("import keras_lite", 1.6), ("from keras_lite.layers import Dense", 2.0)],
)
def test_importing_costs_little_more_than_numpy(line, limit):
    """The quickest of several runs each, taken in turns, so that a busy machine weighs on both."""
    ours, numpy = [], []
    for _ in range(REPEATS):
        numpy.append(_seconds("import numpy"))
        ours.append(_seconds(line))
    assert min(ours) <= limit * min(numpy)

"""Programs as text: shown, saved, and run without keras_lite."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lite.training.trainer_test import X, Y, small_model, twins
from keras_lite.utils import clear_session


@pytest.fixture(autouse=True)
def _names_from_the_start() -> None:
    clear_session()


def test_the_program_is_shown_before_and_after_fit() -> None:
    model = small_model(metrics=["accuracy"])
    for mode in ("train", "test", "predict"):
        for level in ("plain", "fast"):
            text = model.program(mode, batch_size=8, level=level)
            assert "# dense: forward" in text.source
            assert str(text) == text.source and level in repr(text)
    assert "backward" not in model.program("predict").source


def test_plain_steps_equal_fit(tmp_path: Path) -> None:
    one, other = twins(lambda: small_model(metrics=["accuracy"]))
    one.fit(X, Y, batch_size=10, shuffle=False, verbose=0)
    other.program("train", batch_size=10).save(tmp_path / "step.py")
    scope: dict[str, Any] = {"__file__": str(tmp_path / "step.py"), "__name__": "step"}
    exec((tmp_path / "step.py").read_text(), scope)
    step, state = scope["load"]()
    for start in range(0, 50, 10):
        step(X[start : start + 10], Y[start : start + 10], np.float32(0.001))
    flat = np.concatenate([w.ravel() for w in one.get_weights()])
    np.testing.assert_allclose(state["weights"], flat, 1e-6, 1e-7)  # sums in another order


@pytest.mark.parametrize("level", ["plain", "fast"])
def test_the_saved_program_runs_as_a_script(tmp_path: Path, level: str) -> None:
    model = small_model(metrics=["accuracy"])
    model.fit(X, Y, batch_size=10, verbose=0)
    model.program("train", level=level).save(tmp_path / "step.py")
    run = [sys.executable, "-I", str(tmp_path / "step.py")]
    printed = subprocess.run(run, check=True, capture_output=True, text=True, timeout=60).stdout
    assert "One step of 10 rows." in printed
    assert "adam_iteration (): largest change 1\n" in printed


def test_as_c_it_has_what_the_numpy_text_has(tmp_path: Path) -> None:
    model = small_model()
    text = model.program("train", batch_size=8, language="c")
    assert text.graph is model.program("train").graph
    assert (text.level, text.batch_size) == ("c", 8) and "c program" in repr(text)
    text.save(tmp_path / "step.c")
    assert (tmp_path / "step.c").read_text() == text.source

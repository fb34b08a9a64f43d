"""Exported programs predict with NumPy alone, for the random architectures that files carry."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.saving_cases import CASES, _data, _model, _outputs

# Loads each program, with keras_lite out of reach, and writes down what it predicts.
RUNNER = """
import importlib.util, sys
from pathlib import Path
import numpy as np
folder = Path(sys.argv[1])
for path in sorted(folder.glob("net_*.py")):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    data = np.load(folder / f"data_{path.stem}.npz")
    x = [data[name] for name in data.files]
    predict, _ = module.load(batch_size=len(x[0]))
    found = predict(*x)
    found = found if isinstance(found, (list, tuple)) else [found]
    np.savez(folder / f"found_{path.stem}.npz", *found)
assert not [name for name in sys.modules if "keras" in name]
"""


def test_exported_programs_predict_with_numpy_alone(tmp_path: Path) -> None:
    wanted: dict[str, Any] = {}
    for seed in range(CASES):
        model = _model(keras_lite, seed)
        model.run_eagerly = False
        x, _ = _data(model, seed)
        name = f"net_{seed}"
        model.export(tmp_path / f"{name}.py", format="numpy")
        np.savez(tmp_path / f"data_{name}.npz", *(x if isinstance(x, list) else [x]))
        wanted[name] = _outputs(model, x)
    subprocess.run([sys.executable, "-I", "-c", RUNNER, str(tmp_path)], check=True)
    for name, outputs in wanted.items():
        found = np.load(tmp_path / f"found_{name}.npz")
        assert len(found.files) == len(outputs)
        for i, output in enumerate(outputs):
            np.testing.assert_allclose(found[f"arr_{i}"], output, rtol=1e-6, atol=1e-6)


def test_what_cannot_be_exported(tmp_path: Path) -> None:
    model = keras_lite.Sequential([keras_lite.Input((2,)), keras_lite.layers.Dense(1)])
    for arguments in ({}, {"format": "onnx"}):
        with pytest.raises(ValueError, match="'numpy' was expected"):
            model.export(tmp_path / "net.py", **arguments)
    with pytest.raises(ValueError, match=r"ends in `\.py`"):
        model.export(tmp_path / "net", format="numpy")

"""Support functions: on other array modules, and as source that runs alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import keras_lite.primitives  # noqa: F401 (registers the operations)
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.op import OPS
from keras_lite.engine.program import Program
from keras_lite.engine.support import on, source_of
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable
from keras_lite.primitives.draws import draw_truncated_normal
from keras_lite.primitives.erf import erf, error_function
from keras_lite.primitives.random import random_uniform

FUNCTIONS = list(dict.fromkeys(f for op in OPS.values() for f in op.support))


def test_np_means_the_array_module() -> None:
    module = ModuleType("other")
    for name in ("absolute", "exp", "minimum", "sign"):
        setattr(module, name, getattr(np, name))
    module.where = lambda *_: np.full(3, 7.0)  # type: ignore[attr-defined]
    assert on(error_function, module)(np.zeros(3)).tolist() == [7.0] * 3
    assert on(error_function, np) is error_function


@pytest.mark.slow
def test_source_runs_alone() -> None:
    names = [f.__name__ for f in FUNCTIONS]
    assert {"error_function", "draw_uniform", "scattered", "placed"} <= set(names)
    source = source_of(FUNCTIONS)
    code = (
        "from __future__ import annotations\nimport numpy as np\n"
        + source
        + "\nprint(draw_truncated_normal(np.array([1, 2]), (3,), 'float32', 0.0, 1.0).tolist())"
        + "\nprint(error_function(np.array([0.5])).tolist())"
    )
    output = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    expected = draw_truncated_normal(np.array([1, 2]), (3,), "float32", 0.0, 1.0)
    assert output[0] == str(expected.tolist())
    assert output[1] == str(error_function(np.array([0.5])).tolist())


def test_two_meanings_of_a_name_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = {}
    for number in (1, 2):
        module = ModuleType(f"module{number}")
        text = f"_SIZE = {number}\n\ndef f{number}(): return _SIZE\n"
        modules[text] = module
        exec(text, module.__dict__)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    sources = {module: text for text, module in modules.items()}
    monkeypatch.setattr("inspect.getsource", lambda module: sources[module])
    first, second = modules.values()
    assert "_SIZE = 1" in source_of([first.f1])
    with pytest.raises(ValueError, match="rename one"):
        source_of([first.f1, second.f2])


@pytest.mark.slow
def test_a_saved_program_brings_its_functions(tmp_path: Path) -> None:
    seed = Variable(np.array([3, 0]), name="seed")
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 2), "float32"))
        trace.output("y", erf(x) + random_uniform(seed, (BATCH, 2)))
        seed.assign(seed + np.array([0, 1]))
    program = Program(trace.graph(), "noise")
    program.save(tmp_path / "step.py", 2)
    code = (
        "import numpy as np, runpy; made = runpy.run_path('step.py')\n"
        "step, arrays = made['load'](); print(step(np.ones((2, 2), 'float32')).tolist())"
    )
    output = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    expected = program.step("plain", 2)(np.ones((2, 2), "float32"))
    assert output.strip() == str(expected.tolist())

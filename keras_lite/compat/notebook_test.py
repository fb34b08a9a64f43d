"""Notebooks become programs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from keras_lite.compat import notebook
from keras_lite.errors import InvalidFile


def written(*cells, **extra):
    made = [{"cell_type": "code", "source": text, **extra} for text in cells]
    return json.dumps({"cells": [{"cell_type": "markdown", "source": "# no code"}, *made]}).encode()


def test_cells_in_order():
    program, left_out = notebook.program_of(written("x = 1\n", ["y = 2\n", "z = x + y"]), "a")
    space = {}
    exec(program, space)
    assert space["z"] == 3 and left_out == []


@pytest.mark.parametrize(
    ("cell", "left_out"),
    [
        ("%matplotlib inline\nx = 1", ["%matplotlib inline"]),
        ("x = 1\nif x:\n    !ls\n", ["!ls"]),
        ("x = 1\nx?", ["x?"]),
        ("files = !ls\nx = 1", ["files = !ls"]),
        ("%%time\nx = 1", ["%%time"]),
        ("%%time\n%pylab\nx = 1", ["%%time", "%pylab"]),
        ("x = 7\nx = x %\\\n6", []),
    ],
)
def test_magics_are_left_out(cell, left_out):
    program, found = notebook.program_of(written(cell), "a")
    space = {}
    exec(program, space)
    assert space["x"] == 1 and found == left_out


def test_cells_of_other_languages():
    assert notebook.program_of(written("%%bash\nrm x"), "a") == (b"", ["%%bash"])


def test_older_notebooks():
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]}
    assert notebook.program_of(json.dumps(old).encode(), "a")[0] == b"x = 1"


@pytest.mark.parametrize("content", [b"x = 1", b"[]", b"{}", b'{"cells": [1]}'])
def test_what_is_no_notebook(content):
    with pytest.raises(InvalidFile, match=r"a.ipynb: a notebook was expected"):
        notebook.program_of(content, "a.ipynb")


@pytest.mark.slow
def test_running_one(tmp_path):
    pytest.importorskip("matplotlib", reason="matplotlib comes with the extra `examples`")
    path = tmp_path / "a.ipynb"
    path.write_bytes(
        written(
            "%matplotlib inline\nimport matplotlib.pyplot as plt\nimport keras",
            "plt.plot([1, 2])\nplt.show()\nplt.plot([2, 1])\nplt.show()",
            "print(keras.layers.Dense(3).units, __name__)",
        )
    )
    done = subprocess.run(
        [sys.executable, "-m", "keras_lite", "run", str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "3 __main__\n"
    assert "keras_lite: left out of a.ipynb: %matplotlib inline\n" in done.stderr
    assert sorted(p.name for p in tmp_path.glob("*.png")) == ["a_1.png", "a_2.png"]


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        ("%time x = 1", "x = 1"),
        ("  %timeit -n 3 -r1 f(x)", "  f(x)"),
        ("%prun f(-x)", "f(-x)"),
        ("%time", "pass"),
        ("%timeline x", "pass"),
    ],
)
def test_statements_behind_magics_are_run(line, statement):
    left_out = []
    assert notebook._plain(line, left_out) == statement
    assert left_out == [line.strip() if statement == "pass" else line.split()[0]]

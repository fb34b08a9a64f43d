"""Whole programs of each era, run by `run`; each computes what its modern twin computes.

`scripts/TASK/modern.py` says in today's Keras what the other programs beside it say in the way of
their time. All print one line that begins with "result"; with the same seed the lines are equal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SCRIPTS = HERE / "scripts"
PROGRAMS = sorted(path.relative_to(SCRIPTS).as_posix() for path in SCRIPTS.glob("*/*.py"))
OLD = [name for name in PROGRAMS if not name.endswith("/modern.py")]

# One process that has NumPy and keras_lite in memory; each program gets a copy of it.
SERVER = """
import json, os, sys, tempfile
import numpy
from keras_lite import cli
from keras_lite.compat import eras
eras.CUSTOMS = {}  # what a seed meant is another matter: here all draw as today
results = {}
for path in sys.argv[1:]:
    with tempfile.TemporaryFile() as out:
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
            status = 1
            try:
                cli.main(["run", "--seed", "7", path])
                status = 0
            except BaseException:
                import traceback
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        status = os.waitpid(child, 0)[1]
        out.seek(0)
        results[path] = [status, out.read().decode()]
print(json.dumps(results))
"""


@cache
def run_all(programs, folder=SCRIPTS):
    """The exit status and the output of each program, a copy of one process for each."""
    done = subprocess.run(
        [sys.executable, "-c", SERVER, *programs],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def results():
    if not hasattr(os, "fork"):
        pytest.skip("needs os.fork")
    return run_all(tuple(PROGRAMS))


def outcome(results, name):
    status, text = results[name]
    assert status == 0, text
    (line,) = (line for line in text.splitlines(keepends=True) if line.startswith("result"))
    return text[text.index(line) :]


@pytest.mark.parametrize("name", OLD)
def test_an_old_program_computes_what_its_twin_does(name, results):
    twin = f"{name.partition('/')[0]}/modern.py"
    assert outcome(results, name) == outcome(results, twin)


@pytest.mark.parametrize("name", [n for n in PROGRAMS if n.endswith("/modern.py")])
def test_a_modern_program_needs_no_era(name, results):
    assert "is taken for" not in results[name][1]


ERAS = {
    "keras0": "Keras 0.x",
    "keras1": "Keras 1.x",
    "keras2": "Keras 2.0 to 2.3",
    "tf_keras": "tf.keras",
    "tf_data": "tf.keras",
    "contrib": "tf.keras",
    "keras3": "",
}


@pytest.mark.parametrize("name", [n for n in OLD if Path(n).stem in ERAS])
def test_the_era_is_found(name, results):
    title = ERAS[Path(name).stem]
    said = [line for line in results[name][1].splitlines() if "is taken for" in line]
    if not title or (not said and name.endswith("keras2.py")):
        assert said == []  # nothing in it is older than Keras 3
    else:
        assert f"is taken for {title}" in said[0]

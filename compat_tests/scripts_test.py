"""Whole programs of each era, run by `run`; each computes what its modern twin computes.

`scripts/TASK/modern.py` says in today's Keras what the other programs beside it say in the way of
their time. All print one line that begins with "result"; with the same seed the lines are equal.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from compat_tests import scripts_server

HERE = Path(__file__).parent
SCRIPTS = HERE / "scripts"
PROGRAMS = sorted(
    path.relative_to(SCRIPTS).as_posix()
    for path in SCRIPTS.glob("*/*")
    if path.suffix in (".py", ".ipynb")
)
TWINS = [name for name in PROGRAMS if name.endswith("/modern.py")]
OLD = [name for name in PROGRAMS if name not in TWINS]
# A few are run as users run them, each in a process of its own.
ALONE = ["words/keras1.py", "digits/notebook_keras2.ipynb"]


def environment(home):
    return {
        **os.environ,
        "PYTHONPATH": str(HERE.parent),
        scripts_server.HOME: str(home),
        "MPLBACKEND": "agg",
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("keras")


@pytest.fixture(scope="module")
def results(home):
    return run_all(home, PROGRAMS)


def run_all(home, programs, folder=SCRIPTS):
    """The exit status and the output of each program."""
    if not hasattr(os, "fork"):
        pytest.skip("one process that imports once forks for each program; this system has no fork")
    done = subprocess.run(
        [sys.executable, "-m", "compat_tests.scripts_server", "today", *programs],
        cwd=folder,
        env=environment(home),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return json.loads(done.stdout)


NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|inf")


def outcome(printed):
    """The numbers of the line that begins with "result", and what stands between them."""
    status, text = printed
    assert status == 0, text
    lines = text.splitlines(keepends=True)
    (first,) = (i for i, line in enumerate(lines) if line.startswith("result"))
    found = "".join(lines[first:])
    return [float(n) for n in NUMBER.findall(found)], NUMBER.sub("#", found).split()


def equal(ours, theirs, rtol=2e-6):
    """The same line; numbers as near as two orders of adding up."""
    (numbers, words), (expected, others) = ours, theirs
    assert words == others
    np.testing.assert_allclose(numbers, expected, rtol=rtol, atol=1e-7)


def lists_of(text):
    """The numbers of each list, and those outside of lists."""
    parts = re.split(r"[\[\]]", text[text.index("result") :])
    return [[float(word) for word in NUMBER.findall(part)] for part in parts]


def twin(name):
    return f"{name.partition('/')[0]}/modern.py"


@pytest.mark.slow
@pytest.mark.parametrize("name", OLD)
def test_an_old_program_computes_what_its_twin_does(name, results):
    needs_sklearn = name.startswith("folds/") or name == "imbalance/keras2.py"
    if needs_sklearn and find_spec("sklearn") is None:
        pytest.skip("this program imports scikit-learn, of the extra `examples`, which is not here")
    equal(outcome(results[name]), outcome(results[twin(name)]))


@pytest.mark.slow
@pytest.mark.parametrize("name", TWINS)
def test_a_modern_program_needs_no_era(name, results):
    assert "is taken for" not in results[name][1]


@pytest.mark.slow
@pytest.mark.parametrize("name", ALONE)
def test_a_process_of_its_own(name, results, home):
    done = subprocess.run(
        [sys.executable, "-m", "keras_lite", "run", "--seed", "7", name],
        cwd=SCRIPTS,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    equal(outcome((done.returncode, done.stdout)), outcome(results[name]))


ERAS = {
    "keras0": "Keras 0.x",
    "keras1": "Keras 1.x",
    "keras2": "Keras 2.0 to 2.3",
    "tf_keras": "tf.keras",
    "tf_data": "tf.keras",
    "contrib": "tf.keras",
    "keras3": "",
}
# Programs whose text could be of the next era just as well: nothing in them is older.
COULD_BE_NEWER = {"gan/keras1.py", "loops/keras1.py", "own_layers/keras1.py"}


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in OLD if Path(n).stem in ERAS])
def test_the_era_is_found(name, results):
    title = ERAS[Path(name).stem]
    said = [line for line in results[name][1].splitlines() if "is taken for" in line]
    if name in COULD_BE_NEWER:
        title = "Keras "
    if not title or (not said and name.endswith("keras2.py")):
        assert said == []  # nothing in it is older than Keras 3
    else:
        assert f"is taken for {title}" in said[0]


def test_there_are_programs_of_every_era():
    assert len(OLD) >= 60
    stems = [Path(name).stem for name in OLD]
    assert all(any(stem.endswith(era) for stem in stems) for era in ERAS)
    assert sum(name.endswith(".ipynb") for name in OLD) >= 4

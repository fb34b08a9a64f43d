"""What `modernize` prints computes what the program of its time computes, here and in real Keras.

The programs of `scripts/` are printed in today's form; keras_lite runs both forms, the real Keras
the printed one. What Keras 3 has no word for must be marked.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

import numpy as np
import pytest

pytest.importorskip("libcst", reason="libcst comes with the extra `modernize`")

from compat_tests import scripts_test
from compat_tests.scripts_test import OLD, SCRIPTS, equal, lists_of, outcome
from keras_lite.compat import notebook
from keras_lite.compat.modernize import modernize

# A tokenizer, wrappers of scikit-learn, samples counted by generators, variables of TensorFlow.
MARKED = {
    *(f"folds/{era}.py" for era in ("keras1", "keras2", "tf_keras")),
    *(f"texts/{era}.py" for era in ("keras1", "keras2", "tf_keras")),
    "news/keras1.py",
    "news/keras2.py",
    "generators/keras1.py",
    "own_layers/tf_variables.py",
}
WHOLE = [name for name in OLD if name not in MARKED]
# In the real Keras two programs of each task; each takes a second or two there.
LIVE = [
    name
    for _, task in groupby(WHOLE, key=lambda name: name.partition("/")[0])
    for name in list(task)[:2]
]
# Keras 3.15.1 reads ahead in a generator, and loses what it has read when an epoch ends: which
# batches the next validation sees depends on the time that reading takes.
READS_AHEAD = re.compile(r"validation_data=\w+\(\)")

home = scripts_test.home
originals = scripts_test.results


@cache
def made(name):
    path = SCRIPTS / name
    if path.suffix == ".ipynb":
        return modernize(notebook.program_of(path.read_bytes(), name)[0])
    return modernize(path.read_bytes())


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The folder of the printed programs."""
    folder = tmp_path_factory.mktemp("modern")
    for name in WHOLE:
        path = folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(made(name).text)
    return folder


@pytest.fixture(scope="module")
def moderns(printed, home, originals):
    """What keras_lite computes from the printed programs."""
    results = scripts_test.run_all(home, [f"{name}.py" for name in WHOLE], printed)
    return {name[:-3]: result for name, result in results.items()}


@pytest.mark.parametrize("name", OLD)
def test_what_keras_3_has_no_word_for_is_marked(name):
    compile(made(name).text, name, "exec")
    marked = [line for line in made(name).text.splitlines() if "# keras_lite: " in line]
    assert bool(made(name).left) == (name in MARKED)
    assert (name in MARKED) == any("is not needed any more" not in line for line in marked)


def test_most_programs_are_printed_as_a_whole():
    assert len(LIVE) >= 40
    assert len(WHOLE) >= 0.8 * len(OLD)


@pytest.mark.parametrize("name", WHOLE[::6])
def test_nothing_in_it_is_old(name):
    assert modernize(made(name).text).text == made(name).text


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE)
def test_it_computes_the_same_here(name, originals, moderns):
    equal(outcome(moderns[name]), outcome(originals[name]), rtol=0)


@pytest.mark.live
@pytest.mark.parametrize("name", LIVE)
def test_it_computes_the_same_in_keras(name, originals, printed, home, real_keras):
    results = real_keras.call(
        "compat_tests.scripts_live:run", str(printed), [f"{name}.py"], str(home)
    )
    ((status, said),) = results.values()
    assert status == 0, said
    ours, theirs = lists_of(originals[name][1]), lists_of(said)
    assert [len(part) for part in ours] == [len(part) for part in theirs]
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        if READS_AHEAD.search(made(name).text) and name.startswith("generators/") and number == 3:
            continue
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_files_are_read_with_their_coding():
    text = "# -*- coding: latin-1 -*-\nname = '\xe9'\n"
    assert modernize(text.encode("latin-1")).text == text

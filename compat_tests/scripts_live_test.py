"""Programs of `scripts/` as they stand, here and in the real Keras: the same numbers.

Those of tf.keras and Keras 2 run under tf_keras, those of Keras 3 under Keras 3, one warm process
each. `modernize_test` has the real Keras 3 run programs of all eras in the form of today.
"""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from compat_tests import scripts_test
from compat_tests.scripts_test import PROGRAMS, SCRIPTS, environment, lists_of

RTOL = 1e-4
ATOL = 1e-6
BOTH_KEYS = "reads a history under a key of another time, which keras_lite answers"
MOVED = "imports from where Keras 2.13 and later have nothing any more"
# What tf_keras 2.21 cannot run, why, and what it says then.
NOT_IN_TF_KERAS = {
    "backend/tensorflow_backend.py": (MOVED, "tf_keras.backend.tensorflow_backend"),
    "branches/contrib.py": (MOVED, "tensorflow.contrib"),
    "branches/keras2.py": (MOVED, "tf_keras.engine"),
    "callbacks/keras2.py": ("watches 'val_acc', so no file is written", "best.h5"),
    "classes/keras2.py": (BOTH_KEYS, "val_acc"),
    "defaults/keras2.py": (MOVED, "tf_keras.layers.normalization"),
    "digits/tf_1.py": ("calls tf.set_random_seed of TensorFlow 1", "set_random_seed"),
    "folds/keras2.py": (MOVED, "tf_keras.wrappers"),
    "folds/tf_keras.py": (MOVED, "tensorflow.keras.wrappers"),
    "gan/keras2.py": (MOVED, "tf_keras.layers.advanced_activations"),
    "houses/keras2.py": (BOTH_KEYS, "val_mean_absolute_error"),
    "houses/notebook_keras2.ipynb": (BOTH_KEYS, "val_mean_absolute_error"),
    "regression/keras2.py": ("imports an optimizer in lower case", "cannot import name 'adam'"),
    "saved/custom_objects.py": (
        "tf_keras 2.21 does not read a user's activation from the .h5 file that it wrote",
        "Unknown activation function: 'function'",
    ),
    "subclasses/keras2.py": (BOTH_KEYS, "acc"),
    "texts/keras2.py": (BOTH_KEYS, "acc"),
    "texts/tf_keras.py": (BOTH_KEYS, "acc"),
    "xor/keras2.py": (BOTH_KEYS, "accuracy"),
    "xor/tf_python_keras.py": (
        "mixes the Keras inside TensorFlow with the one of the day",
        "Could not interpret optimizer identifier",
    ),
}
# What Keras 3.15.1 runs, with other numbers.
NOT_IN_KERAS = {"generators/modern.py": "it reads ahead in a generator and drops what it has read"}


def time_of(name):
    """The time a program was written in, by its name."""
    stem = Path(name).stem
    if stem.endswith(("keras0", "keras1")):
        return "before Keras 2"
    return "Keras 3" if stem == "modern" or stem.endswith("keras3") else "Keras 2"


def tasks_of(names, count):
    """At most `count` programs of each task, those that are told apart by a name of their own."""
    for _, found in groupby(names, key=lambda name: name.partition("/")[0]):
        yield from sorted(found, key=lambda name: name.endswith(("/keras2.py", "modern.py")))[
            :count
        ]


OF_KERAS_2 = [name for name in PROGRAMS if time_of(name) == "Keras 2"]
OF_KERAS_3 = [name for name in PROGRAMS if time_of(name) == "Keras 3" and name not in NOT_IN_KERAS]
IN_TF_KERAS = list(tasks_of([name for name in OF_KERAS_2 if name not in NOT_IN_TF_KERAS], 1))
IN_TF_KERAS += ["loops/tape.py", "loops/tape_in_steps.py", "own_layers/tf_variables.py"]
IN_TF_KERAS += ["digits/notebook_keras2.ipynb", "pipelines/steps.py", "pipelines/sequence.py"]
IN_TF_KERAS = list(dict.fromkeys(IN_TF_KERAS))
IN_KERAS = [name for name in OF_KERAS_3 if not name.endswith("/modern.py")]
IN_KERAS += [f"{task}/modern.py" for task in "callbacks gan outputs plateau scaling words".split()]

home = scripts_test.home


def in_ours(manner, names, home):
    done = subprocess.run(
        [sys.executable, "-m", "compat_tests.scripts_server", manner, *names],
        cwd=SCRIPTS,
        env=environment(home),
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def of_their_time(home):
    """What keras_lite computes where a seed means what it meant in Keras 2."""
    return in_ours("then", IN_TF_KERAS, home)


@pytest.fixture(scope="module")
def of_today(home):
    return in_ours("today", IN_KERAS, home)


def compare(name, ours, real, home):
    results = real.call("compat_tests.scripts_live:run", str(SCRIPTS), [name], str(home))
    status, said = results[name]
    assert status == 0, said
    assert ours[name][0] == 0, ours[name][1]
    mine, theirs = ([part for part in lists_of(text) if part] for text in (ours[name][1], said))
    assert [len(part) for part in mine] == [len(part) for part in theirs]
    for one, other in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=RTOL, atol=ATOL)


@pytest.mark.live
@pytest.mark.parametrize("name", IN_TF_KERAS)
def test_tf_keras_computes_the_same(name, of_their_time, home, real_tf_keras):
    compare(name, of_their_time, real_tf_keras, home)


@pytest.mark.live
@pytest.mark.parametrize("name", IN_KERAS)
def test_keras_3_computes_the_same(name, of_today, home, real_keras):
    compare(name, of_today, real_keras, home)


@pytest.mark.live
def test_what_is_left_out_cannot_be_run(home, real_tf_keras):
    names = list(NOT_IN_TF_KERAS)
    results = real_tf_keras.call("compat_tests.scripts_live:run", str(SCRIPTS), names, str(home))
    for name, (_, said) in NOT_IN_TF_KERAS.items():
        assert results[name][0] == 1, name
        assert said in results[name][1].splitlines()[-1], name


def test_the_choice_is_of_all_tasks_that_can_be_run():
    runnable = [name for name in OF_KERAS_2 if name not in NOT_IN_TF_KERAS]
    assert {Path(name).parent for name in runnable} == {Path(name).parent for name in IN_TF_KERAS}
    assert set(NOT_IN_TF_KERAS) < set(OF_KERAS_2)
    assert 35 <= len(IN_TF_KERAS) + len(IN_KERAS) <= 42

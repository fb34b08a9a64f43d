"""What `modernize` prints computes what the program of its time computes, here and in real Keras.

The programs of `scripts/` are printed in today's form; keras_lite runs both forms, the real Keras
the printed one. A line that Keras 3 cannot say must be marked.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("libcst")

from compat_tests import scripts_test
from compat_tests.scripts_test import OLD, SCRIPTS, home, outcome  # noqa: F401 (a fixture)
from keras_lite.compat.modernize import modernize

MODERN = {name: modernize((SCRIPTS / name).read_bytes()) for name in OLD}
WHOLE = [name for name in OLD if not MODERN[name].left]
# Keras 3.15.1 reads ahead in a generator, and loses what it has read when an epoch ends: which
# batches the next validation sees depends on the time that reading takes.
READS_AHEAD = re.compile(r"validation_data=\w+\(\)")
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?")

originals = scripts_test.results


@pytest.fixture(scope="module")
def moderns(tmp_path_factory, home):  # noqa: F811
    """What keras_lite computes from the printed programs."""
    folder = tmp_path_factory.mktemp("modern")
    for name in WHOLE:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(MODERN[name].text)
    return scripts_test.run_all(home, WHOLE, folder)


@pytest.mark.parametrize("name", OLD)
def test_what_is_printed_is_a_program_of_today(name):
    made = MODERN[name]
    compile(made.text, name, "exec")
    marked = [line for line in made.text.splitlines() if "# keras_lite: " in line]
    assert bool(made.left) == any("is not needed any more" not in line for line in marked)
    if not made.left:
        assert modernize(made.text).text == made.text  # nothing is old in it


def test_most_programs_are_printed_as_a_whole():
    assert len(WHOLE) >= 0.8 * len(OLD)


@pytest.mark.parametrize("name", WHOLE)
def test_it_computes_the_same_here(name, originals, moderns):
    numbers, words = outcome(moderns[name])
    expected, expected_words = outcome(originals[name])
    assert words == expected_words
    np.testing.assert_allclose(numbers, expected, rtol=2e-6, atol=1e-7)


def _run(keras, text, name):
    import contextlib
    import io
    import warnings

    keras.config.set_image_data_format("channels_last")
    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(text, name, "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def lists_of(text):
    """The numbers of each list, and those outside of lists."""
    parts = re.split(r"[\[\]]", text)
    return [[float(word) for word in NUMBER.findall(part)] for part in parts]


@pytest.mark.live
@pytest.mark.parametrize("name", WHOLE)
def test_it_computes_the_same_in_keras(name, originals, real_keras):
    made = MODERN[name].text
    printed = real_keras.call(_run, made, name)
    ours, theirs = (lists_of(text[text.index("result") :]) for text in
                    (outcome(originals, name), printed))  # fmt: skip
    assert [len(part) for part in ours] == [len(part) for part in theirs]
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        if READS_AHEAD.search(made) and "generators/" in name and number == 3:
            continue
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_files_are_read_with_their_coding():
    made = modernize("# -*- coding: latin-1 -*-\nname = '\xe9'\n".encode("latin-1"))
    assert "\xe9" in made.text
    assert Path(SCRIPTS).is_dir()

"""What importing costs, as a multiple of what importing NumPy costs in the same minute."""

from __future__ import annotations

import pytest

from compat_tests.child import printed

REPEATS = 10
ROUNDS = 4


@pytest.fixture(scope="module")
def seconds(tmp_path_factory):
    """Times an import in a fresh process, both packages compiled beforehand."""
    kept = {
        "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled")),
        "PYTHONDONTWRITEBYTECODE": "",  # which says that it is written
    }

    def timing(line):
        code = f"from time import perf_counter as t; a = t(); {line}; print(t() - a)"
        return float(printed(code, **kept))

    timing("from keras_lite.layers import Dense")
    return timing


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "limit"),
    [("import keras_lite", 1.6), ("from keras_lite.layers import Dense", 2.0)],
)
def test_importing_costs_little_more_than_numpy(line, limit, seconds):
    """The quickest of several runs each, taken in turns, so that a busy machine weighs on both.

    On a very busy one ten runs do not find a quiet moment for both, so there are more rounds.
    """
    ours, numpy = [], []
    for _ in range(ROUNDS):
        for _ in range(REPEATS):
            numpy.append(seconds("import numpy"))
            ours.append(seconds(line))
        if min(ours) <= limit * min(numpy):
            break
    assert min(ours) <= limit * min(numpy)

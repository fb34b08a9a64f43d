"""What the docstrings show is what happens; every function says what it is."""

from __future__ import annotations

import doctest
import inspect
import sys

import pytest

from keras_lite import activations, ops, random

FUNCTIONS = [
    *(getattr(ops, name) for name in ops.__all__),
    *(getattr(activations, name) for name in activations.__all__),
    *(getattr(random, name) for name in random.__all__),
]
_finder = doctest.DocTestFinder(recurse=False)


def _examples(function: object) -> list[doctest.DocTest]:
    module = sys.modules[inspect.unwrap(function).__module__]  # type: ignore[arg-type]
    return [t for t in _finder.find(function, globs=dict(vars(module))) if t.examples]


@pytest.mark.parametrize(
    "test",
    [test for function in FUNCTIONS for test in _examples(function)],
    ids=lambda test: test.name,
)
def test_examples_run(test: doctest.DocTest) -> None:
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.append)
    assert not report, "".join(report)


def test_every_function_has_a_docstring() -> None:
    assert not [f for f in FUNCTIONS if not (f.__doc__ or "").strip()]
    first_lines = [f.__doc__.strip().splitlines()[0] for f in FUNCTIONS]
    assert not [line for line in first_lines if not line.endswith((".", ":", "…"))]

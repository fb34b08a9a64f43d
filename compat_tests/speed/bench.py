"""What the benchmark compares, with what, and the ratios that are asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from compat_tests.oracle import ROOT, Oracle, environment
from compat_tests.speed.timing import Result, in_turns

CASES = "compat_tests.speed.cases"


@dataclass(frozen=True)
class Case:
    """A classifier of these layer sizes, and the ratios asked of it (None: not timed)."""

    layers: tuple[int, ...]
    batch: int
    epochs: int = 1
    rows: int = 10_000
    calls: tuple[int, int] = (20, 2000)  # of predict in one turn: of the real Keras, of ours
    fit_at_least: float | None = None
    predict_at_least: float | None = None
    progress_at_most: float | None = None

    @property
    def name(self) -> str:
        return "-".join(map(str, self.layers))

    def tiny(self) -> Case:
        """The same asked of so little that only the way is tested, not the speed."""
        return replace(self, layers=(3, 4, 2), rows=3 * self.batch, epochs=1, calls=(1, 2))


MODELS = (
    Case((2, 4, 4, 2), 100, 5, fit_at_least=20, predict_at_least=500, progress_at_most=1.15),
    Case((784, 512, 512, 10), 128, 1, fit_at_least=1.8),
    Case((784, 128, 10), 32, 1, rows=1_000, predict_at_least=500),
)
IMPORTS = (("import keras_lite", 1.6), ("from keras_lite.layers import Dense", 2.0))


def beside_keras(real: Oracle, lite: Oracle, case: Case, rounds: int) -> Iterator[Result]:
    """Training and predicting in both libraries, each in its own warm process."""
    for oracle in (real, lite):
        oracle.call(f"{CASES}:prepare", list(case.layers), case.batch, case.rows)

    def fit(oracle: Oracle) -> float:
        return oracle.call(f"{CASES}:fit", list(case.layers), case.batch, case.epochs)

    def predict(oracle: Oracle, calls: int) -> float:
        return oracle.call(f"{CASES}:predict_row", list(case.layers), calls)

    if case.fit_at_least is not None:
        times = in_turns(lambda: fit(real), lambda: fit(lite), rounds)
        what = f"`fit`, a step of {case.name}, batch {case.batch}, {case.rows:,} rows"
        yield Result(what, *times, at_least=case.fit_at_least)
    if case.predict_at_least is not None:
        few, many = case.calls
        times = in_turns(lambda: predict(real, few), lambda: predict(lite, many), rounds)
        yield Result(f"`predict`, one row, {case.name}", *times, at_least=case.predict_at_least)


def progress_bar(lite: Oracle, case: Case, rounds: int) -> Result:
    """What verbose=1 costs on a terminal, beside verbose=0; both are ours."""
    lite.call(f"{CASES}:prepare", list(case.layers), case.batch, case.rows)

    def fit(verbose: int) -> float:
        return lite.call(
            f"{CASES}:fit", list(case.layers), case.batch, 4 * case.epochs, verbose=verbose
        )

    times = in_turns(lambda: fit(0), lambda: fit(1), rounds)
    what = f"`verbose=1` beside `verbose=0`, a step of {case.name}"
    return Result(what, *times, at_most=case.progress_at_most)


def imports(statement: str, at_most: float, rounds: int) -> Result:
    """What `statement` costs in a new process, beside `import numpy` in another."""
    times = in_turns(lambda: _import("import numpy"), lambda: _import(statement), rounds)
    return Result(f"`{statement}` beside `import numpy`", *times, at_most=at_most)


def _import(statement: str) -> float:
    program = f"from time import perf_counter as t\nstart = t()\n{statement}\nprint(t() - start)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(None),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)

"""How cost grows: rows, width, depth, batch and epochs, each alone, each point a new process.

A point is the quickest of a few trainings of a classifier on random numbers, and the most memory
its process ever had. Beside the time stands the arithmetic: the multiplications of the products,
and what Adam and the activations do with each number, counted as `PASSES` and `CALL` say.
"""

from __future__ import annotations

import itertools
import json
import math
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from typing import Any

from compat_tests.oracle import ROOT, environment

FASTER_THAN_ARITHMETIC = 1.5
"""Time per arithmetic may grow by this factor along an axis; caches and memory take that much."""


PASSES = {"numpy": (8, 12), "c": (2, 2)}
"""How often each number between two products, and each in the update, is read from memory and
written back: by each of NumPy's calls; in C loops are joined."""

PASS = 16
"""What that counts as, in multiplications and additions of a product."""

CALL = {"numpy": 10_000, "c": 0}
"""What one of a step's calls of an operation counts as."""


@dataclass(frozen=True)
class Point:
    """A training: `depth` hidden layers of `width` units, `inputs` numbers a row."""

    rows: int = 20_000
    width: int = 64
    depth: int = 2
    batch: int = 128
    epochs: int = 1
    inputs: int = 16

    @property
    def layers(self) -> list[int]:
        return [self.inputs, *[self.width] * self.depth, 4]

    @property
    def parameters(self) -> int:
        layers = self.layers
        return sum((a + 1) * b for a, b in itertools.pairwise(layers))

    def arithmetic(self, executor: str) -> float:
        """Of all steps, in multiplications and additions."""
        steps = math.ceil(self.rows / self.batch) * self.epochs
        between, update = PASSES[executor]
        return (
            6 * self.parameters * self.rows * self.epochs
            + PASS * between * sum(self.layers) * self.rows * self.epochs
            + PASS * update * self.parameters * steps
            + CALL[executor] * (12 * len(self.layers) + 60) * steps
        )

    @property
    def memory(self) -> int:
        """Bytes of parameters, slots, gradients, activations with their slopes, and data."""
        activations = 2 * self.batch * sum(self.layers[1:])
        return 4 * (4 * self.parameters + activations + self.rows * (self.inputs + 1))


AXES: dict[str, tuple[Point, ...]] = {
    "rows": tuple(Point(rows=10**k) for k in (3, 4, 5, 6)),
    "width": tuple(
        Point(rows=r, width=w, batch=256)
        for w, r in ((16, 20480), (64, 20480), (256, 10240), (1024, 5120), (4096, 1024))
    ),
    "depth": tuple(Point(rows=10_000, depth=d) for d in (1, 2, 4, 8, 16, 32, 64)),
    "batch": tuple(Point(rows=max(2_000, 4 * b), batch=b) for b in (1, 8, 64, 512, 4096, 8192)),
    "epochs": tuple(Point(rows=2_000, epochs=e) for e in (1, 10, 100)),
}


def measure(point: Point, executor: str, turns: int) -> dict[str, Any]:
    """Seconds, seconds to the first step, and bytes of memory, from a process of its own."""
    seconds = 0.3 if turns > 1 else 0.0
    settings = json.dumps({"point": asdict(point), "turns": turns, "seconds": seconds})
    done = subprocess.run(
        [sys.executable, "-m", "compat_tests.speed.growth_child", settings],
        env={**environment(None), "KERAS_LITE_EXECUTOR": executor},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{point}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(axes: dict[str, tuple[Point, ...]], executor: str, turns: int) -> list[dict[str, Any]]:
    """All points, a row each, with what `judge` says about its axis."""
    rows = []
    for axis, points in axes.items():
        found = []
        for point in points:
            row = {"axis": axis, "executor": executor, "size": getattr(point, axis)}
            row |= measure(point, executor, turns)
            done = point.rows * point.epochs
            row["per_row"] = row["seconds"] / done
            row["per_arithmetic"] = row["seconds"] / point.arithmetic(executor)
            row["arithmetic_per_row"] = point.arithmetic(executor) / done
            row["needed"] = point.memory
            found.append(row)
            print(".", end="", flush=True, file=sys.stderr)
        judge(found)
        rows += found
    return rows


def judge(rows: list[dict[str, Any]]) -> None:
    """Adds to each row how much dearer an operation is than at the cheapest smaller size."""
    least = math.inf
    for row in rows:
        row["growth"] = row["per_arithmetic"] / min(least, row["per_arithmetic"])
        row["too_fast"] = row["growth"] > FASTER_THAN_ARITHMETIC
        least = min(least, row["per_arithmetic"])


def tiny() -> dict[str, tuple[Point, ...]]:
    """Two small points on each axis: only the way is tested."""
    few = Point(rows=20, width=4, depth=1, batch=8)
    return {axis: (few, replace(few, **{axis: 2 * getattr(few, axis)})) for axis in AXES}

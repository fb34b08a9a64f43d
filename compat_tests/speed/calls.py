"""Small calls: one row predicted, a model called, a batch trained; and how soon `fit` steps."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Any

import numpy as np

from compat_tests.oracle import ROOT, environment
from compat_tests.speed.models import Model

ROW_AT_LEAST = 1000
"""Times faster than Keras on TensorFlow, `predict` of one row."""

BESIDE_PROGRAM = 25e-6
"""Seconds that a call may take beside its program."""

FIRST_STEP = 25e-3
"""Seconds from the call of `fit` to the end of its first step."""

IMPORTS = (("import keras_lite", 1.6), ("from keras_lite.layers import Dense", 2.0))
"""Statements, and times of `import numpy` that they may take."""


def beside_program(library: Any, model: Model, seconds: float) -> dict[str, dict[str, float]]:
    """In keras_lite's process: seconds of a call, and of the program that it runs.

    For `model(x)` of one row and `train_on_batch` of a batch.
    """
    from compat_tests.speed.peers.kerases import build

    x, y = model.data()
    n = model.batch
    network = build(library, model.layers, "plain")
    row, batch, targets = x[:1], x[:n], y[:n]
    network.train_on_batch(batch, targets)
    network(row)
    called = next(iter(network._programs.call._programs.values()))
    (trained,) = network._programs._programs.values()
    rate = np.full(1, 0.001, "float32")
    alone = {
        "model(x), 1 row": _program(called, 1, [row[None]]),
        f"train_on_batch, {n} rows": _program(trained, n, [batch[None], targets[None], rate]),
    }
    whole: dict[str, Callable[[], Any]] = {
        "model(x), 1 row": lambda: network(row),
        f"train_on_batch, {n} rows": lambda: network.train_on_batch(batch, targets),
    }
    return {
        name: {"call": quickest(whole[name], seconds), "program": quickest(program, seconds)}
        for name, program in alone.items()
    }


def _program(program: Any, n: int, inputs: list[np.ndarray]) -> Callable[[], Any]:
    """The bound program, on arrays that are ready."""
    outputs = [
        np.empty((1, *(n if not isinstance(s, int) else s for s in o.spec.shape)), o.spec.dtype)
        for o in program.graph.outputs.values()
    ]
    compiled = program.executor.compiled.get(n)
    if compiled is not None:
        states = program.state_arrays(compiled.text.states)
        return lambda: compiled.run(states, [*inputs, *outputs])
    bound = program.bind(n)
    return lambda: bound(*inputs, *outputs)


def quickest(call: Callable[[], Any], seconds: float) -> float:
    """Seconds of a call: the least of many turns of some calls."""
    best, deadline = float("inf"), perf_counter() + seconds
    while True:
        begin = perf_counter()
        for _ in range(20):
            call()
        best = min(best, (perf_counter() - begin) / 20)
        if perf_counter() > deadline:
            return best


def first_step(layers: tuple[int, ...], executor: str, rounds: int) -> dict[str, list[float]]:
    """Seconds to the end of `fit`'s first step: in a new process, and of a second model in it."""
    found: dict[str, list[float]] = {"new process": [], "second model": []}
    child = ["-m", "compat_tests.speed.calls", json.dumps(layers)]
    settings = {"KERAS_LITE_EXECUTOR": executor}
    _run(child, settings)
    for _ in range(rounds):
        for name, seconds in json.loads(_run(child, settings)).items():
            found[name].append(seconds)
    return found


def imports(rounds: int) -> list[dict[str, Any]]:
    """Seconds of `import numpy` and of ours, each in a new process, in turns."""
    statements = ["import numpy", *(statement for statement, _ in IMPORTS)]
    times: dict[str, list[float]] = {s: [] for s in statements}
    for statement in statements:
        _import(statement)
    for _ in range(rounds):
        for statement in statements:
            times[statement].append(_import(statement))
    return [
        {
            "what": statement,
            "seconds": times[statement],
            "ratio": min(times[statement]) / min(times["import numpy"]),
            "median": statistics.median(times[statement])
            / statistics.median(times["import numpy"]),
            "at_most": limit,
        }
        for statement, limit in IMPORTS
    ]


def _import(statement: str) -> float:
    program = f"from time import perf_counter as t\nstart = t()\n{statement}\nprint(t() - start)"
    return float(_run(["-c", program], {}))


@cache
def _bytecode() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def _run(arguments: list[str], settings: dict[str, str]) -> str:
    """What Python prints in a new process, which finds its modules compiled, from the second on.

    That is how an installer leaves both NumPy and us. Where Python was told to write no bytecode,
    it would compile us, and only us, at every start.
    """
    variables = {**environment(None), **settings, "PYTHONPYCACHEPREFIX": _bytecode().name}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, *arguments],
        env=variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


def main(layers: list[int]) -> dict[str, float]:
    """In the child of `first_step`."""
    import keras_lite as keras
    from compat_tests.speed.peers.kerases import build

    class Clock(keras.callbacks.Callback):
        seconds: float | None = None

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if self.seconds is None:
                self.seconds = perf_counter()

    x, y = Model(tuple(layers), 32, 320, 1).data()
    found = {}
    for name in ("new process", "second model"):
        model, clock = build(keras, tuple(layers), "plain"), Clock()
        begin = perf_counter()
        model.fit(x, y, batch_size=32, verbose=0, callbacks=[clock])
        assert clock.seconds is not None
        found[name] = clock.seconds - begin
    return found


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))

"""The most memory that training takes, beside what has to be there."""

from __future__ import annotations

import contextlib
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from compat_tests.oracle import ROOT, environment
from compat_tests.speed.models import Model

AT_MOST = 1.25
"""Times parameters, slots, gradients, activations and data."""


def needed(model: Model) -> dict[str, int]:
    """Bytes of what a step cannot do without, float32 all of it.

    Activations: what every layer gives, and its slope.
    """
    pairs = list(zip(model.layers, model.layers[1:], strict=False))
    parameters = 4 * sum((a + 1) * b for a, b in pairs)
    return {
        "parameters": parameters,
        "slots": 2 * parameters,
        "gradients": parameters,
        "activations": 2 * 4 * model.batch * sum(model.layers[1:]),
        "data": 4 * model.rows * (model.layers[0] + model.layers[-1]),
    }


def measured(model: Model, executor: str) -> int:
    """Bytes that building and training add to the peak of a process that has trained before."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "compat_tests.speed.peak",
            json.dumps([model.layers, model.batch, model.rows]),
        ],
        env={**environment(None), "KERAS_LITE_EXECUTOR": executor},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return int(done.stdout.splitlines()[-1])


def most_ever() -> int:
    """The most memory that this process ever had, in bytes.

    Linux hands the maximum that `getrusage` knows from a process down to the programs it starts,
    so the kernel's own mark of this one is read where there is one.
    """
    with contextlib.suppress(OSError):  # systems without /proc
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def largest(model: Model, executor: str) -> dict[str, Any]:
    """The peak of a model, what it needs, and the ratio of both."""
    parts = needed(model)
    peak = measured(model, executor)
    return {
        "model": model.name,
        "executor": executor,
        "peak": peak,
        "needed": parts,
        "ratio": peak / sum(parts.values()),
    }


def main(layers: list[int], batch: int, rows: int) -> int:
    """In the child: a small training for all that is loaded once, then the one that counts."""
    import keras_lite as keras
    from compat_tests.speed.peers.kerases import build

    def train(model: Model) -> None:
        x, y = model.data()
        build(keras, model.layers, "plain").fit(x, y, batch_size=model.batch, verbose=0)

    train(Model((4, 8, layers[-1]), 8, 64, 1))
    before = most_ever()
    train(Model(tuple(layers), batch, rows, 1))
    return most_ever() - before


if __name__ == "__main__":
    print(main(*json.loads(sys.argv[1])))

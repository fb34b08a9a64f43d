"""What runs inside the process of a peer: builds, trains and times it.

Every peer is a module of `compat_tests.speed.peers` with a class `Run`:

    Run(library, model, variant, weights)   what there is to build; nothing is trained
    run.weights                             kernels and biases, in order; None if it has none
    run.train(epochs)                       trains so long; the mean loss of the last epoch
    run.predict_row()                       the outputs for one row, where a peer has that
"""

from __future__ import annotations

import gc
import importlib
from time import perf_counter
from typing import Any

from compat_tests.speed.models import Model

_runs: dict[tuple[str, tuple[int, ...], int, str], Any] = {}


def start(
    library: Any, peer: str, model: Model, variant: str, weights: list[Any] | None
) -> dict[str, Any]:
    """Builds a run and trains it for the first time; its loss, and the weights it began with."""
    module = importlib.import_module(f"compat_tests.speed.peers.{peer}")
    run = module.Run(library, model, variant, weights)
    first = run.weights
    loss = run.train(model.check_epochs if variant == "plain" else 1)
    _runs[peer, model.layers, model.batch, variant] = run
    return {"loss": loss, "weights": first, "note": getattr(run, "note", "")}


def fit(library: Any, peer: str, model: Model, variant: str) -> float:
    """Seconds per step of one training, everything around its steps included."""
    run = _runs[peer, model.layers, model.batch, variant]
    gc.collect()
    begin = perf_counter()
    run.train(model.epochs)
    return (perf_counter() - begin) / (model.epochs * model.steps)


def predict_row(library: Any, peer: str, model: Model, seconds: float) -> float:
    """Seconds per prediction of one row: the quickest of some turns within `seconds`."""
    run = _runs[peer, model.layers, model.batch, "plain"]
    run.predict_row()
    begin = perf_counter()
    run.predict_row()
    calls = max(1, int(seconds / 10 / max(perf_counter() - begin, 1e-6)))
    quickest = float("inf")
    deadline = perf_counter() + seconds
    while True:
        begin = perf_counter()
        for _ in range(calls):
            run.predict_row()
        quickest = min(quickest, (perf_counter() - begin) / calls)
        if perf_counter() > deadline:
            return quickest


def forget(library: Any) -> None:
    """Lets go of every run."""
    _runs.clear()
    gc.collect()

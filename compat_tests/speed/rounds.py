"""Everybody in turn, several rounds, and before that whether all come to the same loss."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from compat_tests.oracle import Oracle, OracleError
from compat_tests.speed.models import NUMPY, PRODUCTS, TENSORFLOW, C, Model
from compat_tests.speed.peers import PEERS, Peer

VARIANTS = ("dropout", "batch normalization", "SGD momentum", "validation_split", "verbose=1")
VARIED = (NUMPY, C, TENSORFLOW)
"""Whose variants are timed."""

PREDICTED = ((2, 4, 4, 2), (784, 128, 10))
"""Layer sizes of the models that predict one row."""

BAND = 0.15
"""Losses of two peers that shuffle differently may lie so far apart, relatively."""

EQUAL = 1e-3
"""Losses of Keras on TensorFlow and keras_lite, from one seed, must be so close, relatively."""

LIMIT = 75.0
"""Seconds that the rounds of a model take, unless its first rounds take longer."""

LEAST_ROUNDS = 2

PAUSE = 0.1
"""Seconds between two turns: in this time the threads of the last one fall asleep."""


@dataclass
class Process:
    """A peer and its process."""

    peer: Peer
    oracle: Oracle

    def call(self, function: str, *args: Any) -> Any:
        where, _, name = function.rpartition(".")
        return self.oracle.call(f"compat_tests.speed.{where}:{name}", *args, timeout=600)

    def start(self, model: Model, variant: str, weights: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.call(
            "worker.start", self.peer.module, model, variant, weights
        )
        return answer

    def fit(self, model: Model, variant: str) -> float:
        time.sleep(PAUSE)
        seconds: float = self.call("worker.fit", self.peer.module, model, variant)
        return seconds


@contextlib.contextmanager
def processes(peers: Sequence[Peer] = PEERS) -> Iterator[tuple[list[Process], dict[str, str]]]:
    """A process for each peer that is installed, and why the others are missing."""
    missing = {p.name: f"{', '.join(p.missing)} is not installed" for p in peers if p.missing}
    with contextlib.ExitStack() as stack:
        yield (
            [Process(p, stack.enter_context(p.process())) for p in peers if not p.missing],
            missing,
        )


def compare(everyone: list[Process], model: Model, rounds: int, varied: bool) -> dict[str, Any]:
    """What was found of a model.

    Returns:
        `times`: seconds per step by variant and peer; `losses` and what `disagreements` says of
        them; `predict_row`: seconds by peer; `own_arithmetic`: seconds per step by variant;
        `notes`: what a peer has to say, and why it failed if it did.
    """
    weights = None
    losses: dict[str, float] = {}
    notes: dict[str, str] = {}
    ready: list[tuple[Process, str]] = []
    for process in everyone:
        name = process.peer.name
        try:
            # keras_lite and Keras on TensorFlow draw the same weights from the same seed.
            given = None if name == TENSORFLOW else weights
            answer = process.start(model, "plain", given)
        except (OracleError, RuntimeError) as error:
            notes[name] = str(error).strip().splitlines()[0]
            continue
        weights = answer["weights"] if weights is None else weights
        if answer["loss"] is not None:
            losses[name] = answer["loss"]
        if answer["note"]:
            notes[name] = answer["note"]
        ready.append((process, "plain"))
        if varied and name in VARIED:
            for variant in VARIANTS:
                process.start(model, variant, None)
                ready.append((process, variant))
    times: dict[str, dict[str, list[float]]] = {}
    begin = time.perf_counter()
    for turn in range(rounds):
        if turn >= LEAST_ROUNDS and time.perf_counter() - begin > LIMIT:
            notes["everybody"] = f"{turn} rounds of {rounds}, for it took so long"
            break
        for process, variant in ready if turn % 2 == 0 else reversed(ready):
            if turn >= _turns(process, variant):
                continue
            by_peer = times.setdefault(variant, {})
            by_peer.setdefault(process.peer.name, []).append(process.fit(model, variant))
        print(".", end="", flush=True, file=sys.stderr)
    found = {"losses": losses, "notes": notes, "times": times, "disagreements": []}
    if losses:
        found["disagreements"] = disagreements(losses)
    found["own_arithmetic"] = {}
    found["predict_row"] = {}
    for process, variant in ready:
        peer = process.peer
        if varied and peer.name == PRODUCTS:
            own = {v: process.call("arithmetic.of", model, v, 0.2) for v in VARIANTS}
            found["own_arithmetic"] = own
        if variant == "plain" and peer.name != PRODUCTS and model.layers in PREDICTED:
            time.sleep(PAUSE)
            seconds = process.call("worker.predict_row", peer.module, model, 0.3)
            found["predict_row"][peer.name] = seconds
    for process in everyone:
        process.call("worker.forget")
    return found


def _turns(process: Process, variant: str) -> float:
    """Variants get fewer turns than what they vary; those of a peer that waits for none, one."""
    if variant == "plain":
        return float("inf")
    return 1 if process.peer.name == TENSORFLOW else 3


def disagreements(losses: dict[str, float]) -> list[str]:
    """In words, who did not come to the loss of the others."""
    found = []
    reference = losses.get(TENSORFLOW, losses.get(NUMPY))
    if reference is None:
        return ["no peer reported a loss"]
    for name, loss in losses.items():
        same = name in (NUMPY, C, TENSORFLOW)
        limit = EQUAL if same else BAND
        off = abs(loss - reference) / max(abs(reference), 1e-6)
        if not off <= limit:  # a NaN is a disagreement too
            found.append(f"{name}: loss {loss:.4g} instead of {reference:.4g} ± {limit:.1%}")
    return found

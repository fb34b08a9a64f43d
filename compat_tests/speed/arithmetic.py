"""What a variant's own arithmetic costs a step: its array calls, and nothing around them.

The calls write into arrays that were made before. The random words of dropout are not drawn here
but counted, at `WORD` seconds each.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from compat_tests.speed.models import Model
from compat_tests.speed.peers.kerases import VALIDATION
from compat_tests.speed.peers.products import products

WORD = 15e-9
"""Seconds that a random word may cost."""

DRAWING = 20 * 200e-6
"""Share of the time that the progress bar may take: 20 drawings a second, 200 us each."""

Calls = list[Callable[[], Any]]


def of(library: Any, model: Model, variant: str, seconds: float) -> float:
    """Seconds per training step that a variant may add to this model's program."""
    if variant == "dropout":
        words = model.batch * sum(model.layers[1:-1])
        return words * WORD + _quickest(_dropout(model), seconds)
    if variant == "batch normalization":
        return _quickest(_normalization(model), seconds)
    if variant == "validation_split":
        rows = model.rows * VALIDATION / (1 - VALIDATION)
        return _quickest(_forward(model), seconds) * rows / model.batch / model.steps
    return 0.0  # momentum has less arithmetic than Adam; the bar is a share of the time


def _quickest(calls: Calls, seconds: float) -> float:
    """Seconds for all calls, the least of several turns."""
    best, deadline = float("inf"), perf_counter() + seconds
    while True:
        begin = perf_counter()
        for _ in range(4):
            for call in calls:
                call()
        best = min(best, (perf_counter() - begin) / 4)
        if perf_counter() > deadline:
            return best


def _filled(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).random(shape, dtype="float32") + np.float32(0.1)


def _dropout(model: Model) -> Calls:
    """Words to a mask, the mask on the values, the mask on their slopes."""
    calls: Calls = []
    for units in model.layers[1:-1]:
        x, mask, y = (_filled(model.batch, units) for _ in range(3))
        words = np.random.default_rng(0).integers(0, 1 << 32, x.shape, dtype=np.uint32)
        kept = np.empty(x.shape, bool)
        calls.append(partial(np.right_shift, words, 9, out=words))
        calls.append(partial(np.greater_equal, words, np.uint32(1677722), out=kept))
        calls.append(partial(np.multiply, kept, np.float32(1.25), out=mask))
        calls += [partial(np.multiply, x, mask, out=y)] * 2
    return calls


def _normalization(model: Model) -> Calls:
    """Mean and variance, the moving ones, the normalised values, and the slopes of it all."""
    calls: Calls = []
    add, subtract, multiply = np.add, np.subtract, np.multiply
    for units in model.layers[1:-1]:
        x, c, y, g, h = (_filled(model.batch, units) for _ in range(5))
        mean, variance, scale, gamma, beta, moving, t = (_filled(units) for _ in range(7))
        share = np.float32(1 / model.batch)
        calls += [partial(add.reduce, x, axis=0, out=mean), partial(multiply, mean, share, out=t)]
        calls += [partial(subtract, x, t, out=c), partial(multiply, c, c, out=h)]
        calls += [partial(add.reduce, h, axis=0, out=variance)]
        calls += [partial(multiply, variance, share, out=scale), partial(add, scale, 1e-3, out=t)]
        calls += [partial(np.sqrt, t, out=t), partial(np.divide, gamma, t, out=scale)]
        calls += [partial(multiply, c, scale, out=y), partial(add, y, beta, out=y)]
        for new in (mean, variance):
            calls += [partial(subtract, new, moving, out=t), partial(multiply, t, 0.01, out=t)]
            calls += [partial(add, moving, t, out=moving)]
            moving = _filled(units)
        # Slopes: of beta, of gamma, of the values.
        calls += [partial(add.reduce, g, axis=0, out=mean), partial(multiply, g, c, out=h)]
        calls += [partial(add.reduce, h, axis=0, out=variance)]
        calls += [partial(multiply, variance, t, out=t), partial(multiply, c, t, out=h)]
        calls += [partial(subtract, g, h, out=h), partial(multiply, mean, share, out=t)]
        calls += [partial(subtract, h, t, out=h), partial(multiply, h, scale, out=h)]
        # Adam, over gamma and beta.
        w, m, v, s, r = (_filled(2 * units) for _ in range(5))
        calls += [partial(subtract, s, m, out=r), partial(multiply, r, 0.1, out=r)]
        calls += [partial(add, m, r, out=m), partial(multiply, s, s, out=r)]
        calls += [partial(subtract, r, v, out=r), partial(multiply, r, 1e-3, out=r)]
        calls += [partial(add, v, r, out=v), partial(np.sqrt, v, out=r), partial(add, r, 1e-7, r)]
        calls += [partial(np.divide, m, r, out=r), partial(subtract, w, r, out=s)]
    return calls


def _forward(model: Model) -> Calls:
    """A batch through the layers, its loss and its accuracy."""
    kernels = [_filled(a, b) for a, b in zip(model.layers, model.layers[1:], strict=False)]
    calls = products(kernels, model.batch)[: len(kernels)]
    for units in model.layers[1:]:
        x, bias = _filled(model.batch, units), _filled(units)
        calls += [partial(np.add, x, bias, out=x), partial(np.maximum, x, 0, out=x)]
    p, y, t = (_filled(model.batch, model.layers[-1]) for _ in range(3))
    row, one = _filled(model.batch, 1), np.empty((), "float32")
    calls += [partial(np.maximum.reduce, p, axis=1, keepdims=True, out=row)]
    calls += [partial(np.subtract, p, row, out=t), partial(np.exp, t, out=t)]
    calls += [partial(np.add.reduce, t, axis=1, keepdims=True, out=row)]
    calls += [partial(np.divide, t, row, out=t), partial(np.log, row, out=row)]
    calls += [partial(np.multiply, t, y, out=t), partial(np.add.reduce, t, axis=None, out=one)]
    first, second = (np.empty(model.batch, np.intp) for _ in range(2))
    calls += [partial(np.argmax, p, axis=1, out=first), partial(np.argmax, y, axis=1, out=second)]
    calls += [partial(np.equal, first, second), partial(np.count_nonzero, first)]
    return calls

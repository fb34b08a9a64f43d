"""The matrix products of a training step and nothing else: no program can be faster in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from compat_tests.speed.models import Model


class Run:
    """Products into arrays that were made before; a whole epoch counts its short last batch."""

    def __init__(self, numpy: Any, model: Model, variant: str, weights: Any) -> None:
        self.weights = None
        kernels = weights[::2]
        full, rest = divmod(model.rows, model.batch)
        self.epoch = [(full, products(kernels, model.batch))]
        if rest:
            self.epoch.append((1, products(kernels, rest)))

    def train(self, epochs: int) -> None:
        for _ in range(epochs):
            for steps, calls in self.epoch:
                for _ in range(steps):
                    for call in calls:
                        call()


def products(kernels: list[np.ndarray], batch: int) -> list[Callable[[], Any]]:
    """The products of a step: forward, of the kernels' gradients, and back through the layers."""
    random = np.random.default_rng(0)

    def filled(*shape: int) -> np.ndarray:
        return random.standard_normal(shape, dtype="float32")

    sizes = [kernels[0].shape[0], *(k.shape[1] for k in kernels)]
    values = [filled(batch, n) for n in sizes]
    slopes = [filled(batch, n) for n in sizes]
    calls = []
    for i, kernel in enumerate(kernels):
        calls.append(partial(np.matmul, values[i], kernel, out=np.empty_like(values[i + 1])))
    for i in reversed(range(len(kernels))):
        gradient = np.empty_like(kernels[i])
        calls.append(partial(np.matmul, values[i].T, slopes[i + 1], out=gradient))
        if i:
            back = np.empty_like(slopes[i])
            calls.append(partial(np.matmul, slopes[i + 1], kernels[i].T, out=back))
    return calls

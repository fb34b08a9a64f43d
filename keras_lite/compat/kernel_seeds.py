"""Random numbers as the random operations of Keras 2 gave them, which kept state.

Where Keras 3 draws from a seed that its layers count up, Keras 2 left the counting to TensorFlow.
Each random operation of a training step is a kernel of its own: the program's seed is its key, and
its number among the random operations of the step, as they are traced, is the upper half of its
counter. The seed of a layer takes the place of that number. The stream is not scrambled, and a call
that makes `n` numbers uses up 256 n blocks, whether it needs them or not. A step that is traced
anew begins anew, and so does every kernel when the program's seed is set, with the seed that it was
traced with. A seed of a layer grows by one with each trace; a step that makes an optimizer's slots
is traced twice, and what was traced first is thrown away. The second number of rows in a batch
makes a new trace too, for all further ones; the first trace goes on when its own number returns.

Without a trace each call has a kernel to itself, whose number is the next one of Python's generator
with the program's seed.
"""

from __future__ import annotations

import random as python_random
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import numpy as np

from keras_lite.engine import seeds
from keras_lite.engine.trace import Trace, active, suspended
from keras_lite.engine.variable import Variable
from keras_lite.primitives import arithmetic
from keras_lite.random import SeedGenerator

_LARGEST = 2**31 - 1
_BLOCKS_EACH = 256
# TensorFlow's stand-in for the seed of a program that has none, where an operation has one.
_NO_SEED = 87654321

_numbers: WeakKeyDictionary[Trace, int] = WeakKeyDictionary()
_eager = python_random.Random()
_living: WeakSet[KernelSeeds] = WeakSet()


def _restart() -> None:
    global _eager
    _eager = python_random.Random(seeds.global_seed())
    for generator in list(_living):
        generator.restart()


seeds.on_new_seed(_restart)


class KernelSeeds(SeedGenerator):
    """What takes the place of a layer's `SeedGenerator` where Keras 2 holds; it draws no seed.

    Args:
        seed: The layer's.
        name: A name.
    """

    def __init__(self, seed: int | None = None, name: str | None = None) -> None:
        super().__init__(0 if seed is None else seed, name)
        self._initial_seed = seed
        self._next_seed = seed
        self._kernels: WeakSet[Variable] = WeakSet()  # programs hold them
        _living.add(self)

    def restart(self) -> None:
        """Lets every kernel begin its stream again."""
        with suspended():
            for kernel in list(self._kernels):
                kernel.assign(kernel.numpy() * np.array([1, 1, 0], "int64"))

    def next_for(self, shape: Sequence[Any]) -> Any:
        """Key, number and first block of the kernel that draws an array of this shape."""
        if seeds.is_rehearsal():
            if self._next_seed is not None:
                self._next_seed += seeds.rehearsed_calls()
            return np.zeros(3, "int64")
        trace = active()
        if trace is None or trace.eager:
            return np.array([*self._identity(None), 0], "int64")
        kernel = self._kernel(trace)
        stream = kernel.value
        used: Any = np.array([0, 0, _BLOCKS_EACH], "int64")
        for length in shape:
            used = arithmetic.multiply(used, length)
        kernel.assign(arithmetic.add(stream, used))
        return stream

    def _kernel(self, trace: Trace) -> Variable:
        """The state of this call's kernel: each call in each trace has its own.

        A critic's layer draws other numbers in its own steps than in those of the network that is
        trained against it.
        """
        with suspended():
            place = np.array([*self._identity(trace), 0], "int64")
            kernel = Variable(place, trainable=False, name="kernel_state")
        self._kernels.add(kernel)
        return kernel

    def _identity(self, trace: Trace | None) -> tuple[int, int]:
        seed = seeds.global_seed()
        if self._next_seed is not None:
            number, self._next_seed = self._next_seed, self._next_seed + 1
            seed = _NO_SEED if seed is None else seed
        elif trace is None:
            number = _eager.randint(0, _LARGEST)
        else:
            number = _numbers.get(trace, 0)
            _numbers[trace] = number + 1
        seed = seeds.order_seed() if seed is None else seed
        pair = seed % _LARGEST, number % _LARGEST
        return pair if any(pair) else (0, _LARGEST)

"""A program in C, as the emitter hands it on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from keras_lite.engine.host_values import HostValues


@dataclass
class CText:
    """A program in C.

    Attributes:
        source: its text.
        inputs: names of the inputs, in the order in which `run` takes them after the steps and
            the order of rows. The last of them are the values that Python computes.
        batches: names of those that are batches of rows.
        host: computes these.
        outputs: names of the outputs, which follow.
        states: keys of the state, which follows.
        constants: fixed arrays, which follow.
        products: dtypes of the functions for large products, which follow.
        is_tiled: whether these are `c_tile_functions`; else they are NumPy's BLAS.
        is_shared: whether it has parts for several threads; a function that has them done follows.
        memory: bytes that `run` needs besides, handed in last.
        dtypes: of inputs, then outputs.
    """

    source: str = ""
    host: HostValues | None = None
    inputs: list[str] = field(default_factory=list)
    batches: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    states: list[int] = field(default_factory=list)
    constants: list[np.ndarray] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    is_tiled: bool = False
    is_shared: bool = False
    memory: int = 0
    dtypes: list[str] = field(default_factory=list)

    @property
    def pointers(self) -> int:
        """How many pointers, or numbers as long as one, `run` takes behind the steps."""
        arrays = len(self.dtypes) + len(self.states) + len(self.constants)
        return 1 + arrays + len(self.products) + self.is_shared + 1

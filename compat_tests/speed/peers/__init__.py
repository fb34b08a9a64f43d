"""Who is timed: one process each, and how it is started."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field

from compat_tests.oracle import Oracle
from compat_tests.speed.models import (
    JAX_KERAS,
    NAIVE,
    NUMPY,
    PRODUCTS,
    SCAN,
    SKLEARN,
    TENSORFLOW,
    TORCH,
    C,
)


@dataclass(frozen=True)
class Peer:
    """Somebody who trains models.

    Attributes:
        name: as tables have it.
        module: the file here that holds its `Run`.
        library: what its process imports first.
        needs: what else must be installed.
        settings: environment variables of its process.
    """

    name: str
    module: str
    library: str
    needs: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """What is not installed."""
        return [n for n in (self.library, *self.needs) if importlib.util.find_spec(n) is None]

    def process(self) -> Oracle:
        """Its process, started by the first call."""
        return Oracle(self.library, threads=None, settings=self.settings)


PEERS = (
    Peer(NUMPY, "kerases", "keras_lite", settings={"KERAS_LITE_EXECUTOR": "numpy"}),
    Peer(C, "kerases", "keras_lite", settings={"KERAS_LITE_EXECUTOR": "c"}),
    Peer(TENSORFLOW, "kerases", "keras", ("tensorflow",), {"KERAS_BACKEND": "tensorflow"}),
    Peer(JAX_KERAS, "kerases", "keras", ("jax",), {"KERAS_BACKEND": "jax"}),
    Peer(SCAN, "jax_scan", "jax"),
    Peer(TORCH, "torch_loop", "torch"),
    Peer(SKLEARN, "scikit", "sklearn"),
    Peer(NAIVE, "naive", "numpy"),
    Peer(PRODUCTS, "products", "numpy"),
)

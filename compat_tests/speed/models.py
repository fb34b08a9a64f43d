"""The models that are timed, their data, and the ratios that are asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy

NUMPY, C = "keras_lite NumPy", "keras_lite C"
TENSORFLOW, JAX_KERAS = "Keras on TensorFlow", "Keras on JAX"
SCAN, TORCH, SKLEARN = "JAX, lax.scan", "torch", "scikit-learn"
NAIVE, PRODUCTS = "plain NumPy", "products alone"


@dataclass(frozen=True)
class Claim:
    """A ratio that is asked for.

    Attributes:
        here: whose time it is about.
        beside: with whom it is compared.
        at_least: `here` must be so many times faster.
        at_most: or: `here` may take so many times as long.
    """

    here: str
    beside: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Model:
    """A classifier with relu between its layers, trained with Adam, accuracy measured.

    Attributes:
        layers: numbers of inputs, of units in each layer, of outputs.
        batch: rows per step.
        rows: rows of an epoch.
        epochs: epochs of one timed `fit`.
        claims: what is asked for.
    """

    layers: tuple[int, ...]
    batch: int
    rows: int
    epochs: int
    claims: tuple[Claim, ...] = ()

    @property
    def name(self) -> str:
        return f"{'-'.join(map(str, self.layers))} @ {self.batch}"

    @property
    def steps(self) -> int:
        """Steps of an epoch; the last one may be short."""
        return math.ceil(self.rows / self.batch)

    @property
    def check_epochs(self) -> int:
        """Epochs after which all peers must have come to the same loss."""
        return min(2, self.epochs)

    def tiny(self) -> Model:
        """The same asked of so little that only the way is tested, not the speed."""
        layers = (3, *(4 for _ in self.layers[1:-1]), 2 if self.layers[-1] > 1 else 1)
        return replace(self, layers=layers, rows=3 * self.batch + 1, epochs=1)

    def data(self, factor: float = 1.0) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Inputs and targets (one-hot; 0 or 1 for one output); every tenth row is mislabelled.

        So there is always something to learn, and no number becomes denormal.
        """
        random = numpy.random.default_rng(0)
        rows = round(self.rows * factor)
        x = random.standard_normal((rows, self.layers[0]), dtype="float32")
        classes = max(2, self.layers[-1])
        if classes == 2:
            label = (x[:, 0] * x[:, 1] > 0).astype("int64")
        else:
            teacher = random.standard_normal((self.layers[0], classes), dtype="float32")
            label = (x @ teacher).argmax(axis=1)
        wrong = random.random(rows) < 0.1
        label[wrong] = random.integers(0, classes, wrong.sum())
        if self.layers[-1] == 1:
            return x, label.astype("float32").reshape(-1, 1)
        return x, numpy.eye(classes, dtype="float32")[label]


def _claims(
    numpy_keras: float,
    c_keras: float,
    c_scan: float,
    products: tuple[float, float] | None = None,
    torch: float = 1.0,
    scan: float = 1.0,
) -> tuple[Claim, ...]:
    """The row of a model.

    Args:
        numpy_keras, c_keras: times faster than Keras on TensorFlow.
        c_scan: C, times faster than a whole epoch in JAX's lax.scan.
        products: NumPy and C, times the matrix products alone.
        torch, scan: how much longer than these NumPy alone may take.
    """
    claims = [Claim(NUMPY, TENSORFLOW, at_least=numpy_keras)]
    if products:
        claims.append(Claim(NUMPY, PRODUCTS, at_most=products[0]))
    claims.append(Claim(C, TENSORFLOW, at_least=c_keras))
    if products:
        claims.append(Claim(C, PRODUCTS, at_most=products[1]))
    claims += [
        Claim(C, SCAN, at_least=c_scan),
        Claim(NUMPY, JAX_KERAS, at_most=1.0),
        Claim(NUMPY, SKLEARN, at_most=1.0),
        Claim(NUMPY, TORCH, at_most=torch),
        Claim(NUMPY, SCAN, at_most=scan),
    ]
    return tuple(claims)


MODELS = (
    Model((2, 4, 4, 2), 100, 10_000, 10, _claims(60, 400, 20)),
    Model((10, 20, 20, 20, 5), 32, 10_000, 4, _claims(40, 90, 4)),
    Model((8, 12, 8, 1), 10, 10_000, 2, _claims(50, 350, 15)),
    Model((784, 128, 10), 32, 10_000, 2, _claims(4.5, 8, 1.2, (3.2, 1.8), scan=1.25)),
    Model((784, 512, 512, 10), 128, 5_120, 2, _claims(2.1, 2.6, 1.05, (1.75, 1.4), 1.15, 1.25)),
    Model((784, 2048, 2048, 10), 256, 5_120, 1, _claims(1.5, 1.9, 1.1, (1.45, 1.15), 1.15, 1.25)),
)

DOCUMENTS = (
    (2, 4, 4, 2),
    (10, 20, 20, 20, 1),
    (10, 20, 20, 20, 5),
    (8, 12, 8, 1),
    (4, 8, 3),
    (10, 50, 10, 1),
    (13, 50, 10, 1),
)
"""Layer sizes of the documents' models."""

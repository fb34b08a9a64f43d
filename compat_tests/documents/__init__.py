"""The programs of the four documents that keras_lite exists for, and how each is compared.

The scripts beside this file are the documents' own code. `real_source` mends the one that Keras 3
can no longer run; `swapped_source` is what a user does to move to keras_lite: change the imports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
_IMPORT = re.compile(r"^(\s*(?:from|import)\s+)keras(?=[.\s]|$)", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """One script and the tolerances it is held to.

    `epochs` are the epochs trained; `history` lists (epochs, largest relative difference allowed);
    `predictions` is the largest difference allowed there, relative to max(1, |value|), None where
    they are not compared.
    """

    name: str
    what: str
    epochs: int = 25
    history: tuple[tuple[int, float], ...] = ((5, 1e-6), (25, 1e-5))
    predictions: float | None = 1e-5

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.py"


PROGRAMS = (
    Program("first_network", "first network and its summary", epochs=0, history=()),
    Program("house_prices", "house prices, weights set by hand", 0, (), predictions=0.0),
    Program("regression", "regression 10-50-10-1, adam, diabetes"),
    Program("regression_functional", "the same, functional, rmsprop, validation split"),
    Program("recap_regression", "recap 10-20-20-20-1, adam, diabetes"),
    Program("recap_binary", "recap 10-20-20-20-1 sigmoid, breast cancer"),
    Program("recap_multi_class", "recap 10-20-20-20-5 softmax, digits"),
    # At momentum 0.99 a difference in the last bit grows about threefold an epoch: five compare.
    Program("xor", "XOR 2-4-4-2, SGD with decay and momentum", 5, ((1, 3e-6), (5, 1e-5)), None),
)


def program(name: str) -> Program:
    """The program called `name`."""
    return next(entry for entry in PROGRAMS if entry.name == name)


def swapped_source(text: str) -> str:
    """`text` with `keras` replaced by `keras_lite` where lines import it.

    `import keras.optimizers` binds the name `keras`, which the rest of the program goes on using,
    so that line becomes an import under the old name.
    """
    text = re.sub(
        r"^import keras\.(\w+)$", r"import keras_lite as keras, keras_lite.\1", text, flags=re.M
    )
    text = re.sub(r"^import keras$", "import keras_lite as keras", text, flags=re.M)
    return _IMPORT.sub(r"\1keras_lite", text)


def real_source(text: str) -> str:
    """`text` as Keras 3 can run it: the lost module replaced, `decay` as a schedule."""
    text = text.replace("keras.layers.core", "keras.layers")
    return text.replace(
        "SGD(decay=0.001, ",
        "SGD(keras.optimizers.schedules.InverseTimeDecay(0.01, decay_steps=1, decay_rate=0.001), ",
    )

"""What an era had where today something else stands: defaults of arguments, meanings of names.

Read off the constructors in the tags 0.3.3, 1.2.2 and 2.2.4 of the Keras repository, and off those
of tf.keras 2.15. Where an era changed its own mind (the epsilon of optimizers in 0.3 and 1.0.5, the
recurrent activation in 2.3), what most of its versions had stands here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from keras_lite.compat import eras
from keras_lite.compat.arguments import Default

_FIRST = ("keras0", "keras1")
_OLD = (*_FIRST, "keras2")
_BEFORE_3 = (*_OLD, "tf.keras")


def _defaults(names: str, argument: str, value: Any, *held: str) -> list[Default]:
    """The same default of several classes, given as ``"keras.layers: LSTM GRU"``."""
    module, _, classes = names.partition(": ")
    return [Default(module, name, "__init__", argument, value, held) for name in classes.split()]


DEFAULTS: tuple[Default, ...] = (
    *_defaults("keras.optimizers: Adagrad", "learning_rate", 0.01, *_OLD),
    *_defaults("keras.optimizers: Adagrad", "initial_accumulator_value", 0.0, *_OLD),
    *_defaults("keras.optimizers: Adadelta", "learning_rate", 1.0, *_OLD),
    *_defaults("keras.optimizers: Adamax Nadam", "learning_rate", 0.002, *_OLD),
    *_defaults("keras.optimizers: RMSprop Adagrad Adadelta", "epsilon", 1e-6, "keras0"),
    *_defaults("keras.optimizers: RMSprop Adagrad Adadelta", "epsilon", 1e-8, "keras1"),
    *_defaults("keras.optimizers: Adam Adamax Nadam", "epsilon", 1e-8, *_FIRST),
    *_defaults("keras.layers: BatchNormalization", "epsilon", 1e-6, "keras0"),
    *_defaults("keras.layers: BatchNormalization", "momentum", 0.9, "keras0"),
    *_defaults("keras.layers: LSTM GRU", "recurrent_activation", "hard_sigmoid", *_OLD),
    *_defaults("keras.layers: GRU", "reset_after", False, *_OLD),
    *_defaults("keras.layers: LSTM GRU SimpleRNN", "recurrent_initializer", "orthogonal", *_FIRST),
    # Keras 0 had no other order of axes than colours before rows.
    *_defaults(
        "keras.layers: Conv2D MaxPooling2D AveragePooling2D UpSampling2D ZeroPadding2D",
        "data_format",
        "channels_first",
        "keras0",
    ),
    Default("keras", "Model", "fit", "epochs", 100, ("keras0",)),
    Default("keras", "Model", "fit", "batch_size", 128, ("keras0",)),
    Default("keras", "Model", "fit", "epochs", 10, ("keras1",)),
    Default("keras", "Model", "predict", "verbose", 0, _OLD),
)


class Meaning(NamedTuple):
    """A name whose meaning has changed: what it stood for in some eras.

    `modern` says it in the Keras of today, as it would stand in a program.
    """

    module: str
    name: str
    place: str
    arguments: dict[str, Any]
    modern: str
    eras: tuple[str, ...]


# Keras 1 drew from a normal distribution that was not cut off, and stretched orthogonal matrices.
_WIDE = '(scale={scale}, mode="{mode}", distribution="untruncated_normal")'


def _wide(name: str, scale: float, mode: str) -> Meaning:
    given = {"scale": scale, "mode": mode, "distribution": "untruncated_normal"}
    modern = "keras.initializers.VarianceScaling" + _WIDE.format(scale=scale, mode=mode)
    place = "keras_lite.initializers:VarianceScaling"
    return Meaning("keras.initializers", name, place, given, modern, _FIRST)


MEANINGS: tuple[Meaning, ...] = (
    _wide("glorot_normal", 1.0, "fan_avg"),
    _wide("he_normal", 2.0, "fan_in"),
    Meaning(
        "keras.initializers",
        "orthogonal",
        "keras_lite.initializers:Orthogonal",
        {"gain": 1.1},
        "keras.initializers.Orthogonal(gain=1.1)",
        _FIRST,
    ),
    Meaning(
        "keras.activations",
        "hard_sigmoid",
        "keras_lite.compat.backend_math:hard_sigmoid",
        {},
        "lambda x: keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)",
        _BEFORE_3,
    ),
)


def meaning(module: str, name: str, era: str | None) -> Meaning | None:
    """The row for a name in an era, if it meant something else then."""
    if era is None:
        return None
    for row in MEANINGS:
        if row.name == name and row.module == module and era in row.eras:
            return row
    return None


def old_member(module: str, name: str) -> Any:
    """What a name stands for in the era that holds, or None if for what it does today.

    Args:
        module: Where Keras publishes the family, as in ``"keras.initializers"``.
        name: What the script wrote.
    """
    row = meaning(module, name, eras.current())
    if row is None:
        return None
    import importlib

    place, _, attribute = row.place.partition(":")
    found = getattr(importlib.import_module(place), attribute)
    return found(**row.arguments) if isinstance(found, type) else found

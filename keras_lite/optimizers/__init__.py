"""Optimizers, as `keras.optimizers` publishes them: classes, names and configurations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lite.lazy import lazy_names
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer

_FILES = {
    "adadelta": "Adadelta",
    "adafactor": "Adafactor",
    "adagrad": "Adagrad",
    "adam": "Adam AdamW",
    "adamax": "Adamax",
    "ftrl": "Ftrl",
    "lamb": "Lamb",
    "lion": "Lion",
    "nadam": "Nadam",
    "optimizer": "Optimizer",
    "rmsprop": "RMSprop",
    "sgd": "SGD",
}
_PLACES = {name: f"{__name__}.{file}" for file, names in _FILES.items() for name in names.split()}
OPTIMIZERS.elsewhere(_PLACES)

__getattr__, __dir__, __all__ = lazy_names(
    __name__,
    {**_PLACES, "schedules": f"{__name__}.schedules:"},
    eager=["deserialize", "get", "serialize"],
)


def get(identifier: Any) -> Optimizer | None:
    """The optimizer that a user means.

    Args:
        identifier: A name in any case ("adam"), a configuration, a class, an instance, or None
            (which stays None).

    Raises:
        UnknownName: (a ValueError) when a name means nothing; the nearest one is suggested.
        InvalidArgument: (a ValueError) when something else arrived.

    Example:
        >>> type(get("ADAM")).__name__
        'Adam'
    """
    return OPTIMIZERS.get(identifier)


def serialize(optimizer: Optimizer) -> dict[str, Any]:
    """The configuration of an optimizer, from which `deserialize` makes it again."""
    return OPTIMIZERS.serialize(optimizer)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Optimizer:
    """The optimizer that a configuration describes.

    Raises:
        CannotDeserialize: (a TypeError) when the configuration cannot be followed.
    """
    return OPTIMIZERS.deserialize(config, custom_objects)

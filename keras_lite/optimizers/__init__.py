"""Optimizers, as `keras.optimizers` publishes them: classes, names and configurations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lite.lazy import unknown_names
from keras_lite.optimizers import schedules
from keras_lite.optimizers.adadelta import Adadelta
from keras_lite.optimizers.adafactor import Adafactor
from keras_lite.optimizers.adagrad import Adagrad
from keras_lite.optimizers.adam import Adam, AdamW
from keras_lite.optimizers.adamax import Adamax
from keras_lite.optimizers.ftrl import Ftrl
from keras_lite.optimizers.lamb import Lamb
from keras_lite.optimizers.lion import Lion
from keras_lite.optimizers.nadam import Nadam
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer
from keras_lite.optimizers.rmsprop import RMSprop
from keras_lite.optimizers.sgd import SGD


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


__all__ = [
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "deserialize",
    "get",
    "schedules",
    "serialize",
]

__getattr__ = unknown_names(__name__)

"""Learning-rate schedules, as `keras.optimizers.schedules` publishes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lite.lazy import lazy_names
from keras_lite.optimizers.schedules.schedule import SCHEDULES, LearningRateSchedule

_FILES = {
    "cosine_decay": "CosineDecay CosineDecayRestarts",
    "decay": "ExponentialDecay InverseTimeDecay PolynomialDecay",
    "piecewise_constant_decay": "PiecewiseConstantDecay",
    "schedule": "LearningRateSchedule",
}
_PLACES = {name: f"{__name__}.{file}" for file, names in _FILES.items() for name in names.split()}
SCHEDULES.elsewhere(_PLACES)

__getattr__, __dir__, __all__ = lazy_names(__name__, _PLACES, eager=["deserialize", "serialize"])


def serialize(learning_rate_schedule: LearningRateSchedule) -> dict[str, Any]:
    """The configuration of a schedule, from which `deserialize` makes it again."""
    return SCHEDULES.serialize(learning_rate_schedule)


def deserialize(
    config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None
) -> LearningRateSchedule:
    """The schedule that a configuration describes.

    Raises:
        CannotDeserialize: (a TypeError) when the configuration cannot be followed.

    Example:
        >>> type(deserialize(serialize(CosineDecay(0.1, 10)))).__name__
        'CosineDecay'
    """
    return SCHEDULES.deserialize(config, custom_objects)

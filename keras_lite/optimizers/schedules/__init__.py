"""Learning-rate schedules, as `keras.optimizers.schedules` publishes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lite.optimizers.schedules.cosine_decay import CosineDecay, CosineDecayRestarts
from keras_lite.optimizers.schedules.decay import (
    ExponentialDecay,
    InverseTimeDecay,
    PolynomialDecay,
)
from keras_lite.optimizers.schedules.piecewise_constant_decay import PiecewiseConstantDecay
from keras_lite.optimizers.schedules.schedule import SCHEDULES, LearningRateSchedule


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


__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]

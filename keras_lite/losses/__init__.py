"""Losses, as `keras.losses` publishes them: classes, functions, names and configurations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lite.lazy import unknown_names
from keras_lite.losses.circle import Circle, circle
from keras_lite.losses.crossentropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from keras_lite.losses.divergence import KLDivergence, Poisson, kl_divergence, poisson
from keras_lite.losses.family import LOSSES
from keras_lite.losses.focal_crossentropy import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
)
from keras_lite.losses.generalized_crossentropy import (
    CategoricalGeneralizedCrossEntropy,
    categorical_generalized_cross_entropy,
)
from keras_lite.losses.hinge import (
    CategoricalHinge,
    Hinge,
    SquaredHinge,
    categorical_hinge,
    hinge,
    squared_hinge,
)
from keras_lite.losses.loss import Loss
from keras_lite.losses.overlap import Dice, Tversky, dice, tversky
from keras_lite.losses.regression import (
    CosineSimilarity,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    cosine_similarity,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)


def get(identifier: Any) -> Any:
    """The loss that a user means: a function or an instance, ready to be called.

    Args:
        identifier: A name ("mse", "MeanSquaredError"), a configuration, a class, a function, an
            instance, or None (which stays None).

    Raises:
        UnknownName: (a ValueError) when a name means nothing; the nearest one is suggested.

    Example:
        >>> get("MSE").__name__
        'mean_squared_error'
    """
    return LOSSES.get(identifier)


def serialize(loss: Any) -> Any:
    """The configuration of a loss, from which `deserialize` makes it again."""
    return LOSSES.serialize(loss)


def deserialize(name: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The loss that a configuration or a name describes.

    Raises:
        UnknownName: (a ValueError) when a name means nothing.
        CannotDeserialize: (a TypeError) when a configuration cannot be followed.
    """
    return LOSSES.deserialize(name, custom_objects)


__all__ = [
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "Circle",
    "CosineSimilarity",
    "Dice",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "Tversky",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "circle",
    "cosine_similarity",
    "deserialize",
    "dice",
    "get",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "poisson",
    "serialize",
    "sparse_categorical_crossentropy",
    "squared_hinge",
    "tversky",
]

__getattr__ = unknown_names(__name__)

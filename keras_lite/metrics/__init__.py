"""Metrics, as `keras.metrics` publishes them: classes, functions, names and configurations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lite import registry
from keras_lite.lazy import lazy_names
from keras_lite.losses import (
    binary_crossentropy,
    binary_focal_crossentropy,
    categorical_crossentropy,
    categorical_focal_crossentropy,
    categorical_hinge,
    hinge,
    huber,
    kl_divergence,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    poisson,
    sparse_categorical_crossentropy,
    squared_hinge,
)
from keras_lite.metrics.family import METRICS

_FILES = {
    "accuracy": "Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy "
    "SparseTopKCategoricalAccuracy TopKCategoricalAccuracy binary_accuracy "
    "categorical_accuracy sparse_categorical_accuracy sparse_top_k_categorical_accuracy "
    "top_k_categorical_accuracy",
    "auc": "AUC",
    "confusion": "FalseNegatives FalsePositives TrueNegatives TruePositives",
    "correlation": "ConcordanceCorrelation PearsonCorrelation concordance_correlation "
    "pearson_correlation",
    "f_score": "F1Score FBetaScore",
    "iou": "BinaryIoU IoU MeanIoU OneHotIoU OneHotMeanIoU",
    "mean": "Mean MeanMetricWrapper Sum",
    "metric": "Metric",
    "precision_recall": "Precision Recall",
    "probability": "BinaryCrossentropy CategoricalCrossentropy CategoricalHinge Hinge KLDivergence "
    "Poisson SparseCategoricalCrossentropy SquaredHinge",
    "r2_score": "R2Score",
    "regression": "CosineSimilarity LogCoshError MeanAbsoluteError MeanAbsolutePercentageError "
    "MeanSquaredError MeanSquaredLogarithmicError RootMeanSquaredError",
    "trade_off": "PrecisionAtRecall RecallAtPrecision SensitivityAtSpecificity "
    "SpecificityAtSensitivity",
}
_PLACES = {name: f"{__name__}.{file}" for file, names in _FILES.items() for name in names.split()}
METRICS.elsewhere(_PLACES)

# Losses of single samples are published here as well.
_LOSSES = (
    binary_crossentropy,
    binary_focal_crossentropy,
    categorical_crossentropy,
    categorical_focal_crossentropy,
    categorical_hinge,
    hinge,
    huber,
    kl_divergence,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    poisson,
    sparse_categorical_crossentropy,
    squared_hinge,
)
for _function in _LOSSES:
    registry.builtin("keras.metrics")(_function)
del _function

__getattr__, __dir__, __all__ = lazy_names(
    __name__,
    _PLACES,
    eager=["deserialize", "get", "serialize", *(f.__name__ for f in _LOSSES)],
)


def get(identifier: Any) -> Any:
    """The metric that a user means: an instance, or a function of targets and predictions.

    Args:
        identifier: A name ("mse", "BinaryAccuracy"), a configuration, a class, a function, an
            instance, or None (which stays None).

    Raises:
        UnknownName: (a ValueError) when a name means nothing; the nearest one is suggested.

    Example:
        >>> get("MSE").name
        'mean_squared_error'
    """
    return METRICS.get(identifier)


def serialize(metric: Any) -> Any:
    """The configuration of a metric, from which `deserialize` makes it again."""
    return METRICS.serialize(metric)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The metric that a configuration or a name describes.

    Raises:
        UnknownName: (a ValueError) when a name means nothing.
        CannotDeserialize: (a TypeError) when a configuration cannot be followed.
    """
    return METRICS.deserialize(config, custom_objects)

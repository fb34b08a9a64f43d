"""Metrics beside the real Keras: results after several batches, variables, names, configs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.losses_live_test import names_of
from compat_tests.oracle import Oracle, plain

pytestmark = pytest.mark.live

# What kind of data a metric wants, then its class and arguments.
CASES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "mse": ("numbers", "MeanSquaredError", {}),
    "rmse": ("numbers", "RootMeanSquaredError", {}),
    "mae": ("numbers", "MeanAbsoluteError", {}),
    "mape": ("numbers", "MeanAbsolutePercentageError", {}),
    "msle": ("numbers", "MeanSquaredLogarithmicError", {}),
    "cosine": ("numbers", "CosineSimilarity", {}),
    "logcosh": ("numbers", "LogCoshError", {}),
    "r2": ("numbers", "R2Score", {}),
    "r2_each": ("numbers", "R2Score", {"class_aggregation": None}),
    "r2_weighted": (
        "numbers",
        "R2Score",
        {"class_aggregation": "variance_weighted_average", "num_regressors": 2},
    ),
    "pearson": ("numbers", "PearsonCorrelation", {"axis": 0}),
    "concordance": ("numbers", "ConcordanceCorrelation", {}),
    "accuracy": ("rounded", "Accuracy", {}),
    "binary_accuracy": ("classes", "BinaryAccuracy", {"threshold": 0.4}),
    "categorical_accuracy": ("classes", "CategoricalAccuracy", {}),
    "sparse_accuracy": ("sparse", "SparseCategoricalAccuracy", {}),
    "sparse_accuracy_column": ("column", "SparseCategoricalAccuracy", {}),
    "top_k": ("classes", "TopKCategoricalAccuracy", {"k": 2}),
    "sparse_top_k": ("sparse", "SparseTopKCategoricalAccuracy", {"k": 2}),
    "binary_crossentropy": ("classes", "BinaryCrossentropy", {"label_smoothing": 0.1}),
    "categorical_crossentropy": ("classes", "CategoricalCrossentropy", {}),
    "sparse_crossentropy": ("sparse", "SparseCategoricalCrossentropy", {"from_logits": True}),
    "kl": ("classes", "KLDivergence", {}),
    "poisson": ("classes", "Poisson", {}),
    "hinge": ("classes", "Hinge", {}),
    "squared_hinge": ("classes", "SquaredHinge", {}),
    "categorical_hinge": ("classes", "CategoricalHinge", {}),
    "tp": ("classes", "TruePositives", {}),
    "fp": ("classes", "FalsePositives", {"thresholds": [0.2, 0.7]}),
    "tn": ("classes", "TrueNegatives", {"thresholds": 0.3}),
    "fn": ("classes", "FalseNegatives", {"thresholds": [0.0, 0.5, 1.0]}),
    "precision": ("classes", "Precision", {}),
    "precision_top": ("classes", "Precision", {"top_k": 2}),
    "precision_class": ("classes", "Precision", {"class_id": 1, "thresholds": [0.1, 0.4]}),
    "recall": ("classes", "Recall", {}),
    "recall_last": ("classes", "Recall", {"class_id": 2, "top_k": 1}),
    "sensitivity": ("classes", "SensitivityAtSpecificity", {"specificity": 0.6}),
    "specificity": ("classes", "SpecificityAtSensitivity", {"sensitivity": 0.6}),
    "precision_at": ("classes", "PrecisionAtRecall", {"recall": 0.5, "num_thresholds": 21}),
    "recall_at": ("classes", "RecallAtPrecision", {"precision": 0.4, "class_id": 0}),
    "auc": ("classes", "AUC", {}),
    "auc_pr": ("classes", "AUC", {"curve": "PR", "num_thresholds": 50}),
    "auc_pr_minoring": ("classes", "AUC", {"curve": "PR", "summation_method": "minoring"}),
    "auc_gain": ("classes", "AUC", {"curve": "PRGAIN", "summation_method": "majoring"}),
    "auc_uneven": ("classes", "AUC", {"thresholds": [0.1, 0.3, 0.8]}),
    "auc_labels": ("classes", "AUC", {"multi_label": True, "num_thresholds": 20}),
    "auc_labels_pr": ("classes", "AUC", {"multi_label": True, "num_labels": 4, "curve": "PR"}),
    "auc_logits": ("classes", "AUC", {"from_logits": True}),
    "f1": ("classes", "F1Score", {}),
    "f1_micro": ("classes", "F1Score", {"average": "micro", "threshold": 0.4}),
    "fbeta": ("classes", "FBetaScore", {"average": "weighted", "beta": 2.0}),
    "fbeta_macro": ("classes", "FBetaScore", {"average": "macro", "beta": 0.5, "threshold": 0.3}),
    "iou": ("maps", "IoU", {"num_classes": 4, "target_class_ids": [0, 2]}),
    "mean_iou": ("maps", "MeanIoU", {"num_classes": 4, "ignore_class": 3}),
    "one_hot_iou": ("classes", "OneHotIoU", {"num_classes": 4, "target_class_ids": [1, 3]}),
    "one_hot_mean_iou": ("classes", "OneHotMeanIoU", {"num_classes": 4}),
    "binary_iou": ("binary", "BinaryIoU", {"threshold": 0.3}),
}
# These take no weights in the form (batch,), or cut them to integers.
UNWEIGHTED = {"iou", "mean_iou", "one_hot_iou", "one_hot_mean_iou", "binary_iou"}
# Along axis 0 there is one value for each column, and nothing for a sample's weight to weigh.
UNWEIGHTED |= {"pearson"}


def batches(kind: str) -> list[tuple[Any, Any, Any]]:
    """Three batches of targets, predictions and weights."""
    random = np.random.RandomState(5)
    found = []
    for rows in (9, 9, 4):
        y_pred = random.uniform(0.01, 0.99, size=(rows, 4)).astype("float32")
        label = random.randint(0, 4, rows)
        y_true: Any = np.eye(4, dtype="float32")[label]
        # Quarters, so that sums are exact and the order of summation cannot be seen.
        weight = (random.randint(2, 9, rows) / 4).astype("float32")
        if kind == "numbers":
            y_true = random.uniform(0.0, 2.0, size=(rows, 4)).astype("float32")
        elif kind == "rounded":
            y_true, y_pred = y_true, np.round(y_pred)
        elif kind == "sparse":
            y_true = label
        elif kind == "column":
            y_true = label[:, None].astype("float32")
        elif kind == "maps":
            y_true, y_pred = random.randint(0, 4, (2, rows, 5))
        elif kind == "binary":
            y_true = (y_true > 0).astype("int32")
        found.append((y_true, y_pred, weight))
    return found


def follow(keras: Any, name: str, arguments: dict[str, Any], data: Any, weighted: bool) -> Any:
    """A metric after each batch, its variables, and whether resetting and reloading work."""
    metrics = keras.metrics
    metric = getattr(metrics, name)(**arguments, name="metric")
    results = []
    for y_true, y_pred, weight in data:
        metric.update_state(y_true, y_pred, sample_weight=weight if weighted else None)
        results.append(np.array(metric.result()))
    state = [(v.path, str(v.dtype), v.numpy()) for v in metric.variables]
    again = metrics.deserialize(metrics.serialize(metric))
    metric.reset_state()
    after = [v.numpy() for v in metric.variables]
    for m in (metric, again):
        m.update_state(*data[0][:2])
    return {
        "results": [*results, np.array(metric.result()), np.array(again.result())],
        "state": state,
        "after": after,
        "config": metrics.serialize(metric),
        "default": getattr(metrics, name)(**arguments).name,
    }


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_metrics_agree(real_keras: Oracle, case: str, weighted: bool) -> None:
    kind, name, arguments = CASES[case]
    if weighted and case in UNWEIGHTED:
        weighted = False
    call = (name, arguments, batches(kind), weighted)
    theirs, ours = real_keras.call(follow, *call), plain(follow(keras_lite, *call))
    assert ours["config"] == theirs["config"]
    assert ours["default"].rstrip("_0123456789") == theirs["default"].rstrip("_0123456789")
    for mine, yours in zip(ours["results"], theirs["results"], strict=True):
        assert (mine.shape, mine.dtype) == (yours.shape, yours.dtype)
        np.testing.assert_allclose(mine, yours, rtol=2e-6, atol=1e-7)
    assert [s[:2] for s in ours["state"]] == [s[:2] for s in theirs["state"]]
    for (path, _, mine), (_, _, yours) in zip(ours["state"], theirs["state"], strict=True):
        np.testing.assert_allclose(mine, yours, rtol=1e-6, atol=1e-6, err_msg=path)
    for mine, yours in zip(ours["after"], theirs["after"], strict=True):
        np.testing.assert_array_equal(mine, yours)


def weigh_labels(keras: Any, data: Any) -> list[Any]:
    found = []
    for by_label in (False, True):
        metric = keras.metrics.AUC(multi_label=by_label, label_weights=[1.0, 2.0, 0.5, 1.0])
        for y_true, y_pred, weight in data:
            metric.update_state(y_true, y_pred, sample_weight=weight)
        found.append(np.array(metric.result()))
    return found


def test_label_weights_agree(real_keras: Oracle) -> None:
    # Apart from the others, for Keras cannot read its own configuration of this metric.
    data = batches("classes")
    theirs, ours = real_keras.call(weigh_labels, data), plain(weigh_labels(keras_lite, data))
    np.testing.assert_allclose(ours, theirs, rtol=2e-6)


def reductions(keras: Any, values: list[Any], weights: list[Any]) -> list[Any]:
    found = []
    for kind in ("Mean", "Sum"):
        for value in values:
            for weight in weights:
                metric = getattr(keras.metrics, kind)()
                try:
                    metric.update_state(value, sample_weight=weight)
                    found.append(np.array(metric.result()))
                except Exception:  # each library says no in its own classes
                    found.append(True)
    return found


def test_weights_of_every_rank_are_spread_as_keras_spreads_them(real_keras: Oracle) -> None:
    random = np.random.RandomState(0)
    values = [
        random.normal(size=s).astype("float32") for s in [(), (4,), (4, 1), (4, 3), (4, 3, 2)]
    ]
    weights = [None] + [
        random.uniform(size=s).astype("float32") for s in [(), (4,), (4, 1), (4, 3), (4, 3, 2)]
    ]
    theirs = real_keras.call(reductions, values, weights)
    ours = plain(reductions(keras_lite, values, weights))
    pairs = list(zip(ours, theirs, strict=True))
    assert [mine is True for mine, _ in pairs] == [yours is True for _, yours in pairs]
    for mine, yours in pairs:
        np.testing.assert_allclose(mine, yours, rtol=1e-6)


def test_the_same_names_are_known(real_keras: Oracle) -> None:
    spellings = (
        "mse MSE mae MAE mape MAPE msle MSLE bce BCE accuracy Accuracy binary_accuracy auc AUC"
        " r2_score f1_score hinge kl_divergence log_cosh_error logcosh acc huber KLD mean sum"
        " precision Recall cosine_similarity sparse_top_k_categorical_accuracy true_positives"
        " root_mean_squared_error poisson nonsense"
    ).split()
    assert names_of(keras_lite, "metrics", spellings) == real_keras.call(
        names_of, "metrics", spellings
    )

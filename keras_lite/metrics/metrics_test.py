from __future__ import annotations

import doctest
import importlib
import pkgutil
from typing import Any

import numpy as np
import pytest

from keras_lite import metrics, ops
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.errors import KerasLiteWarning
from keras_lite.metrics.accuracy import accuracy
from keras_lite.metrics.confusion import are_even, even_thresholds
from keras_lite.naming import reset_names

# Metrics of one-hot targets and of predictions between 0 and 1, (batch, 4) each.
ONE_HOT: dict[str, Any] = {
    "mse": lambda: metrics.MeanSquaredError(),
    "rmse": lambda: metrics.RootMeanSquaredError(),
    "mae": lambda: metrics.MeanAbsoluteError(),
    "cosine": lambda: metrics.CosineSimilarity(),
    "logcosh": lambda: metrics.LogCoshError(),
    "r2": lambda: metrics.R2Score(num_regressors=1),
    "pearson": lambda: metrics.PearsonCorrelation(),
    "concordance": lambda: metrics.ConcordanceCorrelation(),
    "rounded": lambda: metrics.MeanMetricWrapper(lambda t, p: accuracy(t, ops.round(p))),
    "binary_accuracy": lambda: metrics.BinaryAccuracy(),
    "categorical_accuracy": lambda: metrics.CategoricalAccuracy(),
    "top_k": lambda: metrics.TopKCategoricalAccuracy(k=2),
    "binary_crossentropy": lambda: metrics.BinaryCrossentropy(),
    "categorical_crossentropy": lambda: metrics.CategoricalCrossentropy(),
    "hinge": lambda: metrics.Hinge(),
    "kl": lambda: metrics.KLDivergence(),
    "tp": lambda: metrics.TruePositives([0.3, 0.6]),
    "fn": lambda: metrics.FalseNegatives(),
    "precision": lambda: metrics.Precision(top_k=2),
    "recall": lambda: metrics.Recall(class_id=1),
    "sensitivity": lambda: metrics.SensitivityAtSpecificity(0.5, num_thresholds=11),
    "auc": lambda: metrics.AUC(num_thresholds=11),
    "auc_pr": lambda: metrics.AUC(curve="PR", multi_label=True, num_labels=4),
    "auc_gain": lambda: metrics.AUC(curve="PRGAIN", thresholds=[0.2, 0.9]),
    "f1": lambda: metrics.F1Score(average="macro"),
    "fbeta": lambda: metrics.FBetaScore(average="micro", beta=2.0, threshold=0.4),
    "one_hot_iou": lambda: metrics.OneHotIoU(4, [0, 3]),
    "one_hot_mean_iou": lambda: metrics.OneHotMeanIoU(4),
    "wrapped": lambda: metrics.MeanMetricWrapper(lambda t, p: ops.max(t * p, axis=-1)),
}
WEIGHTED = [name for name in ONE_HOT if "iou" not in name]
ROWS, BATCHES = 8, 3


def data() -> tuple[Any, Any, Any]:
    random = np.random.RandomState(0)
    y_pred = random.uniform(0.05, 0.95, size=(BATCHES, ROWS, 4)).astype("float32")
    y_true = np.eye(4, dtype="float32")[random.randint(0, 4, (BATCHES, ROWS))]
    weights = (random.randint(1, 9, (BATCHES, ROWS)) / 4).astype("float32")
    return y_true, y_pred, weights


@pytest.mark.parametrize(
    ("case", "weighted"),
    [(case, False) for case in ONE_HOT] + [(case, True) for case in WEIGHTED],
)
def test_a_program_keeps_the_state_that_eager_code_keeps(case: str, weighted: bool) -> None:
    y_true, y_pred, weights = data()
    eager, replayed = ONE_HOT[case](), ONE_HOT[case]()
    for t, p, w in zip(y_true, y_pred, weights, strict=True):
        eager.update_state(t, p, w if weighted else None)
    with Trace() as trace:
        t, p = (trace.input(name, Spec((BATCH, 4), "float32")) for name in "tp")
        w = trace.input("w", Spec((BATCH,), "float32"))
        replayed.update_state(t, p, w if weighted else None)
        trace.output("result", replayed.result())
    spec = trace.graph().outputs["result"].spec
    out = np.zeros((BATCHES, *spec.shape), spec.dtype)
    Program(trace.graph(), "a metric").run(ROWS, y_true, y_pred, weights, out)
    for a, b in zip(eager.variables, replayed.variables, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=2e-6, err_msg=a.path)
    np.testing.assert_allclose(out[-1], eager.result(), rtol=2e-6)
    assert float(np.abs(out).sum()) > 0
    # All batches at once are the same as one after the other.
    whole = ONE_HOT[case]()
    whole.update_state(
        *(x.reshape(-1, *x.shape[2:]) for x in (y_true, y_pred)),
        weights.reshape(-1) if weighted else None,
    )
    np.testing.assert_allclose(whole.result(), eager.result(), rtol=5e-6)


@pytest.mark.parametrize("case", [case for case in ONE_HOT if case not in ("wrapped", "rounded")])
def test_configurations_round_trip_and_reset_forgets(case: str) -> None:
    y_true, y_pred, _ = data()
    metric = ONE_HOT[case]()
    again = metrics.deserialize(metrics.serialize(metric))
    assert type(again) is type(metric) and again.get_config() == metric.get_config()
    first = np.asarray(metric(y_true[0], y_pred[0]))
    np.testing.assert_array_equal(again(y_true[0], y_pred[0]), first)
    metric.update_state(y_true[1], y_pred[1])
    metric.reset_state()
    assert not any(v.numpy().any() for v in metric.variables)
    np.testing.assert_array_equal(metric(y_true[0], y_pred[0]), first)


def test_means_and_sums() -> None:
    mean = metrics.Mean()
    assert float(mean.result()) == 0.0
    mean.update_state([1.0, 3.0], sample_weight=[1.0, 3.0])
    assert float(mean.result()) == 2.5
    mean.update_state(4.5)
    assert float(mean.result()) == pytest.approx(14.5 / 5)
    mean.reset_state()
    mean.update_state([[1.0, 2.0], [3.0, 6.0]], sample_weight=[1.0, 0.0])
    assert float(mean.result()) == 1.5
    total = metrics.Sum()
    total.update_state([[1.0, 2.0], [3.0, 4.0]], sample_weight=[2.0, 1.0])
    assert float(total.result()) == 13.0
    with pytest.raises(ValueError, match=r"`sample_weight` is \(3,\), but one that broadcasts"):
        mean.update_state([1.0, 2.0], sample_weight=[1.0, 1.0, 1.0])


def test_accuracies() -> None:
    assert float(metrics.BinaryAccuracy()([[1], [1]], [[0.5], [0.51]])) == 0.5
    assert float(metrics.BinaryAccuracy()([1, 0], [[0.9], [0.1]])) == 1.0
    y_pred = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]])
    for targets in ([1, 0, 0], [[1], [0], [0]], np.array([1.0, 0.0, 0.0])):
        accuracy = metrics.SparseCategoricalAccuracy()(np.asarray(targets), y_pred)
        assert float(accuracy) == pytest.approx(2 / 3)
    ids = metrics.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True)
    assert float(ids([3, 1], [[2, 3, 1], [0, 2, 1]])) == 0.5
    deep = metrics.sparse_top_k_categorical_accuracy(np.zeros((2, 3)), np.ones((2, 3, 4)), k=1)
    assert deep.shape == (2, 3)


def test_counts_at_thresholds() -> None:
    y_true, y_pred = [0, 1, 1, 0], [0.2, 0.5, 0.9, 0.7]
    counted = {
        kind.__name__: kind([0.1, 0.5, 0.8])(y_true, y_pred).tolist()
        for kind in (
            metrics.TruePositives,
            metrics.FalsePositives,
            metrics.TrueNegatives,
            metrics.FalseNegatives,
        )
    }
    assert counted == {
        "TruePositives": [2.0, 1.0, 1.0],
        "FalsePositives": [2.0, 1.0, 0.0],
        "TrueNegatives": [0.0, 1.0, 2.0],
        "FalseNegatives": [0.0, 1.0, 1.0],
    }
    assert are_even(even_thresholds(7)) and not are_even([0.0, 1.0])
    assert not are_even([0.0, 0.4, 1.0])


def test_area_under_the_curve_is_that_of_all_pairs() -> None:
    random = np.random.RandomState(0)
    y_true = random.randint(0, 2, 200)
    y_pred = np.clip(random.normal(0.4 + 0.2 * y_true, 0.2), 0, 1)
    pairs = y_pred[y_true == 1][:, None] - y_pred[y_true == 0]
    exact = (pairs > 0).mean() + (pairs == 0).mean() / 2
    assert float(metrics.AUC(num_thresholds=2000)(y_true, y_pred)) == pytest.approx(exact, abs=2e-3)
    # Perfect predictions of exactly 0 and 1.
    assert float(metrics.AUC()([0, 1], [0.0, 1.0])) == 1.0


def test_intersection_over_union() -> None:
    metric = metrics.MeanIoU(3, ignore_class=2)
    y_true, y_pred = [0, 0, 1, 1, 2, 0], [0, 1, 1, 1, 0, 5]
    # Class 0: 1 of 2; class 1: 2 of 3; class 2 and the prediction 5 do not count.
    assert float(metric(y_true, y_pred)) == pytest.approx((1 / 2 + 2 / 3) / 2, rel=1e-6)
    assert metric.total_cm.dtype == "int64"
    with pytest.warns(KerasLiteWarning, match="cut to int64"):
        metric.update_state(y_true, y_pred, sample_weight=np.full(6, 0.5))
    assert float(metrics.BinaryIoU([1])([0, 1, 1], [0.2, 0.5, 0.4])) == pytest.approx(0.5)


def test_the_adjusted_score_needs_samples() -> None:
    metric = metrics.R2Score(num_regressors=4)
    y_true, y_pred = np.array([[1.0], [2.0], [4.0]]), np.array([[1.0], [2.0], [3.0]])
    metric.update_state(y_true, y_pred)
    with pytest.warns(KerasLiteWarning, match="3 samples are too few"):
        assert float(metric.result()) == pytest.approx(1 - 1 / (14 / 3))


def test_values_without_state() -> None:
    metric = metrics.Mean()
    metric.update_state([2.0])
    state = metric.stateless_update_state([np.float32(1.0), np.float32(1.0)], [3.0])
    assert [float(v) for v in state] == [4.0, 2.0]
    assert float(metric.stateless_result(state)) == 2.0
    assert [float(v) for v in metric.stateless_reset_state()] == [0.0, 0.0]
    assert float(metric.result()) == 2.0
    with pytest.raises(ValueError, match="`metric_variables` is 1, but 2"):
        metric.stateless_result([1.0])


def test_names_are_numbered_where_keras_numbers_them() -> None:
    reset_names()
    assert [metrics.AUC().name, metrics.AUC().name] == ["auc", "auc_1"]
    assert [metrics.Mean().name, metrics.Mean().name] == ["mean", "mean"]
    assert [v.path for v in metrics.Mean(name="a/b").variables] == ["a>b/total", "a>b/count"]


def test_names() -> None:
    assert isinstance(metrics.get("mse"), metrics.MeanSquaredError)
    assert isinstance(metrics.get("r2_score"), metrics.R2Score)
    assert metrics.get(None) is None
    assert metrics.get(metrics.binary_accuracy) is metrics.binary_accuracy
    assert metrics.get("mae")._direction == "down" and metrics.get("auc")._direction == "up"
    assert metrics.MeanMetricWrapper(metrics.hinge)._direction == "down"
    with pytest.raises(ValueError, match="no metric named 'acuracy'. Did you mean 'Accuracy'"):
        metrics.get("acuracy")
    with pytest.raises(TypeError, match="class MeanIoU, which cannot be made without arguments"):
        metrics.get("mean_io_u")


def test_impossible_arguments() -> None:
    for make, message in (
        (lambda: metrics.Precision(thresholds=[0.5, 2.0]), r"Precision: `thresholds` is \[0.5, 2"),
        (lambda: metrics.AUC(curve="RCO"), "`curve` is 'RCO', but one of 'ROC'"),
        (lambda: metrics.AUC(num_thresholds=1), "`num_thresholds` is 1"),
        (lambda: metrics.AUC(num_labels=3), "`num_labels` is 3, but None without `multi_label`"),
        (lambda: metrics.F1Score(average="mean"), "`average` is 'mean'"),
        (lambda: metrics.FBetaScore(beta=2), "`beta` is 2, but a positive float"),
        (lambda: metrics.F1Score(threshold=1.5), "`threshold` is 1.5"),
        (lambda: metrics.R2Score(class_aggregation="sum"), "`class_aggregation` is 'sum'"),
        (lambda: metrics.R2Score(num_regressors=-1), "`num_regressors` is -1"),
        (lambda: metrics.IoU(2, [2]), r"`target_class_ids` is \[2\], but numbers below 2"),
        (lambda: metrics.PrecisionAtRecall(2.0), "`recall` is 2.0, but a number from 0 to 1"),
        (lambda: metrics.R2Score()([1.0], [1.0]), r"R2Score: a shape is \(1,\)"),
        (lambda: metrics.F1Score()([1.0], [1.0]), r"F1Score: a shape is \(1,\)"),
        (lambda: metrics.Precision(class_id=0)([1], [0.5]), "as `class_id` needs it"),
        (lambda: metrics.AUC(multi_label=True)([1], [0.5]), "as `multi_label` needs it"),
        (lambda: metrics.Recall()([1, 0], [0.5]), r"\(2,\), but that of `y_pred`, \(1,\)"),
    ):
        with pytest.raises(ValueError, match=message):
            make()


def test_a_metric_of_a_user() -> None:
    class Largest(metrics.Metric):
        def __init__(self, name: str = "largest", **kwargs: Any) -> None:
            super().__init__(name=name, **kwargs)
            self.largest = self.add_weight(name="value")
            self.inner = metrics.Mean()

        def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
            self.largest.assign(ops.maximum(self.largest, ops.max(ops.abs(y_true - y_pred))))
            self.inner.update_state(y_pred)

        def result(self) -> Any:
            return {"largest": self.largest, "mean": self.inner.result()}

    metric = Largest()
    metric.update_state(np.zeros(2, "float32"), ops.convert_to_tensor([3.0, -4.0]))
    metric.update_state(np.zeros(2, "float32"), ops.convert_to_tensor([1.0, -1.0]))
    assert {k: float(v) for k, v in metric.result().items()} == {"largest": 4.0, "mean": -0.25}
    assert [v.path for v in metric.variables] == ["largest/value", "mean/total", "mean/count"]
    with pytest.raises(NotImplementedError, match="has no `update_state"):
        metrics.Metric().update_state(1)
    with pytest.raises(NotImplementedError, match="has no `result"):
        metrics.Metric().result()


@pytest.mark.parametrize(
    "module", [m.name for m in pkgutil.iter_modules(metrics.__path__) if "_test" not in m.name]
)
def test_the_examples_in_docstrings_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"keras_lite.metrics.{module}")).failed == 0

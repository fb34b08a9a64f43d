from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from keras_lite import losses, ops
from keras_lite.engine import autodiff
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.errors import KerasLiteWarning
from keras_lite.losses import alignment
from keras_lite.losses.loss import LossFunctionWrapper

ROWS, COLUMNS = 6, 3


def data() -> tuple[Any, Any, Any]:
    random = np.random.RandomState(0)
    y_pred = random.uniform(0.05, 0.95, size=(ROWS, COLUMNS)).astype("float32")
    y_true = np.eye(COLUMNS, dtype="float32")[random.randint(0, COLUMNS, ROWS)]
    weights = random.uniform(0.5, 2.0, size=(ROWS,)).astype("float32")
    return y_true, y_pred, weights


def log(x: Any) -> Any:
    return np.log(np.asarray(x, "float64"))


# Each written once more, in NumPy.
FORMULAS: dict[str, tuple[Any, Callable[[Any, Any], Any]]] = {
    "mse": (losses.MeanSquaredError(), lambda t, p: ((t - p) ** 2).mean(-1)),
    "mae": (losses.MeanAbsoluteError(), lambda t, p: abs(t - p).mean(-1)),
    "mape": (
        losses.MeanAbsolutePercentageError(),
        lambda t, p: 100 * (abs(t - p) / np.maximum(t, 1e-7)).mean(-1),
    ),
    "msle": (
        losses.MeanSquaredLogarithmicError(),
        lambda t, p: ((log(1 + np.maximum(t, 1e-7)) - log(1 + p)) ** 2).mean(-1),
    ),
    "cosine": (
        losses.CosineSimilarity(),
        lambda t, p: -(t * p).sum(-1) / np.linalg.norm(t, axis=-1) / np.linalg.norm(p, axis=-1),
    ),
    "huber": (
        losses.Huber(0.4),
        lambda t, p: np.where(abs(t - p) <= 0.4, (t - p) ** 2 / 2, 0.4 * abs(t - p) - 0.08).mean(
            -1
        ),
    ),
    "log_cosh": (losses.LogCosh(), lambda t, p: log(np.cosh(p - t)).mean(-1)),
    "hinge": (losses.Hinge(), lambda t, p: np.maximum(1 - (2 * t - 1) * p, 0).mean(-1)),
    "squared_hinge": (
        losses.SquaredHinge(),
        lambda t, p: (np.maximum(1 - (2 * t - 1) * p, 0) ** 2).mean(-1),
    ),
    "categorical_hinge": (
        losses.CategoricalHinge(),
        lambda t, p: np.maximum(((1 - t) * p).max(-1) - (t * p).sum(-1) + 1, 0),
    ),
    "kl": (
        losses.KLDivergence(),
        lambda t, p: (np.maximum(t, 1e-7) * log(np.maximum(t, 1e-7) / p)).sum(-1),
    ),
    "poisson": (losses.Poisson(), lambda t, p: (p - t * log(p)).mean(-1)),
    "binary": (
        losses.BinaryCrossentropy(),
        lambda t, p: -(t * log(p) + (1 - t) * log(1 - p)).mean(-1),
    ),
    "categorical": (
        losses.CategoricalCrossentropy(),
        lambda t, p: -(t * log(p / p.sum(-1, keepdims=True))).sum(-1),
    ),
    "categorical_smooth": (
        losses.CategoricalCrossentropy(label_smoothing=0.3),
        lambda t, p: -((0.7 * t + 0.1) * log(p / p.sum(-1, keepdims=True))).sum(-1),
    ),
    "binary_focal": (
        losses.BinaryFocalCrossentropy(apply_class_balancing=True),
        lambda t, p: (
            -(
                np.where(t == 1, 0.25, 0.75)
                * (1 - np.where(t == 1, p, 1 - p)) ** 2
                * log(np.where(t == 1, p, 1 - p))
            ).mean(-1)
        ),
    ),
    "categorical_focal": (
        losses.CategoricalFocalCrossentropy(),
        lambda t, p: (
            -(
                0.25
                * (1 - p / p.sum(-1, keepdims=True)) ** 2
                * t
                * log(p / p.sum(-1, keepdims=True))
            ).sum(-1)
        ),
    ),
}


@pytest.mark.parametrize("case", FORMULAS)
def test_values_follow_the_formula(case: str) -> None:
    loss, formula = FORMULAS[case]
    y_true, y_pred, weights = data()
    values = formula(y_true, y_pred)
    np.testing.assert_allclose(loss(y_true, y_pred), values.mean(), rtol=2e-6)
    np.testing.assert_allclose(
        loss(y_true, y_pred, weights), (values * weights).sum() / ROWS, rtol=2e-6
    )


@pytest.mark.parametrize("case", FORMULAS)
def test_a_program_gives_the_value_and_its_slope(case: str) -> None:
    loss, _ = FORMULAS[case]
    y_true, y_pred, weights = data()
    with Trace() as trace:
        t, p = (trace.input(name, Spec((BATCH, COLUMNS), "float32")) for name in "tp")
        w = trace.input("w", Spec((BATCH,), "float32"))
        value = loss(t, p, w)
        trace.output("value", value)
        trace.output("slope", autodiff.gradients(trace, value, [p])[0])
    out, slope = np.zeros(1, "float32"), np.zeros((1, ROWS, COLUMNS), "float32")
    Program(trace.graph(), "a loss").run(
        ROWS, y_true[None], y_pred[None], weights[None], out, slope
    )
    np.testing.assert_allclose(out[0], loss(y_true, y_pred, weights), rtol=1e-6)
    wide = type(loss).from_config({**loss.get_config()})
    wide._dtype = "float64"
    direction = np.random.RandomState(1).normal(size=y_pred.shape)
    step = 1e-4 * direction
    rise = wide(y_true, y_pred + step, weights) - wide(y_true, y_pred - step, weights)
    np.testing.assert_allclose((slope[0] * direction).sum(), float(rise) / 2e-4, rtol=2e-3)


def test_sparse_targets_are_class_numbers() -> None:
    y_true, y_pred, weights = data()
    numbers = y_true.argmax(-1)
    expected = -log((y_pred / y_pred.sum(-1, keepdims=True))[np.arange(ROWS), numbers])
    loss = losses.SparseCategoricalCrossentropy()
    for targets in (numbers, numbers[:, None], numbers.astype("float32")):
        np.testing.assert_allclose(loss(targets, y_pred), expected.mean(), rtol=1e-6)
    np.testing.assert_allclose(
        loss(numbers, y_pred, weights), (expected * weights).sum() / ROWS, rtol=1e-6
    )


def test_an_ignored_class_does_not_count() -> None:
    y_pred = data()[1]
    numbers = np.array([0, 1, 2, 0, 1, 2])
    ignoring = losses.SparseCategoricalCrossentropy(ignore_class=1)
    kept = numbers != 1
    plain = losses.SparseCategoricalCrossentropy()
    np.testing.assert_allclose(
        ignoring(numbers, y_pred), plain(numbers[kept], y_pred[kept]), rtol=1e-6
    )


@pytest.mark.parametrize(
    ("reduction", "expected"),
    [
        ("sum_over_batch_size", 11 / 3),
        ("mean", 11 / 3),
        ("sum", 11.0),
        ("mean_with_sample_weight", 11 / 3.5),
        ("none", [1.0, 0.0, 10.0]),
        (None, [1.0, 0.0, 10.0]),
    ],
)
def test_reductions(reduction: str | None, expected: Any) -> None:
    loss = losses.MeanAbsoluteError(reduction=reduction)
    value = loss([[0.0], [0.0], [0.0]], [[2.0], [5.0], [-3.333333333]], [0.5, 0.0, 3.0])
    np.testing.assert_allclose(value, expected, rtol=1e-6)


def test_flat_targets_beside_a_column() -> None:
    flat, column = np.array([1.0, 2.0, 3.0]), np.array([[1.0], [2.0], [5.0]])
    for loss in (losses.MeanSquaredError(), losses.mean_squared_error):
        assert float(np.mean(loss(flat, column))) == pytest.approx(4 / 3)
        assert float(np.mean(loss(column, flat))) == pytest.approx(4 / 3)


def test_shapes_that_only_broadcast_are_warned_of_once() -> None:
    y_true, y_pred = np.zeros((4, 1)), np.ones((4, 3))
    alignment._warned.clear()
    with pytest.warns(KerasLiteWarning, match=r"\(4, 1\) was broadcast against .* \(4, 3\)"):
        assert float(losses.MeanSquaredError()(y_true, y_pred)) == 1.0
    losses.MeanSquaredError()(y_true, y_pred)


@pytest.mark.parametrize(
    ("name", "true_shape", "pred_shape", "message"),
    [
        ("mse", (4, 3), (4, 2), r"mean_squared_error.*\(4, 3\), but that of .*\(4, 2\)"),
        ("hinge", (5, 2), (4, 2), r"hinge: the shape of `y_true` is \(5, 2\)"),
        ("bce", (4, 1), (4, 3), r"binary_crossentropy.*as many units as a target has values"),
        ("categorical_crossentropy", (4, 1), (4, 3), "use sparse_categorical_crossentropy"),
        ("sparse_categorical_crossentropy", (4, 3), (4, 3), "use categorical_crossentropy"),
        ("sparse_categorical_crossentropy", (5,), (4, 3), "one class number for each"),
    ],
)
def test_shapes_that_do_not_fit(name: str, true_shape: Any, pred_shape: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        losses.get(name)(np.zeros(true_shape), np.ones(pred_shape, "float32"))


def test_shapes_that_do_not_fit_are_found_while_tracing() -> None:
    with Trace() as trace:
        y_true = trace.input("y", Spec((BATCH, 3), "float32"))
        y_pred = trace.input("p", Spec((BATCH, 2), "float32"))
        with pytest.raises(ValueError, match=r"\(None, 3\), but that of `y_pred`, \(None, 2\)"):
            losses.MeanSquaredError()(y_true, y_pred)
        with pytest.raises(ValueError, match="`sample_weight` is .None, 3., but one that"):
            losses.MeanSquaredError()(y_pred, y_pred, y_true)


def test_class_numbers_that_do_not_exist() -> None:
    for wrong, message in (([0, 3], "is 3, but a class number from 0 to 2"), ([-1, 0], "is -1")):
        with pytest.raises(ValueError, match=message):
            losses.SparseCategoricalCrossentropy()(wrong, np.ones((2, 3), "float32") / 3)


def test_targets_can_be_checked_before_training() -> None:
    sparse = losses.SparseCategoricalCrossentropy(ignore_class=255)
    sparse.check_targets(np.array([[0], [2], [255]]), (None, 3))
    with pytest.raises(ValueError, match="is 4, but a class number from 0 to 2"):
        sparse.check_targets(np.array([0, 4]), (None, 3))
    function = losses.get("sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match="is -1"):
        LossFunctionWrapper(function).check_targets(np.array([-1.0]), (None, 3))
    losses.MeanSquaredError().check_targets(np.array([-1.0]), (None, 3))


def test_other_mistakes() -> None:
    with pytest.raises(ValueError, match="`reduction` is 'avg', but one of 'sum_over_batch_size'"):
        losses.MeanSquaredError(reduction="avg")
    with pytest.raises(ValueError, match="`q` is 1.5"):
        losses.CategoricalGeneralizedCrossEntropy(q=1.5)
    with pytest.raises(ValueError, match="`axis` is True"):
        losses.categorical_crossentropy(*data()[:2], axis=True)
    with pytest.warns(KerasLiteWarning, match="one class only"):
        losses.categorical_crossentropy(np.ones((2, 1)), np.ones((2, 1)))
    with pytest.raises(NotImplementedError, match="has no `call"):
        losses.Loss()([1.0], [1.0])
    with pytest.raises(ValueError, match="no loss named 'mean_square_error'. Did you mean"):
        losses.get("mean_square_error")


def test_logits_are_remembered_through_an_activation() -> None:
    logits = ops.convert_to_tensor([[40.0, -40.0], [3.0, -2.0]])
    y_true = np.array([[0.0, 1.0], [1.0, 0.0]])
    softmax = ops.softmax(logits)
    exact = losses.categorical_crossentropy(y_true, softmax)
    clipped = losses.categorical_crossentropy(y_true, np.array(softmax))
    assert float(exact[0]) == 80.0 and float(clipped[0]) == pytest.approx(16.118, abs=1e-3)
    # As a sigmoid's, though they are a softmax's.
    binary = losses.BinaryCrossentropy()(y_true, softmax)
    plain = losses.BinaryCrossentropy(from_logits=True)(y_true, np.array(logits))
    assert float(binary) == float(plain)
    with pytest.warns(KerasLiteWarning, match="from_logits=True"):
        losses.categorical_crossentropy(y_true, softmax, from_logits=True)


def test_masked_values_do_not_count() -> None:
    y_true, y_pred = np.zeros((3, 1), "float32"), ops.convert_to_tensor([[1.0], [2.0], [3.0]])
    y_pred._keras_mask = ops.convert_to_tensor([True, False, True])
    assert float(losses.MeanSquaredError()(y_true, y_pred)) == pytest.approx(5.0)
    assert float(losses.MeanSquaredError(reduction="sum")(y_true, y_pred)) == pytest.approx(10.0)
    weighted = losses.MeanSquaredError()(y_true, y_pred, [2.0, 1.0, 1.0])
    assert float(weighted) == pytest.approx(11 / 2)


def test_a_loss_of_a_user_may_take_lists_and_dicts() -> None:
    class Both(losses.Loss):
        def call(self, y_true: Any, y_pred: Any) -> Any:
            return ops.abs(y_true["a"] - y_pred["a"]) + ops.abs(y_true["b"] - y_pred["b"])

    ones, twos = np.ones(2), 2 * np.ones(2)
    assert float(Both()({"a": ones, "b": ones}, {"a": twos, "b": ones})) == 1.0
    assert Both(name="x").name == "x" and Both().name.startswith("both")


def double(y_true: Any, y_pred: Any, factor: float = 2.0) -> Any:
    return factor * ops.mean(ops.abs(y_true - y_pred), axis=-1)


def test_configurations_round_trip() -> None:
    for loss, _ in FORMULAS.values():
        again = losses.deserialize(losses.serialize(loss))
        assert type(again) is type(loss) and again.get_config() == loss.get_config()
        assert float(again(*data()[:2])) == float(loss(*data()[:2]))
    assert losses.deserialize(losses.serialize(losses.Huber(2.0))).delta == 2.0
    wrapped = LossFunctionWrapper(double, name="twice", factor=3.0)
    config = losses.serialize(wrapped)
    again = losses.deserialize(config, custom_objects={"double": double})
    assert float(again([[1.0]], [[2.0]])) == 3.0 and again.name == "twice"


@pytest.mark.parametrize(
    ("name", "function"),
    [("mse", "mean_squared_error"), ("BCE", "binary_crossentropy"), ("kld", "kl_divergence")],
)
def test_short_names_stand_for_functions(name: str, function: str) -> None:
    assert losses.get(name) is getattr(losses, function)
    assert losses.deserialize(losses.serialize(losses.get(name))) is losses.get(name)
    assert losses.get(None) is None
    assert isinstance(losses.get("MeanSquaredError"), losses.MeanSquaredError)


def test_wide_data_need_a_wide_loss() -> None:
    value = losses.MeanSquaredError(dtype="float64")([[0.0]], [[1 / 3]])
    assert value.dtype == np.float64 and float(value) == (1 / 3) ** 2
    assert losses.MeanSquaredError()([[0]], [[1]]).dtype == np.float32


@pytest.mark.parametrize(
    "module", [m.name for m in pkgutil.iter_modules(losses.__path__) if "_test" not in m.name]
)
def test_the_examples_in_docstrings_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"keras_lite.losses.{module}")).failed == 0

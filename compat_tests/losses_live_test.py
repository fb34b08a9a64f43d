"""Losses beside the real Keras: values, shapes, configurations, names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.oracle import Oracle, plain

pytestmark = pytest.mark.live

CLASSES: dict[str, tuple[str, dict[str, Any]]] = {
    "mse": ("MeanSquaredError", {}),
    "mae": ("MeanAbsoluteError", {"reduction": "sum"}),
    "mape": ("MeanAbsolutePercentageError", {}),
    "msle": ("MeanSquaredLogarithmicError", {}),
    "cosine": ("CosineSimilarity", {}),
    "cosine_axis": ("CosineSimilarity", {"axis": 0, "reduction": "none"}),
    "huber": ("Huber", {"delta": 0.3}),
    "log_cosh": ("LogCosh", {}),
    "hinge": ("Hinge", {}),
    "squared_hinge": ("SquaredHinge", {}),
    "categorical_hinge": ("CategoricalHinge", {}),
    "kl": ("KLDivergence", {"reduction": "mean"}),
    "poisson": ("Poisson", {"reduction": "mean_with_sample_weight"}),
    "binary": ("BinaryCrossentropy", {}),
    "binary_smooth": ("BinaryCrossentropy", {"label_smoothing": 0.1, "axis": 0}),
    "binary_logits": ("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.2}),
    "focal": ("BinaryFocalCrossentropy", {"apply_class_balancing": True, "gamma": 1.5}),
    "focal_logits": ("BinaryFocalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}),
    "categorical": ("CategoricalCrossentropy", {}),
    "categorical_smooth": ("CategoricalCrossentropy", {"label_smoothing": 0.1}),
    "categorical_logits": ("CategoricalCrossentropy", {"from_logits": True}),
    "categorical_focal": ("CategoricalFocalCrossentropy", {"alpha": 0.4, "label_smoothing": 0.1}),
    "categorical_focal_logits": ("CategoricalFocalCrossentropy", {"from_logits": True}),
    "dice": ("Dice", {}),
    "dice_axis": ("Dice", {"axis": (1,)}),
    "tversky": ("Tversky", {"alpha": 0.3, "beta": 0.6}),
}
SPARSE: dict[str, tuple[str, dict[str, Any]]] = {
    "sparse": ("SparseCategoricalCrossentropy", {}),
    "sparse_logits": ("SparseCategoricalCrossentropy", {"from_logits": True}),
    "sparse_ignore": ("SparseCategoricalCrossentropy", {"ignore_class": 1}),
    "generalized": ("CategoricalGeneralizedCrossEntropy", {"q": 0.3}),
}


def evaluate(
    keras: Any, name: str, arguments: dict[str, Any], y_true: Any, y_pred: Any, weights: Any
) -> dict[str, Any]:
    """A loss with and without weights, and its configuration."""
    losses = keras.losses
    loss = getattr(losses, name)(**arguments)
    return {
        "values": [np.array(loss(y_true, y_pred))]
        + [np.array(loss(y_true, y_pred, sample_weight=weight)) for weight in weights],
        "config": losses.serialize(loss),
        "name": loss.name,
    }


def data(rows: int = 8, columns: int = 3) -> tuple[Any, Any, Any]:
    random = np.random.RandomState(3)
    y_pred = random.uniform(0.02, 0.98, size=(rows, columns)).astype("float32")
    y_true = np.eye(columns, dtype="float32")[random.randint(0, columns, rows)]
    weights = random.uniform(0.5, 2.0, size=(rows,)).astype("float32")
    return y_true, y_pred, weights


def check(ours: dict[str, Any], theirs: dict[str, Any], known: bool = True) -> None:
    if known:
        assert ours["config"] == theirs["config"]
    assert ours["name"] == theirs["name"]
    for mine, yours in zip(ours["values"], theirs["values"], strict=True):
        assert (mine.shape, mine.dtype) == (yours.shape, yours.dtype)
        np.testing.assert_allclose(mine, yours, rtol=5e-7, atol=1e-7)


@pytest.mark.parametrize("case", CLASSES)
def test_classes_agree(real_keras: Oracle, case: str) -> None:
    name, arguments = CLASSES[case]
    y_true, y_pred, weight = data()
    weights = [weight, weight[:, None]] if "axis" not in arguments else []
    weights = [] if name in ("Dice", "Tversky") else weights
    call = (name, arguments, y_true, y_pred, weights)
    theirs, ours = real_keras.call(evaluate, *call), plain(evaluate(keras_lite, *call))
    # Keras forgets these arguments when it saves; we do not.
    forgets = "delta" in arguments or case == "cosine_axis"
    check(ours, theirs, known=not forgets)
    again = keras_lite.losses.deserialize(ours["config"])
    np.testing.assert_array_equal(again(y_true, y_pred), ours["values"][0])


@pytest.mark.parametrize(
    ("case", "shape"),
    # The generalized one takes flat class numbers only.
    [(case, "(n,)") for case in SPARSE] + [(case, "(n, 1)") for case in list(SPARSE)[:3]],
)
def test_sparse_classes_agree(real_keras: Oracle, case: str, shape: str) -> None:
    name, arguments = SPARSE[case]
    y_true, y_pred, weight = data()
    y_true = y_true.argmax(-1)
    if shape == "(n, 1)":
        y_true = y_true[:, None]
    call = (name, arguments, y_true, y_pred, [weight])
    check(plain(evaluate(keras_lite, *call)), real_keras.call(evaluate, *call))


def ranks(keras: Any, y_trues: list[Any], y_preds: list[Any], names: list[str]) -> list[Any]:
    found = []
    for name in names:
        loss = getattr(keras.losses, name)()
        found += [np.array(loss(t, p)) for t in y_trues for p in y_preds]
    return found


def test_a_missing_or_spare_last_axis_is_mended_as_keras_mends_it(real_keras: Oracle) -> None:
    random = np.random.RandomState(0)
    flat = random.uniform(0.1, 0.9, size=(5,)).astype("float32")
    other = (random.uniform(size=(5,)) > 0.5).astype("float32")
    names = ["MeanSquaredError", "MeanAbsoluteError", "Huber", "BinaryCrossentropy", "Hinge"]
    call = ([other, other[:, None]], [flat, flat[:, None]], names)
    for mine, yours in zip(
        plain(ranks(keras_lite, *call)), real_keras.call(ranks, *call), strict=True
    ):
        np.testing.assert_allclose(mine, yours, rtol=3e-7)


def through_activation(keras: Any, logits: Any, hot: Any) -> dict[str, Any]:
    """Cross-entropies of what sigmoid and softmax return, as such, and stripped of its origin."""
    ops, losses = keras.ops, keras.losses
    z = ops.convert_to_tensor(logits)
    found = {}
    for activation in ("sigmoid", "softmax"):
        live = getattr(ops, activation)(z)
        bare = np.array(live)
        for kind in ("binary_", "categorical_", "binary_focal_"):
            name = kind + "crossentropy"
            function = getattr(losses, name)
            found[f"{activation} {name} live"] = np.array(function(hot, live))
            found[f"{activation} {name} bare"] = np.array(function(hot, bare))
        sparse = losses.sparse_categorical_crossentropy
        found[f"{activation} sparse live"] = np.array(sparse(hot.argmax(-1), live))
        found[f"{activation} sparse bare"] = np.array(sparse(hot.argmax(-1), bare))
        found[f"{activation} class"] = np.array(losses.BinaryCrossentropy()(hot, live))
        reshaped = ops.reshape(live, (-1, 3))
        found[f"{activation} reshaped"] = np.array(losses.binary_crossentropy(hot, reshaped))
    return found


def test_logits_are_used_where_keras_uses_them(real_keras: Oracle) -> None:
    random = np.random.RandomState(1)
    logits = (random.normal(size=(6, 3)) * 20).astype("float32")
    hot = np.eye(3, dtype="float32")[random.randint(0, 3, 6)]
    theirs = real_keras.call(through_activation, logits, hot)
    ours = plain(through_activation(keras_lite, logits, hot))
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], value, rtol=2e-6, atol=2e-7, err_msg=name)
    # The shortcut matters: without it these would be clipped.
    assert ours["softmax categorical_crossentropy live"].max() > 17


def circles(keras: Any, labels: Any, embeddings: Any) -> list[Any]:
    made = keras.losses.Circle(gamma=10.0)
    one = keras.losses.circle(labels, embeddings, remove_diagonal=False)
    other = keras.losses.circle(labels, embeddings, labels[::-1].copy(), embeddings[::-1].copy())
    return [np.array(made(labels, embeddings)), np.array(one), np.array(other)]


def test_circle_agrees(real_keras: Oracle) -> None:
    random = np.random.RandomState(2)
    embeddings = random.normal(size=(9, 4)).astype("float32")
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    labels = random.randint(0, 3, 9).astype("int32")
    theirs = real_keras.call(circles, labels, embeddings)
    for mine, yours in zip(plain(circles(keras_lite, labels, embeddings)), theirs, strict=True):
        np.testing.assert_allclose(mine, yours, rtol=2e-5, atol=1e-6)


def names_of(keras: Any, family: str, spellings: list[str]) -> dict[str, str]:
    get = getattr(keras, family).get
    found = {}
    for spelling in spellings:
        try:
            made = get(spelling)
            found[spelling] = getattr(made, "__name__", type(made).__name__)
        except ValueError:
            found[spelling] = "unknown"
    return found


def test_the_same_names_are_known(real_keras: Oracle) -> None:
    spellings = (
        "mse MSE mae MAE mape MAPE msle MSLE bce BCE kld KLD huber Huber log_cosh LogCosh hinge"
        " Hinge poisson Poisson dice Dice tversky circle cosine_similarity MeanSquaredError"
        " binary_crossentropy BinaryCrossentropy sparse_categorical_crossentropy kl_divergence"
        " categorical_focal_crossentropy nonsense"  # `logcosh`, `cosine` of older Keras: ours alone
    ).split()
    assert names_of(keras_lite, "losses", spellings) == real_keras.call(
        names_of, "losses", spellings
    )

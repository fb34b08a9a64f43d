"""Optimizers, schedules, regularizers, constraints beside the real Keras: state, names, bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.oracle import Oracle, plain

pytestmark = pytest.mark.live

# name -> class, arguments, and how many units in the last place may lie between the two after five
# steps. Both sides do the same operations in the same order; only powers are rounded differently.
CASES: dict[str, tuple[str, dict[str, Any], int]] = {
    "sgd": ("SGD", {}, 0),
    "momentum": ("SGD", {"momentum": 0.9}, 0),
    "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}, 0),
    "adam": ("Adam", {}, 1),
    "amsgrad": ("Adam", {"amsgrad": True, "learning_rate": 0.05}, 1),
    "adamw": ("AdamW", {"learning_rate": 0.01}, 1),
    "rmsprop": ("RMSprop", {}, 0),
    "rmsprop_centered": ("RMSprop", {"centered": True, "momentum": 0.8, "rho": 0.7}, 0),
    "adagrad": ("Adagrad", {"learning_rate": 0.1}, 0),
    "adadelta": ("Adadelta", {"learning_rate": 1.0}, 0),
    "adamax": ("Adamax", {"learning_rate": 0.01}, 1),
    "nadam": ("Nadam", {"learning_rate": 0.01}, 1),
    "ftrl": ("Ftrl", {"learning_rate": 0.1}, 1),
    "ftrl_regularized": (
        "Ftrl",
        {
            "learning_rate": 0.1,
            "learning_rate_power": -0.7,
            "l1_regularization_strength": 0.01,
            "l2_regularization_strength": 0.02,
            "l2_shrinkage_regularization_strength": 0.03,
            "beta": 0.1,
        },
        2,
    ),
    "lion": ("Lion", {"learning_rate": 0.01}, 0),
    "adafactor": ("Adafactor", {"learning_rate": 0.01}, 1),
    "clipnorm": ("SGD", {"clipnorm": 0.5, "learning_rate": 0.1}, 1),
    "clipvalue": ("Adam", {"clipvalue": 0.2}, 1),
    "global_clipnorm": ("SGD", {"global_clipnorm": 0.5, "momentum": 0.5}, 1),
    "decay": ("SGD", {"weight_decay": 0.1, "momentum": 0.9, "learning_rate": 0.1}, 0),
    "average": ("SGD", {"use_ema": True, "ema_momentum": 0.8, "learning_rate": 0.1}, 0),
    "average_in_place": (
        "Adam",
        {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 2},
        1,
    ),
    "accumulation": ("Adam", {"gradient_accumulation_steps": 2, "learning_rate": 0.1}, 1),
    "accumulation_clipped": (
        "Nadam",
        {"gradient_accumulation_steps": 3, "clipnorm": 0.3, "use_ema": True},
        1,
    ),
    "scaled": ("RMSprop", {"loss_scale_factor": 8.0}, 0),
}
STEPS = 5


def weights_and_gradients() -> tuple[list[Any], list[list[Any]]]:
    """Weights of three shapes, and gradients for `STEPS` steps."""
    random = np.random.RandomState(0)
    shapes = [(7, 5), (5,), (3, 2, 4)]
    weights = [random.normal(size=shape).astype("float32") for shape in shapes]
    gradients = [
        [random.normal(size=shape).astype("float32") for shape in shapes] for _ in range(STEPS)
    ]
    return weights, gradients


def take_steps(
    keras: Any, name: str, arguments: dict[str, Any], weights: list[Any], gradients: list[Any]
) -> dict[str, Any]:
    """What an optimizer makes of the weights, after each step, and what it keeps itself."""
    optimizer = getattr(keras.optimizers, name)(**arguments, name="opt")
    variables = [keras.Variable(w, name=f"w{i}") for i, w in enumerate(weights)]
    optimizer.build(variables)
    history = []
    for step in gradients:
        optimizer.apply(step, variables)
        history.append([variable.numpy() for variable in variables])
    return {
        "history": history,
        "state": [v.numpy() for v in optimizer.variables],
        "names": [v.path for v in optimizer.variables],
        "config": optimizer.get_config(),
        "iterations": int(optimizer.iterations),
    }


def ulps(a: Any, b: Any) -> float:
    """The largest difference in units in the last place of the array's largest values."""
    a, b = np.asarray(a, "float32"), np.asarray(b, "float32")
    return float(np.max(np.abs(a - b)) / np.spacing(np.max(np.abs(b)))) if a.size else 0.0


@pytest.mark.parametrize("case", CASES)
def test_steps_agree(real_keras: Oracle, case: str) -> None:
    name, arguments, limit = CASES[case]
    weights, gradients = weights_and_gradients()
    theirs = real_keras.call(take_steps, name, arguments, weights, gradients)
    ours = plain(take_steps(keras_lite, name, arguments, weights, gradients))
    assert ours["config"] == theirs["config"]
    assert ours["iterations"] == theirs["iterations"]
    # The number behind an unnamed variable depends on how many there were.
    assert [n.rstrip("_0123456789") for n in ours["names"]] == [
        n.rstrip("_0123456789") for n in theirs["names"]
    ]
    for mine, yours in zip(ours["state"], theirs["state"], strict=True):
        assert (mine.shape, mine.dtype) == (yours.shape, yours.dtype)
    for mine, yours in zip(ours["history"], theirs["history"], strict=True):
        assert max(map(ulps, mine, yours)) <= limit
    assert max(map(ulps, ours["state"], theirs["state"])) <= 2 * limit


SCHEDULES: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "exponential": ("ExponentialDecay", (0.1, 7, 0.8), {}),
    "staircase": ("ExponentialDecay", (0.1, 7, 0.8), {"staircase": True}),
    "inverse_time": ("InverseTimeDecay", (0.1, 1.0, 0.01), {}),
    "inverse_time_stairs": ("InverseTimeDecay", (0.1, 5, 0.5), {"staircase": True, "name": "x"}),
    "polynomial": ("PolynomialDecay", (0.1, 20, 0.001), {"power": 2.0}),
    "polynomial_cycle": ("PolynomialDecay", (0.1, 7), {"power": 0.5, "cycle": True}),
    "piecewise": ("PiecewiseConstantDecay", ([3, 10, 17], [0.1, 0.05, 0.02, 0.01]), {}),
    "cosine": ("CosineDecay", (0.1, 25), {"alpha": 0.1}),
    "cosine_warmup": (
        "CosineDecay",
        (0.0, 20),
        {"warmup_target": 0.2, "warmup_steps": 8, "alpha": 0.01},
    ),
    "restarts": ("CosineDecayRestarts", (0.1, 5), {"m_mul": 0.9, "alpha": 0.05}),
    "restarts_even": ("CosineDecayRestarts", (0.1, 6), {"t_mul": 1.0}),
}


def follow(keras: Any, name: str, arguments: Any, options: Any, steps: Any) -> dict[str, Any]:
    """The rates of a schedule at the given steps, and its configuration."""
    schedule = getattr(keras.optimizers.schedules, name)(*arguments, **options)
    return {
        "rates": [np.array(schedule(step)) for step in steps],
        "config": keras.optimizers.schedules.serialize(schedule),
        "optimizer": keras.optimizers.SGD(schedule, name="sgd").get_config(),
    }


@pytest.mark.parametrize("case", SCHEDULES)
def test_schedules_agree(real_keras: Oracle, case: str) -> None:
    name, arguments, options = SCHEDULES[case]
    steps = np.arange(40)
    theirs = real_keras.call(follow, name, arguments, options, steps)
    ours = plain(follow(keras_lite, name, arguments, options, steps))
    assert ours["config"] == theirs["config"]
    assert ours["optimizer"] == theirs["optimizer"]
    assert [r.dtype for r in ours["rates"]] == [r.dtype for r in theirs["rates"]]
    assert ulps(ours["rates"], theirs["rates"]) <= 1
    optimizer = keras_lite.optimizers.SGD(
        getattr(keras_lite.optimizers.schedules, name)(*arguments, **options)
    )
    np.testing.assert_array_equal(optimizer.rates(0, 40), ours["rates"])


REGULARIZERS = [
    ("L1", {"l1": 0.3}),
    ("L2", {}),
    ("L1L2", {"l1": 0.1, "l2": 0.2}),
    ("OrthogonalRegularizer", {"factor": 0.5}),
    ("OrthogonalRegularizer", {"mode": "columns"}),
]
CONSTRAINTS = [
    ("MaxNorm", {"max_value": 1.5}),
    ("NonNeg", {}),
    ("UnitNorm", {"axis": 1}),
    ("MinMaxNorm", {"min_value": 1.0, "max_value": 1.2, "rate": 0.7, "axis": [0, 1]}),
]


def apply_to_weight(keras: Any, module: str, name: str, arguments: Any, weight: Any) -> Any:
    family = getattr(keras, module)
    made = getattr(family, name)(**arguments)
    again = family.deserialize(family.serialize(made))
    weight = keras.ops.convert_to_tensor(weight)
    return [family.serialize(made), np.array(made(weight)), np.array(again(weight))]


@pytest.mark.parametrize(
    ("module", "case"),
    [("regularizers", case) for case in REGULARIZERS]
    + [("constraints", case) for case in CONSTRAINTS],
)
def test_penalties_and_constraints_agree(real_keras: Oracle, module: str, case: Any) -> None:
    weight = np.random.RandomState(0).normal(size=(6, 4)).astype("float32")
    theirs = real_keras.call(apply_to_weight, module, *case, weight)
    ours = plain(apply_to_weight(keras_lite, module, *case, weight))
    assert ours[0] == theirs[0]
    for mine, yours in zip(ours[1:], theirs[1:], strict=True):
        assert (mine.shape, mine.dtype) == (yours.shape, yours.dtype)
        assert ulps(mine, yours) <= 2


FITS: dict[str, tuple[str, dict[str, Any], str, list[str]]] = {
    "adam": ("Adam", {"learning_rate": 0.01}, "categorical_crossentropy", ["accuracy", "mse"]),
    "schedule": (
        "SGD",
        {"learning_rate": ("ExponentialDecay", (0.1, 10, 0.5)), "momentum": 0.9, "nesterov": True},
        "categorical_crossentropy",
        ["categorical_accuracy", "AUC"],
    ),
    "average": ("RMSprop", {"use_ema": True, "ema_momentum": 0.9}, "mse", ["mae", "Precision"]),
    "accumulation": (
        "Nadam",
        {"gradient_accumulation_steps": 3, "global_clipnorm": 0.5, "learning_rate": 0.01},
        "binary_crossentropy",
        ["binary_accuracy", "TopKCategoricalAccuracy"],
    ),
    "decay": ("AdamW", {"weight_decay": 0.1}, "kl_divergence", ["accuracy", "F1Score"]),
}


def fit(keras: Any, case: Any, weights: list[Any], x: Any, y: Any) -> dict[str, Any]:
    """A small classifier trained on the rows in their order."""
    name, arguments, loss, metrics = case
    rate = arguments.get("learning_rate")
    if isinstance(rate, tuple):
        rate = getattr(keras.optimizers.schedules, rate[0])(*rate[1])
        arguments = {**arguments, "learning_rate": rate}
    layers = keras.layers
    model = keras.Sequential([keras.Input((4,)), layers.Dense(6, activation="tanh")])
    model.add(layers.Dense(3, activation="softmax"))
    model.set_weights(weights)
    model.compile(getattr(keras.optimizers, name)(**arguments), loss, metrics=metrics)
    history = model.fit(x, y, epochs=4, batch_size=16, shuffle=False, verbose=0).history
    return {"history": history, "weights": model.get_weights()}


@pytest.mark.parametrize("case", FITS)
def test_histories_agree(real_keras: Oracle, case: str) -> None:
    random = np.random.RandomState(4)
    x = random.normal(size=(100, 4)).astype("float32")
    y = np.eye(3, dtype="float32")[np.argmax(x[:, :3] + 0.3 * x[:, 1:], axis=1)]
    shapes = [(4, 6), (6,), (6, 3), (3,)]
    weights = [random.normal(size=shape).astype("float32") * 0.5 for shape in shapes]
    call = (FITS[case], weights, x, y)
    theirs, ours = real_keras.call(fit, *call), plain(fit(keras_lite, *call))
    assert list(ours["history"]) == list(theirs["history"])
    for key, values in theirs["history"].items():
        np.testing.assert_allclose(ours["history"][key], values, rtol=1e-6, err_msg=key)
    for mine, yours in zip(ours["weights"], theirs["weights"], strict=True):
        np.testing.assert_allclose(mine, yours, rtol=1e-5, atol=1e-6)

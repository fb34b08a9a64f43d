"""Random optimizers, schedules and their arguments, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from compat_tests.random_parts import Choices

# class -> the range of sensible learning rates, and arguments with values to choose from
_OPTIMIZERS: dict[str, tuple[float, float, dict[str, Any]]] = {
    "SGD": (0.003, 0.1, {"momentum": (0.5, 0.9), "nesterov": (True, False)}),
    "Adam": (
        3e-4,
        0.01,
        {"beta_1": (0.8,), "beta_2": (0.99,), "epsilon": (1e-5,), "amsgrad": (True,)},
    ),
    "AdamW": (3e-4, 0.01, {"weight_decay": (0.01, 0.1), "amsgrad": (True,), "beta_1": (0.8,)}),
    "RMSprop": (3e-4, 0.005, {"rho": (0.8,), "momentum": (0.5, 0.9), "centered": (True,)}),
    "Adagrad": (0.01, 0.1, {"initial_accumulator_value": (0.5,), "epsilon": (1e-5,)}),
    "Adadelta": (0.1, 1.0, {"rho": (0.9,), "epsilon": (1e-5,)}),
    "Adamax": (5e-4, 0.01, {"beta_1": (0.8,), "beta_2": (0.99,)}),
    "Nadam": (3e-4, 0.005, {"beta_1": (0.8,), "beta_2": (0.99,), "epsilon": (1e-5,)}),
    "Ftrl": (
        0.01,
        0.1,
        {
            "learning_rate_power": (-0.6,),
            "l1_regularization_strength": (1e-3,),
            "l2_regularization_strength": (1e-3,),
            "l2_shrinkage_regularization_strength": (1e-3,),
            "beta": (0.1,),
        },
    ),
    "Lion": (1e-4, 1e-3, {"beta_1": (0.8,), "beta_2": (0.95,)}),
    "Adafactor": (1e-3, 0.01, {"beta_2_decay": (-0.7,), "relative_step": (False,)}),
    "Lamb": (5e-4, 0.01, {"beta_1": (0.8,), "epsilon": (1e-5,)}),
}
_FAVOURITES = ("SGD", "SGD", "Adam", "Adam", "RMSprop", "AdamW")


def optimizer(choices: Choices, reads_words: bool) -> Any:
    """A name with defaults, or a class with arguments.

    Args:
        choices: Makes them.
        reads_words: Whether the model has embeddings.
    """
    if choices.chance(10):
        return choices.of(["adam", "sgd", "rmsprop", "nadam", "adagrad"])
    name = choices.of([*_FAVOURITES, *_OPTIMIZERS])
    low, high, table = _OPTIMIZERS[name]
    rate: Any = choices.scale(low, high)
    if choices.chance(30):
        rate = schedule(choices, rate)
    made = {
        "class": f"optimizers.{name}",
        "learning_rate": rate,
        **choices.arguments(table, 35),
        **_clipping(choices),
    }
    if reads_words:
        made.pop("centered", None)  # Keras 3.15.1 gets lost in its own indices
    if name != "AdamW" and choices.chance(15):
        made["weight_decay"] = choices.scale(1e-3, 0.1)
    if choices.chance(8):
        made["use_ema"] = True
        made["ema_momentum"] = choices.share(0.5, 0.99)
        if choices.chance(50):
            made["ema_overwrite_frequency"] = choices.whole(2, 5)
    if choices.chance(8):
        made["gradient_accumulation_steps"] = choices.whole(2, 3)
    return made


def _clipping(choices: Choices) -> dict[str, float]:
    if not choices.chance(25):
        return {}
    return {choices.of(["clipnorm", "clipvalue", "global_clipnorm"]): choices.scale(0.05, 2.0)}


def schedule(choices: Choices, rate: float) -> dict[str, Any]:
    """A learning rate that changes within the few dozen steps that a case takes."""
    steps = choices.whole(3, 30)
    made: dict[str, dict[str, Any]] = {
        "ExponentialDecay": {"decay_rate": 0.8, "staircase": choices.chance(50)},
        "InverseTimeDecay": {"decay_rate": 0.5, "staircase": choices.chance(50)},
        "PolynomialDecay": {
            "end_learning_rate": rate / 10,
            "power": choices.of([1.0, 2.0, 0.5]),
            "cycle": choices.chance(50),
        },
        "CosineDecay": {"alpha": 0.1, "warmup_target": rate * 2, "warmup_steps": 4},
    }
    name = choices.of([*made, "CosineDecayRestarts", "PiecewiseConstantDecay"])
    path = {"class": f"optimizers.schedules.{name}"}
    if name == "PiecewiseConstantDecay":
        return {**path, "boundaries": [steps, steps + 5], "values": [rate, rate / 2, rate / 10]}
    if name == "CosineDecayRestarts":
        return {**path, "initial_learning_rate": rate, "first_decay_steps": steps, "m_mul": 0.9}
    return {**path, "initial_learning_rate": rate, "decay_steps": steps, **made[name]}

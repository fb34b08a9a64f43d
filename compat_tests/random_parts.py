"""Random choices, and the parts of random layers: initializers, regularizers, constraints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_INITIALIZERS: list[tuple[str, dict[str, Sequence[Any]]]] = [
    ("GlorotNormal", {}),
    ("GlorotUniform", {}),
    ("HeNormal", {}),
    ("HeUniform", {}),
    ("LecunNormal", {}),
    ("LecunUniform", {}),
    ("RandomNormal", {"mean": (0.0, 0.1), "stddev": (0.05, 0.3)}),
    ("RandomUniform", {"minval": (-0.3, -0.05), "maxval": (0.05, 0.4)}),
    ("TruncatedNormal", {"stddev": (0.1, 0.4)}),
    (
        "VarianceScaling",
        {
            "scale": (0.5, 1.0, 2.0),
            "mode": ("fan_in", "fan_out", "fan_avg"),
            "distribution": ("uniform", "truncated_normal", "untruncated_normal"),
        },
    ),
]
_OF_BIASES = [*_INITIALIZERS, ("Constant", {"value": (0.1, -0.05)}), ("Ones", {})]
# Not Constant: outputs that are exactly alike have no largest one.
_OF_KERNELS = [*_INITIALIZERS, ("Identity", {"gain": (1.0, 0.5)})]


class Choices:
    """Choices that are made by the bytes of a random string, two for each.

    A string, for when it draws numbers hypothesis mixes in the constants of all modules that happen
    to be loaded, and the cases would change with any file of the project.
    """

    def __init__(self, text: bytes) -> None:
        self._text = iter(text)

    def below(self, count: int) -> int:
        """A whole number from 0 up to, but without, `count`."""
        return (next(self._text) << 8 | next(self._text)) * count >> 16

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def of(self, options: Sequence[Any]) -> Any:
        return options[self.below(len(options))]

    def whole(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)

    def share(self, low: float, high: float) -> float:
        """A number of two significant digits."""
        return float(f"{low + (high - low) * self.below(128) / 127:.2g}")

    def scale(self, low: float, high: float) -> float:
        """As `share`, but each order of magnitude is as likely as the next."""
        return float(f"{low * (high / low) ** (self.below(128) / 127):.2g}")

    def arguments(self, table: dict[str, Sequence[Any]], percent: int = 50) -> dict[str, Any]:
        """Some of the arguments of a table, each with one of its values."""
        return {name: self.of(options) for name, options in table.items() if self.chance(percent)}


def initializer(choices: Choices, families: Sequence[Any]) -> Any:
    name, table = choices.of(families)
    arguments = choices.arguments(table)
    if not arguments and choices.chance(50) and name != "Constant":
        return _snake(name)
    if (name, table) in _INITIALIZERS and choices.chance(25):
        arguments["seed"] = choices.whole(0, 10**6)
    return {"class": f"initializers.{name}", **arguments}


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


def regularizer(choices: Choices) -> Any:
    if choices.chance(30):
        return choices.of(["l1", "l2", "L1L2"])
    name = choices.of(["L1", "L2", "L1L2", "OrthogonalRegularizer"])
    strength = choices.scale(1e-4, 1e-2)
    if name == "OrthogonalRegularizer":
        return {"class": f"regularizers.{name}", "factor": strength}
    return {"class": f"regularizers.{name}", name[:2].lower(): strength}


def constraint(choices: Choices) -> Any:
    return choices.of(
        [
            "max_norm",
            {"class": "constraints.MaxNorm", "max_value": choices.share(0.5, 2.0), "axis": 0},
            {"class": "constraints.NonNeg"},
            {"class": "constraints.UnitNorm", "axis": 0},
            {
                "class": "constraints.MinMaxNorm",
                "min_value": 0.5,
                "max_value": 1.5,
                "rate": choices.share(0.2, 1.0),
            },
        ]
    )


def dense(choices: Choices, features: int, units: int, activation: Any) -> dict[str, Any]:
    """A Dense layer of `features` numbers."""
    layer = {"class": "layers.Dense", "units": units}
    if activation is not None:
        layer["activation"] = activation
    if choices.chance(40):
        layer["use_bias"] = False
    elif choices.chance(20):
        layer["bias_initializer"] = initializer(choices, _OF_BIASES)
    if choices.chance(50):
        # Identity makes zeros of units that it has no features for, which are then all alike.
        kinds = _OF_KERNELS if units <= features else _INITIALIZERS
        layer["kernel_initializer"] = initializer(choices, kinds)
    if choices.chance(15):
        layer["kernel_regularizer"] = regularizer(choices)
    if choices.chance(8):
        layer["activity_regularizer"] = choices.of(["l1", "l2"])
    if choices.chance(8) and "Orthogonal" not in str(layer):  # columns of zeros have no angle
        layer["kernel_constraint"] = constraint(choices)
    if "bias_initializer" not in layer and layer.get("use_bias", True) and choices.chance(8):
        layer["bias_regularizer"] = "l2"
    return layer

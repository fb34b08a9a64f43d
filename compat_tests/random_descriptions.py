"""Random architectures, losses, optimizers and ways to fit, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from compat_tests.random_parts import Choices, dense

WIDEST = 64
# Made of straight pieces, or so nearly: where all rows of a batch fall on one of them, a constant
# that is added before arrives behind it.
_STRAIGHT = (
    "celu elu hard_sigmoid hard_silu hard_tanh leaky_relu linear relu relu6 selu soft_shrink"
    " sparse_plus sparse_sigmoid squareplus"
).split()
# Not hard_shrink: it jumps, so the last bit of its input may change its output by a half.
_ACTIVATIONS = (
    "celu elu gelu hard_sigmoid hard_tanh leaky_relu linear"
    " log_sigmoid log_softmax mish relu relu relu relu6 selu sigmoid silu soft_shrink softmax"
    " softplus softsign sparse_plus sparse_sigmoid squareplus swish tanh tanh tanh_shrink"
).split()


@dataclass
class Value:
    """What is known of an input's or a layer's result, without its batch axis."""

    shape: tuple[int, ...]
    shifted: bool = False
    """Whether a trainable number is added that all rows have in common, and nothing hides it."""
    scaled: bool = False
    """Whether each feature is multiplied with a trainable number, and nothing hides it."""


def _drawn_dense(choices: Choices, of: Value) -> tuple[dict[str, Any], Value]:
    activation = choices.of([None, None, *_ACTIVATIONS])
    widest = max(2, WIDEST // prod(of.shape[:-1]))
    units = choices.whole(2 if "softmax" in str(activation) else 1, widest)
    layer = dense(choices, of.shape[-1], units, activation)
    straight = activation is None or activation in _STRAIGHT
    shifted = straight and (layer.get("use_bias", True) or of.shifted)
    return layer, Value((*of.shape[:-1], units), shifted, straight and of.shape[-1] == 1)


def _drawn_layer(choices: Choices, of: Value) -> tuple[dict[str, Any], Value]:
    """A layer that can be called on a value, and its result."""
    kinds = [*["dense"] * 6, "plain", "plain", "plain", "noise", "noise", "noise", "shape"]
    kinds += ["norm"] * (1 if of.shifted or of.scaled else 3)
    kind = choices.of(kinds)
    if kind == "dense":
        return _drawn_dense(choices, of)
    if kind == "noise":
        return _drawn_noise(choices, of)
    if kind == "norm":
        return _drawn_norm(choices, of)
    return (_drawn_plain if kind == "plain" else _drawn_shape)(choices, of)


def _drawn_noise(choices: Choices, of: Value) -> tuple[dict[str, Any], Value]:
    name = choices.of(["Dropout", "Dropout", "GaussianNoise", "GaussianDropout", "AlphaDropout"])
    rate = choices.of([0.0, *[choices.share(0.05, 0.5)] * 9])
    layer = {"class": f"layers.{name}", "stddev" if name == "GaussianNoise" else "rate": rate}
    if choices.chance(25):
        layer["seed"] = choices.whole(0, 10**6)
    if name in ("Dropout", "AlphaDropout") and len(of.shape) > 1 and choices.chance(30):
        layer["noise_shape"] = [None, 1, *of.shape[1:]]
    shifted = of.shifted and (name == "GaussianNoise" or rate == 0)
    scaled = of.scaled and (name in ("Dropout", "GaussianDropout") or rate == 0)
    return layer, Value(of.shape, shifted, scaled)


def _drawn_norm(choices: Choices, of: Value) -> tuple[dict[str, Any], Value]:
    table = {"epsilon": (1e-5, 1e-2), "scale": (False,), "center": (False,)}
    if of.shifted or of.scaled or choices.chance(20):
        if of.shape[-1] < 4:  # of two numbers, it keeps the sign only
            return _drawn_dense(choices, of)
        layer = {"class": "layers.LayerNormalization", **choices.arguments(table)}
    else:
        layer = {"class": "layers.BatchNormalization", **choices.arguments(table, 30)}
        layer.update(choices.arguments({"momentum": (0.9, 0.5)}))
    if layer.get("scale", True) and choices.chance(10):
        layer["gamma_regularizer"] = "l2"
    return layer, Value(of.shape, layer.get("center", True), layer.get("scale", True))


def _drawn_plain(choices: Choices, of: Value) -> tuple[dict[str, Any], Value]:
    name = choices.of(
        ["Activation"] * 4
        + ["LeakyReLU", "PReLU", "ELU", "ReLU", "Softmax", "Rescaling", "ActivityRegularization"]
    )
    name = "ReLU" if name == "Softmax" and of.shape[-1] == 1 else name
    layer: dict[str, Any] = {"class": f"layers.{name}"}
    if name == "Activation":
        layer["activation"] = choices.of(_ACTIVATIONS)
        if "softmax" in layer["activation"] and of.shape[-1] == 1:  # it would be 1
            layer["activation"] = "sigmoid"
    tables: dict[str, dict[str, Sequence[Any]]] = {
        "LeakyReLU": {"negative_slope": (0.1, 0.3)},
        "PReLU": {"alpha_initializer": ("ones", "random_normal")},
        "ELU": {"alpha": (0.3, 1.5)},
        "ReLU": {"max_value": (1.0, 6.0), "negative_slope": (0.1,), "threshold": (0.2,)},
        "ActivityRegularization": {"l1": (1e-3,), "l2": (1e-3,)},
    }
    layer.update(choices.arguments(tables.get(name, {})))
    if name == "Rescaling":
        layer.update(scale=choices.share(0.1, 2.0), offset=choices.share(-0.5, 0.5))
    bent = name in ("Softmax", "Activation") and layer.get("activation") not in _STRAIGHT
    return layer, Value(of.shape, of.shifted and not bent, of.scaled and not bent)


def _drawn_shape(choices: Choices, of: Value) -> tuple[dict[str, Any], Value]:
    size = prod(of.shape)
    options: list[tuple[dict[str, Any], tuple[int, ...]]] = [
        ({"class": "layers.Flatten"}, (size,)),
        ({"class": "layers.Identity"}, of.shape),
    ]
    for side in (2, 3, 4):
        if size % side == 0 and size > side:
            shape = [side, -1] if choices.chance(50) else [side, size // side]
            reshape = {"class": "layers.Reshape", "target_shape": shape}
            options.append((reshape, (side, size // side)))
    if len(of.shape) == 2:
        options.append(({"class": "layers.Permute", "dims": [2, 1]}, of.shape[::-1]))
    if len(of.shape) == 1 and size <= WIDEST // 3:
        options.append(({"class": "layers.RepeatVector", "n": 3}, (3, size)))
    layer, shape = choices.of(options)
    return layer, Value(shape, of.shifted, of.scaled)


_MERGES = ("Add", "Add", "Multiply", "Subtract", "Average", "Maximum", "Minimum")


class Sketch:
    """A model that is being described: its layers so far, and what comes out of them."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.inputs: list[dict[str, Any]] = []
        self.nodes: list[dict[str, Any]] = []
        self.values: list[Value] = []

    def add(self, layer: dict[str, Any], value: Value, of: Sequence[int]) -> int:
        self.nodes.append({"layer": layer, "of": list(of)})
        self.values.append(value)
        return len(self.values) - 1

    def add_input(self, name: str) -> None:
        choices = self.choices
        words = choices.chance(10)
        shape = choices.of([(choices.whole(2, 12),)] * 4 + [(3, 4), (2, 3, 2)])
        if words:
            shape = (choices.whole(2, 5),)
        self.inputs.append({"shape": list(shape), "name": name})
        if words:
            self.inputs[-1]["dtype"] = "int32"
        self.values.append(Value(shape))

    def embed(self) -> None:
        """Words become vectors, and whole numbers small."""
        for i, given in enumerate(self.inputs):
            if given.get("dtype") == "int32":
                width = self.choices.whole(2, 6)
                layer = {"class": "layers.Embedding", "input_dim": 10, "output_dim": width}
                self.add(layer, Value((*self.values[i].shape, width)), [i])

    def grow(self, count: int, graph: bool) -> None:
        choices = self.choices
        words = [i for i, given in enumerate(self.inputs) if "dtype" in given]
        for _ in range(count):
            known = [i for i in range(len(self.values)) if i not in words]
            last = known[-1] if not graph or choices.chance(60) else choices.of(known)
            if graph and choices.chance(25) and prod(self.values[last].shape) <= WIDEST:
                self.merge(last, known)
                continue
            self.add(*_drawn_layer(choices, self.values[last]), [last])

    def merge(self, last: int, known: list[int]) -> None:
        """Joins a value with another one, which is brought into the same shape if need be."""
        choices = self.choices
        last, other = self.flat(last), self.flat(choices.of(known))
        width = self.values[last].shape[0]
        wide = width + self.values[other].shape[0]
        if choices.chance(40) and wide <= WIDEST:
            both = self.values[last], self.values[other]
            value = Value((wide,), any(v.shifted for v in both), any(v.scaled for v in both))
            self.add({"class": "layers.Concatenate"}, value, [last, other])
            return
        if self.values[other].shape != (width,) or other == last:
            features = self.values[other].shape[-1]
            layer = dense(choices, features, width, choices.of([None, "relu", "tanh"]))
            other = self.add(layer, Value((width,), True, True), [other])
        name = choices.of(_MERGES)
        value = Value((width,), name != "Multiply", name not in ("Add", "Subtract", "Average"))
        self.add({"class": f"layers.{name}"}, value, [last, other])

    def flat(self, i: int) -> int:
        of = self.values[i]
        if len(of.shape) == 1:
            return i
        value = Value((prod(of.shape),), of.shifted, of.scaled)
        return self.add({"class": "layers.Flatten"}, value, [i])

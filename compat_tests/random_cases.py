"""Random models with something to learn: data, losses, and ways to fit, as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from compat_tests.random_descriptions import Sketch, Value
from compat_tests.random_optimizers import optimizer
from compat_tests.random_parts import Choices, dense

BYTES = 2000
"""More than any case needs."""


@st.composite
def cases(draw: Any) -> dict[str, Any]:
    """Seed, model, arguments of `compile` and `fit`, and what the data are like."""
    choices = Choices(draw(st.binary(min_size=BYTES, max_size=BYTES)))
    graph = choices.chance(45)
    sketch = Sketch(choices)
    for i in range(choices.of([1, 1, 2, 3]) if graph else 1):
        sketch.add_input(f"in_{i}")
    sketch.embed()
    sketch.grow(choices.whole(1, 6), graph)
    heads = [_head(sketch, i) for i in range(choices.of([1, 1, 1, 2]) if graph else 1)]
    rows = choices.whole(40, 150)
    return {
        "seed": choices.of([0, 1, 42, choices.whole(2, 2**31), 2**32 - 1 - choices.whole(0, 99)]),
        "model": {
            "style": "functional" if graph else "sequential",
            "inputs": sketch.inputs,
            "nodes": sketch.nodes,
            "outputs": [head.pop("output") for head in heads],
        },
        "compile": _compiled(choices, heads, any("dtype" in given for given in sketch.inputs)),
        "fit": _fitted(choices, rows, heads),
        "data": {
            "rows": rows,
            "seed": choices.whole(0, 10**6),
            "inputs": [_numbers(choices, given) for given in sketch.inputs],
            "targets": [head["target"] for head in heads],
            "weighted": choices.chance(20) and not any("class" in h for h in heads),
            "validation": choices.chance(15),
        },
    }


def _numbers(choices: Choices, given: dict[str, Any]) -> str:
    if given.get("dtype") == "int32":
        return choices.of(["words", "float words"])
    return choices.of(["float32", "float32", "float64", "digits", "bytes"])


# ------------------------------------------------------------------------------ heads and losses


def _head(sketch: Sketch, number: int) -> dict[str, Any]:
    """The last layers of one output, its loss, metrics and targets."""
    choices = sketch.choices
    kind = choices.of(["classes", "classes", "binary", "values"])
    draw = {"classes": _classes, "binary": _binary, "values": _values}[kind]
    head = draw(choices)
    known = [i for i, v in enumerate(sketch.values) if i >= len(sketch.inputs)]
    at = sketch.flat(known[-1] if number == 0 else choices.of(known))
    features = sketch.values[at].shape[0]
    layer = dense(choices, features, head["units"], head.pop("activation", None))
    layer["name"] = f"out_{number}" if not head["after"] else f"last_{number}"
    at = sketch.add(layer, Value((head["units"],)), [at])
    for i, extra in enumerate(head.pop("after")):
        at = sketch.add(extra, Value((head["units"],)), [at])
        extra["name"] = f"out_{number}_{i}"
    return {**head, "output": at}


def _ended(choices: Choices, activation: str) -> dict[str, Any]:
    """A function behind the last Dense: in it, or as a layer."""
    own = {"softmax": "layers.Softmax"}
    form = choices.of(["argument", "argument", "Activation", "own"])
    if form == "argument" or (form == "own" and activation not in own):
        return {"activation": activation, "after": []}
    if form == "own":
        return {"after": [{"class": own[activation]}]}
    return {"after": [{"class": "layers.Activation", "activation": activation}]}


def _classes(choices: Choices) -> dict[str, Any]:
    units = choices.whole(2, 5)
    logits = choices.chance(25)
    one_hot = ["CategoricalCrossentropy", "CategoricalCrossentropy", "CategoricalFocalCrossentropy"]
    numbers = ["SparseCategoricalCrossentropy"] * 3
    if logits:
        name = choices.of([*one_hot, *numbers, "CategoricalHinge"])
        end: dict[str, Any] = {"after": []}
    else:
        name = choices.of(
            [*one_hot, *numbers, "KLDivergence", "BinaryCrossentropy", "MeanSquaredError"]
            + ["CategoricalGeneralizedCrossEntropy", "Dice", "Tversky"]
        )
        end = _ended(choices, "softmax")
        if choices.chance(15):
            end["after"].append({"class": "layers.Reshape", "target_shape": [units]})
    sparse = name in ("SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy")
    loss: dict[str, Any] = {"class": f"losses.{name}"}
    if logits and name != "CategoricalHinge":
        loss["from_logits"] = True
    if name.startswith("Categorical") and "entropy" in name and choices.chance(30):
        loss["label_smoothing"] = choices.share(0.02, 0.3)
    if "Focal" in name:
        loss.update(choices.arguments({"alpha": (0.4,), "gamma": (1.5,)}))
    return {
        **end,
        "units": units,
        "loss": _short(choices, loss),
        "metrics": ["accuracy", "closest"],
        "target": choices.of(["class", "class column"]) if sparse else "one-hot",
        **({"class": units} if sparse or name == "CategoricalCrossentropy" else {}),
    }


def _short(choices: Choices, loss: dict[str, Any]) -> Any:
    """A loss without arguments may also be called by its name."""
    name = loss["class"].removeprefix("losses.")
    if len(loss) == 1 and "Generalized" not in name and choices.chance(50):
        words = "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
        return {"k_l_divergence": "kl_divergence"}.get(words, words)
    return loss


def _binary(choices: Choices) -> dict[str, Any]:
    units = choices.of([1, 1, 1, 3])
    name = choices.of(
        ["BinaryCrossentropy"] * 3 + ["BinaryFocalCrossentropy", "Hinge", "SquaredHinge"]
    )
    loss: dict[str, Any] = {"class": f"losses.{name}"}
    if name.endswith("Hinge"):
        end, target = _ended(choices, "tanh"), "sign"
    elif choices.chance(25):
        end, target = {"after": []}, "bit"
        loss["from_logits"] = True
    else:
        end, target = _ended(choices, "sigmoid"), "bit"
    if "entropy" in name and choices.chance(25):
        loss["label_smoothing"] = choices.share(0.02, 0.3)
    return {
        **end,
        "units": units,
        "loss": _short(choices, loss),
        "metrics": ["accuracy", "closest"] if units == 1 and target == "bit" else ["mse"],
        "target": f"{target} row" if units == 1 and choices.chance(50) else target,
        **({"class": 2} if units == 1 and target == "bit" else {}),
    }


def _values(choices: Choices) -> dict[str, Any]:
    units = choices.whole(1, 3)
    end: dict[str, Any] = {"after": []}
    names = ["MeanSquaredError"] * 3 + ["MeanAbsoluteError", "MeanAbsolutePercentageError"]
    names += ["MeanSquaredLogarithmicError", "Huber", "LogCosh", "Poisson"]
    name = choices.of(names + ["CosineSimilarity"] * (units > 1))
    loss: dict[str, Any] = {"class": f"losses.{name}"}
    if name in ("Poisson", "MeanSquaredLogarithmicError"):
        end = _ended(choices, choices.of(["softplus", "exponential"]))
    if name == "Huber":
        loss.update(choices.arguments({"delta": (0.3,)}))
    return {
        **end,
        "units": units,
        "loss": _short(choices, loss),
        "metrics": choices.of([["mse"], ["mae"], ["mse", "mae"], ["mape"], ["cosine_similarity"]]),
        "target": "positive" if name in ("Poisson", "MeanSquaredLogarithmicError") else "value",
    }


# --------------------------------------------------------------------------- compile, fit and data


def _compiled(choices: Choices, heads: list[dict[str, Any]], reads_words: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"optimizer": optimizer(choices, reads_words)}
    if len(heads) == 1:
        made["loss"] = heads[0]["loss"]
        measured: Any = heads[0]["metrics"]
    else:
        made["loss"] = [head["loss"] for head in heads]
        measured = [head["metrics"] for head in heads]
        if choices.chance(50):
            made["loss_weights"] = [1.0, choices.share(0.2, 2.0)]
    made["metrics"] = measured
    if choices.chance(15):
        plain = [[m for m in head["metrics"] if m != "closest"] for head in heads]
        made["weighted_metrics"] = plain if len(heads) > 1 else plain[0]
    return made


def _fitted(choices: Choices, rows: int, heads: list[dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {"batch_size": choices.of([None, 8, 16, 32, choices.whole(7, 64), 200])}
    made["shuffle"] = choices.of([True, True, True, "batch", False])
    if choices.chance(40):
        made["validation_split"] = choices.share(0.05, 0.5)
        if choices.chance(30):
            made["validation_batch_size"] = choices.whole(5, 40)
    if len(heads) == 1 and "class" in heads[0] and choices.chance(20):
        made["class_weight"] = {i: choices.share(0.3, 3.0) for i in range(heads[0]["class"])}
    return made


def data(case: dict[str, Any]) -> dict[str, Any]:
    """What a case is fitted to: x, y, perhaps sample_weight and validation_data."""
    about = case["data"]
    random = np.random.RandomState(about["seed"])
    rows = about["rows"]
    shapes = [tuple(given["shape"]) for given in case["model"]["inputs"]]
    held = 20 if about["validation"] and "validation_split" not in case["fit"] else 0
    x = [
        _rows(random, kind, (rows + held, *s))
        for kind, s in zip(about["inputs"], shapes, strict=True)
    ]
    flat = np.concatenate([a.reshape(rows + held, -1) / max(1, np.abs(a).max()) for a in x], axis=1)
    units = [head_units(case, i) for i in range(len(about["targets"]))]
    y = [_target(random, kind, flat, n) for kind, n in zip(about["targets"], units, strict=True)]
    made: dict[str, Any] = {"x": _one([a[:rows] for a in x]), "y": _one([a[:rows] for a in y])}
    if about["weighted"] and "class_weight" not in case["fit"]:
        weights = [random.uniform(0.2, 2.0, rows).astype("float32") for _ in y]
        made["sample_weight"] = _one(weights)
    if held:
        made["validation_data"] = (_one([a[rows:] for a in x]), _one([a[rows:] for a in y]))
    return made


def head_units(case: dict[str, Any], number: int) -> int:
    """How many numbers an output has."""
    at = case["model"]["outputs"][number] - len(case["model"]["inputs"])
    nodes = case["model"]["nodes"]
    while "units" not in nodes[at]["layer"]:
        at = nodes[at]["of"][0] - len(case["model"]["inputs"])
    return int(nodes[at]["layer"]["units"])


def _one(items: list[Any]) -> Any:
    return items if len(items) > 1 else items[0]


def _rows(random: Any, kind: str, shape: tuple[int, ...]) -> np.ndarray:
    if kind.endswith("words"):
        return random.randint(0, 10, shape).astype("float32" if "float" in kind else "int64")
    if kind == "digits":
        return random.randint(-2, 3, shape)
    if kind == "bytes":
        return random.randint(0, 4, shape).astype("uint8")
    return random.normal(size=shape).astype(kind)


def _target(random: Any, kind: str, flat: np.ndarray, units: int) -> np.ndarray:
    noise = random.normal(size=(len(flat), max(units, 2)))
    scores = flat @ random.normal(size=(flat.shape[1], max(units, 2))) + 0.3 * noise
    numbers = scores.argmax(axis=1)
    numbers[: max(units, 2)] = np.arange(max(units, 2))  # every class is there
    kind, _, form = kind.partition(" ")
    if kind == "class":
        numbers = numbers.astype(random.choice(["int64", "int32", "uint8", "float32"]))
        return numbers[:, None] if form else numbers
    if kind == "one-hot":
        return np.eye(units)[numbers].astype(random.choice(["float32", "float64", "int64"]))
    scores = scores[:, :units]
    if kind in ("bit", "sign"):
        scores[:2] = [[-1], [1]]
        scores = (scores > 0).astype("float32") * (1 if kind == "bit" else 2) - (kind == "sign")
    elif kind == "positive":
        scores = np.abs(scores)
    else:
        scores = scores + 0.5 * np.sign(scores)
    scores = scores.astype(random.choice(["float32", "float64"]))
    return scores[:, 0] if form else scores

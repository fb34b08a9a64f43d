"""Models described in plain data: made, trained and looked at in the same way by any library."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

EPOCHS, MORE_EPOCHS = 5, 2


def made(keras: Any, value: Any) -> Any:
    """The object that a description stands for: {"class": "layers.Dense", its arguments...}."""
    if isinstance(value, dict) and "class" in value:
        arguments = {key: made(keras, item) for key, item in value.items() if key != "class"}
        return reduce(getattr, value["class"].split("."), keras)(**arguments)
    if isinstance(value, dict):
        return {key: made(keras, item) for key, item in value.items()}
    if isinstance(value, list):
        return [made(keras, item) for item in value]
    return value


def built(keras: Any, model: dict[str, Any]) -> Any:
    """The model of a description: a stack of layers, or a graph of them.

    Inputs and layers are counted through; "of" says whose outputs a layer is called on.
    """
    inputs = [keras.Input(**arguments) for arguments in model["inputs"]]
    if model["style"] == "sequential":
        return keras.Sequential([*inputs, *(made(keras, n["layer"]) for n in model["nodes"])])
    values = list(inputs)
    for node in model["nodes"]:
        layer = made(keras, node["layer"])
        of = [values[i] for i in node["of"]]
        values.append(layer(of if len(of) > 1 else of[0]))
    outputs = [values[i] for i in model["outputs"]]
    return keras.Model(_alone(inputs), _alone(outputs))


def _alone(items: list[Any]) -> Any:
    return items if len(items) > 1 else items[0]


def closest_choice(keras: Any) -> Any:
    """A metric: how near to a tie the nearest choice of a class was, in the whole epoch."""
    ops = keras.ops

    class ClosestChoice(keras.metrics.Metric):
        def __init__(self, name: str = "closest") -> None:
            super().__init__(name=name)
            self.smallest = self.add_variable((), initializer="ones", name="smallest")

        def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
            if y_pred.shape[-1] == 1:
                gaps = ops.abs(y_pred - 0.5)
            else:
                ordered = ops.sort(y_pred, axis=-1)
                gaps = ordered[..., -1] - ordered[..., -2]
            self.smallest.assign(ops.minimum(self.smallest, ops.min(gaps)))

        def result(self) -> Any:
            return self.smallest + 0.0

        def reset_state(self) -> None:
            self.smallest.assign(1.0)

    return ClosestChoice()


def trained(
    keras: Any, case: dict[str, Any], data: dict[str, Any], nudge: int | None = None
) -> dict[str, Any]:
    """What there is to see of a model that is trained from nothing but its seed, twice.

    Args:
        keras: The library.
        case: seed, model, arguments of `compile` and of `fit`.
        data: x, y and sample_weight, and validation_data.
        nudge: Moves each initial weight to one of the next floating-point numbers, by this seed.
    """
    keras.utils.clear_session(free_memory=False)  # without a second of tidying up
    keras.utils.set_random_seed(case["seed"])
    model = built(keras, case["model"])
    compiled = made(keras, case["compile"])
    for name in ("metrics", "weighted_metrics"):
        if name in compiled:
            compiled[name] = _with_metrics(keras, compiled[name])
    model.compile(**compiled)
    if hasattr(model, "_symbolic_build"):
        # Variables that come to be in the first step make TensorFlow trace it twice.
        parts = [data["x"], data["y"], data.get("sample_weight")]
        model._symbolic_build(data_batch=[_first_rows(part) for part in parts])
    initial = model.get_weights()
    if nudge is not None:
        signs = np.random.RandomState(nudge)
        ends = [np.inf * signs.choice([-1, 1], w.shape) for w in initial]
        model.set_weights([np.nextafter(w, end) for w, end in zip(initial, ends, strict=True)])
    arguments = {**data, **case["fit"], "verbose": 0}
    first = model.fit(epochs=EPOCHS, **arguments).history
    weights = model.get_weights()
    second = model.fit(epochs=MORE_EPOCHS, **arguments).history
    predicted = model(data["x"], training=False)
    return {
        "paths": [w.path for w in model.weights],
        "initial": initial,
        "first": {name: list(map(float, values)) for name, values in first.items()},
        "weights": weights,
        "second": {name: list(map(float, values)) for name, values in second.items()},
        "predicted": list(predicted) if isinstance(predicted, (list, tuple)) else [predicted],
        "iterations": int(np.array(model.optimizer.iterations)),
    }


def _first_rows(part: Any) -> Any:
    return [a[:2] for a in part] if isinstance(part, list) else None if part is None else part[:2]


def _with_metrics(keras: Any, given: Any) -> Any:
    if isinstance(given, list):
        return [_with_metrics(keras, item) for item in given]
    return closest_choice(keras) if given == "closest" else given

"""Random architectures that travel between libraries in files; any of the three runs this code.

`saved` makes, trains and saves the model of a case and says what it computes, then and after one
more step; `loaded` says the same of what is read back. A case is a seed, for models that Keras 2
has too, or a model described as in `random_cases`, with its data and a number for its files.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from compat_tests.random_models import built, made

ROWS, WIDTH, WORDS = 12, 4, 7
# Not those of straight pieces: behind one, batch normalization takes a bias out again, and Adam
# makes a step of the rounding that is left of its slope.
_ACTIVATIONS = ("tanh", "sigmoid", "softplus", "softsign")
# Small rates where a slope is divided by its own size, and its rounding with it.
_OPTIMIZERS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"learning_rate": 0.05}),
    ("SGD", {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}),
    ("Adam", {"learning_rate": 0.003}),
    ("Adam", {"learning_rate": 0.003, "amsgrad": True}),
    ("AdamW", {"learning_rate": 0.003, "weight_decay": 0.02}),
    ("RMSprop", {"learning_rate": 0.001}),
    ("RMSprop", {"learning_rate": 0.0005, "momentum": 0.5, "centered": True}),
    ("Adagrad", {"learning_rate": 0.05}),
    ("Adadelta", {"learning_rate": 0.5}),
    ("Adamax", {"learning_rate": 0.003}),
    ("Nadam", {"learning_rate": 0.003}),
    ("Ftrl", {"learning_rate": 0.05}),
    ("Lion", {"learning_rate": 0.001}),
]
CASES = 2 * len(_OPTIMIZERS) + 2
# The product of Nadam's momenta is in no file of Keras 2, which therefore goes on from 1.
FORGETFUL = ("Nadam",)


class _Case:
    """Draws the parts of a model."""

    def __init__(self, keras: Any, seed: int) -> None:
        self.keras, self.layers, self.seed = keras, keras.layers, seed
        self.random = np.random.RandomState(seed)
        self.count = 0

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"

    def dense(self, units: int | None = None) -> Any:
        draw = self.random
        arguments: dict[str, Any] = {"activation": str(draw.choice(_ACTIVATIONS))}
        if draw.rand() < 0.3:
            arguments["kernel_regularizer"] = self.keras.regularizers.L2(0.01)
        if draw.rand() < 0.2:
            arguments["kernel_constraint"] = self.keras.constraints.MaxNorm(1.5)
        if draw.rand() < 0.3:
            arguments["kernel_initializer"] = self.keras.initializers.HeNormal(seed=self.seed)
        if draw.rand() < 0.2:
            arguments["use_bias"] = False
        units = int(draw.randint(2, 9)) if units is None else units
        return self.layers.Dense(units, name=self.name("dense"), **arguments)

    def middle(self) -> Any:
        draw, layers = self.random, self.layers
        kind = draw.randint(8)
        if kind == 0:
            return layers.BatchNormalization(momentum=0.8, name=self.name("norm"))
        if kind == 1:
            return layers.LayerNormalization(name=self.name("layer_norm"))
        if kind == 2:
            return layers.LeakyReLU(name=self.name("leaky"))
        if kind == 3:
            return layers.PReLU(name=self.name("prelu"))
        if kind == 4:
            return layers.ELU(alpha=0.7, name=self.name("elu"))
        if kind == 5:
            layer = self.dense()
            layer.trainable = False
            return layer
        if kind == 6:
            return layers.Activation("tanh", name=self.name("act"))
        return layers.ReLU(max_value=3.0, name=self.name("relu"))

    def stack(self) -> list[Any]:
        parts: list[Any] = []
        for _ in range(self.random.randint(1, 4)):
            parts.append(self.dense())
            if self.random.rand() < 0.8:
                parts.append(self.middle())
        return parts

    def sequential(self) -> Any:
        layers = self.layers
        start = [self.keras.Input((WIDTH,))]
        if self.random.rand() < 0.3:
            start += [layers.RepeatVector(2, name="twice"), layers.Permute((2, 1), name="turned")]
            start += [layers.Flatten(name="flat")]
        if self.random.rand() < 0.3:
            inside = [self.keras.Input((WIDTH,)), *self.stack()]
            start = [self.keras.Input((WIDTH,)), self.keras.Sequential(inside, name="inner")]
        parts = [*start, *self.stack(), self.dense(2)]
        return self.keras.Sequential(parts, name=f"net_{self.seed}")

    def functional(self) -> Any:
        layers, keras = self.layers, self.keras
        a, b = keras.Input((WIDTH,), name="a"), keras.Input((3,), name="b")
        # Keras: 3.15 squares the slopes of a word that is there twice one by one, which its Adam
        # shows; so it is left as it is.
        words = layers.Embedding(WORDS, 2, name="words", trainable=False)(b)
        x, y = self.dense(5)(a), self.dense(5)(layers.Flatten(name="flat")(words))
        for layer in self.stack():
            x = layer(x)
        shared = self.dense(5)
        x, y = shared(self.dense(5)(x)), shared(y)
        merge = str(self.random.choice(["Add", "Multiply", "Average", "Maximum", "Concatenate"]))
        joined = getattr(layers, merge)(name="joined")([x, y])
        outputs = [self.dense(2)(joined)]
        if self.random.rand() < 0.5:
            outputs.append(self.dense(1)(layers.Concatenate(name="all")([joined, y])))
        return keras.Model([a, b], outputs[0] if len(outputs) == 1 else outputs, name="graph")


def _model(keras: Any, case: Any) -> Any:
    model = _described(keras, case) if isinstance(case, dict) else _drawn(keras, case)
    model.run_eagerly = True  # so that TensorFlow compiles nothing
    return model


def _described(keras: Any, case: dict[str, Any]) -> Any:
    keras.utils.set_random_seed(case["seed"])
    model = built(keras, _quiet(case["model"]))
    model.compile(**made(keras, _named_metrics(case["compile"])))
    return model


def _quiet(model: Any) -> Any:
    """The model without noise: files do not say what will be drawn next."""
    if isinstance(model, dict):
        silent = {name: 0.0 for name in ("rate", "stddev") if "layers." in model.get("class", "")}
        return {k: silent.get(k, _quiet(v)) for k, v in model.items()}
    return [_quiet(part) for part in model] if isinstance(model, list) else model


def _named_metrics(value: Any) -> Any:
    """Arguments of `compile` without the metric that only its test knows."""
    if isinstance(value, dict):
        return {k: _named_metrics(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_named_metrics(part) for part in value if part != "closest"]
    return value


def _drawn(keras: Any, seed: int) -> Any:
    case = _Case(keras, seed)
    model = case.functional() if seed % 2 else case.sequential()
    name, arguments = _OPTIMIZERS[(seed // 2) % len(_OPTIMIZERS)]
    if seed >= 2 * len(_OPTIMIZERS):
        schedule = keras.optimizers.schedules.ExponentialDecay(0.05, 10, 0.9)
        name, arguments = "Adam", {"learning_rate": schedule}
    optimizer = getattr(keras.optimizers, name)(**arguments)
    several = isinstance(model.output_shape, list)
    model.compile(optimizer, ["mse", "mae"] if several else "mse",
                  metrics=[["mae"], ["mae"]] if several else ["mae"])  # fmt: skip
    return model


def optimizer_name(seed: int) -> str:
    """The class of the optimizer of a case."""
    return _OPTIMIZERS[(seed // 2) % len(_OPTIMIZERS)][0]


def _data(model: Any, case: Any) -> tuple[Any, Any]:
    if isinstance(case, dict):
        return case["x"], case["y"]
    seed = case
    random = np.random.RandomState(seed)
    x: Any = random.normal(size=(ROWS, WIDTH)).astype("float32")
    if seed % 2:
        x = [x, random.randint(WORDS, size=(ROWS, 3)).astype("float32")]
    shapes = model.output_shape
    shapes = shapes if isinstance(shapes, list) else [shapes]
    y = [random.normal(size=(ROWS, shape[-1])).astype("float32") for shape in shapes]
    return x, y if len(y) > 1 else y[0]


def _outputs(model: Any, x: Any) -> list[Any]:
    found = model(x)
    found = found if isinstance(found, (list, tuple)) else [found]
    return [np.array(value) for value in found]


def _report(model: Any, case: Any, steps: bool) -> dict[str, Any]:
    x, y = _data(model, case)
    found = {"now": _outputs(model, x)}
    if steps:
        model.run_eagerly = True
        model.train_on_batch(x, y)
        found["later"] = _outputs(model, x)
    return found


def _path(case: Any, folder: str, ending: str) -> str:
    name = case["number"] if isinstance(case, dict) else case
    return os.path.join(folder, f"{name}{ending}")


def saved(keras: Any, case: Any, folder: str, endings: list[str]) -> dict[str, Any]:
    """Trains the model of a case for two steps and saves it in several forms."""
    _forget(keras)
    keras.utils.set_random_seed(case["seed"] if isinstance(case, dict) else case)
    model = _model(keras, case)
    x, y = _data(model, case)
    for _ in range(2):
        model.train_on_batch(x, y)
    for ending in endings:
        path = _path(case, folder, ending)
        if ending in (".weights.h5", ".old.h5"):
            model.save_weights(path)
        else:
            model.save(path)
    with open(_path(case, folder, ".json"), "w", encoding="utf-8") as stream:
        stream.write(model.to_json())
    return _report(model, case, steps=True)


def _forget(keras: Any) -> None:
    """Counts names from the beginning again; without tidying up, which takes a second."""
    if hasattr(keras.utils, "clear_session"):
        keras.utils.clear_session(free_memory=False)
    else:
        keras.backend.clear_session()


def loaded(
    keras: Any, case: Any, folder: str, ending: str, compiled: bool = True
) -> dict[str, Any]:
    """What a saved model computes, and with `compiled` also after one more step."""
    path = _path(case, folder, ending)
    if ending not in (".weights.h5", ".old.h5"):
        model = keras.models.load_model(path, compile=compiled)
        return _report(model, case, compiled)
    _forget(keras)
    model = _model(keras, case)
    x, y = _data(model, case)
    if compiled:
        model.train_on_batch(x, y)  # so that there are slots to be overwritten
    model.load_weights(path)
    return _report(model, case, compiled)


def described(keras: Any, case: Any, folder: str) -> dict[str, Any]:
    """What a model computes that was described in JSON, with the weights that were saved."""
    with open(_path(case, folder, ".json"), encoding="utf-8") as stream:
        model = keras.models.model_from_json(stream.read())
    model.load_weights(_path(case, folder, ".weights.h5"))
    return _report(model, case, steps=False)

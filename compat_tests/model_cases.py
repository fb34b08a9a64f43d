"""Models to try on both sides: how each is put together, and what it is called on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

_random = np.random.RandomState(0)
ROWS = _random.normal(size=(50, 4)).astype("float32")
TARGETS = (ROWS @ _random.normal(size=(4, 2))).astype("float32")
WORDS = _random.randint(0, 10, size=(50, 4))
Made = tuple[Any, Any]


def sequential(keras: Any) -> Made:
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(8, "relu"),
            layers.BatchNormalization(momentum=0.9),
            layers.Dropout(0.2),
            layers.Dense(2, name="out"),
        ]
    )
    return model, ROWS


def first_layer_knows(keras: Any) -> Made:
    layers = keras.layers
    return keras.Sequential([layers.Dense(3, input_shape=(4,)), layers.Dense(2)], name="net"), ROWS


def added(keras: Any) -> Made:
    model = keras.Sequential()
    model.add(keras.layers.Dense(3, "relu", input_dim=4))
    model.add(keras.layers.Dense(2))
    model.add(keras.layers.Activation("softmax"))
    return model, ROWS


def built_late(keras: Any) -> Made:
    model = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(2)])
    model.build((None, 4))
    return model, ROWS


def popped(keras: Any) -> Made:
    layers = keras.layers
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(6)])
    model.pop()
    model.add(layers.Dense(2))
    return model, ROWS


def fixed_batch(keras: Any) -> Made:
    return keras.Sequential([keras.Input(batch_shape=(50, 4)), keras.layers.Dense(2)]), ROWS


def model_first(keras: Any) -> Made:
    layers = keras.layers
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="within")], name="inner")
    return keras.Sequential([inner, layers.Dense(2)]), ROWS


def reshaped(keras: Any) -> Made:
    layers = keras.layers
    parts = [
        layers.Rescaling(0.5),
        layers.UnitNormalization(),
        layers.RepeatVector(3),
        layers.Permute((2, 1)),
        layers.Flatten(),
        layers.Reshape((3, 4)),
        layers.LayerNormalization(),
        layers.Flatten(),
        layers.Dense(2),
    ]
    return keras.Sequential([keras.Input((4,)), *parts]), ROWS


def activations(keras: Any) -> Made:
    layers = keras.layers
    parts = [
        layers.Dense(6),
        layers.LeakyReLU(),
        layers.Dense(6),
        layers.PReLU(),
        layers.ELU(),
        layers.Dense(2, kernel_constraint="max_norm", bias_regularizer="l1"),
    ]
    return keras.Sequential([keras.Input((4,)), *parts]), ROWS


def noisy(keras: Any) -> Made:
    layers = keras.layers
    parts = [layers.GaussianNoise(0.1), layers.GaussianDropout(0.1), layers.AlphaDropout(0.1)]
    return keras.Sequential([keras.Input((4,)), *parts, layers.Dense(2)]), ROWS


def words(keras: Any) -> Made:
    layers = keras.layers
    parts = [layers.Embedding(10, 3), layers.Flatten(), layers.Dense(2)]
    return keras.Sequential([keras.Input((4,), dtype="int32"), *parts]), WORDS


def frozen(keras: Any) -> Made:
    layers = keras.layers
    parts = [layers.Dense(3), layers.BatchNormalization(), layers.Dense(2)]
    model = keras.Sequential([keras.Input((4,)), *parts])
    model.layers[0].trainable = False
    model.layers[1].trainable = False
    return model, ROWS


def functional(keras: Any) -> Made:
    layers = keras.layers
    inputs = keras.Input((4,), name="rows")
    hidden = layers.Dense(6, "tanh", kernel_regularizer="l2", activity_regularizer="l1")(inputs)
    hidden = layers.Add()([hidden, layers.Dense(6)(inputs)])
    hidden = layers.Concatenate()([hidden, inputs])
    return keras.Model(inputs, layers.Dense(2)(layers.Dropout(0.1)(hidden))), ROWS


def functions_between(keras: Any) -> Made:
    ops = keras.ops
    inputs = keras.Input((4,))
    x = keras.layers.Dense(4)(inputs)
    x = ops.relu(x * 2 + inputs)[:, 1:3] - ops.sum(inputs, axis=1, keepdims=True)
    return keras.Model(inputs, keras.layers.Dense(2)(x)), ROWS


def shared(keras: Any) -> Made:
    inputs = keras.Input((4,))
    layer = keras.layers.Dense(4, "tanh")
    return keras.Model(inputs, keras.layers.Dense(2)(layer(layer(layer(inputs))))), ROWS


def two_inputs(keras: Any) -> Made:
    layers = keras.layers
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    base = keras.Model(a, layers.Dense(3, name="within")(a), name="base")
    joined = layers.concatenate([base(a), base(b)])
    return keras.Model([a, b], layers.Dense(2)(joined)), [ROWS, ROWS * 2]


def _crossing(keras: Any) -> Any:
    layers = keras.layers
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    twice = layers.Dense(5, name="twice")
    u, v = twice(a), twice(layers.Dense(4)(b))
    w = layers.add([u, v])
    first = layers.Dense(1, name="first")(w)
    return a, b, u, first, layers.Dense(2, name="second")(layers.concatenate([u, w]))


def two_outputs(keras: Any) -> Made:
    a, b, _, first, second = _crossing(keras)
    return keras.Model([a, b], [first, second], name="crossing"), [ROWS, ROWS * 2]


def dicts(keras: Any) -> Made:
    a, b, _, first, second = _crossing(keras)
    model = keras.Model({"a": a, "b": b}, {"x": first, "y": second})
    return model, {"a": ROWS, "b": ROWS * 2}


def from_the_middle(keras: Any) -> Made:
    _, _, u, _, _ = _crossing(keras)
    return keras.Model(u, keras.layers.Dense(2)(u)), np.repeat(ROWS[:, :1], 5, axis=1)


def unused_input(keras: Any) -> Made:
    a, b = keras.Input((4,)), keras.Input((4,), name="b")
    return keras.Model([a, b], [keras.layers.Dense(2)(b)]), [ROWS, ROWS]


def own_layer(keras: Any) -> Made:
    class Scale(keras.layers.Layer):  # type: ignore[misc,name-defined]
        def build(self, input_shape: Any) -> None:
            self.factor = self.add_weight(shape=(input_shape[-1],), name="factor")
            self.inner = keras.layers.Dense(4)

        def call(self, x: Any) -> Any:
            y = keras.ops.tanh(self.inner(x) * self.factor)
            self.add_loss(0.1 * keras.ops.mean(keras.ops.square(y)))
            return y

    return keras.Sequential([keras.Input((4,)), Scale(), keras.layers.Dense(2)]), ROWS


def own_model(keras: Any) -> Made:
    class Network(keras.Model):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.dense = [keras.layers.Dense(5, "relu"), keras.layers.Dense(2)]
            self.norm = keras.layers.BatchNormalization()
            self.drop = keras.layers.Dropout(0.3)

        def call(self, x: Any, training: Any = None) -> Any:
            x = self.norm(self.dense[0](x), training=training)
            return self.dense[1](self.drop(x, training=training))

    return Network(), ROWS


MODELS: dict[str, Callable[[Any], Made]] = {
    function.__name__: function
    for function in (
        sequential, first_layer_knows, added, built_late, popped, fixed_batch, model_first,
        reshaped, activations, noisy, words, frozen, functional, functions_between, shared,
        two_inputs, two_outputs, dicts, from_the_middle, unused_input,
    )
}  # fmt: skip
TRAINED = {
    **{name: f for name, f in MODELS.items() if name not in ("two_outputs", "dicts")},
    "own_layer": own_layer,
    "own_model": own_model,
}


def describe(keras: Any, name: str) -> dict[str, Any]:
    """What there is to see of a model, of its clone, and of what comes back from its JSON."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(5)
    model, inputs = MODELS[name](keras)
    table: list[str] = []
    model.summary(print_fn=_keep(table), line_length=110, expand_nested=True, show_trainable=True)
    found = {
        "summary": table,
        "json": json.loads(model.to_json()),
        "outputs": model(inputs),
        **_parts(model),
    }
    clone = keras.models.clone_model(model)
    again = keras.models.model_from_json(model.to_json())
    again.set_weights(model.get_weights())
    return {**found, "clone": _parts(clone), "again": _parts(again), "again_outputs": again(inputs)}


def _keep(table: list[str]) -> Callable[[str], None]:
    def keep(text: str, line_break: bool = True) -> None:
        table.append(text)

    return keep


def _parts(model: Any) -> dict[str, Any]:
    return {
        "name": model.name,
        "repr": repr(model),
        "layers": [layer.name for layer in model.layers],
        "weights": model.get_weights(),
        "paths": [w.path for w in model.weights],
        "trainable": [w.path for w in model.trainable_weights],
        "variables": [w.path for w in model.variables],
        "shapes": json.loads(json.dumps([model.input_shape, model.output_shape])),
        "tensors": [t.name for ends in (model.inputs, model.outputs) for t in _flat(ends)],
    }


def _flat(structure: Any) -> list[Any]:
    return list(structure.values()) if isinstance(structure, dict) else list(structure)


def train(keras: Any, name: str) -> dict[str, Any]:
    """What a few epochs make of a model."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(5)
    model, inputs = TRAINED[name](keras)
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
    model.compile(optimizer, "mse", metrics=["mae"])
    history = model.fit(
        inputs,
        TARGETS,
        epochs=4,
        batch_size=16,
        verbose=0,
        shuffle=False,
        validation_data=(inputs, TARGETS),
    )
    return {
        "history": history.history,
        "prediction": model.predict(inputs, verbose=0, batch_size=50),
        "evaluation": model.evaluate(inputs, TARGETS, verbose=0),
        "weights": model.get_weights(),
        "paths": [w.path for w in model.weights],
    }


def train_outputs(keras: Any, in_dicts: bool) -> dict[str, Any]:
    """What a few epochs make of a model with two outputs, each with a loss of its own."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(5)
    model, inputs = (dicts if in_dicts else two_outputs)(keras)
    first, second = TARGETS[:, :1], TARGETS
    targets: Any = {"x": first, "y": second} if in_dicts else [first, second]
    loss: Any = {"x": "mse", "y": "mae"} if in_dicts else ["mse", "mae"]
    metrics: Any = {"y": ["mae"]} if in_dicts else [["mae"], ["mse"]]
    weights: Any = {"x": 1.0, "y": 0.5} if in_dicts else [1.0, 0.5]
    model.compile(keras.optimizers.SGD(0.01), loss, loss_weights=weights, metrics=metrics)
    history = model.fit(
        inputs,
        targets,
        epochs=3,
        batch_size=16,
        verbose=0,
        shuffle=False,
        validation_data=(inputs, targets),
    )
    prediction = model.predict(inputs, verbose=0)
    return {
        "history": history.history,
        "prediction": _flat(prediction),
        "structure": sorted(prediction) if isinstance(prediction, dict) else None,
        "evaluation": model.evaluate(inputs, targets, verbose=0),
        "logs": model.evaluate(inputs, targets, verbose=0, return_dict=True),
    }

"""What a user asks of models, layers, variables and eager results, to be asked of both libraries.

Each function takes the library and returns plain values. `attempt` stands for what may raise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_random = np.random.RandomState(0)
X = _random.normal(size=(50, 4)).astype("float32")
Y = (2 * X[:, :1] - X[:, 1:2]).astype("float32")
Case = Callable[[Any], Any]


def attempt(action: Callable[[], Any]) -> Any:
    """What `action` returns, or the names of the exception's classes if it raises."""
    try:
        return action()
    except Exception as error:
        return {"raised": [kind.__name__ for kind in type(error).__mro__]}


def net(keras: Any, units: int = 1, activation: Any = None) -> Any:
    """Four inputs, three hidden units."""
    layers = keras.layers
    return keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, "tanh"), layers.Dense(units, activation)]
    )


def attributes(keras: Any) -> Any:
    model = net(keras)
    dense = model.layers[0]
    return [
        [model.name, model.built, model.trainable, model.supports_masking, model.compiled],
        [model.input_shape, model.output_shape, model.inputs[0].name, model.outputs[0].name],
        [model.dtype, model.compute_dtype, model.variable_dtype, model.count_params()],
        [[w.name, w.path, tuple(w.shape), str(w.dtype), w.trainable] for w in model.weights],
        [dense.units, dense.use_bias, dense.activation.__name__, dense.input_spec.min_ndim],
        [tuple(dense.input.shape), tuple(dense.output.shape), repr(dense), repr(model)],
    ]


def not_built(keras: Any) -> Any:
    model = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(2)])
    before = [
        model.built,
        model.weights,
        *(
            attempt(lambda name=name: getattr(model, name))
            for name in ("input_shape", "output_shape", "inputs", "outputs", "input")
        ),
        attempt(model.count_params),
    ]
    shape = tuple(model(X).shape)
    return [before, shape, model.built, model.input_shape, model.count_params()]


def adding(keras: Any) -> Any:
    dense = keras.layers.Dense
    model = keras.Sequential([keras.Input((4,)), dense(4, name="a")])
    refused = [
        attempt(lambda: model.add(3)),
        attempt(lambda: model.add(lambda x: x)),
        attempt(lambda: model.add(dense(2, name="a"))),
        attempt(lambda: model.add(keras.Input((2,)))),
    ]
    model.add(model.layers[0])
    shared = [len(model.layers), len(model.weights), model.output_shape]
    popped = model.pop().name
    model.add(dense(5))
    return [refused, shared, popped, model.output_shape, model.count_params()]


def getting_layers(keras: Any) -> Any:
    model = net(keras)
    return [
        model.get_layer("dense_1").name,
        model.get_layer(index=-1).name,
        attempt(lambda: model.get_layer("dense_2")),
        attempt(lambda: model.get_layer(index=7)),
        attempt(model.get_layer),
        attempt(lambda: model.get_layer("dense", index=1)),
    ]


def setting_weights(keras: Any) -> Any:
    model = net(keras)
    weights = model.get_weights()
    return [
        attempt(lambda: model.set_weights(weights[:1])),
        attempt(lambda: model.set_weights(weights[::-1])),
        attempt(lambda: model.layers[0].set_weights(weights[:1])),
        [model.set_weights([2 * w for w in weights]), model.get_weights()],
    ]


def dense_arguments(keras: Any) -> Any:
    dense = keras.layers.Dense
    first = [dense(3, input_dim=4), dense(3, input_shape=(4,)), dense(3, input_shape=[4])]
    every = dense(3, "tanh", True, "he_normal", "ones", "l1", "l2", "l1", "max_norm", "non_neg")
    result = every(X)
    wide = dense(3, name="wide", trainable=False, dtype="float64")
    return [
        [keras.Sequential([layer]).input_shape for layer in first],
        [every.get_config(), result, [float(loss) for loss in every.losses]],
        [wide(X), wide.name, wide.dtype, len(wide.trainable_weights), wide.get_config()],
        [attempt(lambda units=units: dense(units)) for units in (-1, 0, 2.5, "3", None)],
        attempt(lambda: dense(3, activaton="relu")),
        attempt(lambda: dense(3, activation="rlu")),
        attempt(lambda: dense(3, kernel_initializer="zzz")),
        attempt(lambda: dense(3, kernel_regularizer=0.1)),
        attempt(lambda: dense(3)(np.ones(4))),
        keras.layers.LeakyReLU(alpha=0.2).get_config(),
    ]


def names(keras: Any) -> Any:
    layers = keras.layers

    def made() -> list[str]:
        parts = [layers.Dense(1), layers.Dense(1), layers.BatchNormalization(), layers.PReLU()]
        parts += [layers.ReLU(), layers.ELU(), keras.Sequential(), keras.metrics.AUC()]
        parts += [type(name, (layers.Layer,), {})() for name in ("MyHTTPLayer", "_Own2D")]
        return [part.name for part in [*parts, keras.Input((1,)), keras.optimizers.SGD()]]

    before = [made(), made()]
    keras.backend.clear_session()
    return [before, made()]


def eager_results(keras: Any) -> Any:
    y = keras.layers.Dense(3)(X)
    total = keras.ops.sum(y)
    return [
        [y, y[0], y[:, 1], y > 0, y + X[:, :3], X[:, :3] * y, 1 - y, -y, y**2, abs(y), y / 2],
        [y @ np.ones((3, 2), "float32"), np.mean(y), np.sum(y, axis=0), np.maximum(y, 0)],
        [float(total), float(y[0, 0]), len(y), tuple(y.shape), f"{float(total):.3f}"],
        [type(total.numpy()).__name__, type(y.numpy()).__name__, bool(y[0, 0] > 0)],
    ]


def variables(keras: Any) -> Any:
    values = [3, True, 3.0, [1, 2], [1.0], [True], 2**40, np.int64(3), np.array([1.0]), (1, 2)]
    v = keras.Variable([[1.0, 2.0], [3.0, 4.0]], name="v")
    arithmetic = [v + 1, 1 - v, v * v, v @ v, 2 / v, v**2, v > 2, v[0], v[0, 1], abs(v)]
    returned = v.assign([[0, 1], [2, 3]])
    v.assign_add(np.ones((2, 2)))
    v.assign_sub([[1, 1], [0, 0]])
    return [
        [[str(made.dtype), made.numpy()] for made in map(keras.Variable, values)],
        [v.name, v.path, tuple(v.shape), str(v.dtype), v.trainable, v.ndim],
        [arithmetic, returned, v, attempt(lambda: v.assign(np.ones(3)))],
        [type(keras.Variable(1.0).numpy()).__name__, float(keras.Variable(2.0))],
    ]


def changed_between_steps(keras: Any) -> Any:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    model.layers[0].kernel.assign(np.ones((4, 1)))
    first = model.train_on_batch(X, Y)
    model.layers[0].bias.assign_add([1.0])
    second = model.test_on_batch(X, Y)
    model.set_weights([np.zeros((4, 1)), np.ones(1)])
    model.optimizer.learning_rate = 0.5
    return [first, second, model.predict(X, verbose=0), model.train_on_batch(X, Y), model(X)]


def own_layers(keras: Any) -> Any:
    layers, ops = keras.layers, keras.ops

    class Block(layers.Layer):
        def __init__(self, units: int = 3, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.units = units
            self.first = layers.Dense(units, activation="relu")
            self.several = [layers.Dense(units), layers.Dense(units)]
            self.named = {"x": layers.Dense(units), "a": layers.Dense(units)}
            self.drop = layers.Dropout(0.3)

        def build(self, input_shape: Any) -> None:
            self.scale = self.add_weight(shape=(self.units,), initializer="ones", name="scale")
            self.count = self.add_weight(name="count", initializer="zeros", trainable=False)

        def call(self, x: Any, training: bool | None = None) -> Any:
            x = self.first(x)
            for layer in self.several:
                x = layer(x)
            x = (self.named["x"](x) + self.named["a"](x)) * self.scale
            self.count.assign_add(1.0)
            self.add_loss(0.01 * ops.sum(ops.square(self.scale)))
            return self.drop(x, training=training) if training else x

        def get_config(self) -> dict[str, Any]:
            return {**super().get_config(), "units": self.units}

    model = keras.Sequential([keras.Input((4,)), Block(3), layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    history = model.fit(X, Y, epochs=2, verbose=0, validation_split=0.2).history
    block = model.layers[0]
    return [
        [history, model.predict(X, verbose=0), [w.path for w in model.weights]],
        [block.get_config(), Block.from_config(block.get_config()).units, float(block.count)],
    ]


def subclassed_model(keras: Any) -> Any:
    layers = keras.layers

    class Net(keras.Model):
        def __init__(self, units: int = 3) -> None:
            super().__init__()
            self.hidden = layers.Dense(units, activation="relu")
            self.last = layers.Dense(1)
            self.factor = self.add_weight(shape=(1,), initializer="ones", name="factor")
            self.seen = keras.metrics.Mean(name="seen")

        def call(self, x: Any, training: bool = False) -> Any:
            y = self.last(self.hidden(x)) * self.factor
            self.seen.update_state(keras.ops.mean(y))
            return y * 2 if training else y

    model = Net()
    built = model.built
    model.compile("sgd", "mse", metrics=["mae"])
    history = model.fit(X, Y, epochs=2, verbose=0, validation_split=0.2).history
    return [
        [built, history, model.evaluate(X, Y, verbose=0), model.predict(X, verbose=0), model(X)],
        [[w.path for w in model.weights], [layer.name for layer in model.layers]],
        [model.name, model.built, model.count_params(), attempt(lambda: model.input_shape)],
    ]


def symbolic_arithmetic(keras: Any) -> Any:
    a = keras.Input((4,))
    total = keras.ops.sum(a * 2 + 1, axis=-1, keepdims=True)
    model = keras.Model(a, [total**2, a[:, :2], -a, a / 2, a - total, 1 - a, a > 0])
    return [model.predict(X, verbose=0), model.output_shape]


CASES: dict[str, Case] = {
    case.__name__: case
    for case in (
        attributes,
        not_built,
        adding,
        getting_layers,
        setting_weights,
        dense_arguments,
        names,
        eager_results,
        variables,
        changed_between_steps,
        own_layers,
        subclassed_model,
        symbolic_arithmetic,
    )
}


def run(keras: Any, name: str) -> Any:
    """The answer to a case of this file or of `surface_training_cases`."""
    from compat_tests.surface_training_cases import CASES as TRAINING

    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    return ({**CASES, **TRAINING})[name](keras)

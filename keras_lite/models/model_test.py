from __future__ import annotations

import copy

import numpy as np
import pytest

from keras_lite.layers import Dense, Dropout, Input, Layer
from keras_lite.metrics import Mean
from keras_lite.models import Model, Sequential, clone_model
from keras_lite.models.functional import Functional
from keras_lite.naming import reset_names

ROWS = np.random.RandomState(0).normal(size=(6, 4)).astype("float32")


@pytest.fixture(autouse=True)
def names():
    reset_names()


class Network(Model):
    def __init__(self, units=5, **kwargs):
        super().__init__(**kwargs)
        self.blocks = [Dense(units, "relu")]
        self.drop = Dropout(0.5)
        self.answer = Dense(2)

    def call(self, inputs, training=None):
        for block in self.blocks:
            inputs = block(inputs)
        return self.answer(self.drop(inputs, training=training))


def test_a_class_of_ones_own():
    model = Network()
    assert (model.name, model.built, model.weights) == ("network", False, [])
    assert [layer.name for layer in model.layers] == ["dense", "dropout", "dense_1"]
    assert model(ROWS).shape == (6, 2)
    assert model.built
    assert [w.path for w in model.weights][::2] == [
        "network/dense/kernel",
        "network/dense_1/kernel",
    ]
    assert model.get_build_config() == {"input_shape": (6, 4)}
    assert not hasattr(model, "input_shape")
    model.late = Dense(1)  # models may grow
    assert model.layers[-1] is model.late


def test_build_makes_the_weights_of_all_layers():
    model = Network()
    model.build((None, 4))
    assert [w.shape for w in model.weights] == [(4, 5), (5,), (5, 2), (2,)]
    assert model.compute_output_shape((None, 4)) == (None, 2)
    assert Network().compute_output_shape((3, 7)) == (3, 2)


def test_it_can_be_part_of_another():
    inputs = Input((4,))
    network = Network()
    model = Model(inputs, Dense(1)(network(inputs)))
    assert model(ROWS).shape == (6, 1)
    assert model.layers[1] is network


def test_python_that_looks_at_values_is_called_as_it_is():
    class Choosy(Model):
        def __init__(self):
            super().__init__()
            self.dense = Dense(1)

        def call(self, inputs):
            return self.dense(inputs) if float(np.sum(inputs)) > -1e9 else inputs

    assert Choosy()(ROWS).shape == (6, 1)


def test_a_subclass_may_hand_over_inputs_and_outputs():
    class Small(Model):
        def __init__(self, units):
            inputs = Input((4,))
            super().__init__(inputs, Dense(units)(inputs), name="small")
            self.units = units

        def twice(self, x):
            return self(x) * 2

    model = Small(3)
    assert isinstance(model, Functional)
    assert (model.name, model.output_shape, model.units) == ("small", (None, 3), 3)
    np.testing.assert_array_equal(model.twice(ROWS), model(ROWS) * 2)
    assert Small(2).output_shape == (None, 2)
    assert "layers" not in model.get_config()

    class Smaller(Small):
        def __init__(self):
            super().__init__(1)

    assert Smaller().output_shape == (None, 1)


def test_metrics_and_losses_of_layers_are_the_models():
    class Counting(Layer):
        def __init__(self):
            super().__init__()
            self.seen = Mean(name="seen")

        def call(self, inputs):
            return inputs

    layer = Counting()
    model = Sequential([Input((4,)), layer])
    assert model.metrics == [layer.seen]


def test_what_training_keeps_is_no_layer():
    model = Sequential([Input((4,)), Dense(1)])
    model.compile("adam", "mse", metrics=[Mean(name="m")])
    assert model._metrics == []
    assert [layer.name for layer in model._flatten_layers(include_self=False)][1:] == ["dense"]
    model.compile(optimizer=model.optimizer, loss="mae")


def test_compile_settings_as_plain_data():
    model = Sequential([Input((4,)), Dense(1)])
    assert model.get_compile_config() == {}
    model.compile("sgd", "mse", metrics=["mae"], steps_per_execution=2)
    config = model.get_compile_config()
    assert config["optimizer"]["class_name"] == "SGD"
    assert (config["loss"], config["metrics"], config["steps_per_execution"]) == ("mse", ["mae"], 2)
    other = Sequential([Input((4,)), Dense(1)])
    other.compile_from_config(config)
    assert other.get_compile_config() == config
    other.fit(ROWS, ROWS[:, :1], verbose=0)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Model()(ROWS), NotImplementedError, "Model has no `call` method"),
        (lambda: Network(3, 4), TypeError, "positional"),
        (lambda: Model(3), ValueError, "`inputs` and `outputs` were expected"),
        (lambda: Network(nme="x"), ValueError, "Network: got unknown arguments: nme='x'"),
        (lambda: clone_model(Dense(1)), ValueError, "but a model was expected"),
        (lambda: clone_model(Network(), clone_function=copy.copy), ValueError, "in its own way"),
        (
            lambda: clone_model(Model(*[Input((2,))] * 2), input_tensors=3),
            ValueError,
            "symbolic tensors from `Input` were expected",
        ),
        (lambda: clone_model(Network(), colour=3), TypeError, "unknown arguments"),
    ],
)
def test_wrong_use_is_explained(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_clones_start_anew():
    model = Sequential([Input((4,)), Dense(3), Dense(1)], name="net")
    clone = clone_model(model)
    assert (clone.name, [x.name for x in clone.layers]) == ("net", ["dense", "dense_1"])
    assert clone.layers[0] is not model.layers[0]
    assert not np.array_equal(clone.get_weights()[0], model.get_weights()[0])
    own = clone_model(Network(7))
    assert own.blocks[0].units == 7


def test_clones_of_graphs_share_what_was_shared():
    x = Input((4,), name="x")
    layer = Dense(4, "tanh")
    model = Model(x, layer(layer(x)) * 2)
    clone = clone_model(model)
    assert [x.name for x in clone.layers] == [x.name for x in model.layers]
    assert len(clone.weights) == 2
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(clone(ROWS), model(ROWS))


def test_clones_may_be_made_differently():
    x = Input((4,))
    inner = Sequential([Dense(3)], name="inner")
    model = Model(x, Dense(2)(inner(x)))

    def wider(layer):
        if isinstance(layer, Dense):
            return Dense(layer.units + 1, name=layer.name)
        return layer

    assert clone_model(model, clone_function=wider).output_shape == (None, 3)
    deep = clone_model(model, clone_function=wider, recursive=True)
    assert deep.get_layer("inner").layers[0].units == 4
    calls = []

    def noting(layer, *args, **kwargs):
        calls.append(layer.name)
        return layer(*args, **kwargs)

    clone_model(model, call_function=noting)
    assert calls == ["inner", "dense_1"]
    start = Input((4,), batch_size=5)
    assert clone_model(model, input_tensors=start).output_shape == (5, 2)
    assert clone_model(inner, input_tensors=start).output_shape == (5, 3)

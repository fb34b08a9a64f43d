"""Each row of the tables of methods, attributes, functions and spellings of names."""

from __future__ import annotations

import numpy as np
import pytest

import keras_lite as keras
from keras_lite import backend as K
from keras_lite.compat import eras, old_attributes, old_methods, spellings
from keras_lite.layers import Dense

X = np.arange(12, dtype="float32").reshape(6, 2)
Y = (X[:, :1] > 4).astype("float32")


def small_model(**compiled):
    model = keras.Sequential([keras.Input((2,)), Dense(1, activation="sigmoid", name="d")])
    model.compile("sgd", "mse", **compiled)
    return model


def batches():
    while True:
        yield X[:2], Y[:2]


METHODS = {
    "predict_classes": lambda m: m.predict_classes(X, batch_size=2, verbose=0).shape == (6, 1),
    "predict_proba": lambda m: m.predict_proba(X, 2).shape == (6, 1),
    "fit_generator": lambda m: (
        len(m.fit_generator(batches(), 3, 2, verbose=0, workers=2, max_q_size=3, nb_worker=1).epoch)
        == 2
    ),
    "evaluate_generator": lambda m: m.evaluate_generator(batches(), val_samples=4) > 0,
    "predict_generator": lambda m: len(m.predict_generator(batches(), 3)) == 6,
}


@pytest.mark.parametrize("name", sorted({*old_methods.METHODS} - {"to_yaml"}))
def test_each_old_method(name):
    assert METHODS[name](small_model())


def test_yaml_is_explained():
    with pytest.raises(RuntimeError, match="reading YAML can run code. Use model.to_json"):
        small_model().to_yaml()


OF_LAYERS = {
    "get_input_at": lambda d: d.get_input_at(0).shape == (None, 2),
    "get_output_at": lambda d: d.get_output_at(-1).shape == (None, 1),
    "get_input_shape_at": lambda d: d.get_input_shape_at(0) == (None, 2),
    "get_output_shape_at": lambda d: d.get_output_shape_at(0) == (None, 1),
    "inbound_nodes": lambda d: len(d.inbound_nodes) == 1,
    "outbound_nodes": lambda d: d.outbound_nodes == [],
    "uses_learning_phase": lambda d: d.uses_learning_phase is True,
    "stateful": lambda d: d.stateful is False,
    "reset_states": lambda d: d.reset_states() is None,
}


@pytest.mark.parametrize("name", sorted(old_attributes.OF_LAYERS))
def test_each_attribute_of_layers(name):
    assert OF_LAYERS[name](small_model().layers[0])


def test_a_call_that_was_not_made():
    with pytest.raises(ValueError, match="one of its 1 calls, counted from 0"):
        small_model().layers[0].get_input_at(1)


@pytest.mark.parametrize(("old", "new"), [("W", "kernel"), ("b", "bias")])
def test_each_old_name_of_a_weight(old, new):
    assert set(old_attributes.OF_DENSE) == {"W", "b"}
    layer = small_model().layers[0]
    assert getattr(layer, old) is getattr(layer, new)


@pytest.mark.parametrize("name", sorted(old_attributes.OF_MODELS))
def test_each_attribute_of_models(name):
    model = small_model()
    if name == "model":
        assert model.model is model
    elif name in ("train", "test"):
        assert len(getattr(model, name)(X, Y, accuracy=True)) == 2
        assert isinstance(getattr(small_model(), name)(X, Y), float)
    else:
        assert getattr(model, name)() is None


@pytest.mark.parametrize("row", spellings.SYNONYMS, ids=lambda row: row[0])
def test_each_spelling_of_a_metric(row):
    for shown in row:
        for asked in row:
            logs = spellings.Logs({shown: 0.5, f"val_{shown}": 0.25})
            assert logs[asked] == logs.get(asked) == 0.5
            assert logs[f"val_{asked}"] == 0.25
            assert asked in logs and list(logs) == [shown, f"val_{shown}"]
            assert spellings.Names(["loss", shown]).index(asked) == 1


def test_shapes_of_symbolic_tensors():
    x = keras.Input((3, 4))
    assert x.get_shape().as_list() == [None, 3, 4]
    assert x.get_shape().ndims == 3 and x._keras_shape == (None, 3, 4)


@pytest.mark.parametrize(
    "init",
    [
        lambda shape: np.full(shape, 2.0),
        lambda shape, name: K.variable(np.full(shape, 2.0), name=name),
        lambda shape, dtype=None: np.full(shape, 2.0, dtype),
    ],
)
def test_functions_as_initializers(init):
    layer = Dense(3, init=init)
    layer.build((None, 2))
    assert (layer.kernel.numpy() == 2.0).all() and layer.kernel.dtype == "float32"


@pytest.mark.parametrize("name", ["normal", "uniform", "glorot_uniform", "orthogonal", "zero"])
def test_initializers_were_functions_of_a_shape(name):
    made = getattr(keras.initializers, name)((4, 4), name="w")
    assert made.shape == (4, 4) and made.name == "w"
    small = keras.initializers.uniform((50,), scale=0.01).numpy()
    assert 0.005 < np.abs(small).max() <= 0.01
    assert (
        keras.initializers.normal((3, 3), scale=0.0).numpy().tolist() == np.zeros((3, 3)).tolist()
    )
    assert keras.initializers.RandomNormal(0.5, 0.0)((2,)).tolist() == [0.5, 0.5]
    found = keras.initializers.get(name)
    assert found((2, 2), name="w").name == "w" and not hasattr(found((2, 2)), "assign")
    with eras.era("keras1"):
        assert hasattr(found((2, 2)), "assign") and not hasattr(found((2, 2), "float32"), "assign")


def test_layers_that_list_their_weights():
    class Old(keras.layers.Layer):
        def build(self, input_shape):
            self.W = K.variable(np.ones((input_shape[1], 1)))
            self.trainable_weights = [self.W]

        def call(self, x, mask=None):
            return K.dot(x, self.W)

    model = keras.Sequential([keras.Input((2,)), Old()])
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    assert len(model.trainable_weights) == 1
    assert (model.get_weights()[0] != 1).any()


def test_losses_of_symbolic_tensors():
    x = keras.Input((2,))
    hidden = Dense(1, use_bias=False, kernel_initializer="ones")(x)
    model = keras.Model(x, hidden)
    model.add_loss(K.mean(K.square(hidden)))
    model.add_loss(K.sum(hidden) * 0.0 + 1.0)
    model.compile("sgd")
    assert model.fit(X, batch_size=6, verbose=0).history["loss"][0] == pytest.approx(
        np.square(X.sum(1)).mean() + 1.0
    )
    assert model.predict(X, verbose=0).shape == (6, 1)

    class Own(keras.Model):
        def call(self, inputs):
            return inputs

    with pytest.raises(ValueError, match="not made of inputs and outputs"):
        Own().add_loss(K.mean(hidden))


def test_losses_of_layers_name_their_inputs():
    class Penalty(keras.layers.Layer):
        def call(self, inputs):
            self.add_loss(K.mean(inputs) * 0.0 + 3.0, inputs=inputs)
            return inputs

    x = keras.Input((2,))
    model = keras.Model(x, Penalty()(Dense(1, kernel_initializer="zeros")(x)))
    model.compile("sgd", "mse")
    assert model.evaluate(X, np.zeros((6, 1)), verbose=0) == 3.0


def test_branches_in_a_sequential():
    from keras_lite.compat.old_functions import Merge

    sides = [keras.Sequential([keras.Input((2,)), Dense(3)]) for _ in range(2)]
    model = keras.Sequential([Merge(sides, mode="concat"), Dense(1)])
    model.compile("sgd", "mse")
    model.fit([X, X], Y, verbose=0)
    assert model.predict([X, X], verbose=0).shape == (6, 1)
    a, b = keras.Input((2,)), keras.Input((2,))
    assert Merge(mode="concat")([a, b]).shape == (None, 4)
    apart = Merge(mode=lambda pair: pair[0] - pair[1])([a, b])
    assert keras.Model([a, b], apart).predict([X, X], verbose=0).max() == 0


def test_other_old_functions():
    from keras_lite.compat import old_functions as old

    model = small_model()
    assert old.count_params(model.weights) == 3
    assert old.get_source_inputs(model.output)[0] is model.input
    assert old.model_from_config(model.get_config()).output_shape == (None, 1)
    assert old.ThresholdedReLU(theta=2.0)(np.float32([1.0, 3.0])).tolist() == [0.0, 3.0]
    record = model.fit(X, Y, verbose=0, callbacks=[old.BaseLogger(["acc"])])
    assert len(record.epoch) == 1

    class Batches(old.Sequence):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return X[:2], Y[:2]

    assert len(list(Batches(workers=2))) == 3
    assert model.fit(Batches(), verbose=0, epochs=2).params["steps"] == 3
    with pytest.raises(NotImplementedError, match="no `__len__`"):
        len(old.Sequence())
    with pytest.raises(NotImplementedError, match="no `__getitem__`"):
        old.Sequence()[0]


def test_labels_with_old_arguments():
    to_categorical = keras.utils.to_categorical
    for found in (to_categorical([0, 1], nb_classes=2), to_categorical(y=[0, 1])):
        assert found.tolist() == np.eye(2).tolist()
    assert to_categorical([0, 1], 2, "int8").dtype == to_categorical([1], dtype="int8").dtype
    with pytest.raises(TypeError, match="Keep `num_classes`"):
        to_categorical([0], nb_classes=2, num_classes=2)
    assert keras.utils.normalize(a=np.ones((1, 4))).tolist() == [[0.5] * 4]

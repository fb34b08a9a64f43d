from __future__ import annotations

import copy
import json
import pickle

import numpy as np
import pytest

from keras_lite import layers, ops
from keras_lite.errors import KerasLiteWarning
from keras_lite.layers import BatchNormalization, Dense, Dropout, Input
from keras_lite.models import Model, Sequential, model_from_json
from keras_lite.models.functional import Functional
from keras_lite.naming import reset_names

ROWS = np.random.RandomState(0).normal(size=(6, 4)).astype("float32")


@pytest.fixture(autouse=True)
def names():
    reset_names()


def crossing():
    """Two inputs, a layer that is called twice, two outputs."""
    a, b = Input((4,), name="a"), Input((4,), name="b")
    twice = Dense(5, name="twice")
    u, v = twice(a), twice(Dense(4, name="before")(b))
    w = layers.add([u, v])
    first = Dense(1, name="first")(w)
    second = Dense(2, name="second")(layers.concatenate([u, w]))
    return a, b, u, first, second


def by_hand(model, a, b):
    layer = {layer.name: layer for layer in model.layers}
    u = layer["twice"](a)
    w = u + layer["twice"](layer["before"](b))
    return layer["first"](w), layer["second"](np.concatenate([u, w], 1))


def test_what_was_called_is_called_again():
    a, b, _, first, second = crossing()
    model = Model([a, b], [first, second], name="net")
    assert isinstance(model, Functional)
    for mine, expected in zip(model([ROWS, ROWS * 2]), by_hand(model, ROWS, ROWS * 2), strict=True):
        np.testing.assert_allclose(mine, expected, rtol=1e-6)
    assert model.inputs == [a, b]
    assert model.outputs == [first, second]
    assert (model.input_names, model.output_names) == (["a", "b"], ["first", "second"])
    assert model.input_shape == [(None, 4), (None, 4)]
    assert model.output_shape == [(None, 1), (None, 2)]
    assert model.count_params() == 25 + 20 + 6 + 22


def test_layers_stand_in_the_order_of_their_depth():
    a, b, _, first, second = crossing()
    model = Model([a, b], [first, second])
    found = [layer.name for layer in model.layers]
    assert found == ["b", "a", "before", "twice", "add", "concatenate", "first", "second"]
    depths = {
        depth: sorted(node.operation.name for node in nodes)
        for depth, nodes in model._nodes_by_depth.items()
    }
    assert depths == {
        0: ["first", "second"],
        1: ["concatenate"],
        2: ["add"],
        3: ["twice", "twice"],
        4: ["a", "before"],
        5: ["b"],
    }


def test_inputs_and_outputs_in_any_structure():
    a, b, _, first, second = crossing()
    model = Model({"a": a, "b": b}, {"p": first, "q": second})
    found = model({"b": ROWS * 2, "a": ROWS})
    assert list(found) == ["p", "q"]
    np.testing.assert_allclose(found["p"], by_hand(model, ROWS, ROWS * 2)[0], rtol=1e-6)
    assert model.output_names == ["p", "q"]
    listed = Model([a, b], [first, second])
    np.testing.assert_array_equal(listed({"a": ROWS, "b": ROWS * 2})[0], found["p"])
    np.testing.assert_array_equal(model([ROWS, ROWS * 2])["p"], found["p"])
    assert Model([a, b], [first])([ROWS, ROWS]).shape == (6, 1)
    assert model.predict({"a": ROWS, "b": ROWS}, verbose=0)["q"].shape == (6, 2)


def test_functions_between_layers():
    x = Input((4,))
    y = ops.relu(x * 2 + 1)[:, 1:3] - ops.sum(x, axis=1, keepdims=True)
    model = Model(x, y)
    expected = np.maximum(ROWS * 2 + 1, 0)[:, 1:3] - ROWS.sum(1, keepdims=True)
    np.testing.assert_allclose(model(ROWS), expected, rtol=1e-5, atol=1e-6)
    assert [layer.name for layer in model.layers] == ["input_layer"]
    assert len(model.operations) == 7
    again = model_from_json(model.to_json())
    np.testing.assert_array_equal(again(ROWS), model(ROWS))
    assert json.loads(again.to_json()) == json.loads(model.to_json())


def test_it_may_begin_in_the_middle():
    _, _, u, _, _ = crossing()
    model = Model(u, Dense(2)(u))
    assert [type(layer).__name__ for layer in model.layers] == ["InputLayer", "Dense"]
    assert model.input_shape == (None, 5)
    assert model(np.ones((3, 5))).shape == (3, 2)
    assert len(u._keras_history.operation._inbound_nodes) == 2


def test_a_model_in_a_model():
    x = Input((4,), name="x")
    inner = Model(x, Dense(3)(x), name="inner")
    y = Input((4,), name="y")
    outer = Model([x, y], layers.concatenate([inner(x), inner(y)]))
    expected = np.concatenate([inner(ROWS), inner(ROWS * 2)], 1)
    np.testing.assert_array_equal(outer([ROWS, ROWS * 2]), expected)
    assert outer.get_layer("inner") is inner
    assert model_from_json(outer.to_json()).get_layer("inner").output_shape == (None, 3)


def test_an_input_that_nothing_needs_is_still_an_input():
    x, y = Input((4,)), Input((2,))
    model = Model([x, y], Dense(1)(x))
    assert model([ROWS, ROWS[:, :2]]).shape == (6, 1)
    assert len(model.layers) == 3


def test_the_mode_of_the_model_goes_before_that_of_a_call():
    x = Input((4,))
    norm = BatchNormalization(momentum=0.0)
    model = Model(x, norm(x, training=True))
    model(ROWS, training=False)
    assert norm.moving_mean.numpy().tolist() == [0.0] * 4
    model(ROWS)
    np.testing.assert_allclose(norm.moving_mean.numpy(), ROWS.mean(0), rtol=1e-5)


def test_types_and_ranks_are_those_of_the_inputs():
    x = Input((1,), dtype="int32")
    model = Model(x, layers.Identity()(x))
    result = model(np.array([1.0, 2.0]))
    assert (result.shape, result.dtype) == ((2, 1), "int32")
    flat = Input(())
    assert Model(flat, layers.Identity()(flat))(np.ones((3, 1))).shape == (3,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda a, b, f: Model(a, 3), "`outputs` holds 3, but symbolic tensors"),
        (lambda a, b, f: Model("a", f), "`inputs` holds 'a', but symbolic tensors"),
        (lambda a, b, f: Model(a, f), "depend on the input 'b', but it is not among `inputs`"),
        (lambda a, b, f: Model([a, b], f)([ROWS]), "got 1 inputs, but 2 were expected"),
        (lambda a, b, f: Model([a, b], f)({"a": ROWS}), "Add 'b'"),
        (
            lambda a, b, f: Model([a, b], f)([ROWS, ROWS[:, :2]]),
            r"Input 1 \('b'\) of layer 'functional' has shape \(6, 2\)",
        ),
    ],
)
def test_wrong_use_is_explained(call, message):
    a, b, _, first, _ = crossing()
    with pytest.raises(ValueError, match=message):
        call(a, b, first)


def test_inputs_that_are_not_used_are_mentioned():
    a, b, _, first, _ = crossing()
    with pytest.warns(KerasLiteWarning, match=r"inputs named \['c'\] that it does not use"):
        Model([a, b], first)({"a": ROWS, "b": ROWS, "c": ROWS})


def test_it_comes_back_from_json():
    a, b, _, first, second = crossing()
    model = Model([a, b], [first, second], name="net")
    again = model_from_json(model.to_json())
    assert json.loads(again.to_json()) == json.loads(model.to_json())
    again.set_weights(model.get_weights())
    for mine, other in zip(again([ROWS, ROWS]), model([ROWS, ROWS]), strict=True):
        np.testing.assert_array_equal(mine, other)
    config = model.get_config()
    tensor = config["layers"][-1]["inbound_nodes"][0]["args"][0]["config"]
    tensor["keras_history"] = ["nobody", 0, 0]
    with pytest.raises(TypeError, match=r"calls the layers \['second'\] on tensors that no layer"):
        Model.from_config(config)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_stand_alone(duplicate):
    a, b, _, first, second = crossing()
    model = Model({"a": a, "b": b}, [ops.relu(first * 2), Dropout(0.5)(second)])
    twin = duplicate(model)
    data = {"a": ROWS, "b": ROWS * 2}
    for mine, other in zip(twin(data), model(data), strict=True):
        np.testing.assert_array_equal(mine, other)
    assert [layer.name for layer in twin.layers] == [layer.name for layer in model.layers]
    twin.layers[2].set_weights([np.zeros((4, 4)), np.zeros(4)])
    assert np.any(model.layers[2].get_weights()[0])
    assert twin.layers[2].output.shape == (None, 4)


def test_deep_models_can_be_copied():
    x = inputs = Input((2,))
    for _ in range(150):
        x = layers.Identity()(x)
    model = copy.deepcopy(Model(inputs, x))
    assert len(pickle.loads(pickle.dumps(model)).layers) == 151


def test_a_chain_of_layers_is_as_good_as_sequential():
    parts = [Dense(3), Dense(2)]
    x = inputs = Input((4,))
    for layer in parts:
        x = layer(x)
    np.testing.assert_array_equal(Model(inputs, x)(ROWS), Sequential(parts)(ROWS))

from __future__ import annotations

import copy
import json
import pickle

import numpy as np
import pytest

from keras_lite import layers
from keras_lite.layers import (
    BatchNormalization,
    Dense,
    Dropout,
    Flatten,
    Input,
    InputLayer,
    Permute,
)
from keras_lite.models import Sequential, model_from_json
from keras_lite.naming import reset_names

ROWS = np.random.RandomState(0).normal(size=(6, 4)).astype("float32")


@pytest.fixture(autouse=True)
def names():
    reset_names()


def ways():
    """One model, put together in every way that tells the shape of its inputs."""
    parts = lambda **first: [Dense(3, "relu", **first), Dense(2)]  # noqa: E731
    added = Sequential()
    added.add(Input((4,)))
    for layer in parts():
        added.add(layer)
    late = Sequential(parts())
    late.build((None, 4))
    tensor = Sequential([Input((4,)), *parts()])
    return [
        added,
        late,
        tensor,
        Sequential([InputLayer((4,)), *parts()]),
        Sequential(parts(input_shape=(4,))),
        Sequential(parts(input_dim=4)),
        Sequential(parts(batch_input_shape=(None, 4))),
    ]


@pytest.mark.parametrize("index", range(7))
def test_every_way_to_tell_the_shape_builds_the_same(index):
    model = ways()[index]
    assert model.built
    assert [type(layer) for layer in model.layers] == [Dense, Dense]
    assert (model.input_shape, model.output_shape) == ((None, 4), (None, 2))
    assert model.inputs[0].shape == (None, 4)
    assert model.outputs == [model.output]
    assert [w.shape for w in model.weights] == [(4, 3), (3,), (3, 2), (2,)]
    assert model.count_params() == 4 * 3 + 3 + 3 * 2 + 2
    assert model.weights[0].path.startswith(f"{model.name}/dense")
    hidden, answer = model.layers
    np.testing.assert_array_equal(model(ROWS), answer(hidden(ROWS)))


def test_without_a_shape_the_first_call_builds():
    model = Sequential([Dense(3), Dense(2)])
    assert not model.built
    assert model.weights == []
    for name in ("inputs", "outputs", "input", "output", "input_shape", "output_shape"):
        assert not hasattr(model, name)
    with pytest.raises(ValueError, match="the layer isn't built"):
        model.count_params()
    with pytest.raises(AttributeError, match="'sequential' has no defined output shape yet"):
        model.output_shape  # noqa: B018
    assert model(ROWS).shape == (6, 2)
    assert (model.built, model.input_shape) == (True, (6, 4))
    assert model(ROWS[:2]).shape == (2, 2)


def test_layers_may_be_added_and_taken_off():
    model = Sequential([Input((4,)), Dense(3), Dense(2)])
    kernel = model.layers[0].kernel
    assert model.pop().units == 2
    assert model.output_shape == (None, 3)
    model.add(Dense(7))
    assert model.output_shape == (None, 7)
    assert model.layers[0].kernel is kernel
    model.add(Dense(1), rebuild=False)
    assert not model.built
    assert model(ROWS).shape == (6, 1)
    for _ in range(3):
        model.pop()
    with pytest.raises(ValueError, match="pop found no layer"):
        model.pop()


def test_a_layer_that_does_not_fit_is_not_added():
    model = Sequential([Input((3, 4)), Flatten()])
    with pytest.raises(ValueError, match=r"shape \(None, 12\).*: 3 axes were expected"):
        model.add(Permute((2, 1)))
    assert [layer.name for layer in model.layers] == ["flatten"]
    assert model.output_shape == (None, 12)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Sequential([3]), ValueError, "a layer is 3, but a layer was expected"),
        (lambda: Sequential([None]), ValueError, "a layer is None"),
        (lambda: Sequential([Dense]), ValueError, r"the class; give an instance, as in Dense\("),
        (lambda: Sequential(Dense(3)), TypeError, r"a list of layers was expected"),
        (
            lambda: Sequential([Dense(3, name="a"), Dense(3, name="a")]),
            ValueError,
            "has a layer named 'a' already",
        ),
        (lambda: Sequential([Input((3,)), Input((3,))]), ValueError, "Use Model.inputs, outputs"),
        (lambda: Sequential().build((2, 3)), ValueError, "because it has no layers"),
        (lambda: Sequential()(ROWS), ValueError, "because it has no layers"),
        (
            lambda: Sequential([Input((3,)), Dense(2)]).build((None, 4)),
            ValueError,
            r"for \(None, 4\), but its input says \(None, 3\)",
        ),
        (lambda: Sequential([Input((3,)), Dense(2)])(ROWS), ValueError, "length 3 was expected"),
        (
            lambda: Sequential([Input((4,)), Dense(2)])([ROWS, ROWS]),
            ValueError,
            "got 2 inputs, but one was expected",
        ),
        (lambda: Sequential([Dense(1)], nme="x"), TypeError, "nme"),
    ],
)
def test_wrong_use_is_explained(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_layers_are_found_by_name_and_by_place():
    model = Sequential([Dense(2, name="hidden"), Dense(1)])
    assert model.get_layer("hidden") is model.get_layer(index=0) is model.layers[0]
    assert model.get_layer(index=-1) is model.layers[1]
    with pytest.raises(ValueError, match="no layer 'hiden'.*Did you mean 'hidden'.*Its layers are"):
        model.get_layer("hiden")
    with pytest.raises(ValueError, match="no layer 3; model 'sequential' has 2"):
        model.get_layer(index=3)
    for arguments in ((), ("hidden", 1)):
        with pytest.raises(ValueError, match="exactly one of them was expected"):
            model.get_layer(*arguments)


def test_models_are_layers():
    inner = Sequential([Input((4,)), Dense(3)], name="inner")
    outer = Sequential([inner, Dense(2)], name="outer")
    assert outer.built
    assert outer.layers[0] is inner
    assert [w.path for w in outer.weights][::2] == ["inner/dense/kernel", "outer/dense_1/kernel"]
    late = Sequential([Input((4,)), Sequential([Dense(3)], name="within")], name="around")
    assert late.weights[0].path == "around/within/dense_2/kernel"
    outer.trainable = False
    assert not inner.layers[0].trainable


def test_inputs_take_the_type_and_rank_of_the_input():
    model = Sequential([Input((1,)), Dense(2)])
    assert model(np.arange(5)).shape == (5, 2)
    assert model(np.arange(5).reshape(5, 1)).dtype == "float32"
    double = Sequential([Input((1,), dtype="float64"), layers.Identity(dtype="float64")])
    assert double(np.array([[1 / 3]]))[0, 0] == 1 / 3


def test_the_mode_reaches_the_layers():
    model = Sequential([Input((4,)), BatchNormalization(momentum=0.0), Dropout(0.5, seed=1)])
    np.testing.assert_allclose(model(ROWS), ROWS, rtol=1e-3)
    assert np.any(model(ROWS, training=True) == 0)
    np.testing.assert_allclose(model.layers[0].moving_mean.numpy(), ROWS.mean(0), rtol=1e-5)


def test_it_comes_back_from_json():
    model = Sequential([Input((4,)), Dense(3, "relu"), Dropout(0.1), Dense(2)], name="net")
    again = model_from_json(model.to_json())
    assert json.loads(again.to_json()) == json.loads(model.to_json())
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(again(ROWS), model(ROWS))
    late = model_from_json(Sequential([Dense(3)]).to_json())
    assert not late.built
    built = Sequential([Dense(3)])
    built.build((None, 4))
    assert Sequential.from_config(built.get_config()).input_shape == (None, 4)
    assert '"indent"' not in model.to_json(indent=1)
    assert model.to_json(indent=1).startswith("{\n")


def test_names_count_as_if_every_addition_built_anew():
    model = Sequential([Input((4,)), Dense(3)])
    model.add(Dense(3))
    model.add(Dense(3))
    # An input and one call; then two calls; then three.
    assert model.outputs[0].name == "keras_tensor_6"
    from keras_lite.naming import auto_name

    assert auto_name("functional") == "functional_3"


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_stand_alone_and_go_on_training(duplicate):
    model = Sequential([Input((4,)), Dense(3, "relu"), Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    targets = ROWS[:, :1]
    model.fit(ROWS, targets, verbose=0)
    twin = duplicate(model)
    np.testing.assert_array_equal(twin(ROWS), model(ROWS))
    assert twin.output_shape == (None, 1)
    assert twin.layers[0] is not model.layers[0]
    first = model.fit(ROWS, targets, verbose=0, shuffle=False, epochs=3).history
    second = twin.fit(ROWS, targets, verbose=0, shuffle=False, epochs=3).history
    assert first == second
    assert not duplicate(Sequential([Dense(3)])).built


def test_an_input_under_a_name_that_it_does_not_know_is_refused():
    model = Sequential([Input((4,), name="rows"), Dense(2)])
    assert np.array_equal(model.predict({"rows": ROWS}, verbose=0), model.predict(ROWS, verbose=0))
    with pytest.raises(ValueError, match="an input named 'lines', but 'rows' was expected"):
        model.predict({"lines": ROWS}, verbose=0)

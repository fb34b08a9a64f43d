"""Each row of the tables of arguments: the old spelling makes what the modern one makes."""

from __future__ import annotations

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat import arguments, eras
from keras_lite.compat.argument_rows import DEFAULTS, ROWS
from keras_lite.compat.arguments import Converted, Default, Ignored, Positional, Renamed
from keras_lite.errors import KerasLiteError
from keras_lite.layers import BatchNormalization, Dense, Embedding, Reshape
from keras_lite.optimizers import SGD, Adadelta, Adagrad, Adam, Adamax, Nadam, RMSprop

REQUIRED = {
    "Dense": {"units": 3},
    "Embedding": {"input_dim": 5, "output_dim": 3},
    "Dropout": {"rate": 0.5},
    "GaussianDropout": {"rate": 0.5},
    "AlphaDropout": {"rate": 0.5},
    "GaussianNoise": {"stddev": 0.5},
    "Reshape": {"target_shape": (2, 3)},
    "Lambda": {"function": keras.activations.relu},
    "MaxNorm": {},
    "InputLayer": {"batch_shape": (None, 4)},
    "ModelCheckpoint": {"filepath": "model.keras"},
}
VALUES = {
    "min_delta": 0.5,
    "units": 7,
    "rate": 0.25,
    "stddev": 0.25,
    "negative_slope": 0.25,
    "use_bias": False,
    "dtype": "float64",
    "l1": 0.5,
    "l2": 0.5,
    "max_value": 3,
    "target_shape": (3, 2),
    "function": keras.activations.elu,
    "batch_shape": (None, 6),
    "learning_rate": 0.5,
}


def value_for(name):
    for ending, value in (("regularizer", "l2"), ("constraint", "non_neg"), ("initializer", "one")):
        if name.endswith(ending):
            return value
    return VALUES[name]


def published(row):
    """The class that a row is about, or None while keras_lite does not have it."""
    module = getattr(keras, row.module.removeprefix("keras.").removeprefix("keras"), keras)
    if row.name == "*":
        return {"keras.layers": Dense, "keras.optimizers": SGD}[row.module]
    return getattr(module, row.name, None) if row.name in dir(module) else None


def label(row):
    return f"{row.name}.{row.method}({getattr(row, 'old', getattr(row, 'argument', ''))})"


# Inputs and outputs of models: `test_functional_models_by_their_old_arguments` has them.
CONSTRUCTORS = [
    row
    for row in ROWS
    if isinstance(row, Renamed)
    and row.method == "__init__"
    and row.new not in ("inputs", "outputs")
]


def there(rows):
    return [row for row in rows if "src" in row.module or published(row) is not None]


@pytest.mark.parametrize("row", there(CONSTRUCTORS), ids=label)
def test_a_renamed_argument_of_a_constructor(row):
    cls = published(row)
    arguments = {"name": "n"} if row.module == "keras.layers" else {}
    arguments |= REQUIRED.get(cls.__name__, {})
    value = value_for(row.new)
    modern = cls(**{**arguments, row.new: value})
    arguments.pop(row.new, None)
    old = cls(**{**arguments, row.old: value})
    if row.module == "keras.callbacks":  # these have no config
        assert vars(old) == vars(modern) and value in vars(old).values()
    else:
        assert old.get_config() == modern.get_config()
    with pytest.raises(TypeError, match=f"got both {row.old}=.* Keep `{row.new}`"):
        cls(**{**arguments, row.old: value, row.new: value})


def small_model(**compiled):
    model = keras.Sequential([keras.Input((2,)), Dense(1)])
    model.compile("sgd", "mse", **compiled)
    return model


X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")
METHODS = {"fit": {"verbose": 0}, "evaluate": {"verbose": 0}, "predict": {"verbose": 0}}


@pytest.mark.parametrize(
    "row", [r for r in ROWS if isinstance(r, Renamed) and r.method != "__init__"], ids=label
)
def test_a_renamed_argument_of_a_method(row):
    call = getattr(keras.Model, row.method)
    assert row.old in call.old_spellings
    model = small_model()
    if row.new == "x":
        given = {"y": Y} if row.method not in ("predict", "predict_on_batch") else {}
        getattr(model, row.method)(**{row.old: X}, **given, **METHODS.get(row.method, {}))
    elif row.new == "epochs":
        assert model.fit(X, Y, nb_epoch=3, verbose=0).epoch == [0, 1, 2]
    else:
        model.compile("sgd", "mse", weight_metrics=["mae"])
        assert "mae" in model.evaluate(X, Y, verbose=0, return_dict=True)
    with pytest.raises(TypeError, match=f"got both {row.old}=.* Keep `{row.new}`"):
        getattr(model, row.method)(**{row.old: X, row.new: X})


@pytest.mark.parametrize("row", there([r for r in ROWS if isinstance(r, Ignored)]), ids=label)
def test_an_ignored_argument(row):
    value = row.harmless[0] if row.harmless else 1
    if row.method == "__init__":
        published(row)(**REQUIRED.get(row.name, {}), **{row.old: value})
    elif row.method == "compile":
        small_model(**{row.old: value})
    else:
        given = {"x": X} if row.method == "predict" else {"x": X, "y": Y}
        getattr(small_model(), row.method)(**given, **{row.old: value}, verbose=0)
    if row.harmless:
        call = published(row) if row.method == "__init__" else small_model
        with pytest.raises(ValueError, match=f"got {row.old}='odd', but Keras .* dropped"):
            call(**{row.old: "odd"})


@pytest.mark.parametrize("row", there(DEFAULTS), ids=label)
def test_a_default_holds_in_its_eras_only(row):
    cls = published(row)
    if row.method != "__init__" or isinstance(row.value, str):
        return  # test_fit_of_old_eras and era_defaults_test have them
    for era in eras.ERAS:
        with eras.era(era):
            old = read(cls(), row.argument)
            given = read(cls(**{row.argument: 0.375}), row.argument)
        assert (old == np.float32(row.value)) == (era in row.eras)
        assert given == 0.375
    assert read(cls(), row.argument) != np.float32(row.value)


def read(found, name):
    return np.float32(found.get_config()[name])


@pytest.mark.parametrize(("era", "epochs"), [("keras0", 100), ("keras1", 10), ("keras2", 1)])
def test_fit_of_old_eras(era, epochs):
    with eras.era(era):
        history = small_model().fit(X, Y, verbose=0)
    assert len(history.epoch) == epochs
    with eras.era(era):
        assert len(small_model().fit(X, Y, 32, 2, 0).epoch) == 2


def config(layer):
    return {k: v for k, v in layer.get_config().items() if k != "name"}


SAME = [
    (lambda: Dense(4, 3), lambda: Dense(3, input_shape=(4,))),
    (
        lambda: Dense(4, 3, "uniform", "tanh"),
        lambda: Dense(3, "tanh", kernel_initializer="uniform", input_shape=(4,)),
    ),
    (lambda: Dense(4, 3, activation="tanh"), lambda: Dense(3, "tanh", input_shape=(4,))),
    (lambda: Dense(4, 3, init="normal"), lambda: Dense(3, kernel_initializer="normal")),
    (lambda: Dense(3, "uniform"), lambda: Dense(3, kernel_initializer="uniform")),
    (lambda: Dense(3, "normal", "relu"), lambda: Dense(3, "relu", kernel_initializer="normal")),
    (lambda: Dense(3, "relu", False), lambda: Dense(3, activation="relu", use_bias=False)),
    (lambda: Dense(3, "linear"), lambda: Dense(3)),
    (lambda: Reshape(2, 3), lambda: Reshape((2, 3))),
    (lambda: BatchNormalization((4,)), lambda: BatchNormalization()),
    (lambda: SGD(0.5, 0.9, 0.0, True), lambda: SGD(0.5, 0.9, True)),
    (lambda: SGD(0.5, 0.9, 1e-6, True), lambda: SGD(0.5, 0.9, nesterov=True, decay=1e-6)),
    (lambda: SGD(0.5, 0.9, True), lambda: SGD(0.5, momentum=0.9, nesterov=True)),
    (lambda: Adam(0.5, 0.8, 0.9, None, 0.0), lambda: Adam(0.5, 0.8, 0.9)),
    (lambda: Adam(0.5, 0.8, 0.9, 1e-7, True), lambda: Adam(0.5, 0.8, 0.9, amsgrad=True)),
    (lambda: Adam(lr=1, epsilon=None), lambda: Adam(1.0)),
    (
        lambda: Adam(0.5, 0.8, 0.9, 1e-4, 0.25, True),
        lambda: Adam(0.5, 0.8, 0.9, 1e-4, True, decay=0.25),
    ),
    (lambda: Adam(0.5, 0.8, 0.9, 1e-4), lambda: Adam(0.5, 0.8, 0.9, epsilon=1e-4)),
    (lambda: RMSprop(0.5, 0.8, 1e-6), lambda: RMSprop(0.5, 0.8, epsilon=1e-6)),
    (lambda: RMSprop(0.5, 0.8, None, 0.25), lambda: RMSprop(0.5, 0.8, decay=0.25)),
    (lambda: RMSprop(0.5, 0.8, 0.9), lambda: RMSprop(0.5, 0.8, momentum=0.9)),
    (lambda: RMSprop(0.5, 0.8, 0.0, 1e-7), lambda: RMSprop(0.5, 0.8, epsilon=1e-7)),
    (lambda: Adagrad(0.5, 1e-6), lambda: Adagrad(0.5, epsilon=1e-6)),
    (lambda: Adagrad(0.5, None, 0.25), lambda: Adagrad(0.5, decay=0.25)),
    (lambda: Adagrad(0.5, 0.2), lambda: Adagrad(0.5, initial_accumulator_value=0.2)),
    (lambda: Adadelta(0.5, 0.9, None, 0.0), lambda: Adadelta(0.5, 0.9)),
    (lambda: Adadelta(0.5, 0.9, 1e-8, 0.25), lambda: Adadelta(0.5, 0.9, 1e-8, decay=0.25)),
    (lambda: Adamax(0.5, 0.8, 0.9, 1e-8, 0.25), lambda: Adamax(0.5, 0.8, 0.9, 1e-8, decay=0.25)),
    (lambda: Nadam(0.5, 0.8, 0.9, None, 0.004), lambda: Nadam(0.5, 0.8, 0.9)),
    (lambda: BatchNormalization(1e-6), lambda: BatchNormalization(epsilon=1e-6)),
    (lambda: BatchNormalization(1e-6, 0, 1), lambda: BatchNormalization(1, epsilon=1e-6)),
    (lambda: Embedding(5, 3, input_length=4), lambda: Embedding(5, 3)),
]


@pytest.mark.parametrize(("old", "modern"), SAME)
def test_positional_forms(old, modern):
    assert config(old()) == config(modern())


def test_a_layer_of_keras_0_knows_its_inputs():
    assert keras.Sequential([Dense(4, 3), Dense(3, 2, "normal")]).output_shape == (None, 2)


@pytest.mark.parametrize("call", [lambda: Dense(4, 3, "one", init="one"),
                                  lambda: SGD(0.5, 0.9, 0.0, lr=0.1),
                                  lambda: Dense(3, units=4, init="one")])  # fmt: skip
def test_by_place_and_by_name(call):
    with pytest.raises(TypeError, match="twice"):
        call()


@pytest.mark.parametrize(
    "third", ["accuracy", ["accuracy"], ["mae", None], [keras.losses.mean_squared_error]]
)
def test_metrics_in_third_place(third):
    model = keras.Sequential([keras.Input((2,)), Dense(1)])
    model.compile("sgd", "mse", third)
    assert len(model.evaluate(X, Y, verbose=0)) == 2


@pytest.mark.parametrize("third", [None, [2.0]])
def test_loss_weights_in_third_place(third):
    model = keras.Sequential([keras.Input((2,)), Dense(1)])
    model.compile("sgd", "mse", third)
    assert isinstance(model.evaluate(X, Y, verbose=0), float)


def test_class_mode_in_third_place():
    model = keras.Sequential([keras.Input((2,)), Dense(1)])
    model.compile("sgd", "mse", "categorical")
    assert isinstance(model.evaluate(X, Y, verbose=0), float)


@pytest.mark.parametrize("row", [r for r in ROWS if isinstance(r, Converted)], ids=label)
def test_a_converted_argument(row):
    calls = {
        "lr": lambda: SGD(lr=0.5).learning_rate.numpy() == 0.5,
        "decay": lambda: SGD(decay=0.5).get_config()["learning_rate"]["class_name"],
        "epsilon": lambda: Adam(epsilon=None).epsilon == 1e-7,
        "dropout": lambda: Embedding(5, 3, dropout=0.0),
        "input_length": lambda: (
            keras.Sequential([Dense(3, input_dim=4, input_length=2)]).output_shape == (None, 2, 3)
        ),
        "class_weight": lambda: small_model().fit(X, Y, class_weight="auto", verbose=0).epoch,
        "shuffle": lambda: small_model().fit(X, Y, shuffle="true", verbose=0).epoch,
    }
    assert calls[row.old]() is not None
    assert calls[row.old]()
    refused = {
        "dropout": lambda: Embedding(5, 3, dropout=0.5),
        "lr": lambda: SGD(lr=0.5, learning_rate=0.5),
        "decay": lambda: SGD(decay="fast"),
    }
    if row.old in refused:
        with pytest.raises(KerasLiteError):
            refused[row.old]()


def test_functional_models_by_their_old_arguments():
    a = keras.Input((2,))
    b = Dense(1)(a)
    assert keras.Model(input=a, output=b).output_shape == (None, 1)
    assert keras.Model(inputs=a, output=b).output_shape == (None, 1)
    assert keras.Model(input=[a], output=[b], name="m").name == "m"


@pytest.mark.parametrize("row", [row for row in ROWS if hasattr(row, "dropped")], ids=label)
def test_rows_are_complete(row):
    assert row.module.split(".")[0] == "keras"
    assert row.dropped.count(".") == 1
    assert getattr(row, "old", "") != getattr(row, "new", None)


@pytest.mark.parametrize("name", ["keras4", "2", None])
def test_there_are_five_eras(name):
    if name is None:
        with eras.era("keras3"):
            assert eras.current() is None
    else:
        with pytest.raises(ValueError, match="The eras are keras0, keras1, keras2, tf.keras"):
            eras.era(name).__enter__()


ABSENT = [
    row
    for row in ROWS
    if not isinstance(row, Positional) and "src" not in row.module and published(row) is None
]


@pytest.mark.parametrize("row", ABSENT, ids=label)
def test_rows_of_classes_that_are_not_there_yet(row):
    """Their rows work on a class of the same name and arguments."""

    class Later:
        def __init__(self, **given):
            self.given = given

    arguments.apply(Later, row.module, row.name)
    if isinstance(row, Renamed):
        assert Later(**{row.old: 1}).given == {row.new: 1}
        with pytest.raises(TypeError, match=f"Keep `{row.new}`"):
            Later(**{row.old: 1, row.new: 2})
    else:
        assert isinstance(row, Default), "show here what the row does"
        for era in eras.ERAS:
            with eras.era(era):
                assert (Later().given.get(row.argument) == row.value) == (era in row.eras)


# Where each row of positional arguments has its case: `SAME`, or a test by its name.
ORDERS = {
    "Dense": "SAME",
    "Reshape": "SAME",
    "BatchNormalization": "SAME",
    "PReLU": "test_a_shape_in_first_place",
    "SGD": "SAME",
    "RMSprop": "SAME",
    "Adagrad": "SAME",
    "Adadelta": "SAME",
    "Adam": "SAME",
    "Adamax": "SAME",
    "Nadam": "SAME",
    "EarlyStopping": "test_patience_in_second_place",
    "Model": "test_metrics_in_third_place",
}


def test_each_order_has_a_case():
    rows = [row for row in ROWS if isinstance(row, Positional)]
    assert {row.name for row in rows} == set(ORDERS)
    assert all(name == "SAME" or name in globals() for name in ORDERS.values())
    made = {type(modern()).__name__ for _, modern in SAME}
    assert {name for name, place in ORDERS.items() if place == "SAME"} <= made


def test_a_shape_in_first_place():
    assert keras.Sequential([keras.layers.PReLU((4,))]).output_shape == (None, 4)


def test_patience_in_second_place():
    stopping = keras.callbacks.EarlyStopping
    with eras.era("keras1"):
        early = stopping("loss", 5, 1, "min")
        assert (early.patience, early.verbose, early.min_delta) == (5, 1, 0)
    assert stopping("loss", 0.5, 3).patience == 3


def test_a_flag_before_verbose():
    assert len(small_model().evaluate(X, Y, 4, True, 0)) == 2
    assert isinstance(small_model().evaluate(X, Y, 4, False, 0), float)
    assert isinstance(small_model().evaluate(X, Y, 4, 0), float)

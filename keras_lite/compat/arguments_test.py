"""The wrapper on classes made up for the purpose; `compat_tests` holds the rows against Keras."""

from __future__ import annotations

import inspect
import pickle

import pytest

import keras_lite
from keras_lite.compat import arguments


class Optimizer:
    def __init__(self, learning_rate=0.01, momentum=0.0, name="opt"):
        """What it makes."""
        self.learning_rate, self.momentum, self.name = learning_rate, momentum, name


class SGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.0, **kwargs):
        super().__init__(learning_rate, momentum, **kwargs)


class Trainer:
    def fit(self, x=None, epochs=1):
        return x, epochs


class Model(Trainer):
    pass


arguments.apply(Optimizer, "keras.optimizers", "Optimizer")
arguments.apply(SGD, "keras.optimizers", "SGD")
arguments.apply(Model, "keras", "Model")


class Own(SGD):
    """A user's optimizer that hands on what it is given."""

    def __init__(self, extra, **kwargs):
        super().__init__(**kwargs)
        self.extra = extra


def test_todays_spelling_is_left_alone():
    assert SGD(0.5, 0.9).learning_rate == SGD(learning_rate=0.5).learning_rate == 0.5


def test_a_renamed_argument():
    assert SGD(lr=0.5).learning_rate == 0.5
    assert SGD(lr=0.5, momentum=0.9, name="n").name == "n"
    assert Optimizer(lr=0.5).learning_rate == 0.5
    assert Own("e", lr=0.5).learning_rate == 0.5


def test_a_method_that_an_ancestor_defines():
    assert Model().fit([1], nb_epoch=7) == ([1], 7)
    assert Model().fit(nb_epoch=7) == (None, 7)


@pytest.mark.parametrize("call", [lambda: SGD(0.5, lr=0.1), lambda: SGD(learning_rate=0.5, lr=0.1)])
def test_both_spellings_at_once(call):
    with pytest.raises(TypeError, match="SGD: got both lr=0.1 and learning_rate=0.5, .* Keep `lea"):
        call()


def test_what_was_never_an_argument_stays_an_error():
    with pytest.raises(TypeError, match="lrr"):
        SGD(lrr=0.5)
    with pytest.raises(TypeError, match="SGD: got 4 positional arguments, but at most 2 were"):
        SGD(0.5, 0.9, True, 2, lr=0.1)


def test_the_signature_and_docstring_stay():
    assert list(inspect.signature(SGD).parameters) == ["learning_rate", "momentum", "kwargs"]
    assert Optimizer.__init__.__doc__ == "What it makes."


def test_wrapping_happens_once():
    before = SGD.__init__
    arguments.apply(SGD, "keras.optimizers", "SGD")
    assert SGD.__init__ is before


def test_objects_can_be_pickled():
    assert pickle.loads(pickle.dumps(SGD(lr=0.5))).learning_rate == 0.5


def test_classes_without_a_row_and_functions_stay_as_they_are():
    class Dense:
        def __init__(self, units):
            self.units = units

    before = Dense.__init__
    arguments.apply(Dense, "keras.elsewhere", "Dense")
    arguments.apply(len, "keras.optimizers", "len")
    assert Dense.__init__ is before


@pytest.mark.parametrize("decay", [0, 0.0])
def test_no_decay_keeps_the_number(decay):
    assert SGD(lr=0.5, decay=decay).learning_rate == 0.5


@pytest.mark.parametrize(
    ("kwargs", "kind", "message"),
    [
        ({"decay": -0.1}, ValueError, "SGD: `decay` is -0.1, but 0 or more was expected"),
        ({"decay": "1e-3"}, TypeError, "SGD: `decay` is '1e-3', but a number was expected"),
        (
            {"decay": 0.1, "lr": object()},
            ValueError,
            "already changes from step to step.* Drop `de",
        ),
    ],
)
def test_impossible_decay(kwargs, kind, message):
    with pytest.raises(kind, match=message):
        SGD(**kwargs)


OPTIMIZERS = ["SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl"]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_takes_lr_and_decay(name):
    optimizer = getattr(keras_lite.optimizers, name)
    assert float(optimizer(lr=0.25).learning_rate) == 0.25
    schedule = optimizer(lr=0.5, decay=0.25).get_config()["learning_rate"]
    assert schedule["class_name"] == "InverseTimeDecay"
    rate = keras_lite.optimizers.schedules.deserialize(schedule)
    assert [float(rate(step)) for step in (0, 4, 12)] == [0.5, 0.25, 0.125]


def test_decay_alone_starts_from_the_default_rate():
    config = keras_lite.optimizers.SGD(decay=0.001, momentum=0.99).get_config()
    assert config["learning_rate"]["config"]["initial_learning_rate"] == 0.01
    assert config["momentum"] == 0.99


def test_fit_takes_nb_epoch():
    assert "nb_epoch" in keras_lite.Model.fit.old_spellings
    assert "nb_epoch" in keras_lite.Sequential.fit.old_spellings

from __future__ import annotations

import numpy as np
import pytest

from keras_lite.engine.variable import Variable
from keras_lite.layers import Dense, Layer
from keras_lite.random import SeedGenerator


def names(layer):
    return [inner.name for inner in layer._layers]


def make(name):
    return Dense(1, name=name)


def test_attributes_are_held_in_the_order_of_arrival():
    layer = Layer()
    layer.blocks = []
    layer.last = make("a")
    layer.blocks.append(make("b"))
    layer.blocks += [make("c"), [make("d"), {"x": make("e")}]]
    layer.pair = (make("f"), 3)
    layer.table = {"k": make("g")}
    layer.table["l"] = make("h")
    layer.table.update(m=make("i"))
    layer.blocks.insert(0, make("j"))
    layer.same = layer.last
    assert names(layer) == list("abcdefghij")


def test_variables_go_by_whether_they_are_trained():
    layer = Layer()
    layer.w = Variable(np.ones(2), name="w")
    layer.fixed = Variable(np.ones(2), trainable=False, name="fixed")
    layer.chance = SeedGenerator(3)
    assert [v.name for v in layer._trainable_variables] == ["w"]
    assert [v.name for v in layer._non_trainable_variables] == ["fixed"]
    assert layer._seed_generators == [layer.chance]
    assert [v.name for v in layer.weights] == ["w", "fixed"]
    assert len(layer.variables) == 3


def test_metrics_are_known_by_what_they_can_do():
    from keras_lite.metrics import Mean

    layer = Layer()
    layer.inner = Layer()
    layer.inner.tracker = Mean(name="m")
    assert layer.metrics == [layer.inner.tracker]
    assert layer._layers == [layer.inner]
    assert layer.weights == []


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (lambda layer: setattr(layer, "one", None), "bcd"),
        (lambda layer: setattr(layer, "one", make("z")), "bcdz"),
        (lambda layer: delattr(layer, "one"), "bcd"),
        (lambda layer: layer.many.pop(), "abd"),
        (lambda layer: layer.many.remove(layer.many[0]), "acd"),
        (lambda layer: layer.many.clear(), "ad"),
        (lambda layer: layer.many.__delitem__(slice(0, 2)), "ad"),
        (lambda layer: layer.many.__setitem__(0, make("z")), "acdz"),
        (lambda layer: layer.many.__setitem__(slice(0, 2), [make("z")]), "adz"),
        (lambda layer: layer.table.pop("x"), "abc"),
        (lambda layer: layer.table.clear(), "abc"),
        (lambda layer: layer.table.__delitem__("x"), "abc"),
        (lambda layer: layer.table.popitem(), "abc"),
        (lambda layer: layer.table.__setitem__("x", make("z")), "abcz"),
        (lambda layer: setattr(layer, "many", []), "ad"),
    ],
)
def test_what_is_taken_away_is_let_go(change, left):
    layer = Layer()
    layer.one = make("a")
    layer.many = [make("b"), make("c")]
    layer.table = {"x": make("d")}
    change(layer)
    assert "".join(names(layer)) == left


def test_what_another_attribute_has_stays():
    layer = Layer()
    layer.one = layer.other = make("a")
    layer.one = None
    assert names(layer) == ["a"]
    del layer.other
    assert names(layer) == []


def test_a_dict_answers_like_a_dict():
    layer = Layer()
    layer.table = {"x": 1}
    assert layer.table.setdefault("x", 2) == 1
    assert layer.table.setdefault("y", 2) == 2
    assert layer.table.pop("z", 5) == 5
    with pytest.raises(KeyError):
        layer.table.pop("z")
    assert layer.table == {"x": 1, "y": 2}


def test_layers_that_know_each_other_are_walked_once():
    parent, child = Layer(), Layer()
    parent.child = child
    child.parent = parent
    child.w = Variable(np.ones(2), name="w")
    assert parent._flatten_layers() == [parent, child]
    assert parent._flatten_layers(include_self=False) == [child]
    assert len(parent.weights) == len(child.trainable_weights) == 1


def test_attributes_may_be_set_before_the_constructor_of_layer():
    class Early(Layer):
        def __init__(self):
            self.inner = make("a")
            super().__init__()

    assert names(Early()) == ["a"]


def test_names_that_a_class_excludes_hold_nothing():
    class Manager(Layer):
        untracked_attributes = frozenset({"tool"})

    layer = Manager()
    layer.tool = make("a")
    assert names(layer) == []

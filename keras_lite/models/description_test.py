"""A model's public attributes, read into records. The models here are only as real as needed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from keras_lite.errors import InvalidArgument
from keras_lite.models.description import describe


def weight(*shape: int, dtype: str = "float32") -> Any:
    return SimpleNamespace(shape=shape, dtype=dtype)


class Dense:
    def __init__(self, name: str, *weights: Any, built: bool = True, trainable: bool = True):
        self.name, self.weights, self.built, self.trainable = name, weights, built, trainable
        self._inbound_nodes: list[Any] = []

    def count_params(self) -> int:
        if not self.built:
            raise ValueError("not built")
        return sum(w.shape[0] for w in self.weights)

    def call(self, *inputs: Any, shape: Any = (None, 4), outputs: int = 1) -> Any:
        """A node of the graph, as calling a layer leaves behind."""
        index = len(self._inbound_nodes)
        tensors = [
            SimpleNamespace(shape=shape, _keras_history=(self, index, i)) for i in range(outputs)
        ]
        node = SimpleNamespace(
            operation=self, input_tensors=list(inputs), output_tensors=tensors, parent_nodes=[]
        )
        self._inbound_nodes.append(node)
        return tensors[0]


class Model:
    def __init__(self, name: str, *layers: Any, depths: Any = None, optimizer: Any = None) -> None:
        self.name, self.layers, self.optimizer = name, list(layers), optimizer
        if depths is not None:
            self._nodes_by_depth = depths

    @property
    def trainable_weights(self) -> list[Any]:
        return [w for layer in self.layers if layer.trainable for w in layer.weights]

    @property
    def non_trainable_weights(self) -> list[Any]:
        return [w for layer in self.layers if not layer.trainable for w in layer.weights]


class Sequential(Model):
    pass


def test_rows() -> None:
    built = Dense("first", weight(6))
    built.call(shape=(None, 4))
    built.call(shape=(None, 5))  # what it was last called on is shown
    frozen = Dense("second", weight(2), trainable=False)
    rows = describe(Sequential("s", built, frozen, Dense("third", built=False), Dense("last"))).rows
    assert [(r.name, r.type, r.output_shape, r.params, r.trainable) for r in rows] == [
        ("first", "Dense", "(None, 5)", 6, True),
        ("second", "Dense", "?", 2, False),
        ("third", "Dense", "?", None, None),
        ("last", "Dense", "?", 0, None),
    ]


def test_shape_of_a_layer_that_was_only_built() -> None:
    class Known(Dense):
        _build_shapes_dict = {"input_shape": (5, 3)}

        def compute_output_shape(self, input_shape: Any) -> Any:
            return (input_shape[0], 7)

    class Lost(Known):
        def compute_output_shape(self, other: Any) -> Any:
            raise NotImplementedError

    rows = describe(Model("m", Known("a"), Lost("b"))).rows
    assert [row.output_shape for row in rows] == ["(5, 7)", "?"]


def test_several_outputs() -> None:
    layer = Dense("two")
    layer.call(shape=(None, 4), outputs=2)
    assert describe(Model("m", layer)).rows[0].output_shape == "[(None, 4), (None, 4)]"


def nodes(*layers: Any) -> list[Any]:
    return [node for layer in layers for node in layer._inbound_nodes]


def test_a_chain_needs_no_connections() -> None:
    a, b = Dense("a"), Dense("b")
    b.call(a.call())
    described = describe(Model("m", a, b, depths={1: nodes(a), 0: nodes(b)}))
    assert not described.has_connections


def test_a_fork_has_connections() -> None:
    a, b, c = Dense("a"), Dense("b"), Dense("c")
    elsewhere = b.call(SimpleNamespace(shape=(), _keras_history=(Dense("other"), 0, 0)))
    c.call(a.call(), b.call())
    depths = {1: [a._inbound_nodes[0], b._inbound_nodes[1]], 0: nodes(c)}
    described = describe(Model("m", a, b, c, depths=depths))
    assert described.has_connections
    assert [row.connected_to for row in described.rows] == [(), (), ("a[0][0]", "b[1][0]")]
    assert elsewhere.shape == (None, 4)


def test_a_shared_layer_has_connections() -> None:
    a, shared = Dense("a"), Dense("shared")
    shared.call(shared.call(a.call()))
    first, second = shared._inbound_nodes
    described = describe(Model("m", a, shared, depths={2: nodes(a), 1: [first], 0: [second]}))
    assert described.has_connections
    assert described.rows[1].connected_to == ("a[0][0]", "shared[0][0]")


def test_a_sequential_model_never_has_connections() -> None:
    a, b = Dense("a"), Dense("b")
    b.call(a.call(), a.call())
    assert not describe(Sequential("s", a, b, depths={0: nodes(a, b)})).has_connections


def test_functions_between_layers_are_operations() -> None:
    a, relu = Dense("a"), SimpleNamespace(name="relu", _inbound_nodes=[])
    model = Model("m", a, depths={})
    model.operations = [a, relu]
    assert [(row.name, row.params) for row in describe(model).rows] == [("a", 0), ("relu", 0)]


def test_nested_layers_on_demand() -> None:
    inner = Dense("inner")
    inner.layers = [Dense("x"), Dense("y")]
    model = Model("m", inner, Dense("z"))
    assert [row.name for row in describe(model).rows] == ["inner", "z"]
    expanded = describe(model, expand_nested=True).rows
    assert [(row.name, row.depth) for row in expanded] == [
        ("inner", 0),
        ("x", 1),
        ("y", 1),
        ("z", 0),
    ]


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        (["a", "a"], "a a_1 b a_2"),  # the first match, the last match
        (["a_1", "b"], "a_1 b"),
        (["b", "a_1"], "a_1 b"),  # in either order
        (["a$", ".*_1"], "a a_1"),
        (("b", "b"), "b"),
    ],
)
def test_layer_range(ends: Any, shown: str) -> None:
    model = Model("m", *(Dense(name) for name in "a a_1 b a_2 c".split()))
    assert [row.name for row in describe(model, layer_range=ends).rows] == shown.split()
    assert len(describe(model, layer_range=None).rows) == 5


def test_layer_range_that_names_nothing() -> None:
    model = Model("m", Dense("dense"), Dense("dropout"))
    with pytest.raises(
        InvalidArgument, match=r"\['dens3', 'dropout'\].*Did you mean 'dense'.*'dropout'\]"
    ):
        describe(model, layer_range=["dens3", "dropout"])
    for wrong in (["dense"], "dense", ["dense"] * 3):
        with pytest.raises(InvalidArgument, match="length 2"):
            describe(model, layer_range=wrong)


def test_totals() -> None:
    model = Model(
        "m",
        Dense("a", weight(10, 2), weight(4, dtype="float16")),
        Dense("b", weight(8, dtype="bool"), weight(3, dtype="int64"), trainable=False),
    )
    trainable, frozen = (24, 88.0), (11, 25.0)  # Keras: a bool counts as one bit
    assert [(t.count, t.size) for t in describe(model).totals] == [(35, 113.0), trainable, frozen]
    model.optimizer = SimpleNamespace(built=False, variables=[weight(100)])
    assert len(describe(model).totals) == 3
    model.optimizer.built = True
    totals = describe(model).totals
    assert [(t.count, t.size) for t in totals] == [(135, 513.0), trainable, frozen, (100, 400.0)]
    assert [t.label.strip() for t in totals] == [
        "Total params:",
        "Trainable params:",
        "Non-trainable params:",
        "Optimizer params:",
    ]

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import naming, ops
from keras_lite.ops.keras_tensor import KerasTensor
from keras_lite.ops.node import Node, Operation


class Double(Operation):
    def __init__(self, factor: float = 2.0, name: str | None = None) -> None:
        super().__init__(name)
        self.factor = factor

    def call(self, x: Any) -> Any:
        return x * self.factor


class Parts(Operation):
    def call(self, x: Any, swap: bool = False) -> Any:
        return {"a": x + 1, "b": [x[:, :1], None]}


@pytest.fixture
def x() -> KerasTensor:
    return KerasTensor((None, 3))


def test_a_call_links_tensors_operations_and_nodes(x: KerasTensor) -> None:
    first, second = Double(), Double()
    y = first(x)
    z = second(y)
    assert y._keras_history == (first, 0, 0)
    node = z._keras_history.operation._inbound_nodes[0]
    assert (node.operation, node.args, node.input_tensors) == (second, (y,), [y])
    assert node.output_tensors == [z]
    assert node.parent_nodes == [first._inbound_nodes[0]]
    assert first._outbound_nodes == [node]
    assert not node.is_input and (first.input, first.output) == (x, y)


def test_calling_again_makes_another_node(x: KerasTensor) -> None:
    operation = Double()
    operation(x)
    assert operation(x)._keras_history.node_index == 1
    assert len(operation._inbound_nodes) == 2


def test_nested_results_are_numbered_and_none_stays(x: KerasTensor) -> None:
    found = Parts()(x, swap=True)
    assert found["b"][1] is None
    assert [found["a"]._keras_history.tensor_index, found["b"][0]._keras_history.tensor_index] == [
        0,
        1,
    ]
    assert found["b"][0].shape == (None, 1)


def test_arguments_are_filled_in(x: KerasTensor) -> None:
    node = Node(Double(), ([x, 3],), {"also": x}, KerasTensor((2,)))
    assert node.arguments.fill_in({id(x): "value"}) == ((["value", 3],), {"also": "value"})


def test_a_result_that_is_no_tensor_is_refused() -> None:
    with pytest.raises(ValueError, match="double.* returned 5, but tensors were expected"):
        Node(Double(name="double"), (), {}, 5)


def test_tensors_that_record_nothing_stay_unlinked() -> None:
    operation = Double()
    y = operation(KerasTensor((2,), record_history=False))
    assert not hasattr(y, "_keras_history") and operation._outbound_nodes == []


def test_values_are_computed_at_once() -> None:
    assert Double(3.0)(np.array([1.0, 2.0])).tolist() == [3.0, 6.0]


def test_names() -> None:
    naming.reset_names()
    assert [Double().name, Double().name, Double(name="mine").name] == [
        "double",
        "double_1",
        "mine",
    ]
    with pytest.raises(ValueError, match="`name` is 'a/b', but a string without '/'"):
        Double(name="a/b")


def test_configuration_is_the_constructors_arguments() -> None:
    config = Double(5.0, name="five").get_config()
    assert config == {"factor": 5.0, "name": "five"}
    assert Double.from_config(config).factor == 5.0
    with pytest.raises(TypeError, match="Double could not be made"):
        Double.from_config({"faktor": 1})


def test_input_before_the_first_call() -> None:
    operation = Double(name="idle")
    assert not hasattr(operation, "input")
    with pytest.raises(AttributeError, match="idle has no output"):
        _ = operation.output


def test_an_operation_without_call() -> None:
    with pytest.raises(NotImplementedError, match="Operation has no `call`"):
        Operation()(ops.ones((2,)))

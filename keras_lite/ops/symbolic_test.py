from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import naming, ops, registry
from keras_lite.engine.variable import Variable
from keras_lite.ops.keras_tensor import KerasTensor
from keras_lite.ops.symbolic import any_symbolic, infer, operation_class, symbolic, symbolic_call


@pytest.fixture
def x() -> KerasTensor:
    return KerasTensor((None, 4))


def test_any_symbolic_looks_into_structures(x: KerasTensor) -> None:
    assert any_symbolic(1, [2, {"a": (3, x)}])
    assert not any_symbolic(1, [2, {"a": (3, None)}], np.ones(2))


def test_the_batch_size_stays_unknown(x: KerasTensor) -> None:
    def compute(x: Any) -> Any:
        return ops.sum(x, axis=0), ops.reshape(x, (-1, 2)), ops.transpose(x)

    shapes = [tensor.shape for tensor in infer(compute, (x,), {})]
    assert shapes == [(4,), (None, 2), (4, None)]


def test_other_unknown_axes_stay_unknown_where_they_matter() -> None:
    x = KerasTensor((None, None, 4))

    def compute(x: Any) -> Any:
        return x * 2, ops.mean(x, axis=1), ops.reshape(x, (-1, 4)), ops.shape(x)[2] * 2

    y, mean, flat, _ = infer(compute, (x,), {})
    assert (y.shape, mean.shape, flat.shape) == ((None, None, 4), (None, 4), (None, 4))


def test_unknown_axes_fit_each_other() -> None:
    both = ops.add(KerasTensor((None, None, 4)), KerasTensor((None, None, 1)))
    assert both.shape == (None, None, 4)


def test_code_that_divides_a_size(x: KerasTensor) -> None:
    assert infer(lambda x: ops.zeros((x.shape[0] / 2 > 1, 3)), (x,), {}).shape == (1, 3)


def test_code_that_looks_at_values_runs_on_ones(x: KerasTensor) -> None:
    def compute(x: Any) -> Any:
        return x if ops.sum(x) > 0 else ops.sum(x)

    assert infer(compute, (x,), {}).shape == (None, 4)
    assert ops.nonzero(x)[0].shape == (None,)


def test_errors_are_those_of_the_first_way(x: KerasTensor) -> None:
    with pytest.raises(ValueError, match=r"\(n, 4\), \(3,\) do not fit"):
        ops.add(x, np.ones(3))


def test_variables_are_not_changed_by_inference(x: KerasTensor) -> None:
    total = Variable(np.zeros(()), name="total")

    def compute(x: Any) -> Any:
        total.assign_add(ops.sum(x))
        return x

    infer(compute, (x,), {})
    assert total.numpy() == 0


def test_symbolic_call_notes_the_call_of_another_object(x: KerasTensor) -> None:
    class Layer:
        name = "layer"
        _inbound_nodes: list[Any] = []
        _outbound_nodes: list[Any] = []

    layer = Layer()
    y = symbolic_call(layer, lambda x, scale: x * scale, (x,), {"scale": 3})
    assert y._keras_history.operation is layer
    assert layer._inbound_nodes[0].kwargs == {"scale": 3}


def test_a_function_call_replays_on_values(x: KerasTensor) -> None:
    naming.reset_names()
    y = ops.clip(x, 0, 1)
    operation = y._keras_history.operation
    assert (operation.name, type(operation).__name__) == ("clip", "Clip")
    assert operation._inbound_nodes[0].args == (x,)
    assert operation(np.array([-1.0, 0.5, 9.0])).tolist() == [0.0, 0.5, 1.0]


def test_tensors_among_the_settings_are_handed_over(x: KerasTensor) -> None:
    low = KerasTensor((4,))
    operation = ops.clip(x, low, 1)._keras_history.operation
    assert operation._inbound_nodes[0].args == (x, low)
    found = operation(np.array([[0.5, 3.0]]), np.array([0.7, 0.0]))
    assert found.tolist() == [[0.7, 1.0]]


def test_any_number_of_tensors(x: KerasTensor) -> None:
    operation = ops.einsum("ij,jk->ik", x, KerasTensor((4, 2)))._keras_history.operation
    assert operation.get_config()["subscripts"] == "ij,jk->ik"
    found = operation(np.ones((1, 2)), np.array([[1.0], [2.0]]))
    assert found.tolist() == [[3.0]]


@pytest.mark.parametrize(
    ("make", "module", "name", "config"),
    [
        (lambda x: ops.mean(x, axis=1), "numpy", "Mean", {"axis": 1, "keepdims": False}),
        (lambda x: ops.psnr(x, x, 2.0), "nn", "PSNR", {"max_val": 2.0}),
        (lambda x: ops.abs(x), "numpy", "Absolute", {}),
        (lambda x: x[:, 0], "numpy", "GetItem", {}),
        (lambda x: ops.logsumexp(x), "math", "Logsumexp", {"axis": None, "keepdims": False}),
    ],
)
def test_saved_as_in_keras_and_found_again(
    x: KerasTensor, make: Any, module: str, name: str, config: dict[str, Any]
) -> None:
    naming.reset_names()
    operation = make(x)._keras_history.operation
    saved = registry.serialize_keras_object(operation)
    config = {**config, "name": operation.name}
    assert saved == {
        "module": f"keras.src.ops.{module}",
        "class_name": name,
        "config": config,
        "registered_name": name,
    }
    again = registry.deserialize_keras_object(saved)
    assert type(again) is type(operation) and again.get_config() == operation.get_config()


def test_operations_nobody_has_called_yet_are_found() -> None:
    saved = {"class_name": "LogicalXor", "config": {"name": "a"}, "registered_name": "LogicalXor"}
    found = registry.deserialize_keras_object({**saved, "module": "keras.src.ops.numpy"})
    assert found(True, False) and found.name == "a"
    with pytest.raises(TypeError, match="there is no class 'Nothing'"):
        registry.deserialize_keras_object(
            {**saved, "class_name": "Nothing", "module": "keras.src.ops.numpy"}
        )


def test_the_decorator_keeps_name_and_signature() -> None:
    @symbolic(name="Twofold")
    def twice(x: Any, times: int = 2) -> Any:
        """x * times."""
        return x * times

    assert (twice.__name__, twice.__doc__) == ("twice", "x * times.")
    assert operation_class(twice).__name__ == "Twofold"
    assert twice(3, times=4) == 12
    assert twice(KerasTensor((2,)), 3)._keras_history.operation(5) == 15

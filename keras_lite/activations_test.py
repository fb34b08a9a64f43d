from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import activations, ops, registry
from keras_lite.errors import KerasLiteWarning
from keras_lite.ops.symbolic import KerasTensor

X = np.array([-3.0, -1.0, 0.0, 0.5, 2.0], "float32")
NAMES = [n for n in activations.__all__ if n not in ("get", "serialize", "deserialize")]


def written(x: np.ndarray) -> dict[str, np.ndarray]:
    """The formulas as mathematics writes them, in float64."""
    x = x.astype("float64")
    sigmoid, softplus = 1 / (1 + np.exp(-x)), np.log1p(np.exp(x))
    elu = np.where(x > 0, x, np.exp(x) - 1)
    return {
        "linear": x,
        "relu": np.maximum(x, 0),
        "relu6": np.clip(x, 0, 6),
        "leaky_relu": np.where(x > 0, x, 0.2 * x),
        "sigmoid": sigmoid,
        "tanh": np.tanh(x),
        "softplus": softplus,
        "softsign": x / (1 + np.abs(x)),
        "silu": x * sigmoid,
        "mish": x * np.tanh(softplus),
        "elu": elu,
        "celu": elu,
        "selu": 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * (np.exp(x) - 1)),
        "hard_sigmoid": np.clip(x / 6 + 0.5, 0, 1),
        "hard_tanh": np.clip(x, -1, 1),
        "log_sigmoid": np.log(sigmoid),
        "exponential": np.exp(x),
        "softmax": np.exp(x) / np.exp(x).sum(),
        "log_softmax": np.log(np.exp(x) / np.exp(x).sum()),
        "tanh_shrink": x - np.tanh(x),
        "squareplus": (x + np.sqrt(x**2 + 4)) / 2,
    }


@pytest.mark.parametrize("name", written(X))
def test_formulas(name: str) -> None:
    found = activations.get(name)(X)
    assert found.dtype == "float32"
    np.testing.assert_allclose(found, written(X)[name], rtol=1e-6, atol=1e-7)


def test_gelu_is_exact_unless_asked() -> None:
    # P(X <= 1) = 0.841344746
    assert activations.gelu([1.0])[0] == pytest.approx(0.841344746, abs=1e-7)
    assert activations.gelu([1.0], approximate=True)[0] == pytest.approx(0.841191991, abs=1e-7)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, [0, 0, 0, 1, 3]),
        ({"negative_slope": 0.1}, [-0.3, -0.1, 0, 1, 3]),
        ({"max_value": 2}, [0, 0, 0, 1, 2]),
        ({"threshold": 1}, [0, 0, 0, 0, 3]),
        ({"negative_slope": 0.1, "max_value": 2, "threshold": 1}, [-0.4, -0.2, -0.1, 0, 2]),
        ({"threshold": -2}, [0, -1, 0, 1, 3]),
    ],
)
def test_relu(arguments: dict[str, Any], expected: list[float]) -> None:
    x = np.array([-3, -1, 0, 1, 3], "float32")
    assert activations.relu(x, **arguments) == pytest.approx(np.array(expected, "float32"))


def test_relu_keeps_integers() -> None:
    assert activations.relu([-1, 2]).dtype == "int32"


def test_names_and_functions() -> None:
    for name in NAMES:
        function = getattr(activations, name)
        assert activations.get(name) is function
        assert activations.deserialize(activations.serialize(function)) is function
    assert activations.serialize(activations.swish) == "silu"
    assert activations.get(None) is activations.linear


def test_an_unknown_name_is_corrected() -> None:
    with pytest.raises(ValueError, match="no activation named 'rellu'. Did you mean 'relu'"):
        activations.get("rellu")
    with pytest.raises(ValueError, match="An activation was given as 3"):
        activations.get(3)


def test_a_users_own_function() -> None:
    def cube(x: Any) -> Any:
        return x * x * x

    config = {
        "module": "builtins",
        "class_name": "function",
        "config": "cube",
        "registered_name": "function",
    }
    assert activations.get(cube) is cube
    assert activations.serialize(cube) == config
    assert activations.deserialize(config, {"cube": cube}) is cube


def test_relu_on_symbolic_tensors_is_saved_as_in_keras() -> None:
    operation = activations.relu(KerasTensor((None, 2)), max_value=6.0)._keras_history.operation
    saved = registry.serialize_keras_object(operation)
    assert (saved["module"], saved["class_name"]) == (
        "keras.src.activations.activations",
        "ReLU",
    )
    assert operation.name.startswith("re_lu")
    again = registry.deserialize_keras_object(saved)
    assert again(np.array([-1.0, 7.0])).tolist() == [0.0, 6.0]


@pytest.mark.parametrize("name", NAMES)
def test_symbolic_shapes(name: str) -> None:
    arguments = (0.5, 0.0) if name == "threshold" else ()
    y = getattr(activations, name)(KerasTensor((None, 4)), *arguments)
    assert y.shape == (None, 2 if name == "glu" else 4)


def test_only_sigmoid_and_softmax_remember_their_input() -> None:
    x = ops.convert_to_tensor([[1.0, 2.0]])
    marked = [n for n in NAMES if n != "threshold" and "_keras_logits" in _attributes(n, x)]
    assert marked == ["sigmoid", "softmax"]
    assert activations.softmax(x)._keras_logits is x


def _attributes(name: str, x: Any) -> list[str]:
    return dir(getattr(activations, name)(x))


def test_softmax_over_one_element_warns() -> None:
    with pytest.warns(KerasLiteWarning, match=r"\(3, 1\) has length 1 along axis -1.*sigmoid"):
        activations.softmax(np.zeros((3, 1)))

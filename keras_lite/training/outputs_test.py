"""What outputs are called, and in which order their losses are listed."""

from __future__ import annotations

from typing import Any

import pytest

from keras_lite.training.outputs import Outputs, outputs_of


@pytest.mark.parametrize(
    ("y_pred", "expected"),
    [
        (0, Outputs(("output",))),
        ([0], Outputs(("output",))),
        ((0, 1), Outputs(("output_1", "output_2"), named=False)),
        ({"b": 0, "a": 1}, Outputs(("a", "b"), True, (1, 0))),
        ({"b": [0, 1]}, Outputs(("output_1", "output_2"), named=False)),
    ],
)
def test_only_a_flat_dict_names_its_outputs(y_pred: Any, expected: Outputs) -> None:
    assert outputs_of(y_pred) == expected


def test_losses_stand_as_the_model_or_a_dict_of_losses_has_them() -> None:
    outputs = outputs_of({"b": 0, "a": 1})
    assert outputs.in_order(["of a", "of b"], "mse") == ["of b", "of a"]
    assert outputs.in_order(["of a", "of b"], {"a": "mse", "b": "mae"}) == ["of a", "of b"]
    assert Outputs(("x", "y")).in_order([1, 2], {"y": "mse", "x": "mae"}) == [1, 2]

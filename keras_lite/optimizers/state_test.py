"""What an optimizer remembers: named, saved, loaded, copied."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

from keras_lite import optimizers
from keras_lite.errors import KerasLiteWarning
from keras_lite.naming import reset_names
from keras_lite.optimizers.optimizer_test import MADE, eagerly, gradients, weights


def test_variables_are_named_and_ordered_as_keras_does() -> None:
    reset_names()
    optimizer = optimizers.Adam()
    optimizer.build(weights())
    assert [v.path for v in optimizer.variables] == [
        "adam/iteration",
        "adam/learning_rate",
        "adam/a_kernel_momentum",
        "adam/a_kernel_velocity",
        "adam/a_bias_momentum",
        "adam/a_bias_velocity",
        "adam/b_kernel_momentum",
        "adam/b_kernel_velocity",
    ]
    assert optimizer.iterations.dtype == "int64"
    assert [optimizers.SGD().name, optimizers.SGD().name] == ["sgd", "sgd_1"]


def test_state_is_saved_and_loaded() -> None:
    first, second = optimizers.Adam(), optimizers.Adam()
    eagerly(first, weights())
    store: dict[str, Any] = {}
    first.save_own_variables(store)
    with pytest.warns(KerasLiteWarning, match="was not loaded"):
        second.load_own_variables(store)
    second.build(weights())
    second.load_own_variables(store)
    for a, b in zip(first.variables, second.variables, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
    second.set_weights([np.zeros(v.shape) for v in second.variables])
    assert not any(v.numpy().any() for v in second.variables)
    with pytest.raises(ValueError, match="'.*iteration' has a shape"):
        second.set_weights([np.zeros(3)])
    with pytest.raises(ValueError, match="set_weights was called before"):
        optimizers.SGD().set_weights([])


@pytest.mark.parametrize("kind", ["adam", "adafactor", "plain", "averaging", "accumulating"])
@pytest.mark.parametrize("way", ["deepcopy", "pickle"])
def test_a_copy_goes_on_by_itself(kind: str, way: str) -> None:
    variables, optimizer = weights(), MADE[kind]()
    optimizer.exclude_from_weight_decay(var_list=variables[:1])
    eagerly(optimizer, variables)
    pair = (optimizer, variables)
    second, moved = copy.deepcopy(pair) if way == "deepcopy" else pickle.loads(pickle.dumps(pair))
    assert second._decays(moved[1]) and not second._decays(moved[0])
    before = [v.numpy() for v in variables]
    for step in gradients():
        second.apply(step, moved)
    for v, b in zip(variables, before, strict=True):
        np.testing.assert_array_equal(v.numpy(), b)
    for step in gradients():
        optimizer.apply(step, variables)
    for v, m in zip(variables, moved, strict=True):
        np.testing.assert_allclose(v.numpy(), m.numpy(), rtol=1e-6)
    assert [v.path for v in second.variables] == [v.path for v in optimizer.variables]

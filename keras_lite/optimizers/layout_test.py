"""Weights and slots in flat vectors: which weights, in which order, beside which others."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lite import optimizers
from keras_lite.engine.variable import Variable
from keras_lite.optimizers.optimizer_test import gradients, replayed, weights


def test_weights_and_slots_lie_in_one_vector_each() -> None:
    variables = weights()
    optimizer = optimizers.Adam()
    optimizer.build(variables)
    homes = {id(v.home) for v in variables}
    slots = [v for v in optimizer.variables if v.name.endswith(("momentum", "velocity"))]
    assert len(homes) == 1 and len({id(v.home) for v in slots}) == 2
    assert len(slots) == 2 * len(variables)
    source = replayed(optimizers.Adam(), weights(), 3).source("fast")
    assert source.count("sqrt(velocity") == 1


def test_weights_of_two_dtypes() -> None:
    a = Variable(np.ones(3), dtype="float32", name="a")
    b = Variable(np.ones(2), dtype="float64", name="b")
    optimizer = optimizers.SGD(0.5, momentum=0.5, global_clipnorm=1.0)
    optimizer.build([a, b])
    optimizer.apply([np.full(3, 3.0, "float32"), np.full(2, 3.0)])
    expected = 1 - 0.5 / np.sqrt(5)
    np.testing.assert_allclose(a.numpy(), np.full(3, expected), rtol=1e-6)
    np.testing.assert_allclose(b.numpy(), np.full(2, expected), rtol=1e-6)


def test_some_of_the_variables_and_in_another_order() -> None:
    whole, part = weights(), weights()
    first, second = optimizers.Adam(0.1), optimizers.Adam(0.1)
    first.build(whole)
    second.build(part)
    step = gradients()[0]
    first.apply(step)
    second.apply([step[2], step[0], step[1]], [part[2], part[0], part[1]])
    for a, b in zip(whole, part, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
    before = part[0].numpy()
    second.apply([step[1]], [part[1]])
    np.testing.assert_array_equal(part[0].numpy(), before)
    with pytest.raises(ValueError, match="does not know 'variable"):
        second.apply([step[0]], [Variable(np.ones((3, 2)), name="variable")])


def test_weights_that_another_optimizer_has_taken_are_still_trained() -> None:
    variables, reference = weights(), weights()
    first, second, third = optimizers.Adam(0.1), optimizers.SGD(0.1), optimizers.Adam(0.1)
    first.build(variables)
    second.build(variables[1:])
    third.build(reference)
    for step in gradients():
        first.apply(step)
        third.apply(step)
    for a, b in zip(variables, reference, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())

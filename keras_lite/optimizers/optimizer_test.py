"""The steps that optimizers take, by themselves and in programs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import constraints, ops, optimizers
from keras_lite.engine.ir import Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace, scope
from keras_lite.engine.variable import Variable
from keras_lite.errors import KerasLiteWarning

SHAPES = [(3, 2), (2,), (2, 4)]
STEPS = 6


def weights() -> list[Variable]:
    random = np.random.RandomState(0)
    made = []
    for layer, shape in zip("aab", SHAPES, strict=True):
        with scope(layer):
            name = "bias" if len(shape) == 1 else "kernel"
            made.append(Variable(random.normal(size=shape), dtype="float32", name=name))
    return made


def gradients() -> list[list[Any]]:
    random = np.random.RandomState(1)
    return [[random.normal(size=shape).astype("float32") for shape in SHAPES] for _ in range(STEPS)]


class Plain(optimizers.Optimizer):
    """As users write them: a slot for each weight, found by index."""

    def __init__(self, learning_rate: float = 0.1, **kwargs: Any) -> None:
        super().__init__(learning_rate=learning_rate, **kwargs)

    def build(self, variables: Any) -> None:
        super().build(variables)
        self.seen = [
            self.add_variable_from_reference(reference_variable=v, name="seen") for v in variables
        ]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        seen = self.seen[self._get_variable_index(variable)]
        self.assign_add(seen, ops.abs(gradient))
        self.assign_sub(variable, learning_rate * gradient / (seen + 1.0))


class Overridden(optimizers.Adam):
    """A built-in optimizer whose rule a user has wrapped."""

    calls: tuple[str, ...] = ()

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        self.calls = (*self.calls, variable.path)
        super().update_step(gradient, variable, learning_rate)


MADE = {
    "sgd": lambda: optimizers.SGD(0.1),
    "nesterov": lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: optimizers.Adam(0.1, amsgrad=True),
    "adamw": lambda: optimizers.AdamW(0.1),
    "rmsprop": lambda: optimizers.RMSprop(0.1, momentum=0.5, centered=True),
    "adagrad": lambda: optimizers.Adagrad(0.1),
    "adadelta": lambda: optimizers.Adadelta(1.0),
    "adamax": lambda: optimizers.Adamax(0.1),
    "nadam": lambda: optimizers.Nadam(0.1),
    "ftrl": lambda: optimizers.Ftrl(0.1, l1_regularization_strength=0.01),
    "lion": lambda: optimizers.Lion(0.1),
    "lamb": lambda: optimizers.Lamb(0.1, weight_decay=0.1),
    "adafactor": lambda: optimizers.Adafactor(0.1),
    "plain": lambda: Plain(),
    "overridden": lambda: Overridden(0.1),
    "clipnorm": lambda: optimizers.SGD(0.1, clipnorm=0.5),
    "clipvalue": lambda: optimizers.SGD(0.1, clipvalue=0.5),
    "global_clipnorm": lambda: optimizers.SGD(0.1, global_clipnorm=0.5),
    "scaled": lambda: optimizers.SGD(0.1, loss_scale_factor=4.0),
    "accumulating": lambda: optimizers.Nadam(0.1, gradient_accumulation_steps=3, clipnorm=1.0),
    "averaging": lambda: optimizers.SGD(0.1, use_ema=True, ema_overwrite_frequency=2),
    "averaging_plain": lambda: Plain(use_ema=True, gradient_accumulation_steps=2),
    "schedule": lambda: optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)),
}


def eagerly(optimizer: Any, variables: list[Variable]) -> None:
    optimizer.build(variables)
    for step in gradients():
        optimizer.apply(step, variables)


def replayed(optimizer: Any, variables: list[Variable], steps_at_once: int) -> Program:
    """The same steps as a program, with the rates handed in slice by slice."""
    optimizer.build(variables)
    with Trace() as trace:
        given = [trace.input(f"g{i}", Spec(shape, "float32")) for i, shape in enumerate(SHAPES)]
        rate = trace.input("learning_rate", Spec((), "float32"))
        optimizer.apply(given, variables, learning_rate=rate)
    program = Program(trace.graph(), "a step")
    slopes = [np.stack(parts) for parts in zip(*gradients(), strict=True)]
    for first in range(0, STEPS, steps_at_once):
        rates = optimizer.rates(first, steps_at_once).astype("float32")
        program.run(1, *(s[first : first + steps_at_once] for s in slopes), np.asarray(rates))
    return program


@pytest.mark.parametrize("steps_at_once", [1, 3])
@pytest.mark.parametrize("kind", MADE)
def test_a_program_takes_the_steps_that_eager_code_takes(kind: str, steps_at_once: int) -> None:
    mine, yours = weights(), weights()
    first, second = MADE[kind](), MADE[kind]()
    eagerly(first, mine)
    replayed(second, yours, steps_at_once)
    for a, b, start in zip(mine, yours, weights(), strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=2e-6, atol=1e-7)
        assert not np.array_equal(a.numpy(), start.numpy())
    for a, b in zip(first.variables, second.variables, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=2e-5, atol=1e-6, err_msg=a.path)
    assert int(first._iterations) == int(second._iterations) == STEPS


def test_a_missing_gradient_leaves_its_weight_and_slots_alone() -> None:
    variables = weights()
    optimizer = optimizers.Adam(0.1)
    optimizer.build(variables)
    first = gradients()[0]
    before = variables[1].numpy()
    with pytest.warns(KerasLiteWarning, match=r"'a/bias'.*not trained"):
        optimizer.apply([first[0], None, first[2]], variables)
    np.testing.assert_array_equal(variables[1].numpy(), before)
    assert not optimizer._momentums[1].numpy().any()
    assert optimizer._momentums[0].numpy().any()
    with pytest.raises(ValueError, match="depends on none of the variables"):
        optimizer.apply([None, None, None])


def test_constraints_come_last() -> None:
    w = Variable([3.0, 4.0], dtype="float32")
    w.constraint = constraints.NonNeg()
    optimizers.SGD(1.0).apply([[5.0, 1.0]], [w])
    np.testing.assert_array_equal(w.numpy(), [0.0, 3.0])


def test_excluded_weights_do_not_decay() -> None:
    variables = weights()
    before = [v.numpy() for v in variables]
    optimizer = optimizers.SGD(0.5, weight_decay=0.1)
    optimizer.exclude_from_weight_decay(var_list=[variables[0]], var_names=["bias"])
    optimizer.build(variables)
    optimizer.apply([np.zeros(shape, "float32") for shape in SHAPES])
    for i, factor in enumerate([1.0, 1.0, 0.95]):
        np.testing.assert_allclose(variables[i].numpy(), before[i] * factor, rtol=1e-6)


def test_a_variable_may_be_set_to_its_gradient() -> None:
    variables = weights()
    variables[1].overwrite_with_gradient = True
    optimizer = optimizers.Adam()
    optimizer.build(variables)
    optimizer.apply(gradients()[0])
    np.testing.assert_array_equal(variables[1].numpy(), gradients()[0][1])
    assert not any("bias" in v.name for v in optimizer.variables)


def test_the_average_is_put_in_place_in_the_end() -> None:
    w = Variable(1.0, dtype="float32")
    optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    for _ in range(2):
        optimizer.apply([1.0], [w])
    # After the first step the average is the weight itself, 0; then (0 + -1) / 2.
    optimizer.finalize_variable_values([w])
    assert float(w) == -0.5


def test_gradients_without_variables_need_a_built_optimizer() -> None:
    with pytest.raises(ValueError, match="before it was built"):
        optimizers.SGD().apply([1.0])
    optimizer = optimizers.SGD()
    optimizer.build(weights())
    with pytest.raises(ValueError, match="number of gradients is 1, but 3"):
        optimizer.apply([1.0])
    assert optimizer.apply([]) is None


def test_apply_gradients_builds_and_counts() -> None:
    variables = weights()
    optimizer = Overridden(0.1)
    counter = optimizer.apply_gradients(zip(gradients()[0], variables, strict=True))
    assert int(counter) == 1
    assert optimizer.calls == ("a/kernel", "a/bias", "b/kernel")
    assert optimizers.SGD(loss_scale_factor=4.0).scale_loss(2.0) == 8.0


def test_the_values_of_a_step_have_telling_names() -> None:
    source = replayed(optimizers.Adam(), weights(), 1).source("plain")
    for name in ("all_gradients", "alpha", "correction_1", "scale", "change"):
        assert f"{name} = " in source

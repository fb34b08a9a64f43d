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
from keras_lite.naming import reset_names

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


def test_weights_of_two_dtypes() -> None:
    a = Variable(np.ones(3), dtype="float32", name="a")
    b = Variable(np.ones(2), dtype="float64", name="b")
    optimizer = optimizers.SGD(0.5, momentum=0.5, global_clipnorm=1.0)
    optimizer.build([a, b])
    optimizer.apply([np.full(3, 3.0, "float32"), np.full(2, 3.0)])
    expected = 1 - 0.5 / np.sqrt(5)
    np.testing.assert_allclose(a.numpy(), np.full(3, expected), rtol=1e-6)
    np.testing.assert_allclose(b.numpy(), np.full(2, expected), rtol=1e-6)


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


def test_the_learning_rate_can_be_read_set_and_scheduled() -> None:
    optimizer = optimizers.SGD(0.5)
    w = Variable(1.0, dtype="float32")
    optimizer.learning_rate = 0.25
    assert float(optimizer.learning_rate) == 0.25
    optimizer.learning_rate.assign(0.125)
    optimizer.apply([1.0], [w])
    assert float(w) == 0.875
    np.testing.assert_array_equal(optimizer.rates(3, 2), [0.125, 0.125])
    optimizer.learning_rate = optimizers.schedules.PiecewiseConstantDecay([1, 2], [1.0, 0.5, 0.25])
    assert [v.name for v in optimizer.variables] == ["iteration"]
    assert float(optimizer.learning_rate) == 1.0
    np.testing.assert_array_equal(optimizer.rates(0, 5), [1.0, 1.0, 0.5, 0.25, 0.25])
    with pytest.raises(TypeError, match="follows .*PiecewiseConstantDecay.*set another schedule"):
        optimizer.learning_rate = 0.1


def test_a_schedule_of_a_user_is_asked_step_by_step() -> None:
    class Odd(optimizers.schedules.LearningRateSchedule):
        def __call__(self, step: Any) -> float:
            return 0.5 if int(step) % 2 else 1.0

    np.testing.assert_array_equal(optimizers.SGD(Odd()).rates(1, 3), [0.5, 1.0, 0.5])
    np.testing.assert_array_equal(optimizers.SGD(lambda: 0.5).rates(1, 2), [0.5, 0.5])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"learning_rate": 1}, "`learning_rate` is 1, but a float"),
        ({"learning_rate": "fast"}, "`learning_rate` is 'fast'"),
        ({"momentum": 2.0}, "`momentum` is 2.0, but a float from 0 to 1"),
        ({"clipnorm": 1.0, "clipvalue": 1.0}, "Keep one of clipnorm, clipvalue"),
        ({"gradient_accumulation_steps": 1}, "`gradient_accumulation_steps` is 1"),
        ({"use_ema": True, "ema_momentum": 2.0}, "`ema_momentum` is 2.0"),
        ({"use_ema": True, "ema_overwrite_frequency": 0.5}, "`ema_overwrite_frequency` is 0.5"),
        ({"learning_rat": 0.1}, "no argument 'learning_rat'.*Did you mean 'learning_rate'"),
    ],
)
def test_impossible_arguments(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        optimizers.SGD(**arguments)


def test_common_arguments_stand_in_the_signature_in_keras_order() -> None:
    import inspect

    names = list(inspect.signature(optimizers.AdamW).parameters)
    assert (
        names
        == (
            "learning_rate weight_decay beta_1 beta_2 epsilon amsgrad clipnorm clipvalue"
            " global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor"
            " gradient_accumulation_steps name kwargs"
        ).split()
    )
    assert optimizers.Adam(0.1, 0.8, 0.9, 1e-3, True, 0.2).weight_decay == 0.2


@pytest.mark.parametrize(
    "kind", [k for k in MADE if k not in ("plain", "overridden", "averaging_plain")]
)
def test_configurations_round_trip(kind: str) -> None:
    optimizer = MADE[kind]()
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    assert type(again) is type(optimizer)
    assert again.get_config() == optimizer.get_config()


def test_names() -> None:
    assert isinstance(optimizers.get("ADAMW"), optimizers.AdamW)
    assert isinstance(optimizers.get(optimizers.SGD), optimizers.SGD)
    assert optimizers.get(None) is None
    config = {"class_name": "rmsprop", "config": {"rho": 0.5}}
    assert optimizers.get(config).get_config()["rho"] == 0.5
    with pytest.raises(ValueError, match="no optimizer named 'adma'. Did you mean 'Adam'"):
        optimizers.get("adma")
    with pytest.raises(ValueError, match="An optimizer was given as 3"):
        optimizers.get(3)


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


@pytest.mark.parametrize("rate", [0.25, optimizers.schedules.ExponentialDecay(0.5, 1, 0.5)])
def test_a_step_without_a_given_rate_reads_its_own(rate: Any) -> None:
    w = Variable(np.ones(2), dtype="float32", name="w")
    optimizer = optimizers.SGD(rate)
    optimizer.build([w])
    with Trace() as trace:
        optimizer.apply([trace.input("g", Spec((2,), "float32"))])
    program = Program(trace.graph(), "a step")
    program.run(1, np.ones((2, 2), "float32"))
    np.testing.assert_array_equal(w.numpy(), [0.5, 0.5] if rate == 0.25 else [0.25, 0.25])
    if rate == 0.25:
        optimizer.learning_rate = 0.125
        program.run(1, np.ones((1, 2), "float32"))
        np.testing.assert_array_equal(w.numpy(), [0.375, 0.375])


def test_the_values_of_a_step_have_telling_names() -> None:
    source = replayed(optimizers.Adam(), weights(), 1).source("plain")
    for name in ("all_gradients", "alpha", "correction_1", "scale", "change"):
        assert f"{name} = " in source


@pytest.mark.parametrize("kind", ["adam", "adafactor", "plain", "averaging", "accumulating"])
@pytest.mark.parametrize("way", ["deepcopy", "pickle"])
def test_a_copy_goes_on_by_itself(kind: str, way: str) -> None:
    import copy
    import pickle

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

"""What all optimizers share: slots, the order of a step, the learning rate, the configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from keras_lite import ops
from keras_lite.engine import trace as tracing
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, NotReady, explain
from keras_lite.naming import auto_name
from keras_lite.optimizers import averaging, gradients
from keras_lite.optimizers.arguments import (
    COMMON,
    check_common,
    own_arguments,
    refuse_unknown,
)
from keras_lite.optimizers.rate import RatedState
from keras_lite.optimizers.schedules.schedule import LearningRateSchedule
from keras_lite.registry import Family, deserialize_keras_object, serialize_keras_object

OPTIMIZERS = Family(
    "optimizer",
    "keras.optimizers",
    ignore_case=True,
    accepts=lambda found: isinstance(found, Optimizer),
)


@OPTIMIZERS.add
class Optimizer(RatedState):
    """Changes weights step by step so that the loss falls.

    A step: clip the gradients, shrink the weights by `weight_decay`, `update_step`, constraints,
    `iterations` + 1.

    Args:
        learning_rate: A float, a `LearningRateSchedule`, or a function without arguments.
        weight_decay: w -= w * weight_decay * learning_rate at each step.
        clipnorm: Longest Euclidean length of the gradient of each weight.
        clipvalue: Largest absolute value in a gradient.
        global_clipnorm: Longest Euclidean length of all gradients together.
        use_ema: Keep an exponential moving average of the weights, and put it in their place at
            the end of `fit`.
        ema_momentum: average = ema_momentum * average + (1 - ema_momentum) * weight.
        ema_overwrite_frequency: Put the average in place every so many steps as well.
        loss_scale_factor: The loss is multiplied by it, and gradients divided.
        gradient_accumulation_steps: Update the weights every so many steps only, by the mean of
            the gradients.
        name: Name of the optimizer; the class name in snake case by default.

    Raises:
        InvalidArgument: (a ValueError) when an argument is impossible or not known.

    To write your own optimizer, subclass this, make slots in `build` with
    `add_variable_from_reference`, and write `update_step` in functions of `keras.ops`.
    """

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule | Callable[[], Any],
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        given = locals()
        refuse_unknown(type(self), kwargs)
        check_common(type(self).__name__, given)
        for argument in COMMON:
            setattr(self, argument, given[argument])
        self.name = name or auto_name(type(self).__name__)
        super().__init__(learning_rate)

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Variable]]) -> Variable:
        """One step, from pairs of a gradient and its variable. Returns the counter of steps."""
        grads, variables = zip(*grads_and_vars, strict=True)
        self.apply(grads, variables)
        return self._iterations

    def apply(
        self,
        grads: Sequence[Any],
        trainable_variables: Sequence[Variable] | None = None,
        learning_rate: Any = None,
    ) -> None:
        """One step.

        Args:
            grads: A gradient for each variable; `None` leaves that variable as it is.
            trainable_variables: Those that the optimizer was built with, or some of them; all by
                default.
            learning_rate: Rate of this step, instead of the optimizer's own.

        Raises:
            NotReady: (a ValueError) before `build`, if no variables are given.
            InvalidArgument: (a ValueError) for variables that the optimizer does not know, and
                when there is no gradient at all.
        """
        grads = list(grads)
        if not grads:
            return
        variables = self._known(trainable_variables, len(grads))
        rate = self.learning_rate if learning_rate is None else learning_rate
        with tracing.phase("update"):
            grads, variables = gradients.existing(grads, variables)
            grads, variables = self._overwrite(grads, variables)
            if variables:
                self._step(grads, variables, rate)
                for variable in variables:
                    if variable.constraint is not None:
                        variable.assign(variable.constraint(variable))
            self._iterations.assign_add(1)

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        """Changes one variable (`variable.assign`) and its slots. To be written by subclasses."""
        raise NotImplementedError(
            f"{type(self).__name__} has no `update_step(self, gradient, variable, learning_rate)`."
            " Write one that assigns a new value to the variable."
        )

    def _known(self, variables: Sequence[Variable] | None, count: int) -> list[Variable]:
        """The variables of a step; builds the optimizer on those of the first one."""
        if variables is None:
            known = self._trainable_variables
            if not self.built:
                raise NotReady(
                    f"{type(self).__name__}.apply got gradients without variables before it was"
                    " built. Call `build(model.trainable_variables)` first, or pass the variables."
                )
            if count != len(known):
                fix = "Give one for each variable, or pass the variables too."
                raise InvalidArgument(
                    explain("apply: the number of gradients", count, f"{len(known)}", fix)
                )
            return list(known)
        variables = list(variables)
        if not self.built:
            self.build(variables)
            self.built = True
        for variable in variables:
            if id(variable) not in self._indices:
                raise InvalidArgument(
                    f"{type(self).__name__} was built for other variables, and does not know"
                    f" {variable.path!r}. Build it on all variables that it will ever change, or"
                    " make a new optimizer for these."
                )
        return variables

    def _overwrite(
        self, grads: list[Any], variables: list[Variable]
    ) -> tuple[list[Any], list[Variable]]:
        """Sets the variables whose new value is handed in as their gradient; returns the others."""
        kept = []
        for gradient, variable in zip(grads, variables, strict=True):
            if not variable.overwrite_with_gradient:
                kept.append((gradient, variable))
            elif not self.gradient_accumulation_steps:
                variable.assign(gradient)
            else:
                total = self._accumulators[self._get_variable_index(variable)]
                largest = ops.maximum(gradient, total)
                now = averaging.every(self.gradient_accumulation_steps, self._iterations)
                averaging.assign_if(now, variable, largest)
                total.assign(ops.where(now, ops.zeros_like(largest), largest))
        return [g for g, _ in kept], [v for _, v in kept]

    def _step(self, grads: list[Any], variables: list[Variable], rate: Any) -> None:
        grads = [
            ops.cast(ops.convert_to_tensor(g), v.dtype)
            for g, v in zip(grads, variables, strict=True)
        ]
        if self.loss_scale_factor is not None:
            grads = [ops.divide(g, self.loss_scale_factor) for g in grads]
        if self.gradient_accumulation_steps:
            self._accumulate(grads, variables, rate)
        else:
            self._change(grads, variables, rate)
        if self.use_ema:
            self._average()

    def _change(self, grads: list[Any], variables: list[Variable], rate: Any) -> None:
        """Clips, decays and updates; in one go where variables lie in one vector."""
        if self.clipnorm and self.clipnorm > 0:
            grads = [gradients.clip_by_norm(g, self.clipnorm) for g in grads]
        pairs = self._layout.together(variables, grads)
        variables, grads = [v for v, _ in pairs], [g for _, g in pairs]
        if self.global_clipnorm and self.global_clipnorm > 0:
            grads = gradients.clip_by_global_norm(grads, self.global_clipnorm)
        if self.clipvalue and self.clipvalue > 0:
            grads = [gradients.clip_by_value(g, self.clipvalue) for g in grads]
        self._decay(variables, rate)
        self._update(grads, variables, rate)

    def _update(self, grads: list[Any], variables: list[Variable], rate: Any) -> None:
        for gradient, variable in zip(grads, variables, strict=True):
            self.update_step(gradient, variable, rate)

    def _decay(self, variables: list[Variable], rate: Any) -> None:
        """w -= w * weight_decay * learning_rate."""
        if self.weight_decay is None:
            return
        for variable in variables:
            members = self._layout.members(variable)
            decaying = [v for v in members if self._decays(v)]
            for target in [variable] if len(decaying) == len(members) else decaying:
                shrink = ops.multiply(target, ops.cast(self.weight_decay, target.dtype))
                target.assign_sub(ops.multiply(shrink, ops.cast(rate, target.dtype)))

    def _accumulate(self, grads: list[Any], variables: list[Variable], rate: Any) -> None:
        """Adds to the accumulators; at the end of a round updates by their mean and clears them."""
        steps = self.gradient_accumulation_steps
        assert steps is not None
        totals = [self._accumulators[self._get_variable_index(v)] for v in variables]
        sums = [ops.add(g, total) for g, total in zip(grads, totals, strict=True)]
        now = averaging.every(steps, self._iterations)
        means = [ops.divide(g, steps) for g in sums]
        changing = [*variables, *self._variables]
        averaging.change_if(now, changing, lambda: self._change(means, variables, rate))
        for total, value in zip(totals, sums, strict=True):
            total.assign(ops.where(now, ops.zeros_like(value), value))

    def _average(self) -> None:
        own = [v for v in self._trainable_variables if not v.overwrite_with_gradient]
        pairs = [
            (variable, self._averages[self._get_variable_index(variable)])
            for variable, _ in self._layout.together(own)
        ]
        for variable, average in pairs:
            averaging.update_average(average, variable, self.ema_momentum, self.iterations)
        if self.ema_overwrite_frequency:
            now = averaging.every(self.ema_overwrite_frequency, self.iterations)
            for variable, average in pairs:
                averaging.assign_if(now, variable, average)

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """Puts the moving averages in the place of the weights, if there are any."""
        if not self.use_ema:
            return
        if len(var_list) != len(self._trainable_variables):
            where = "finalize_variable_values: the number of variables"
            fix = "Give the variables that the optimizer was built with."
            expected = f"{len(self._trainable_variables)}"
            raise InvalidArgument(explain(where, len(var_list), expected, fix))
        for variable, average in zip(var_list, self._averages, strict=False):
            if average is not None:
                variable.assign(average)

    def scale_loss(self, loss: Any) -> Any:
        """The loss whose gradients `apply` expects: multiplied by `loss_scale_factor`, if any."""
        if self.loss_scale_factor is None:
            return loss
        return ops.multiply(loss, self.loss_scale_factor)

    # ----------------------------------------------------------------------- configuration

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments by name."""
        rate = self._learning_rate
        given = float(rate.numpy()) if isinstance(rate, Variable) else serialize_keras_object(rate)
        own = {name: getattr(self, name) for name in own_arguments(type(self))}
        return {
            "name": self.name,
            "learning_rate": given,
            **{name: getattr(self, name) for name in COMMON if name != "name"},
            **own,
        }

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None
    ) -> Optimizer:
        """The optimizer with this configuration."""
        rate = config.get("learning_rate")
        if isinstance(rate, dict):
            rate = deserialize_keras_object(rate, custom_objects=custom_objects)
            config = {**config, "learning_rate": rate}
        return cls(**config)

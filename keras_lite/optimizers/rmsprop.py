"""RMSprop: steps scaled by a running mean of the squared gradient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite import ops
from keras_lite.engine.values import named
from keras_lite.engine.variable import Variable
from keras_lite.optimizers.arguments import takes_common_arguments
from keras_lite.optimizers.layout import elementwise
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer
from keras_lite.optimizers.rows import each_row


@OPTIMIZERS.add
class RMSprop(Optimizer):
    """w -= learning_rate * g / sqrt(v + epsilon), v = rho * v + (1 - rho) * g^2 (Hinton, 2012).

    `centered` takes the square of the mean gradient off v. With `momentum` the step is added to
    momentum * the last step.

    Args:
        learning_rate: A float or a schedule.
        rho: How slowly v follows.
        momentum: Share of the last step that is taken again.
        epsilon: Keeps the step finite where v is 0; inside the root.
        centered: See above.
        The others: As in `keras.optimizers.Optimizer`.
    """

    @takes_common_arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **common: Any,
    ) -> None:
        super().__init__(learning_rate, **common)
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered

    def build(self, variables: Iterable[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        weights = self._trainable_variables
        self._velocities = self.add_optimizer_variables(weights, "velocity")
        if self.momentum > 0:
            self._momentums = self.add_optimizer_variables(weights, "momentum")
        if self.centered:
            self._average_gradients = self.add_optimizer_variables(weights, "average_gradient")

    @elementwise
    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        index = self._get_variable_index(variable)
        gradient = ops.cast(gradient, variable.dtype)
        v = self._velocities[index]
        self.assign(v, self._follow(v, each_row(ops.square, gradient)))
        spread: Any = v
        if self.centered:
            mean = self._average_gradients[index]
            self.assign(mean, self._follow(mean, gradient))
            spread = ops.subtract(v, ops.square(mean))
        step = ops.multiply(ops.cast(learning_rate, variable.dtype), gradient)
        step = named(ops.divide(step, ops.sqrt(ops.add(spread, self.epsilon))), "change")
        if self.momentum > 0:
            m = self._momentums[index]
            self.assign(m, ops.add(ops.multiply(self.momentum, m), step))
            step = m
        self.assign_sub(variable, step)

    def _follow(self, mean: Any, value: Any) -> Any:
        return ops.add(ops.multiply(self.rho, mean), ops.multiply(1.0 - self.rho, value))

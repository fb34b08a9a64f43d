"""LAMB: Adam with a step in proportion to the length of each weight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite import ops
from keras_lite.engine.variable import Variable
from keras_lite.optimizers.arguments import takes_common_arguments
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer
from keras_lite.optimizers.rows import each_row
from keras_lite.optimizers.schedules.rounding import power


@OPTIMIZERS.add
class Lamb(Optimizer):
    """w -= learning_rate * (|w| / |u|) * u, u = m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon).

    m and v are Adam's means, t is the number of the step from 1; the ratio is 1 where a length is
    0 (You et al., 2020).

    Args:
        learning_rate: A float or a schedule.
        beta_1: b1, how slowly m follows.
        beta_2: b2, how slowly v follows.
        epsilon: Keeps the step finite where v is 0.
        The others: As in `keras.optimizers.Optimizer`.
    """

    @takes_common_arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **common: Any,
    ) -> None:
        super().__init__(learning_rate, **common)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def build(self, variables: Iterable[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self._momentums, self._velocities = self.add_optimizer_variables(
            self._trainable_variables, ["momentum", "velocity"]
        )

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        dtype, index = variable.dtype, self._get_variable_index(variable)
        gradient = ops.cast(gradient, dtype)
        step = ops.add(self.iterations, 1)
        rest_1 = ops.subtract(1.0, power(self.beta_1, step, dtype))
        rest_2 = ops.subtract(1.0, power(self.beta_2, step, dtype))
        m, v = self._momentums[index], self._velocities[index]
        self.assign_add(m, ops.multiply(ops.subtract(gradient, m), 1.0 - self.beta_1))
        square = each_row(ops.square, gradient)
        self.assign_add(v, ops.multiply(ops.subtract(square, v), 1.0 - self.beta_2))
        scale = ops.add(ops.sqrt(ops.divide(v, rest_2)), self.epsilon)
        update = ops.divide(ops.divide(m, rest_1), scale)
        rate = ops.multiply(self._ratio(variable, update), ops.cast(learning_rate, dtype))
        self.assign_sub(variable, ops.multiply(rate, update))

    @staticmethod
    def _ratio(variable: Variable, update: Any) -> Any:
        """|w| / |u|, or 1 where one of them is 0."""
        w, u = (ops.sqrt(ops.sum(ops.square(x))) for x in (variable, update))
        both = ops.logical_and(ops.greater(w, 0.0), ops.greater(u, 0.0))
        one = ops.ones_like(w)
        return ops.where(both, ops.divide(w, ops.where(both, u, one)), one)

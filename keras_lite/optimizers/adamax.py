"""Adamax: Adam with the largest gradient in the place of the mean square."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite import ops
from keras_lite.engine.variable import Variable
from keras_lite.optimizers.arguments import takes_common_arguments
from keras_lite.optimizers.layout import elementwise
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer
from keras_lite.optimizers.rows import each_row
from keras_lite.optimizers.schedules.rounding import power


@OPTIMIZERS.add
class Adamax(Optimizer):
    """w -= learning_rate * m / ((1 - b1^t) * (u + epsilon)), u = max(b2 * u, |g|).

    m += (1 - b1) * (g - m), t is the number of the step from 1 (Kingma and Ba, 2014, section 7).

    Args:
        learning_rate: A float or a schedule.
        beta_1: b1, how slowly m follows.
        beta_2: b2, how slowly u shrinks.
        epsilon: Keeps the step finite where u is 0.
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
        self._m, self._u = self.add_optimizer_variables(
            self._trainable_variables, ["momentum", "norm"]
        )

    @elementwise
    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        dtype, index = variable.dtype, self._get_variable_index(variable)
        gradient = ops.cast(gradient, dtype)
        rest = ops.subtract(1.0, power(self.beta_1, ops.add(self.iterations, 1), dtype))
        m, u = self._m[index], self._u[index]
        self.assign_add(m, ops.multiply(ops.subtract(gradient, m), 1.0 - self.beta_1))
        size = each_row(ops.abs, gradient)
        self.assign(u, ops.maximum(ops.multiply(self.beta_2, u), size))
        scale = ops.multiply(rest, ops.add(u, self.epsilon))
        move = ops.multiply(ops.cast(learning_rate, dtype), m)
        self.assign_sub(variable, ops.divide(move, scale))

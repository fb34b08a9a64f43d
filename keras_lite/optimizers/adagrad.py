"""Adagrad: each weight slows down with all the squared gradients it has seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite import initializers, ops
from keras_lite.engine.variable import Variable
from keras_lite.optimizers.arguments import takes_common_arguments
from keras_lite.optimizers.layout import elementwise
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer
from keras_lite.optimizers.rows import each_row


@OPTIMIZERS.add
class Adagrad(Optimizer):
    """w -= learning_rate * g / sqrt(a + epsilon), a += g^2 (Duchi et al., 2011).

    Args:
        learning_rate: A float or a schedule.
        initial_accumulator_value: a at the start.
        epsilon: Keeps the step finite where a is 0; inside the root.
        The others: As in `keras.optimizers.Optimizer`.
    """

    @takes_common_arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **common: Any,
    ) -> None:
        super().__init__(learning_rate, **common)
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon

    def build(self, variables: Iterable[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self._accumulators_of_squares = self.add_optimizer_variables(
            self._trainable_variables,
            "accumulator",
            initializers.Constant(self.initial_accumulator_value),
        )

    @elementwise
    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        gradient = ops.cast(gradient, variable.dtype)
        a = self._accumulators_of_squares[self._get_variable_index(variable)]
        self.assign_add(a, each_row(ops.square, gradient))
        step = ops.multiply(ops.cast(learning_rate, variable.dtype), gradient)
        self.assign_sub(variable, ops.divide(step, ops.sqrt(ops.add(a, self.epsilon))))

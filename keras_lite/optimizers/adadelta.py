"""Adadelta: steps in the units of the weights, without a rate to choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite import ops
from keras_lite.engine.variable import Variable
from keras_lite.optimizers.arguments import takes_common_arguments
from keras_lite.optimizers.layout import elementwise
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer
from keras_lite.optimizers.rows import each_row


@OPTIMIZERS.add
class Adadelta(Optimizer):
    """w += learning_rate * d, d = -g * rms(mean of d^2) / rms(mean of g^2) (Zeiler, 2012).

    Means follow with `rho`; rms(x) = sqrt(x + epsilon). The paper has no learning rate: use 1.0.

    Args:
        learning_rate: A float or a schedule.
        rho: How slowly the means follow.
        epsilon: Gets the first step going; inside the roots.
        The others: As in `keras.optimizers.Optimizer`.
    """

    @takes_common_arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        **common: Any,
    ) -> None:
        super().__init__(learning_rate, **common)
        self.rho = rho
        self.epsilon = epsilon

    def build(self, variables: Iterable[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self._accumulated_grads, self._accumulated_delta_vars = self.add_optimizer_variables(
            self._trainable_variables, ["accumulated_grad", "accumulated_delta_var"]
        )

    @elementwise
    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        index = self._get_variable_index(variable)
        gradient = ops.cast(gradient, variable.dtype)
        squares, deltas = self._accumulated_grads[index], self._accumulated_delta_vars[index]
        self.assign(squares, self._follow(squares, gradient))
        delta = each_row(_scaled, gradient, self._rms(deltas), self._rms(squares))
        self.assign(deltas, self._follow(deltas, delta))
        self.assign_add(variable, ops.multiply(ops.cast(learning_rate, variable.dtype), delta))

    def _follow(self, mean: Any, value: Any) -> Any:
        fresh = ops.multiply(1.0 - self.rho, each_row(ops.square, value))
        return ops.add(ops.multiply(self.rho, mean), fresh)

    def _rms(self, x: Any) -> Any:
        return ops.sqrt(ops.add(x, self.epsilon))


def _scaled(gradient: Any, dividend: Any, divisor: Any) -> Any:
    return ops.negative(ops.divide(ops.multiply(dividend, gradient), divisor))

"""Adam: steps scaled by running means of the gradient and of its square."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite import ops
from keras_lite.engine.values import named
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, explain
from keras_lite.optimizers.arguments import takes_common_arguments
from keras_lite.optimizers.layout import elementwise
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer
from keras_lite.optimizers.rows import each_row
from keras_lite.optimizers.schedules.rounding import power


@OPTIMIZERS.add
class Adam(Optimizer):
    """w -= alpha * m / (sqrt(v) + epsilon), alpha = learning_rate * sqrt(1 - b2^t) / (1 - b1^t).

    m += (1 - b1) * (g - m) and v += (1 - b2) * (g^2 - v) are running means of the gradient and of
    its square, t is the number of the step from 1 (Kingma and Ba, 2014; epsilon is that of their
    section 2, outside the correction). `amsgrad` uses the largest v so far (Reddi et al., 2018).

    Args:
        learning_rate: A float or a schedule.
        beta_1: b1, how slowly m follows.
        beta_2: b2, how slowly v follows.
        epsilon: Keeps the step finite where v is 0.
        amsgrad: See above.
        The others: As in `keras.optimizers.Optimizer`.
    """

    @takes_common_arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **common: Any,
    ) -> None:
        super().__init__(learning_rate, **common)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.amsgrad = amsgrad

    def build(self, variables: Iterable[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        weights = self._trainable_variables
        self._momentums, self._velocities = self.add_optimizer_variables(
            weights, ["momentum", "velocity"]
        )
        if self.amsgrad:
            self._velocity_hats = self.add_optimizer_variables(weights, "velocity_hat")

    @elementwise
    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        dtype, index = variable.dtype, self._get_variable_index(variable)
        gradient = ops.cast(gradient, dtype)
        step = ops.add(self.iterations, 1)
        rest_1 = named(ops.subtract(1.0, power(self.beta_1, step, dtype)), "correction_1")
        rest_2 = named(ops.subtract(1.0, power(self.beta_2, step, dtype)), "correction_2")
        rate = ops.cast(learning_rate, dtype)
        alpha = named(ops.divide(ops.multiply(rate, ops.sqrt(rest_2)), rest_1), "alpha")
        m, v = self._momentums[index], self._velocities[index]
        self.assign_add(m, ops.multiply(ops.subtract(gradient, m), 1.0 - self.beta_1))
        square = each_row(ops.square, gradient)
        self.assign_add(v, ops.multiply(ops.subtract(square, v), 1.0 - self.beta_2))
        if self.amsgrad:
            largest = self._velocity_hats[index]
            self.assign(largest, ops.maximum(largest, v))
            v = largest
        scale = named(ops.add(ops.sqrt(v), self.epsilon), "scale")
        self.assign_sub(variable, named(ops.divide(ops.multiply(m, alpha), scale), "change"))


@OPTIMIZERS.add
class AdamW(Adam):
    """Adam, after w -= weight_decay * learning_rate * w (Loshchilov and Hutter, 2019).

    Args:
        learning_rate: A float or a schedule.
        weight_decay: Share by which weights shrink, in units of the learning rate.
        beta_1, beta_2, epsilon, amsgrad: As in `keras.optimizers.Adam`.
        The others: As in `keras.optimizers.Optimizer`.

    Raises:
        InvalidArgument: (a ValueError) when `weight_decay` is None.
    """

    @takes_common_arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **common: Any,
    ) -> None:
        if weight_decay is None:
            fix = "For none, use Adam."
            raise InvalidArgument(explain("AdamW: `weight_decay`", None, "a float", fix))
        super().__init__(
            learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **common
        )

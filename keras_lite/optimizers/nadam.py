"""Nadam: Adam that looks ahead as Nesterov's momentum does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite import config, ops
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidType, explain
from keras_lite.optimizers.arguments import takes_common_arguments
from keras_lite.optimizers.layout import elementwise
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer
from keras_lite.optimizers.rows import each_row
from keras_lite.optimizers.schedules.rounding import power


@OPTIMIZERS.add
class Nadam(Optimizer):
    """w -= learning_rate * m' / (sqrt(v / (1 - b2^t)) + epsilon) (Dozat, 2016).

    m' = u(t+1) * m / (1 - U * u(t+1)) + (1 - u(t)) * g / (1 - U), with u(t) = b1 * (1 - 0.96^t / 2)
    and U the product of u(1) to u(t); m and v are Adam's means, t is the number of the step from 1.
    Before TF 2.11 it was 0.96^(0.004 t), as in the paper: files and eras of that time say so.

    Args:
        learning_rate: A float or a schedule.
        beta_1: b1, how slowly m follows.
        beta_2: b2, how slowly v follows.
        epsilon: Keeps the step finite where v is 0.
        The others: As in `keras.optimizers.Optimizer`.
    """

    _schedule_decay = 1.0
    """What t is multiplied by in the exponent of 0.96."""

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

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Any:
        config = dict(config)
        decay = config.pop("schedule_decay", cls._schedule_decay)
        if not isinstance(decay, (int, float)):
            raise InvalidType(explain("Nadam: `schedule_decay`", decay, "a number", "Use 0.004."))
        made = super().from_config(config, custom_objects)
        made._schedule_decay = float(decay)
        return made

    def schedule(self, step: Any, dtype: str) -> Any:
        """1 - 0.96^t / 2 for the step t: the share of b1 that counts."""
        if self._schedule_decay != 1.0:
            step = ops.multiply(ops.cast(step, dtype), self._schedule_decay)
        return ops.subtract(1.0, ops.multiply(0.5, power(0.96, step, dtype)))

    def build(self, variables: Iterable[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        weights = self._trainable_variables
        self._momentums, self._velocities = self.add_optimizer_variables(
            weights, ["momentum", "velocity"]
        )
        dtype = weights[0].dtype if weights else config.floatx()
        # Keras: 3.15 gives it no name, and so the next free "variable".
        self._u_product = Variable(1.0, dtype=dtype)

    def _update(self, grads: list[Any], variables: list[Variable], rate: Any) -> None:
        # Once a step, not once a variable.
        dtype = self._u_product.dtype
        shrunk = self.schedule(ops.add(self.iterations, 1), dtype)
        product = ops.multiply(self._u_product, self.beta_1)
        self.assign(self._u_product, ops.multiply(product, shrunk))
        super()._update(grads, variables, rate)

    @elementwise
    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        dtype, index = variable.dtype, self._get_variable_index(variable)
        gradient = ops.cast(gradient, dtype)
        beta_1, beta_2 = ops.cast(self.beta_1, dtype), ops.cast(self.beta_2, dtype)
        step = ops.add(self.iterations, 1)
        now = ops.multiply(beta_1, self.schedule(step, dtype))
        later = ops.multiply(beta_1, self.schedule(ops.add(step, 1), dtype))
        product = ops.cast(self._u_product, dtype)
        m, v = self._momentums[index], self._velocities[index]
        self.assign_add(m, ops.multiply(ops.subtract(gradient, m), ops.subtract(1.0, beta_1)))
        square = each_row(ops.square, gradient)
        self.assign_add(v, ops.multiply(ops.subtract(square, v), ops.subtract(1.0, beta_2)))
        ahead = ops.subtract(1.0, ops.multiply(product, later))
        m_hat = ops.add(
            ops.divide(ops.multiply(later, m), ahead),
            ops.divide(ops.multiply(ops.subtract(1.0, now), gradient), ops.subtract(1.0, product)),
        )
        v_hat = ops.divide(v, ops.subtract(1.0, power(self.beta_2, step, dtype)))
        move = ops.multiply(m_hat, ops.cast(learning_rate, dtype))
        scale = ops.add(ops.sqrt(v_hat), self.epsilon)
        self.assign_sub(variable, ops.divide(move, scale))

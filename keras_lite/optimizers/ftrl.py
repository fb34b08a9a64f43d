"""FTRL: follow the leader of all steps so far, with weights that may be exactly zero."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite import initializers, ops
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, explain
from keras_lite.optimizers.arguments import takes_common_arguments
from keras_lite.optimizers.layout import elementwise
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer
from keras_lite.optimizers.rows import each_row


@OPTIMIZERS.add
class Ftrl(Optimizer):
    """w = (clip(z, -l1, l1) - z) / (n^p / learning_rate + 2 * l2), p = -learning_rate_power.

    n += g^2 and z += g + 2 * shrinkage * w - (new n^p - old n^p) / learning_rate * w
    (McMahan et al., 2013). beta / (2 * learning_rate) is added to l2.

    Args:
        learning_rate: A float or a schedule.
        learning_rate_power: Not positive; 0 keeps the rate fixed.
        initial_accumulator_value: n at the start, not negative.
        l1_regularization_strength: l1, not negative; weights that matter less are zero.
        l2_regularization_strength: l2, not negative.
        l2_shrinkage_regularization_strength: Shrinks w, not negative.
        beta: See above.
        The others: As in `keras.optimizers.Optimizer`.

    Raises:
        InvalidArgument: (a ValueError) when one of these has the wrong sign.
    """

    @takes_common_arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **common: Any,
    ) -> None:
        super().__init__(learning_rate, **common)
        not_negative = {
            "initial_accumulator_value": initial_accumulator_value,
            "l1_regularization_strength": l1_regularization_strength,
            "l2_regularization_strength": l2_regularization_strength,
            "l2_shrinkage_regularization_strength": l2_shrinkage_regularization_strength,
        }
        for name, value in not_negative.items():
            if value < 0:
                what = "zero or a positive number"
                raise InvalidArgument(explain(f"Ftrl: `{name}`", value, what, "Try 0.1."))
            setattr(self, name, value)
        if learning_rate_power > 0:
            where, what = "Ftrl: `learning_rate_power`", "zero or a negative number"
            raise InvalidArgument(explain(where, learning_rate_power, what, "Try -0.5."))
        self.learning_rate_power = learning_rate_power
        self.beta = beta

    def build(self, variables: Iterable[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        start = initializers.Constant(self.initial_accumulator_value)
        self._squares, self._linears = self.add_optimizer_variables(
            self._trainable_variables, ["accumulator", "linear"], [start, "zeros"]
        )

    @elementwise
    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        index = self._get_variable_index(variable)
        rate, gradient = (ops.cast(x, variable.dtype) for x in (learning_rate, gradient))
        n, z = self._squares[index], self._linears[index]
        l1, shrinkage = self.l1_regularization_strength, self.l2_shrinkage_regularization_strength
        l2 = ops.add(
            self.l2_regularization_strength, ops.divide(self.beta, ops.multiply(2.0, rate))
        )
        pull = ops.add(gradient, ops.multiply(2 * shrinkage, variable))
        grown = ops.add(n, each_row(ops.square, gradient))
        power = self._power(grown)
        change = ops.divide(ops.subtract(power, self._power(n)), rate)
        self.assign_add(z, ops.subtract(pull, ops.multiply(change, variable)))
        curvature = ops.add(ops.divide(power, rate), ops.multiply(2.0, l2))
        self.assign(variable, ops.divide(ops.subtract(ops.clip(z, -l1, l1), z), curvature))
        self.assign(n, grown)

    def _power(self, n: Any) -> Any:
        """n^p; the root, which is rounded best, for the usual p = 1/2."""
        p = -self.learning_rate_power
        return ops.sqrt(n) if p == 0.5 else ops.power(n, p)

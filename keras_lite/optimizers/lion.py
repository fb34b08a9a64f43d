"""Lion: steps of one length, by the sign of a momentum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite import ops
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, explain
from keras_lite.optimizers.arguments import takes_common_arguments
from keras_lite.optimizers.layout import elementwise
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer


@OPTIMIZERS.add
class Lion(Optimizer):
    """w -= learning_rate * sign(b1 * m + (1 - b1) * g); m = b2 * m + (1 - b2) * g.

    Found by a search among programs (Chen et al., 2023). Wants a smaller learning rate than Adam.

    Args:
        learning_rate: A float or a schedule.
        beta_1: b1, share of the momentum in the step.
        beta_2: b2, how slowly the momentum follows.
        The others: As in `keras.optimizers.Optimizer`.

    Raises:
        InvalidArgument: (a ValueError) when `beta_1` is not above 0 and at most 1.
    """

    @takes_common_arguments
    def __init__(
        self, learning_rate: Any = 0.001, beta_1: float = 0.9, beta_2: float = 0.99, **common: Any
    ) -> None:
        super().__init__(learning_rate, **common)
        if not 0 < beta_1 <= 1:
            what = "a number above 0 and at most 1"
            fix = "With 0 there would be no momentum at all; try 0.9."
            raise InvalidArgument(explain("Lion: `beta_1`", beta_1, what, fix))
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    def build(self, variables: Iterable[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self._momentums = self.add_optimizer_variables(self._trainable_variables, "momentum")

    @elementwise
    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        gradient = ops.cast(gradient, variable.dtype)
        m = self._momentums[self._get_variable_index(variable)]
        direction = ops.sign(self._mix(m, gradient, self.beta_1))
        rate = ops.cast(learning_rate, variable.dtype)
        self.assign_sub(variable, ops.multiply(rate, direction))
        self.assign(m, self._mix(m, gradient, self.beta_2))

    @staticmethod
    def _mix(m: Any, gradient: Any, share: float) -> Any:
        kept = ops.cast(share, gradient.dtype)
        fresh = ops.multiply(gradient, ops.subtract(1.0, kept))
        return ops.add(ops.multiply(m, kept), fresh)

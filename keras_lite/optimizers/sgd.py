"""Stochastic gradient descent, with momentum."""

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


@OPTIMIZERS.add
class SGD(Optimizer):
    """w -= learning_rate * g.

    With momentum: m = momentum * m - learning_rate * g; w += m. With `nesterov` the last step is
    w += momentum * m - learning_rate * g instead (Sutskever et al., 2013).

    Args:
        learning_rate: A float or a schedule.
        momentum: Share of the last step that is taken again, a float from 0 to 1.
        nesterov: See above.
        The others: As in `keras.optimizers.Optimizer`.

    Raises:
        InvalidArgument: (a ValueError) when `momentum` is not a float from 0 to 1.

    Example:
        >>> w = Variable(1.0)
        >>> optimizer = SGD(learning_rate=0.5)
        >>> optimizer.apply([1.0], [w])
        >>> float(w)
        0.5
    """

    @takes_common_arguments
    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        **common: Any,
    ) -> None:
        super().__init__(learning_rate, **common)
        if not isinstance(momentum, float) or not 0 <= momentum <= 1:
            fix = "Write 0.0 for none; 0.9 is a good start."
            raise InvalidArgument(explain("SGD: `momentum`", momentum, "a float from 0 to 1", fix))
        self.momentum = momentum
        self.nesterov = nesterov

    def build(self, variables: Iterable[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self.momentums = []
        if self.momentum != 0:
            self.momentums = self.add_optimizer_variables(self._trainable_variables, "momentum")

    @elementwise
    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        gradient = ops.cast(gradient, variable.dtype)
        step = named(ops.multiply(gradient, ops.cast(learning_rate, variable.dtype)), "change")
        if not self.momentums:
            self.assign_sub(variable, step)
            return
        m = self.momentums[self._get_variable_index(variable)]
        momentum = ops.cast(self.momentum, variable.dtype)
        self.assign(m, ops.subtract(ops.multiply(m, momentum), step))
        if self.nesterov:
            self.assign_add(variable, ops.subtract(ops.multiply(m, momentum), step))
        else:
            self.assign_add(variable, m)

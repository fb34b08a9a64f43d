"""Adafactor: the mean squares of a matrix kept as those of its rows and columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite import ops
from keras_lite.engine.variable import Variable
from keras_lite.optimizers.arguments import takes_common_arguments
from keras_lite.optimizers.optimizer import OPTIMIZERS, Optimizer
from keras_lite.optimizers.rows import each_row


@OPTIMIZERS.add
class Adafactor(Optimizer):
    """w -= max(epsilon_2, rms(w)) * rho * u / max(1, rms(u) / clip_threshold), u = g / sqrt(v).

    v follows g^2 + epsilon_1 with 1 - t^beta_2_decay; of a matrix only the means of rows and
    columns are kept. rho = min(learning_rate, 1 / sqrt(t)), t the number of the step from 1
    (Shazeer and Stern, 2018).

    Args:
        learning_rate: A float or a schedule.
        beta_2_decay: Exponent by which v slows down.
        epsilon_1: Added to squared gradients.
        epsilon_2: Smallest scale of a weight.
        clip_threshold: Longest root mean square of a step before scaling.
        relative_step: Take 1 / sqrt(t) as the rate where the given one is larger.
        The others: As in `keras.optimizers.Optimizer`.
    """

    @takes_common_arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_2_decay: float = -0.8,
        epsilon_1: float = 1e-30,
        epsilon_2: float = 1e-3,
        clip_threshold: float = 1.0,
        relative_step: bool = True,
        **common: Any,
    ) -> None:
        super().__init__(learning_rate, **common)
        self.beta_2_decay = beta_2_decay
        self.epsilon_1 = epsilon_1
        self.epsilon_2 = epsilon_2
        self.clip_threshold = clip_threshold
        self.relative_step = relative_step

    def build(self, variables: Iterable[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self._slots: list[tuple[Variable, Variable, Variable] | None] = []
        for variable in self._trainable_variables:
            if variable.overwrite_with_gradient:
                self._slots.append(None)
                continue
            rows = self._mean_of(variable, variable.shape[:-1])
            columns = self._mean_of(variable, variable.shape[:-2] + variable.shape[-1:])
            velocity = self.add_variable_from_reference(variable, "velocity")
            self._slots.append((rows, columns, velocity))

    def _mean_of(self, variable: Variable, shape: tuple[int, ...]) -> Variable:
        if len(variable.shape) >= 2:
            return self.add_variable(shape, dtype=variable.dtype, name=variable.name)
        # Keras: 3.15 keeps unused integers in the place of means, and saves them.
        unused = Variable(0, dtype="int32", trainable=False, name=variable.name)
        self._track_variable(unused)
        return unused

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        dtype = variable.dtype
        gradient = ops.cast(gradient, dtype)
        step = ops.cast(ops.add(self.iterations, 1), dtype)
        rho = ops.minimum(ops.cast(learning_rate, dtype), ops.divide(1.0, ops.sqrt(step)))
        scale = ops.maximum(ops.cast(self.epsilon_2, dtype), _rms(variable))
        alpha = ops.multiply(scale, rho)
        kept = ops.subtract(1.0, ops.power(step, self.beta_2_decay))
        v = self._mean_square(gradient, variable, kept)
        update = each_row(ops.divide, gradient, ops.sqrt(v))
        length = ops.divide(_rms(update), self.clip_threshold)
        update = ops.divide(update, ops.maximum(1.0, length))
        self.assign_sub(variable, ops.multiply(alpha, update))

    def _mean_square(self, gradient: Any, variable: Variable, kept: Any) -> Any:
        """The mean square of each element; of a matrix, row mean * column mean / whole mean."""
        slots = self._slots[self._get_variable_index(variable)]
        assert slots is not None
        rows, columns, v = slots
        square = ops.add(each_row(ops.square, gradient), self.epsilon_1)

        def follow(mean: Any, value: Any) -> Any:
            fresh = ops.multiply(ops.subtract(1.0, kept), value)
            return ops.add(ops.multiply(kept, mean), fresh)

        if len(variable.shape) < 2:
            self.assign(v, follow(v, square))
            return v
        self.assign(rows, follow(rows, ops.mean(square, axis=-1)))
        self.assign(columns, follow(columns, ops.mean(square, axis=-2)))
        part = ops.divide(rows, ops.mean(rows, axis=-1, keepdims=True))
        self.assign(v, ops.multiply(ops.expand_dims(part, -1), ops.expand_dims(columns, -2)))
        return v


def _rms(x: Any) -> Any:
    return ops.sqrt(ops.mean(each_row(ops.square, x)))

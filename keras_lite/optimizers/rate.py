"""The learning rate of an optimizer: a variable, a schedule, or a function."""

from __future__ import annotations

from typing import Any

from keras_lite import config, initializers, ops
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, InvalidType, explain
from keras_lite.optimizers.schedules.schedule import LearningRateSchedule
from keras_lite.optimizers.state import OptimizerState

_SCHEDULES = "keras_lite.optimizers.schedules."


class RatedState(OptimizerState):
    """The part of an optimizer that knows its learning rate."""

    def __init__(self, learning_rate: Any) -> None:
        super().__init__()
        self._learning_rate = self._as_rate(learning_rate)

    def _as_rate(self, rate: Any) -> Any:
        if isinstance(rate, LearningRateSchedule) or callable(rate):
            return rate
        if not isinstance(rate, float):
            raise InvalidArgument(
                explain(
                    f"{type(self).__name__}: `learning_rate`",
                    rate,
                    "a float, a LearningRateSchedule or a function",
                    "Write 1.0 for 1, float(x) for other numbers.",
                )
            )
        start = initializers.Constant(rate)
        return self.add_variable((), start, dtype=config.floatx(), name="learning_rate")

    @property
    def learning_rate(self) -> Any:
        """The present learning rate: the variable, or what the schedule says for this step."""
        if isinstance(self._learning_rate, LearningRateSchedule):
            # Keras: 3.15 counts every step here, with gradient accumulation too.
            return self._learning_rate(self._iterations)
        return self._learning_rate if self._has_variable_rate else self._learning_rate()

    @learning_rate.setter
    def learning_rate(self, learning_rate: Any) -> None:
        if isinstance(learning_rate, LearningRateSchedule) or (
            callable(learning_rate) and not isinstance(learning_rate, Variable)
        ):
            if self._has_variable_rate:
                self._variables = [v for v in self._variables if v is not self._learning_rate]
            self._learning_rate = learning_rate
        elif not self._has_variable_rate:
            raise InvalidType(
                f"{type(self).__name__} follows {self._learning_rate!r}, so its learning rate"
                f" cannot be set to {learning_rate!r}. Make the optimizer with a float, or set"
                " another schedule."
            )
        else:
            self._learning_rate.assign(learning_rate)

    @property
    def constant_rate(self) -> Variable | None:
        """The variable that holds the rate, unless it follows a schedule or a function."""
        return self._learning_rate if self._has_variable_rate else None

    @property
    def _has_variable_rate(self) -> bool:
        return isinstance(self._learning_rate, Variable)

    def rates(self, first_iteration: int, count: int) -> Any:
        """The learning rates of `count` steps from step `first_iteration` on, as an array.

        A schedule is asked for each step; a function once, as in a traced step.
        """
        rate = self._learning_rate
        if not isinstance(rate, LearningRateSchedule):
            return ops.full((count,), float(self.learning_rate), dtype=config.floatx())
        steps = ops.arange(first_iteration, first_iteration + count, dtype="int64")
        if type(rate).__module__.startswith(_SCHEDULES):
            return ops.broadcast_to(rate(steps), (count,))
        return ops.stack([ops.cast(rate(step), "float32") for step in steps])

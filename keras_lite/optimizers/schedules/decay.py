"""Rates that fall steadily: exponentially, as 1 / time, or as a power of the time left."""

from __future__ import annotations

from typing import Any

from keras_lite import ops
from keras_lite.optimizers.schedules.rounding import power
from keras_lite.optimizers.schedules.schedule import SCHEDULES, LearningRateSchedule, check_steps


class _Decay(LearningRateSchedule):
    """What the exponential and the inverse-time decay have in common: their arguments."""

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "",
    ) -> None:
        check_steps(f"{type(self).__name__}: `decay_steps`", decay_steps)
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def _periods(self, step: Any, dtype: str) -> Any:
        """step / decay_steps, whole periods only for a staircase."""
        periods = ops.divide(ops.cast(step, dtype), ops.cast(self.decay_steps, dtype))
        return ops.floor(periods) if self.staircase else periods

    def get_config(self) -> dict[str, Any]:
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "decay_rate": self.decay_rate,
            "staircase": self.staircase,
            "name": self.name,
        }


@SCHEDULES.add
class ExponentialDecay(_Decay):
    """rate = initial_learning_rate * decay_rate^(step / decay_steps).

    Args:
        initial_learning_rate: Rate at step 0.
        decay_steps: Steps in which the rate is multiplied once by `decay_rate`.
        decay_rate: See there.
        staircase: Let the rate fall in jumps, every `decay_steps` steps.
        name: Name of the schedule.

    Raises:
        InvalidArgument: (a ValueError) when `decay_steps` is not positive.

    Example:
        >>> round(float(ExponentialDecay(0.1, decay_steps=10, decay_rate=0.5)(20)), 6)
        0.025
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "ExponentialDecay",
    ) -> None:
        super().__init__(initial_learning_rate, decay_steps, decay_rate, staircase, name)

    def __call__(self, step: Any) -> Any:
        initial = ops.convert_to_tensor(self.initial_learning_rate)
        periods = self._periods(step, initial.dtype)
        return ops.multiply(initial, power(self.decay_rate, periods, initial.dtype))


@SCHEDULES.add
class InverseTimeDecay(_Decay):
    """rate = initial_learning_rate / (1 + decay_rate * step / decay_steps).

    Args:
        initial_learning_rate: Rate at step 0.
        decay_steps: Steps that make one unit of time.
        decay_rate: How fast the rate falls.
        staircase: Let the rate fall in jumps, every `decay_steps` steps.
        name: Name of the schedule.

    Raises:
        InvalidArgument: (a ValueError) when `decay_steps` is not positive.

    Example:
        >>> round(float(InverseTimeDecay(0.1, decay_steps=1, decay_rate=0.5)(2)), 6)
        0.05
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "InverseTimeDecay",
    ) -> None:
        super().__init__(initial_learning_rate, decay_steps, decay_rate, staircase, name)

    def __call__(self, step: Any) -> Any:
        initial = ops.convert_to_tensor(self.initial_learning_rate)
        decay_rate = ops.cast(self.decay_rate, initial.dtype)
        growth = ops.multiply(decay_rate, self._periods(step, initial.dtype))
        return ops.divide(initial, ops.add(1.0, growth))


@SCHEDULES.add
class PolynomialDecay(LearningRateSchedule):
    """rate = (initial_learning_rate - end_learning_rate) * (1 - step / decay_steps)^power + end.

    Args:
        initial_learning_rate: Rate at step 0.
        decay_steps: Step at which the rate has come down to `end_learning_rate`, and stays.
        end_learning_rate: See there.
        power: 1 gives a straight line.
        cycle: Instead of staying, go up again and come down over a span of one `decay_steps` more.
        name: Name of the schedule.

    Raises:
        InvalidArgument: (a ValueError) when `decay_steps` is not positive.

    Example:
        >>> round(float(PolynomialDecay(0.1, decay_steps=10, end_learning_rate=0.0)(5)), 6)
        0.05
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str = "PolynomialDecay",
    ) -> None:
        check_steps("PolynomialDecay: `decay_steps`", decay_steps)
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step: Any) -> Any:
        initial = ops.convert_to_tensor(self.initial_learning_rate)
        dtype = initial.dtype
        end, step = ops.cast(self.end_learning_rate, dtype), ops.cast(step, dtype)
        span = ops.cast(self.decay_steps, dtype)
        if self.cycle:
            cycles = ops.ceil(ops.divide(step, span))
            span = ops.multiply(span, ops.maximum(cycles, 1.0))
        else:
            step = ops.minimum(step, span)
        left = ops.subtract(1.0, ops.divide(step, span))
        fall = ops.multiply(
            ops.subtract(initial, end), power(left, ops.cast(self.power, dtype), dtype)
        )
        return ops.add(fall, end)

    def get_config(self) -> dict[str, Any]:
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "end_learning_rate": self.end_learning_rate,
            "power": self.power,
            "cycle": self.cycle,
            "name": self.name,
        }

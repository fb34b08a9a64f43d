"""Rates that fall along half a cosine wave, once or again and again."""

from __future__ import annotations

import math
from typing import Any

from keras_lite import ops
from keras_lite.optimizers.schedules.rounding import cosine, power
from keras_lite.optimizers.schedules.schedule import SCHEDULES, LearningRateSchedule, check_steps


@SCHEDULES.add
class CosineDecay(LearningRateSchedule):
    """rate = start * ((1 - alpha) * (1 + cos(pi * t)) / 2 + alpha), t = step / decay_steps <= 1.

    After a linear warm-up, if `warmup_target` is given (Loshchilov and Hutter, 2016).

    Args:
        initial_learning_rate: Rate at step 0.
        decay_steps: Steps of the fall.
        alpha: Fraction of the rate that is left in the end.
        name: Name of the schedule.
        warmup_target: Rate at the end of the warm-up, from which it falls.
        warmup_steps: Steps of the warm-up.

    Raises:
        InvalidArgument: (a ValueError) when `decay_steps` is not positive.

    Example:
        >>> round(float(CosineDecay(0.1, decay_steps=10)(5)), 6)
        0.05
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        alpha: float = 0.0,
        name: str = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: float = 0,
    ) -> None:
        check_steps("CosineDecay: `decay_steps`", decay_steps)
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.alpha = alpha
        self.name = name
        self.warmup_target = warmup_target
        self.warmup_steps = warmup_steps

    def __call__(self, step: Any) -> Any:
        initial = ops.convert_to_tensor(self.initial_learning_rate)
        step, span = ops.cast(step, initial.dtype), ops.cast(self.decay_steps, initial.dtype)
        if self.warmup_target is None:
            return self._fall(ops.minimum(step, span), span, initial)
        target = ops.cast(self.warmup_target, initial.dtype)
        warmup = ops.cast(self.warmup_steps, initial.dtype)
        step = ops.minimum(step, ops.add(span, warmup))
        part = ops.divide(step, ops.maximum(warmup, 1.0))  # of no steps: never used
        rise = ops.add(ops.multiply(ops.subtract(target, initial), part), initial)
        fall = self._fall(ops.maximum(ops.subtract(step, warmup), 0.0), span, target)
        return ops.where(ops.less(step, warmup), rise, fall)

    def _fall(self, step: Any, span: Any, start: Any) -> Any:
        wave = cosine(ops.multiply(math.pi, ops.divide(step, span)))
        wave = ops.multiply(0.5, ops.add(1.0, wave))
        return ops.multiply(start, ops.add(ops.multiply(1.0 - self.alpha, wave), self.alpha))

    def get_config(self) -> dict[str, Any]:
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "alpha": self.alpha,
            "name": self.name,
            "warmup_target": self.warmup_target,
            "warmup_steps": self.warmup_steps,
        }


@SCHEDULES.add
class CosineDecayRestarts(LearningRateSchedule):
    """A cosine fall that starts anew each time it has come down (Loshchilov and Hutter, 2016).

    Args:
        initial_learning_rate: Rate at step 0.
        first_decay_steps: Steps of the first fall.
        t_mul: Each fall takes so many times the steps of the one before.
        m_mul: Each fall starts at so many times the rate of the one before.
        alpha: Fraction of the rate that is left at the end of a fall.
        name: Name of the schedule.

    Raises:
        InvalidArgument: (a ValueError) when `first_decay_steps` is not positive.

    Example:
        >>> [round(float(CosineDecayRestarts(0.1, 10)(step)), 6) for step in (0, 5, 10, 20)]
        [0.1, 0.05, 0.1, 0.05]
    """

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: float,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str = "SGDRDecay",
    ) -> None:
        check_steps("CosineDecayRestarts: `first_decay_steps`", first_decay_steps)
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = first_decay_steps
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def __call__(self, step: Any) -> Any:
        initial = ops.convert_to_tensor(self.initial_learning_rate)
        dtype = initial.dtype
        span = ops.cast(self.first_decay_steps, dtype)
        restarts, part = self._place(ops.divide(ops.cast(step, dtype), span), dtype)
        height = ops.multiply(0.5, power(self.m_mul, restarts, dtype))
        wave = ops.add(1.0, cosine(ops.multiply(math.pi, part)))
        alpha = ops.cast(self.alpha, dtype)
        rest = ops.multiply(ops.subtract(1.0, alpha), ops.multiply(height, wave))
        return ops.multiply(initial, ops.add(rest, alpha))

    def _place(self, spans: Any, dtype: str) -> tuple[Any, Any]:
        """How many falls lie behind, and which part of the present one; `spans` as of the first."""
        if self.t_mul == 1.0:
            restarts = ops.floor(spans)
            return restarts, ops.subtract(spans, restarts)
        t_mul = ops.cast(self.t_mul, dtype)
        # The first k falls take (t_mul^k - 1) / (t_mul - 1) spans.
        grown = ops.subtract(1.0, ops.multiply(spans, ops.subtract(1.0, t_mul)))
        restarts = ops.floor(ops.divide(ops.log(grown), ops.log(t_mul)))
        length = power(t_mul, restarts, dtype)
        behind = ops.divide(ops.subtract(1.0, length), ops.subtract(1.0, t_mul))
        return restarts, ops.divide(ops.subtract(spans, behind), length)

    def get_config(self) -> dict[str, Any]:
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "first_decay_steps": self.first_decay_steps,
            "t_mul": self.t_mul,
            "m_mul": self.m_mul,
            "alpha": self.alpha,
            "name": self.name,
        }

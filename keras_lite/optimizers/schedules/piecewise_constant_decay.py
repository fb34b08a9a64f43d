"""A rate that changes at given steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lite import ops
from keras_lite.errors import InvalidArgument, explain
from keras_lite.optimizers.schedules.schedule import SCHEDULES, LearningRateSchedule


@SCHEDULES.add
class PiecewiseConstantDecay(LearningRateSchedule):
    """rate = values[i] for boundaries[i - 1] < step <= boundaries[i].

    Args:
        boundaries: Steps, in rising order, after which the next value holds.
        values: One rate more than boundaries.
        name: Name of the schedule.

    Raises:
        InvalidArgument: (a ValueError) when the lengths do not fit.

    Example:
        >>> schedule = PiecewiseConstantDecay([10, 20], [1.0, 0.5, 0.25])
        >>> [float(schedule(step)) for step in (0, 10, 11, 20, 21)]
        [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    def __init__(
        self,
        boundaries: Sequence[float],
        values: Sequence[float],
        name: str = "PiecewiseConstant",
    ) -> None:
        if len(boundaries) != len(values) - 1:
            raise InvalidArgument(
                explain(
                    "PiecewiseConstantDecay: `values`",
                    list(values),
                    f"a list of {len(boundaries) + 1} rates for {len(boundaries)} boundaries",
                    "Give one rate more than boundaries.",
                )
            )
        self.boundaries = boundaries
        self.values = values
        self.name = name

    def __call__(self, step: Any) -> Any:
        step = ops.convert_to_tensor(step)
        rate = ops.convert_to_tensor(self.values[-1])
        for boundary, value in reversed(list(zip(self.boundaries, self.values, strict=False))):
            # Keras: 3.15 cuts boundaries to the integers that steps are.
            before = ops.less_equal(step, ops.cast(boundary, step.dtype))
            rate = ops.where(before, ops.cast(value, rate.dtype), rate)
        return rate

    def get_config(self) -> dict[str, Any]:
        return {"boundaries": self.boundaries, "values": self.values, "name": self.name}

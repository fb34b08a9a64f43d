"""What all learning-rate schedules share."""

from __future__ import annotations

from typing import Any

from keras_lite.errors import InvalidArgument, explain
from keras_lite.registry import Family

SCHEDULES = Family("learning-rate schedule", "keras.optimizers.schedules")


@SCHEDULES.add
class LearningRateSchedule:
    """learning rate = schedule(step), step being the number of steps taken so far (0 at first).

    To write your own, subclass this and write `__call__`, in functions of `keras.ops`, and
    `get_config`, if models with it are to be saved.

    Example:
        >>> class Halving(LearningRateSchedule):
        ...     def __call__(self, step):
        ...         return 0.1 * 0.5 ** float(step)
        >>> Halving()(2)
        0.025
    """

    def __call__(self, step: Any) -> Any:
        """The learning rate at `step`, a scalar integer."""
        raise NotImplementedError(
            f"{type(self).__name__} has no `__call__(self, step)`. Write one that returns the"
            " learning rate for a step."
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments by name."""
        raise NotImplementedError(
            f"{type(self).__name__} has no `get_config(self)`, so it cannot be saved. Write one"
            " that returns the constructor's arguments as a dict."
        )

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> LearningRateSchedule:
        """The schedule with this configuration."""
        return cls(**config)


def check_steps(where: str, steps: Any) -> None:
    """Raises `InvalidArgument` unless `steps` is positive."""
    if not steps > 0:
        fix = "Give the number of steps after which the rate has decayed once."
        raise InvalidArgument(explain(where, steps, "a positive number", fix))

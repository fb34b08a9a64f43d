"""The rate from which the `decay` of an old optimizer starts."""

from __future__ import annotations

from typing import Any

from keras_lite.engine.variable import Variable


class BaseRate(Variable):
    """A learning rate that falls from here on. Assigning it changes what the optimizer follows.

    Args:
        schedule: What the optimizer follows.
    """

    def __init__(self, schedule: Any) -> None:
        super().__init__(float(schedule.initial_learning_rate), name="learning_rate")
        self.schedule = schedule

    def assign(self, value: Any) -> Any:
        super().assign(value)
        self.schedule.initial_learning_rate = float(value)
        return self

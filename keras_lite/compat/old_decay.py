"""`decay` of old optimizers: a rate that falls with every step and can be set all the same."""

from __future__ import annotations

import functools
from typing import Any

from keras_lite.engine.variable import Variable


class BaseRate(Variable):
    """The rate from which the decay starts. Assigning it changes what the optimizer follows."""

    def __init__(self, schedule: Any) -> None:
        super().__init__(float(schedule.initial_learning_rate), name="learning_rate")
        self.schedule = schedule

    def assign(self, value: Any) -> Any:
        super().assign(value)
        self.schedule.initial_learning_rate = float(value)
        return self


def decaying(rate: float, decay: float) -> Any:
    """The schedule ``rate / (1 + decay * step)``, marked as one that a number replaces in part."""
    from keras_lite.optimizers.schedules import InverseTimeDecay

    schedule = InverseTimeDecay(rate, decay_steps=1, decay_rate=decay)
    schedule.base = BaseRate(schedule)
    return schedule


def _base(optimizer: Any) -> Any:
    return getattr(optimizer.__dict__.get("_learning_rate"), "base", None)


def teach_decay(optimizer: Any) -> None:
    """`learning_rate`, `lr` and `decay` of an optimizer that was made with `decay`.

    As in Keras 0 to 2, the rate that is read and set is the one before the decay: a scheduler of
    rates and the decay work side by side.
    """
    modern, apply = optimizer.learning_rate, optimizer.apply

    def get(self: Any) -> Any:
        base = _base(self)
        return modern.fget(self) if base is None else base

    def put(self: Any, value: Any) -> None:
        base = _base(self)
        if base is None or callable(value):
            modern.fset(self, value)
        else:
            base.assign(value)

    @functools.wraps(apply)
    def applied(self: Any, grads: Any, trainable_variables: Any = None,
                learning_rate: Any = None) -> Any:  # fmt: skip
        if learning_rate is None and _base(self) is not None:
            learning_rate = self._learning_rate(self.iterations)
        return apply(self, grads, trainable_variables, learning_rate)

    def get_decay(self: Any) -> Any:
        own = self.__dict__.get("_own_decay")
        if own is not None:
            return own
        return 0.0 if _base(self) is None else self._learning_rate.decay_rate

    def put_decay(self: Any, value: Any) -> None:
        if type(self).__module__.startswith("keras_lite."):
            rate = float(self.learning_rate)
            modern.fset(self, decaying(rate, float(value)) if float(value) else rate)
        else:
            self.__dict__["_own_decay"] = value  # a user's optimizer sees to it itself

    optimizer.learning_rate = property(get, put, doc=modern.__doc__)
    optimizer.lr = property(get, put, doc="The old name of `learning_rate`.")
    optimizer.decay = property(get_decay, put_decay, doc="How fast the rate falls; see `lr`.")
    optimizer.apply = applied

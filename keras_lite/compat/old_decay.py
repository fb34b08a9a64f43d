"""`decay` of old optimizers: a rate that falls with every step and can be set all the same."""

from __future__ import annotations

import functools
from typing import Any

from keras_lite.compat import eras

_MARK = "decay"  # the name of the schedule, which files keep


def decaying(rate: float, decay: float) -> Any:
    """The schedule ``rate / (1 + decay * step)``, marked as one that a number replaces in part."""
    from keras_lite.optimizers.schedules import InverseTimeDecay

    return InverseTimeDecay(rate, decay_steps=1, decay_rate=decay, name=_MARK)


def _base(optimizer: Any) -> Any:
    """The variable from which the decay of an optimizer starts, or None for one without decay."""
    schedule = optimizer.__dict__.get("_learning_rate")
    if getattr(schedule, "name", None) != _MARK or not hasattr(schedule, "decay_rate"):
        return None
    base = optimizer.__dict__.get("_base_rate")
    if base is None or base.schedule is not schedule:
        from keras_lite.compat.base_rate import BaseRate

        base = optimizer.__dict__["_base_rate"] = BaseRate(schedule)
    return base


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
        if not type(self).__module__.startswith("keras_lite."):
            self.__dict__["_own_decay"] = value  # a user's optimizer sees to it itself
        elif _base(self) is not None:
            self._learning_rate.decay_rate = float(value)
        elif float(value):
            modern.fset(self, decaying(float(self.learning_rate), float(value)))

    optimizer.learning_rate = property(get, put, doc=modern.__doc__)
    optimizer.lr = property(get, put, doc="The old name of `learning_rate`.")
    optimizer.decay = property(get_decay, put_decay, doc="How fast the rate falls; see `lr`.")
    optimizer.apply = applied
    optimizer.get_updates = _get_updates


def _get_updates(self: Any, *args: Any, **kwargs: Any) -> Any:
    """What `K.function` takes as `updates`. Source: Keras 0 to 2."""
    from keras_lite.compat.backend_updates import get_updates

    return get_updates(self, *args, **kwargs)


def teach_schedule(nadam: Any) -> None:
    """Nadam's momentum grew more slowly, as in the paper, until TF 2.11."""
    original = nadam.__init__

    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        if eras.current() in ("keras0", "keras1", "keras2"):
            self._schedule_decay = 0.004

    nadam.__init__ = __init__

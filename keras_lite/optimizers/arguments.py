"""The arguments that every optimizer takes, written once."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from keras_lite.errors import InvalidArgument, explain, suggest

COMMON = {
    "weight_decay": None,
    "clipnorm": None,
    "clipvalue": None,
    "global_clipnorm": None,
    "use_ema": False,
    "ema_momentum": 0.99,
    "ema_overwrite_frequency": None,
    "loss_scale_factor": None,
    "gradient_accumulation_steps": None,
    "name": None,
}
"""Their names, in Keras' order, and defaults; `Optimizer` says what they mean."""


def takes_common_arguments(init: Callable[..., None]) -> Callable[..., None]:
    """Gives a constructor, which ends in `**common`, all of `COMMON` behind its own arguments.

    Its signature lists every argument, in Keras' order; its own ones go into configurations.
    """
    own = list(inspect.signature(init).parameters.values())[:-1]
    names = [parameter.name for parameter in own]
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    common = [
        inspect.Parameter(name, kind, default=default)
        for name, default in COMMON.items()
        if name not in names
    ]
    rest = inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD)
    signature = inspect.Signature([*own, *common, rest])

    @functools.wraps(init)
    def wrapper(*args: Any, **kwargs: Any) -> None:
        arguments = dict(signature.bind(*args, **kwargs).arguments)
        init(**{**arguments.pop("kwargs", {}), **arguments})

    wrapper.__signature__ = signature  # type: ignore[attr-defined]
    wrapper.own_arguments = tuple(  # type: ignore[attr-defined]
        name for name in names[1:] if name != "learning_rate" and name not in COMMON
    )
    return wrapper


def own_arguments(cls: type) -> list[str]:
    """The arguments that the classes of this library on the way to `cls` add, first ones first."""
    found: dict[str, None] = {}
    for base in reversed(cls.__mro__):
        found.update(dict.fromkeys(getattr(vars(base).get("__init__"), "own_arguments", ())))
    return list(found)


def refuse_unknown(cls: type, unknown: dict[str, Any]) -> None:
    """Raises `InvalidArgument` (a ValueError) for arguments that no constructor has taken."""
    if unknown:
        name = next(iter(unknown))
        known = [n for n in inspect.signature(cls).parameters if n != "kwargs"]
        raise InvalidArgument(
            f"{cls.__name__} has no argument {name!r} (its value is {unknown[name]!r})."
            f"{suggest(name, known)} Its arguments are: {', '.join(known)}."
        )


def check_common(where: str, arguments: dict[str, Any]) -> None:
    """Raises `InvalidArgument` when common arguments are impossible, or exclude each other."""
    clips = {k: arguments[k] for k in ("clipnorm", "clipvalue", "global_clipnorm")}
    given = {k: v for k, v in clips.items() if v is not None}
    if len(given) > 1:
        fix = f"Keep one of {', '.join(given)}."
        raise InvalidArgument(explain(f"{where}: clipping", given, "one way to clip", fix))
    steps = arguments["gradient_accumulation_steps"]
    if steps and not steps >= 2:
        fix = "Leave it out to update the weights at every step."
        what = "an integer of at least 2"
        raise InvalidArgument(explain(f"{where}: `gradient_accumulation_steps`", steps, what, fix))
    if not arguments["use_ema"]:
        return
    momentum, frequency = arguments["ema_momentum"], arguments["ema_overwrite_frequency"]
    if not 0 <= momentum <= 1:
        fix = "Try 0.99."
        raise InvalidArgument(
            explain(f"{where}: `ema_momentum`", momentum, "a number from 0 to 1", fix)
        )
    if frequency and (not isinstance(frequency, int) or frequency < 1):
        fix = "Leave it out to keep averages and weights apart until the end of `fit`."
        raise InvalidArgument(
            explain(f"{where}: `ema_overwrite_frequency`", frequency, "a positive integer", fix)
        )

"""What the rows of arguments call where a new name alone will not do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lite.compat import eras
from keras_lite.errors import InvalidArgument, InvalidType, explain

Arguments = dict[str, Any]
Changed = tuple[tuple[Any, ...], Arguments] | None


def learning_rate(owner: str, lr: Any, given: Arguments, default: Arguments) -> None:
    """`lr`, the name until 3.0; whole numbers were fine then."""
    if "learning_rate" in given:
        raise InvalidType(
            f"{owner}: got both lr={lr!r} and learning_rate={given['learning_rate']!r}, but `lr` "
            "is the old name of `learning_rate`. Keep `learning_rate`."
        )
    is_number = hasattr(lr, "__float__") and not hasattr(lr, "assign")
    given["learning_rate"] = float(lr) if is_number else lr


def decay_to_schedule(owner: str, decay: Any, given: Arguments, default: Arguments) -> None:
    """Step t runs at ``learning_rate / (1 + decay * t)``, t counting from 0.

    Source: the update rules of the optimizers of Keras 0.x to 2.3, all of which share this line.
    """
    if decay is None:
        return
    if not isinstance(decay, (int, float)) and not hasattr(decay, "__float__"):
        raise InvalidType(explain(f"{owner}: `decay`", decay, "a number", "Pass 0.0 for no decay."))
    rate: Any = given.get("learning_rate", default.get("learning_rate"))
    if float(decay) < 0:
        message = explain(f"{owner}: `decay`", decay, "0 or more", "Pass 0.0 for no decay.")
        raise InvalidArgument(message)
    if float(decay) == 0:
        return
    if not hasattr(rate, "__float__"):
        raise InvalidArgument(
            f"{owner}: got decay={decay!r} beside learning_rate={rate!r}, which already changes "
            "from step to step, but one of the two was expected. Drop `decay`."
        )
    from keras_lite.compat.old_decay import decaying

    given["learning_rate"] = decaying(float(rate), float(decay))


def given_unless_none(name: str) -> Callable[[str, Any, Arguments, Arguments], None]:
    """For an argument of which None meant the default."""

    def convert(owner: str, value: Any, given: Arguments, default: Arguments) -> None:
        if value is not None:
            given[name] = value

    return convert


def shuffle(owner: str, value: Any, given: Arguments, default: Arguments) -> None:
    """Any text but "batch" was as good as True."""
    given["shuffle"] = True if isinstance(value, str) and value not in ("batch", "") else value


def named_weights(owner: str, value: Any, given: Arguments, default: Arguments) -> None:
    """A word in place of weights of classes, as in ``class_weight="auto"``, changed nothing."""
    if not isinstance(value, str):
        given["class_weight"] = value


def input_length(owner: str, value: Any, given: Arguments, default: Arguments) -> None:
    """The number of steps, beside `input_dim`; the shape of the inputs says both today."""
    if "input_dim" in given and value is not None:
        given["input_shape"] = (value, given.pop("input_dim"))


def embedding_dropout(owner: str, value: Any, given: Arguments, default: Arguments) -> None:
    """Keras 1 dropped whole words here, which no layer of today does."""
    if value:
        raise InvalidArgument(
            f"{owner}: got dropout={value!r}, but Keras 2.0 dropped `dropout` of Embedding. Put a "
            "layer SpatialDropout1D or Dropout behind it."
        )


def _is_whole(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)


def dense_order(args: tuple[Any, ...], kwargs: Arguments) -> Changed:
    """``Dense(input, output, init, activation)`` of Keras 0.1, ``Dense(output, init, activation)``
    of 0.2 to 1.2, ``Dense(units, activation, use_bias)`` since."""
    if len(args) < 2:
        return None
    named = dict(kwargs)
    if _is_whole(args[0]) and _is_whole(args[1]):
        named.setdefault("input_shape", (args[0],))
        args = args[1:]
    elif not _is_initializer(args[1]):
        return None
    order = ("init", "activation", "weights", "W_regularizer", "b_regularizer")
    return args[:1], _by_name("Dense", order, args[1:], named)


def _by_name(owner: str, names: Sequence[str], args: Sequence[Any], kwargs: Arguments) -> Arguments:
    """Positional arguments in the order `names`, beside those that were named.

    Raises:
        InvalidType: (a TypeError) when one is given twice, or when there are too many.
    """
    if len(args) > len(names):
        raise InvalidType(f"{owner}: got {len(args)} arguments by place. Pass them by name.")
    given = dict(zip(names, args, strict=False))
    for name in given:
        if name in kwargs:
            raise InvalidType(f"{owner}: got `{name}` twice, by place and by name. Keep one.")
    return {**given, **kwargs}


def _is_initializer(value: Any) -> bool:
    from keras_lite import activations, initializers
    from keras_lite.initializers.initializer import FAMILY

    if isinstance(value, str):
        return value in FAMILY and value not in activations.FAMILY
    return isinstance(value, initializers.Initializer)


def reshape_order(args: tuple[Any, ...], kwargs: Arguments) -> Changed:
    """``Reshape(28, 28)`` of Keras 0.1."""
    return ((tuple(args),), kwargs) if len(args) > 1 and all(map(_is_whole, args)) else None


def input_shape_first(args: tuple[Any, ...], kwargs: Arguments) -> Changed:
    """The shape of the inputs, which stood first in Keras 0.1: ``BatchNormalization((128,))``."""
    if not isinstance(args[0], tuple):
        return None
    return args[1:], {"input_shape": args[0], **kwargs}


def _is_number(value: Any) -> bool:
    return hasattr(value, "__float__") and not isinstance(value, bool)


def sgd_order(args: tuple[Any, ...], kwargs: Arguments) -> Changed:
    """``SGD(lr, momentum, decay, nesterov)``; today `nesterov` comes third."""
    if len(args) < 3 or not _is_number(args[2]):
        return None
    return (), _by_name("SGD", ("lr", "momentum", "decay", "nesterov"), args, kwargs)


def in_old_order(name: str, *order: str) -> Callable[[tuple[Any, ...], Arguments], Changed]:
    """A conversion for an optimizer whose positional arguments had another order.

    The old one is meant when one of the old eras holds, and when the arguments fit no other: a
    None, or a number as small as only an `epsilon` is, where no `epsilon` stands today.
    """
    place = order.index("epsilon")
    moved = name in ("RMSprop", "Adagrad")  # something else stands at that place today

    def convert(args: tuple[Any, ...], kwargs: Arguments) -> Changed:
        if len(args) <= place:
            return None
        epsilon = args[place]
        fits = epsilon is None or eras.current() in ("keras0", "keras1", "keras2")
        if moved:
            fits = fits or (_is_number(epsilon) and 0 < float(epsilon) <= 1e-4)
        elif len(args) > place + 1:
            fits = fits or _is_number(args[place + 1])
        return ((), _by_name(name, order, args, kwargs)) if fits else None

    return convert


def epsilon_first(args: tuple[Any, ...], kwargs: Arguments) -> Changed:
    """``BatchNormalization(1e-6)`` of Keras 1, where `epsilon` came first; an axis is whole."""
    if not args or not isinstance(args[0], float):
        return None
    order = ("epsilon", "mode", "axis", "momentum", "weights", "beta_init", "gamma_init")
    return (), _by_name("BatchNormalization", order, args, kwargs)


def patience_second(args: tuple[Any, ...], kwargs: Arguments) -> Changed:
    """``EarlyStopping(monitor, patience, verbose, mode)`` of Keras 0 and 1."""
    if len(args) < 2 or eras.current() not in ("keras0", "keras1"):
        return None
    return (), _by_name("EarlyStopping", ("monitor", "patience", "verbose", "mode"), args, kwargs)


def flag_before_verbose(args: tuple[Any, ...], kwargs: Arguments) -> Changed:
    """``evaluate(X, y, batch_size, show_accuracy, verbose)`` of Keras 0."""
    if len(args) < 4 or not (isinstance(args[3], bool) or eras.current() == "keras0"):
        return None
    order = ("show_accuracy", "verbose", "sample_weight")
    return args[:3], _by_name("evaluate", order, args[3:], kwargs)


def compile_order(args: tuple[Any, ...], kwargs: Arguments) -> Changed:
    """The third was `metrics` in Keras 1 and 2, `class_mode` before; since 3 it is `loss_weights`.

    Which one is meant shows in what arrived: weights are numbers, metrics are not.
    """
    if len(args) < 3:
        return None
    third = args[2]
    if isinstance(third, str) and third in ("categorical", "binary"):
        return args[:2], {**kwargs, "class_mode": third}
    parts = list(third.values()) if isinstance(third, dict) else third
    parts = parts if isinstance(parts, (list, tuple)) else [parts]
    if all(part is None or _is_number(part) for part in parts):
        return None
    named: Arguments = {"metrics": third}
    if len(args) > 3:
        named["loss_weights"] = args[3]
    return args[:2], {**named, **kwargs}

"""The little of TensorFlow that Keras scripts lean on, so that ``import tensorflow as tf`` works.

`tf.keras` is keras_lite. Beyond it there is what the tables below name; everything else raises an
error that names it, because a silent half of TensorFlow would be worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from keras_lite.errors import InvalidType, explain, suggest

VERSION = "2.21.0"  # the TensorFlow whose Keras the numbers of keras_lite are compared with


def set_seed(seed: int | None) -> None:
    """Sets the seed that TensorFlow keeps for itself: it decides the order of rows in `fit`.

    Args:
        seed: An integer, or None for orders that differ each time.

    Raises:
        InvalidType: If `seed` is neither.
    """
    import operator

    from keras_lite.engine import seeds

    try:
        value = None if seed is None else operator.index(seed)
    except TypeError:
        message = explain("tf.random.set_seed: `seed`", seed, "an integer", "Pass a number.")
        raise InvalidType(message) from None
    seeds.set_global_seed(value)


_SET_SEED: Callable[..., Any] = set_seed

# Module path below `tensorflow` to the attributes that the module has from the start. What it has
# besides is in `tensorflow_functions`, which is loaded when something else is asked for.
PATHS: Mapping[str, Mapping[str, Any]] = {
    "": {"__version__": VERSION, "VERSION": VERSION, "set_random_seed": _SET_SEED},
    "random": {"set_seed": _SET_SEED, "set_random_seed": _SET_SEED},
    "app": {},
    "autograph": {},
    "python": {},
    "contrib": {},
    "compat": {},
    "compat.v1": {"__version__": VERSION, "set_random_seed": _SET_SEED},
    "compat.v2": {"__version__": VERSION},
    "compat.v1.random": {"set_random_seed": _SET_SEED},
    "compat.v2.random": {"set_seed": _SET_SEED},
    "compat.v1.logging": {},
    "compat.v1.train": {},
    "config": {},
    "config.experimental": {},
    "config.optimizer": {},
    "config.threading": {},
    "data": {},
    "data.experimental": {},
    "debugging": {},
    "distribute": {},
    "dtypes": {},
    "errors": {},
    "linalg": {},
    "logging": {},
    "math": {},
    "nn": {},
    "test": {},
    "train": {},
    "version": {"VERSION": VERSION},
}


def find(below: str, name: str) -> Any:
    """An attribute of the module at a path below ``tensorflow``; KeyError if it has none."""
    from keras_lite.compat import tensorflow_functions

    return tensorflow_functions.find(below, name)


def missing(name: str) -> str:
    """The message for a part of TensorFlow that is not here; `name` is its full path."""
    parent, _, last = name.rpartition(".")
    below = parent.partition(".")[2]
    from keras_lite.compat import tensorflow_functions

    table = {**PATHS.get(below, {}), **tensorflow_functions.TABLES.get(below, {})}
    hint = suggest(last, [*table, *([] if below else ["keras"])])
    return (
        f"{name} is part of TensorFlow, which keras_lite does not contain; it stands in for "
        "tf.keras and for parts of tf, tf.math, tf.nn, tf.linalg, tf.random, tf.data.Dataset and "
        f"tf.config only.{hint} "
        "Write this line with keras.ops or NumPy, or run the script with TensorFlow itself."
    )

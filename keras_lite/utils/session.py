"""The state that all models share: the seed, the names, and what is known of tensors."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from keras_lite.engine import seeds
from keras_lite.engine.dtypes import dtype_name
from keras_lite.errors import InvalidArgument, explain
from keras_lite.naming import reset_names
from keras_lite.registry import builtin


@builtin("keras.utils")
def set_random_seed(seed: int) -> None:
    """Seeds Python, NumPy and keras_lite, so that a program computes the same again.

    Initial weights, the order of rows in `fit` and dropout are then those of TensorFlow Keras
    with this seed.

    Args:
        seed: 0 <= seed < 2**32.

    Raises:
        InvalidArgument: (a ValueError) for anything else.
    """
    whole = isinstance(seed, (int, np.integer)) and not isinstance(seed, bool)
    if not whole or not 0 <= seed < 2**32:
        raise InvalidArgument(
            explain("set_random_seed: `seed`", seed, "an integer from 0 to 2**32 - 1")
        )
    random.seed(int(seed))
    np.random.seed(int(seed))
    seeds.set_global_seed(int(seed))
    seeds.set_own_generator(int(seed))


@builtin("keras.utils")
def clear_session(free_memory: bool = True) -> None:
    """Lets automatic names count from the start again, and forgets the shared random state.

    Args:
        free_memory: Accepted for Keras' sake; models that nobody holds are freed by Python.
    """
    from keras_lite.random.seed_generator import forget_global_seed_generator

    reset_names()
    forget_global_seed_generator()


@builtin("keras.utils")
def is_keras_tensor(x: Any) -> bool:
    """Whether x is symbolic: what `Input` returns and layers make of it."""
    from keras_lite.ops.keras_tensor import KerasTensor

    return isinstance(x, KerasTensor)


@builtin("keras.utils")
def standardize_dtype(dtype: Any) -> str:
    """The name of a dtype given as a name, a type or a dtype; the default float for None."""
    from keras_lite import config

    return config.floatx() if dtype is None else dtype_name(dtype)

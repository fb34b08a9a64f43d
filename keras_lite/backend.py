"""keras.backend: settings and names that have kept their place there."""

from __future__ import annotations

from typing import Any

from keras_lite.config import (
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
)
from keras_lite.engine import dtypes
from keras_lite.lazy import unknown_names
from keras_lite.naming import get_uid
from keras_lite.utils.session import clear_session, is_keras_tensor, standardize_dtype

# Old versions had modules in it, which the tables of old paths know.
__path__: list[str] = []

__all__ = [
    "backend",
    "clear_session",
    "epsilon",
    "floatx",
    "get_uid",
    "image_data_format",
    "is_float_dtype",
    "is_int_dtype",
    "is_keras_tensor",
    "result_type",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "standardize_dtype",
]

__getattr__ = unknown_names(__name__)


def backend() -> str:
    """What computes: "numpy"."""
    return "numpy"


def is_float_dtype(dtype: Any) -> bool:
    """Whether a dtype holds floats."""
    return standardize_dtype(dtype).startswith(("float", "bfloat"))


def is_int_dtype(dtype: Any) -> bool:
    """Whether a dtype holds integers."""
    return standardize_dtype(dtype).startswith(("int", "uint"))


def result_type(*dtypes_: Any) -> str:
    """The dtype that values of these dtypes have in common."""
    return dtypes.result_type(
        *(d if d in (bool, int, float) else standardize_dtype(d) for d in dtypes_)
    )

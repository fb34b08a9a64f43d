"""Functions that emitted lines call beside those of the array module."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import numpy as np


@cache
def on(function: Callable[..., Any], module: ModuleType) -> Callable[..., Any]:
    """`function` with the name `np` in its body meaning the array module `module`.

    Support functions are written once, with `np`, as emitted programs are.
    """
    if module is np:
        return function
    assert isinstance(function, FunctionType)
    scope = {**function.__globals__, "np": module}
    return FunctionType(
        function.__code__, scope, function.__name__, function.__defaults__, function.__closure__
    )

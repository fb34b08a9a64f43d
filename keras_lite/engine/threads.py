"""Long elementwise loops, shared between two threads: NumPy lets go of the interpreter in them."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextvars import copy_context
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


def in_two_threads(function: Callable[[Any], None], first: Any, second: Any) -> None:
    """Calls `function` on both, at the same time where there are two processors.

    What they write must lie apart; then it makes no difference to any bit which way it is done.
    """
    if available_processors() < 2:
        function(first)
        function(second)
        return
    # The context holds what is done about overflow; a new thread would warn of it.
    waiting = worker().submit(copy_context().run, function, second)
    try:
        function(first)
    finally:
        waiting.result()


def available_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def worker() -> ThreadPoolExecutor:
    """The second thread: made once, for starting one takes longer than many a step."""
    from concurrent.futures import ThreadPoolExecutor  # brings logging with it

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=worker.cache_clear)  # threads do not live on in a child
    return ThreadPoolExecutor(1, thread_name_prefix="keras_lite")

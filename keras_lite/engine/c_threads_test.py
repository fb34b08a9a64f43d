"""Several threads for one piece of work: all of it is done, once, by whomever."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from keras_lite.engine import c_threads, compiler
from keras_lite.engine.threads import available_processors

pytestmark = pytest.mark.skipif(compiler.find() is None, reason="needs a C compiler")

_SOURCE = f"""
{c_threads.TYPE}
static void add_one(long start, long stop, void **arrays, char *room)
{{
    int *numbers = arrays[0];
    for (long turn = 0; turn < 20; turn++)
        for (long i = start; i < stop; i++)
            numbers[i] += room || !room;
}}
long run(long times, {c_threads.PARAMETER}, const long *how, int *numbers)
{{
    void *arrays[] = {{numbers}};
    for (long i = 0; i < times; i++)
        share(add_one, how[0], how[1], how[2], arrays, 0);
    return 0;
}}
"""
Add = Callable[..., np.ndarray]


@pytest.fixture
def add() -> Iterator[Add]:
    run = compiler.load(_SOURCE, pointers=3)

    def call(threads: int, count: int, grain: int, most: int, times: int = 50) -> np.ndarray:
        numbers, how = np.zeros(count + 1, np.int32), np.array([count, grain, most])
        places = (a.__array_interface__["data"][0] for a in (how, numbers))
        run(times, c_threads.address(threads), *places)
        assert numbers[-1] == 0
        return numbers[:-1] // times // 20

    yield call
    c_threads.address(available_processors())


@pytest.mark.parametrize("threads", [1, 2, 3, 5, 100])
@pytest.mark.parametrize(
    ("count", "grain", "most"), [(1, 1, 9), (7, 3, 2), (1000, 16, 4), (9, 64, 3)]
)
def test_each_element_once(add: Add, threads: int, count: int, grain: int, most: int) -> None:
    assert (add(threads, count, grain, most) == 1).all()


def test_two_who_ask_at_once(add: Add) -> None:
    found: list[np.ndarray] = []
    askers = [
        threading.Thread(target=lambda: found.append(add(2, 5000, 16, 2, times=300)))
        for _ in range(4)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(found) == 4
    assert all((numbers == 1).all() for numbers in found)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_in_a_forked_process(add: Add) -> None:
    """Threads do not live on there; new ones come."""
    assert (add(3, 1000, 1, 3) == 1).all()
    child = os.fork()
    if not child:
        os._exit(0 if (add(3, 1000, 1, 3) == 1).all() else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0

from __future__ import annotations

import os
import threading
import warnings

import numpy as np
import pytest

from keras_lite.engine import threads
from keras_lite.engine.threads import in_two_threads


@pytest.mark.parametrize("processors", [1, 2])
def test_both_parts_are_done(monkeypatch: pytest.MonkeyPatch, processors: int) -> None:
    monkeypatch.setattr(threads, "available_processors", lambda: processors)
    found: dict[str, int] = {}
    in_two_threads(lambda part: found.setdefault(part, threading.get_ident()), "a", "b")
    assert set(found) == {"a", "b"}
    assert len(set(found.values())) == processors


def test_what_goes_wrong_in_either_thread_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "available_processors", lambda: 2)
    done = []

    def work(part: int) -> None:
        done.append(1 / part)

    for parts in ((1, 0), (0, 1)):
        with pytest.raises(ZeroDivisionError):
            in_two_threads(work, *parts)
    assert done == [1.0, 1.0]


def test_overflow_is_as_quiet_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "available_processors", lambda: 2)
    big = np.full(4, 1e38, "float32")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error")
        in_two_threads(lambda part: np.multiply(part, part, out=part), big[:2], big[2:])
    assert np.isinf(big).all()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_has_a_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "available_processors", lambda: 2)
    in_two_threads(lambda part: None, 1, 2)
    child = os.fork()
    if not child:
        seen: list[int] = []
        in_two_threads(seen.append, 1, 2)
        os._exit(sorted(seen) != [1, 2])
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

from __future__ import annotations

import os

import pytest

from keras_lite.engine.threads import available_processors


@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="this system does not say who may use what"
)
def test_processors_that_others_keep_are_not_counted() -> None:
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert available_processors() == 1
    finally:
        os.sched_setaffinity(0, allowed)
    assert available_processors() == len(allowed)


def test_systems_that_do_not_say_so_have_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert available_processors() == 1

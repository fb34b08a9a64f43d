"""The warm process answers, keeps its state, reports errors, and does not hang."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy
import pytest

from compat_tests.oracle import Oracle, OracleError, plain


@pytest.fixture(scope="module")
def lite() -> Iterator[Oracle]:
    with Oracle("keras_lite") as oracle:
        yield oracle


def doubled(keras, x, name="y"):
    print("doubling")
    return {name: (x * 2, [keras.__name__, None])}


def failing(keras):
    raise LookupError("nothing here")


def leaving(keras):
    import os

    os._exit(3)


def sleeping(keras):
    import time

    time.sleep(60)


def counting(keras):
    keras.asked = getattr(keras, "asked", 0) + 1
    return keras.asked


def test_call_returns_arrays_and_keeps_what_was_printed(lite: Oracle) -> None:
    result = lite.call(doubled, numpy.float32([1, 2]), name="z")
    array, rest = result["z"]
    assert array.dtype == numpy.float32
    assert array.tolist() == [2.0, 4.0]
    assert rest == ["keras_lite", None]
    assert lite.printed == "doubling\n"


def test_process_is_warm(lite: Oracle) -> None:
    first = lite.call(counting)
    assert lite.call(counting) == first + 1


def test_exception_comes_back(lite: Oracle) -> None:
    with pytest.raises(OracleError, match="LookupError: nothing here") as caught:
        lite.call(failing)
    assert (caught.value.kind, caught.value.message) == ("LookupError", "nothing here")


def test_process_that_dies_is_replaced(lite: Oracle) -> None:
    with pytest.raises(RuntimeError, match="ended during a call"):
        lite.call(leaving)
    assert lite.call(counting) == 1


def test_call_that_takes_too_long_is_ended(lite: Oracle) -> None:
    with pytest.raises(RuntimeError, match=r"limit 0\.2 s"):
        lite.call(sleeping, timeout=0.2)


def test_probe_without_own_source_is_refused(lite: Oracle) -> None:
    with pytest.raises(TypeError, match="plain function whose source can be sent"):
        lite.call(Oracle)


def test_plain_refuses_what_it_cannot_send() -> None:
    class Like:
        def numpy(self) -> Any:
            return numpy.ones(2)

    assert plain((Like(), 1))[0].tolist() == [1.0, 1.0]
    with pytest.raises(TypeError, match="neither plain Python nor an array"):
        plain({"a": object()})

"""Pickled plain data is read; anything that would call something is refused."""

from __future__ import annotations

import contextlib
import pickle

import numpy as np
import pytest

from keras_lite.datasets import plain_pickle
from keras_lite.errors import InvalidFile

PLAIN = [
    {"a": [1, 2, 300, 70000, -5, 2**40], b"b": (True, False, None), "c": 1.5},
    [[1] * 10, [], [2, 3], ["text", "ä", b"bytes"]],
    [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)],
    [255, 256, 65535, 65536, 2**31 - 1, -(2**31), 2**31],
    [0x4B, 0x4B4B, 0x4D4D, 0x4A4A4A4A],  # numbers that look like instructions
    {i: [i] for i in range(300)},
]


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("value", PLAIN, ids=str)
def test_plain_data(value, protocol):
    if protocol == 2 and "b'" in repr(value):
        protocol = 3  # protocol 2 has no bytes
    assert plain_pickle.read(pickle.dumps(value, protocol)) == value


@pytest.mark.parametrize("dtype", ["uint8", "<i4", ">i4", "float32", "bool"])
def test_arrays(dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)
    for laid in (array, np.asfortranarray(array)):
        found = plain_pickle.read(pickle.dumps({"data": laid}, protocol=3))["data"]
        assert found.dtype == array.dtype and np.array_equal(found, array)


def test_arrays_of_lists():
    rows = np.empty(3, object)
    rows[:] = [[1, 2, 3], [], [70000, 5]]
    found = plain_pickle.read(pickle.dumps(rows, protocol=4))
    assert found.dtype == object and found.tolist() == rows.tolist()


def test_what_python_2_wrote():
    data = b"\x80\x02}q\x00(U\x04dataq\x01U\x02\xff\x00U\x06labelsq\x02]q\x03(K\x01K\x02eu."
    assert plain_pickle.read(data) == {b"data": b"\xff\x00", b"labels": [1, 2]}


class Evil:
    def __reduce__(self):
        return (print, ("never printed",))


class Plain:
    pass


@pytest.mark.parametrize(
    "data",
    [
        *(pickle.dumps(Evil(), protocol) for protocol in (2, 3, 4, 5)),
        pickle.dumps(Plain()),
        pickle.dumps(print),
        pickle.dumps(np.array([{}], dtype=object)),
        pickle.dumps(np.array(["text"])),
        b"cos\nsystem\n(S'true'\ntR.",
        b"\x80\x02cnumpy\ndtype\n.",
        b"\x80\x04K\x01",
        b"\x80\x04K",
        b"\x80\x04]\x94(e",
        b"\x80\x04B\xff\xff\xff\xff.",
        b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",
        b"e.",
        b"0.",
        b"",
        b"\xff",
        b"h\x07.",
    ],
)
def test_anything_else_is_refused(data, capsys):
    with pytest.raises(InvalidFile):
        plain_pickle.read(data)
    assert capsys.readouterr().out == ""


def test_damaged_data_never_does_more_than_raise():
    whole = pickle.dumps({"data": np.arange(4), "labels": [1, 2, 300], "x": ["a", (1, b"c")]})
    for at in range(len(whole)):
        for byte in (0, 40, 82, 98, 255):
            with contextlib.suppress(InvalidFile):  # some damage leaves what can be read
                plain_pickle.read(whole[:at] + bytes([byte]) + whole[at + 1 :])

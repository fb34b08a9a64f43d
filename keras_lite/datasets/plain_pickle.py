"""Reads numbers, text, lists, dicts and arrays out of pickled data without unpickling.

Pickled data is a program for a small machine, and one of its instructions calls any function by
name. This machine has the instructions that plain data needs. Of names it knows those by which
NumPy describes arrays, and makes the arrays itself; any other name is an error.

Source: the instructions as listed by Python's `pickletools`.
"""

from __future__ import annotations

import re
import struct
from typing import Any, NamedTuple

import numpy as np

from keras_lite.errors import InvalidFile

_MARK = object()
_DAMAGE = (LookupError, ValueError, TypeError, AttributeError, struct.error, RecursionError)
_INTEGERS = re.compile(rb"(?:K.|M..|J....)+", re.DOTALL)
_INTEGER = re.compile(rb"K.|M..|J....", re.DOTALL)
_NAMES = {
    ("numpy.core.multiarray", "_reconstruct"): "array",
    ("numpy._core.multiarray", "_reconstruct"): "array",
    ("numpy", "ndarray"): "ndarray",
    ("numpy", "dtype"): "dtype",
    ("_codecs", "encode"): "encode",
}


class _Name(NamedTuple):
    """One of the names that stand for nothing but themselves."""

    meaning: str


class _Array:
    """An array whose shape and content arrive later."""

    def __init__(self) -> None:
        self.value: Any = None


class _Type:
    """An array's dtype; its byte order arrives later."""

    def __init__(self, code: str) -> None:
        if not re.fullmatch(r"[biuf][1248]|O8?", code):
            raise InvalidFile(f"pickled data: arrays of type {code!r} are not read.")
        self.code, self.order = code, "|"


def read(data: bytes) -> Any:
    """What pickled data holds.

    Args:
        data: The pickled data, of protocol 2 to 5.

    Raises:
        InvalidFile: (a ValueError) for damaged data, and for anything but plain data.

    Example:
        >>> import pickle
        >>> read(pickle.dumps({"a": [1, 2, 300]}))
        {'a': [1, 2, 300]}
    """
    try:
        return _finished(_Machine(data).run())
    except InvalidFile:
        raise
    except _DAMAGE as error:
        raise InvalidFile(f"pickled data is damaged: {error}") from error


def _finished(value: Any) -> Any:
    """`value` with arrays in place of what stood for them."""
    if isinstance(value, (_Name, _Type)):
        raise InvalidFile("pickled data: a name stands where data was expected.")
    if isinstance(value, _Array):
        return value.value
    if isinstance(value, dict):
        return {_finished(key): _finished(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)) and any(not isinstance(item, int) for item in value):
        return type(value)(_finished(item) for item in value)
    return value


class _Machine:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def run(self) -> Any:
        while True:
            code = self.data[self.at]
            if code in b"KMJ":
                self._integers()
                continue
            self.at += 1
            if code == ord("."):
                return self.stack[-1]
            step = _STEPS.get(code)
            if step is None:
                raise InvalidFile(
                    f"pickled data: the instruction {bytes([code])!r} at byte {self.at - 1} is not "
                    "one of plain data."
                )
            step(self)

    def _integers(self) -> None:
        """Many small integers at once: word lists are made of little else."""
        found = _INTEGERS.match(self.data, self.at)
        if found is None:
            raise InvalidFile("pickled data ends in the middle of a number.")
        self.at = found.end()
        number = int.from_bytes
        self.stack.extend(
            t[1] if len(t) == 2 else number(t[1:], "little", signed=len(t) == 5)
            for t in _INTEGER.findall(found.group())
        )

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise InvalidFile("pickled data ends too early.")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form: str) -> Any:
        return struct.unpack("<" + form, self.take(struct.calcsize(form)))[0]

    def line(self) -> str:
        end = self.data.index(b"\n", self.at)
        text = self.take(end - self.at).decode("ascii")
        self.at += 1
        return text

    def marked(self) -> list[Any]:
        """Everything above the last mark, which goes too."""
        start = len(self.stack) - 1
        while self.stack[start] is not _MARK:
            start -= 1
        found = self.stack[start + 1 :]
        del self.stack[start:]
        return found

    def name(self, module: Any, name: Any) -> None:
        meaning = _NAMES.get((module, name))
        if meaning is None:
            raise InvalidFile(f"pickled data asks for {module}.{name}; only plain data is read.")
        self.stack.append(_Name(meaning))

    def reduce(self) -> None:
        arguments, what = self.stack.pop(), self.stack.pop()
        meaning = what.meaning if isinstance(what, _Name) else None
        if meaning == "array":
            self.stack.append(_Array())
        elif meaning == "dtype":
            self.stack.append(_Type(_text(arguments[0])))
        elif meaning == "encode":
            self.stack.append(arguments[0].encode("latin1"))
        else:
            raise InvalidFile("pickled data calls a function; only plain data is read.")

    def build(self) -> None:
        state, target = self.stack.pop(), self.stack[-1]
        if isinstance(target, _Type):
            target.order = _text(state[1])
        elif isinstance(target, _Array):
            target.value = _array(*state[1:5])
        else:
            raise InvalidFile("pickled data sets up an object; only plain data is read.")


def _text(value: Any) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else str(value)


def _array(shape: Any, kind: Any, fortran: Any, content: Any) -> Any:
    if not isinstance(kind, _Type):
        raise InvalidFile("pickled data: an array without a type.")
    if kind.code[0] == "O":
        return _rows(shape, content)
    values = np.frombuffer(content, kind.order.replace("|", "=") + kind.code)
    return values.reshape(shape, order="F" if fortran else "C")


def _rows(shape: Any, content: Any) -> Any:
    """An array of lists of integers, the only objects that a data set keeps."""
    if len(shape) != 1 or not isinstance(content, list) or len(content) != shape[0]:
        raise InvalidFile("pickled data: one row of lists of integers was expected.")
    found = np.empty(len(content), dtype=object)
    for i, item in enumerate(content):
        if type(item) is not list or not set(map(type, item)) <= {int}:
            raise InvalidFile(f"pickled data: row {i} is no list of integers.")
        found[i] = item
    return found


def _append(machine: _Machine) -> None:
    item = machine.stack.pop()
    machine.stack[-1].append(item)


def _appends(machine: _Machine) -> None:
    items = machine.marked()
    machine.stack[-1].extend(items)


def _set_item(machine: _Machine) -> None:
    value, key = machine.stack.pop(), machine.stack.pop()
    machine.stack[-1][key] = value


def _set_items(machine: _Machine) -> None:
    items = machine.marked()
    machine.stack[-1].update(zip(items[::2], items[1::2], strict=True))


def _tuple(count: int) -> Any:
    def step(machine: _Machine) -> None:
        items = tuple(machine.stack[-count:])
        del machine.stack[-count:]
        machine.stack.append(items)

    return step


def _global(machine: _Machine) -> None:
    module = machine.line()
    machine.name(module, machine.line())


def _stack_global(machine: _Machine) -> None:
    name, module = machine.stack.pop(), machine.stack.pop()
    machine.name(module, name)


def _push(make: Any) -> Any:
    return lambda machine: machine.stack.append(make(machine))


def _remember(index: Any) -> Any:
    def step(machine: _Machine) -> None:
        machine.memo[index(machine)] = machine.stack[-1]

    return step


_STEPS: dict[int, Any] = {
    ord(code): step
    for code, step in {
        "(": _push(lambda m: _MARK),
        "]": _push(lambda m: []),
        "}": _push(lambda m: {}),
        ")": _push(lambda m: ()),
        "N": _push(lambda m: None),
        "\x88": _push(lambda m: True),
        "\x89": _push(lambda m: False),
        "G": _push(lambda m: struct.unpack(">d", m.take(8))[0]),
        "\x8a": _push(lambda m: int.from_bytes(m.take(m.number("B")), "little", signed=True)),
        "X": _push(lambda m: m.take(m.number("I")).decode("utf-8", "surrogatepass")),
        "\x8c": _push(lambda m: m.take(m.number("B")).decode("utf-8", "surrogatepass")),
        "\x8d": _push(lambda m: m.take(m.number("Q")).decode("utf-8", "surrogatepass")),
        "B": _push(lambda m: m.take(m.number("I"))),
        "C": _push(lambda m: m.take(m.number("B"))),
        "\x8e": _push(lambda m: m.take(m.number("Q"))),
        # What Python 2 called a string.
        "T": _push(lambda m: m.take(m.number("i"))),
        "U": _push(lambda m: m.take(m.number("B"))),
        "h": _push(lambda m: m.memo[m.number("B")]),
        "j": _push(lambda m: m.memo[m.number("I")]),
        "q": _remember(lambda m: m.number("B")),
        "r": _remember(lambda m: m.number("I")),
        "\x94": _remember(lambda m: len(m.memo)),
        "l": _push(lambda m: m.marked()),
        "t": _push(lambda m: tuple(m.marked())),
        "\x85": _tuple(1),
        "\x86": _tuple(2),
        "\x87": _tuple(3),
        "a": _append,
        "e": _appends,
        "s": _set_item,
        "u": _set_items,
        "c": _global,
        "\x93": _stack_global,
        "R": lambda m: m.reduce(),
        "b": lambda m: m.build(),
        "0": lambda m: m.stack.pop(),
        "\x80": lambda m: m.take(1),
        "\x95": lambda m: m.take(8),
    }.items()
}

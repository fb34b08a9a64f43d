"""Bytes of a file, or of a part of one, that are read piece by piece and never beyond the end."""

from __future__ import annotations

from typing import Any, BinaryIO

from keras_lite.errors import InvalidFile

# Reading all parts of a file costs less than its length many times over; a file that leads back to
# the same places again and again costs more than any machine has.
_COST_OF_A_PART = 64
_TIMES_ITS_LENGTH = 16
_ANY_LENGTH = 1 << 27


class Source:
    """A stretch of a file.

    Args:
        stream: An open file that can be read at any place.
        name: What the file is called in messages.
        start: Where the stretch begins.
        length: How many bytes it has.
    """

    def __init__(self, stream: BinaryIO, name: str, start: int, length: int) -> None:
        self.stream, self.name, self.start, self.length = stream, name, start, length
        self._left = _TIMES_ITS_LENGTH * length + _ANY_LENGTH

    def read(self, offset: int, size: int) -> bytes:
        """The `size` bytes at `offset`.

        Raises:
            InvalidFile: (a ValueError) when the stretch ends before, so that a length that a file
                claims costs no memory unless the file is that long.
        """
        self.check(offset, size)
        self._left -= size + _COST_OF_A_PART
        if self._left < 0:
            raise self.broken("its parts lead to the same places again and again")
        self.stream.seek(self.start + offset)
        found = self.stream.read(size)
        if len(found) != size:
            raise self.broken("it ends too early")
        return found

    def check(self, offset: int, size: int) -> None:
        """Raises unless there are `size` bytes at `offset`."""
        if offset < 0 or size < 0 or offset + size > self.length:
            raise self.broken(
                f"it points to {size} bytes at {offset}, but is {self.length} bytes long"
            )

    def fill(self, offset: int, target: Any) -> None:
        """Reads the bytes at `offset` into an array, without a second copy of them."""
        view = memoryview(target).cast("B")
        self.check(offset, len(view))
        self._left -= len(view)
        if self._left < 0:
            raise self.broken("its parts lead to the same places again and again")
        self.stream.seek(self.start + offset)
        if self.stream.readinto(view) != len(view):  # type: ignore[attr-defined]
            raise self.broken("it ends too early")

    def broken(self, reason: str) -> InvalidFile:
        """The error that says what is wrong with the file."""
        return InvalidFile(f"{self.name}: {reason}. The file is damaged, or was made to mislead.")

    def unsupported(self, what: str) -> InvalidFile:
        """The error for what HDF5 has and files of Keras do not use."""
        return InvalidFile(
            f"{self.name}: it uses {what}, which files written by Keras do not have and which is "
            "not read here. Save the model again with Keras."
        )

"""Where everything goes that keras_lite tells the user: the screen, or Python's logging."""

from __future__ import annotations

import logging
import os
import sys

from keras_lite.config import is_interactive_logging_enabled

_log = logging.getLogger("keras_lite")

# For a console that lacks a character. Keras: 3.15.1 knows only the first.
_PLAIN = {"━": "=", "…": ".", "└": "`"}

# Streams of notebooks, by the module that defines them. They are no terminals, and yet understand
# what a terminal does.
_NOTEBOOKS = ("ipykernel", "pyodide_kernel", "colab")


def print_msg(message: str, line_break: bool = True) -> None:
    """Prints a message, or logs it where interactive logging is disabled.

    A character that the console cannot show is replaced; it never stops a script.

    Args:
        message: What to print.
        line_break: If False, the next message continues the line, and may move back in it.
    """
    if not is_interactive_logging_enabled():
        _log.info(message)
        return
    stream = sys.stdout
    if stream is None:  # a program without a console, such as pythonw
        return
    text = message + "\n" if line_break else message
    stream.write(showable(text, getattr(stream, "encoding", None)))
    stream.flush()


def showable(text: str, encoding: str | None) -> str:
    """The same text in characters that an encoding has.

    Example:
        >>> showable("━━ 1s", "ascii")
        '== 1s'
    """
    if text.isascii() or encoding is None:
        return text
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return plainer(text, encoding).encode(encoding, "replace").decode(encoding)
    return text


def plainer(text: str, encoding: str) -> str:
    """The same text with those lines and dots replaced that an encoding lacks, but no letters."""
    for character, plain in _PLAIN.items():
        if character in text and not _has(encoding, character):
            text = text.replace(character, plain)
    return text


def can_redraw() -> bool:
    """Whether what is printed now goes to a screen, where a line can be drawn over.

    True for a terminal, a notebook and PyCharm's console; False for a pipe, a file and a terminal
    that calls itself dumb.
    """
    stream = sys.stdout
    if type(stream).__module__.startswith(_NOTEBOOKS):
        return True
    try:
        on_terminal = stream.isatty()
    except (AttributeError, ValueError):  # None, a bare object, a closed file
        return False
    if on_terminal:
        return os.environ.get("TERM") != "dumb"
    return stream is sys.__stdout__ and "PYCHARM_HOSTED" in os.environ


def _has(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True

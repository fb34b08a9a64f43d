"""Messages reach the screen, whatever it can show, or the log."""

from __future__ import annotations

import io
import logging
import sys

import pytest

from keras_lite import config
from keras_lite.messages import can_redraw, plainer, print_msg, showable


class Console(io.TextIOWrapper):
    def __init__(self, encoding: str, terminal: bool = True) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="", write_through=True)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def text(self) -> str:
        return self.buffer.getvalue().decode(self.encoding)


def printed_on(monkeypatch: pytest.MonkeyPatch, encoding: str, message: str) -> str:
    console = Console(encoding)
    monkeypatch.setattr(sys, "stdout", console)
    print_msg(message)
    return console.text()


def test_a_message_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_msg("one")
    print_msg("two", line_break=False)
    print_msg("three")
    assert capsys.readouterr().out == "one\ntwothree\n"


def test_characters_that_a_console_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed_on(monkeypatch, "utf-8", "━ né 密") == "━ né 密\n"
    assert printed_on(monkeypatch, "latin-1", "━ né 密") == "= né ?\n"
    assert printed_on(monkeypatch, "ascii", "━ né 密…└") == "= n? ?.`\n"
    assert printed_on(monkeypatch, "cp437", "━└") == "=└\n"


def test_a_stream_that_names_no_encoding(capsys: pytest.CaptureFixture[str]) -> None:
    assert showable("━", None) == "━"
    assert plainer("━é", "ascii") == "=é"


def test_no_console_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    print_msg("nobody hears")
    assert not can_redraw()


def test_disabled_goes_to_the_log(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    config.disable_interactive_logging()
    try:
        with caplog.at_level(logging.INFO, "keras_lite"):
            print_msg("quiet")
    finally:
        config.enable_interactive_logging()
    print_msg("loud")
    assert capsys.readouterr().out == "loud\n"
    assert caplog.messages == ["quiet"]


def test_where_a_line_can_be_drawn_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYCHARM_HOSTED", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", Console("utf-8"))
    assert can_redraw()
    monkeypatch.setenv("TERM", "dumb")
    assert not can_redraw()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", Console("utf-8", terminal=False))
    assert not can_redraw()
    closed = Console("utf-8")
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    monkeypatch.setattr(Console, "isatty", io.TextIOWrapper.isatty)
    assert not can_redraw()


def test_a_notebook_can_draw_over(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = type("OutStream", (io.StringIO,), {"__module__": "ipykernel.iostream"})
    monkeypatch.setattr(sys, "stdout", stream())
    assert can_redraw()
    monkeypatch.setattr(sys, "stdout", io.StringIO())  # within redirect_stdout
    assert not can_redraw()

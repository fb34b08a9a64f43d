"""`summary()` prints what the real Keras 3.15.1 printed, to the byte."""

from __future__ import annotations

import ast
import builtins
import re
import sys
import types
from pathlib import Path
from typing import Any

import pytest

import keras_lite
from compat_tests import printing
from compat_tests.oracle import Oracle

RECORDED = Path(__file__).parent / "captures"
PLACES: dict[str, dict[str, Any]] = {
    "tty60": {"columns": 60},
    "tty80": {"columns": 80},
    "tty120": {"columns": 120},
    "pipe": {"terminal": False},
}


def assert_same(wanted: str, got: str) -> None:
    """Equal texts; of an error, ours may say more at the end."""
    if wanted.startswith("EXC"):
        got = got[: len(wanted.rstrip())] + "\n"
    assert got == wanted


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", printing.SUMMARIES)
def test_summary_is_the_recorded_one(place: str, name: str) -> None:
    wanted = (RECORDED / place / f"summary_{name}.txt").read_text(encoding="utf-8")
    assert_same(wanted, printing.summary(keras_lite, name, **PLACES[place]))


def test_every_recording_has_its_program() -> None:
    for place in PLACES:
        recorded = {path.stem for path in (RECORDED / place).glob("summary_*.txt")}
        assert recorded == {f"summary_{name}" for name in printing.SUMMARIES}


def test_without_colour() -> None:
    """NO_COLOR keeps what is bold; a dumb terminal gets what a pipe gets."""
    coloured = (RECORDED / "tty80" / "summary_default.txt").read_text(encoding="utf-8")
    bold_only = re.sub(r"<ESC>\[38;5;\d+m(.*?)<ESC>\[0m", r"\1", coloured)
    assert printing.summary(keras_lite, "default", NO_COLOR="1") == bold_only
    piped = (RECORDED / "pipe" / "summary_default.txt").read_text(encoding="utf-8")
    assert printing.summary(keras_lite, "default", TERM="dumb") == piped


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437"])
@pytest.mark.parametrize("name", printing.SUMMARIES)
def test_no_console_is_too_poor(encoding: str, name: str) -> None:
    """Where Keras stops with UnicodeEncodeError, ours shows plainer characters."""
    text = printing.summary(keras_lite, name, encoding=encoding, terminal=False)
    wanted = (RECORDED / "pipe" / f"summary_{name}.txt").read_text(encoding="utf-8")
    letters = re.compile(r"[A-Za-z0-9_]+")
    if name not in ("layer_range_bad", "print_fn"):
        assert letters.findall(text) == letters.findall(wanted)
        assert [len(line) for line in text.splitlines()] == [
            len(line) for line in wanted.splitlines()
        ]


def test_in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five outputs, each as plain text and as HTML."""
    shown: list[dict[str, str]] = []

    class ZMQInteractiveShell:
        pass

    def display(item: Any) -> None:
        shown.append(item._repr_mimebundle_([], []))

    parts = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    parts[1].display = display  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", parts[0])
    monkeypatch.setitem(sys.modules, "IPython.display", parts[1])
    monkeypatch.setattr(builtins, "get_ipython", ZMQInteractiveShell, raising=False)
    printing.summary(keras_lite, "xor", terminal=False)
    lines = (RECORDED / "notebook.txt").read_text(encoding="utf-8").splitlines()
    recorded = [
        ast.literal_eval(line.split(None, 1)[1])
        for line in lines
        if line.lstrip().startswith("display_data")
    ]
    assert len(shown) == len(recorded) == 5
    for ours, real in zip(shown, recorded, strict=True):
        for kind, text in real.items():
            assert ours[kind][: len(text)] == text


@pytest.mark.live
def test_ascii_only_as_the_real_keras(real_keras: Oracle) -> None:
    """All programs whose summary the real Keras can print without an ellipsis or a corner."""
    for terminal in (True, False):
        where = {"encoding": "ascii", "terminal": terminal}
        names = real_keras.call("compat_tests.printing:printable_summaries", **where)
        assert len(names) >= 10
        wanted = real_keras.call("compat_tests.printing:summaries", names, **where)
        for name in names:
            assert_same(wanted[name], printing.summary(keras_lite, name, **where))

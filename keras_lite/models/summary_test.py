"""The table of a summary: its text, its widths, and where it goes."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest

from compat_tests.child import printed
from keras_lite import config
from keras_lite.errors import InvalidArgument
from keras_lite.models import summary as module
from keras_lite.models.description import Description, Row, Total
from keras_lite.models.summary import summary

ROW = Row(0, "dense", "Dense", "(None, 64)", 1344, (), True)
TOTALS = (Total(" Total params: ", 1344, 5376.0),)


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def shown(monkeypatch: pytest.MonkeyPatch, *rows: Row, **arguments: Any) -> list[str]:
    """The lines of a summary that says nothing but these rows."""
    connected = any(row.connected_to for row in rows)
    description = Description("m", rows, TOTALS, connected)
    monkeypatch.setattr(module, "describe", lambda *_: description)
    texts: list[str] = []
    assert summary(None, print_fn=texts.append, **arguments) is None
    assert len(texts) == 1 and texts[0].endswith("\n")
    return texts[0].splitlines()


def test_the_whole_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, ROW, line_length=40) == [
        'Model: "m"',
        "┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━┓",
        "┃                 ┃ Output     ┃ Param ┃",
        "┃ Layer (type)    ┃ Shape      ┃     # ┃",
        "┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━┩",
        "│ dense (Dense)   │ (None, 64) │ 1,344 │",
        "└─────────────────┴────────────┴───────┘",
        " Total params: 1,344 (5.25 KB)",
    ]


@pytest.mark.parametrize(
    ("columns", "connected", "arguments", "width"),
    [
        (80, False, {}, 76),
        (60, False, {}, 56),
        (200, False, {}, 88),
        (200, True, {}, 108),
        (200, False, {"show_trainable": True}, 100),
        (200, True, {"show_trainable": True}, 120),
        (200, False, {"line_length": 150}, 150),
        (80, False, {"line_length": 0}, 76),
    ],
)
def test_width(
    columns: int,
    connected: bool,
    arguments: dict[str, Any],
    width: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    row = Row(0, "d", "Dense", "?", 0, ("a[0][0]",) if connected else (), None)
    lines = shown(monkeypatch, row, **arguments)
    assert {len(line) for line in lines[1:-1]} == {width}


def test_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "130")
    rows = [
        Row(0, "a", "Unbuilt", "?", None, (), None),
        Row(2, "b", "Inner", "[(None, 4), (2,)]", 12345678, ("a[0][0]", "c[1][0]"), False),
        Row(0, "[red]", "Markup", "(None,)", 0, (), True),
    ]
    lines = shown(monkeypatch, *rows, show_trainable=True)
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in lines[4:9:2]]
    assert cells == [
        ["a (Unbuilt)", "?", "0 (unbuilt)", "-", "-"],
        ["└ b (Inner)", "[(None, 4), (2,)]", "12,345,678", "a[0][0], c[1][0]", "N"],
        ["[red] (Markup)", "(None,)", "0", "-", "Y"],
    ]
    assert lines[6].startswith("│       └ b")


def test_positions(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = shown(monkeypatch, ROW, line_length=80, positions=[0.3, 0.6, 1.0])[1]
    assert [len(part) for part in rule.strip("┏┓").split("┳")] == [23, 22, 31]
    assert rule == shown(monkeypatch, ROW, line_length=80, positions=[0.3, 0.6, 1.0, 2.0])[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"line_length": 15}, "Insufficient console width.*line of 15"),
        ({"positions": [0.3, 0.3, 1.0]}, "Insufficient console width.*`positions`"),
        ({"positions": [0.3, 1.0]}, "2 positions for a table of 3 columns"),
    ],
)
def test_columns_that_are_too_narrow(
    arguments: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        shown(monkeypatch, ROW, **arguments)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0.00 B"),
        (1023, "1023.00 B"),
        (1024, "1.00 KB"),
        (1024**2 - 1, "1024.00 KB"),
        (1.5 * 1024**3, "1.50 GB"),
        (5 * 1024**5, "5.00 PB"),
    ],
)
def test_sizes(size: float, text: str) -> None:
    assert module._readable_size(size) == text


def model() -> Any:
    return SimpleNamespace(name="m", layers=[], trainable_weights=[], non_trainable_weights=[])


def test_it_prints(capsys: pytest.CaptureFixture[str]) -> None:
    summary(model())
    assert capsys.readouterr().out.splitlines()[0] == 'Model: "m"'


def test_disabled_logging_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    texts: list[str] = []
    config.disable_interactive_logging()
    try:
        summary(model())
        summary(model(), print_fn=texts.append)
    finally:
        config.enable_interactive_logging()
    assert capsys.readouterr().out == ""
    assert len(texts) == 1


def test_print_fn_may_draw_random_numbers_and_a_summary_draws_none() -> None:
    random.seed(7)
    wanted = [random.random(), random.random()]
    random.seed(7)
    drawn: list[float] = []
    summary(model(), print_fn=lambda text: drawn.append(random.random()))
    drawn.append(random.random())
    assert drawn == wanted


def test_rich_is_imported_by_the_first_summary_and_moves_no_random_state() -> None:
    program = """
import random, sys
from types import SimpleNamespace
from keras_lite.models.summary import summary
assert not [name for name in sys.modules if name.split(".")[0] == "rich"]
random.seed(7)
state = random.getstate()
summary(SimpleNamespace(name="m", layers=[], trainable_weights=[], non_trainable_weights=[]))
assert "rich" in sys.modules and random.getstate() == state
"""
    printed(program)

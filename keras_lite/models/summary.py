"""What `model.summary()` prints: the records of `description.py`, laid out as a table."""

from __future__ import annotations

import contextlib
import itertools
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from keras_lite.config import is_interactive_logging_enabled
from keras_lite.errors import InvalidArgument
from keras_lite.messages import plainer, print_msg
from keras_lite.models.description import Description, Row, describe

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

# Keras: 3.15.1's colours, as numbers of the 256-colour terminal palette.
_CLASS, _NUMBER, _NONE, _FROZEN = "color(33)", "color(34)", "color(45)", "color(9)"

# Right edge of each column as a fraction of the line, without and with "Connected to".
_POSITIONS = (0.45, 0.80, 1.0)
_POSITIONS_CONNECTED = (0.3, 0.56, 0.74, 1.0)

_JUSTIFY: dict[str, Any] = {"Param #": "right", "Trainable": "center"}


def summary(
    model: Any,
    line_length: int | None = None,
    positions: Sequence[float] | None = None,
    print_fn: Callable[[str], Any] | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Sequence[str] | None = None,
) -> None:
    """Prints a table of a model's layers, and under it how many parameters they have.

    Args:
        model: A built or unbuilt model.
        line_length: Width of the table in characters. By default the terminal's width less four,
            and at most 88 (108 with the column "Connected to"; 12 more with "Trainable").
        positions: Right edge of each column, as fractions of the line.
        print_fn: Called once with the whole text, free of colour codes, instead of printing it.
        expand_nested: Also show the layers of nested models.
        show_trainable: Add a column that says of each layer whether it is trained.
        layer_range: Two names or regular expressions: first and last layer to show.

    Raises:
        ValueError: A column would be narrower than four characters, or `layer_range` does not
            name two ends that the model has.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.summary(line_length=40)
        Model: "sequential"
        ┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━┓
        ┃                 ┃ Output     ┃ Param ┃
        ┃ Layer (type)    ┃ Shape      ┃     # ┃
        ┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━┩
        │ dense (Dense)   │ (None, 1)  │     3 │
        └─────────────────┴────────────┴───────┘
         Total params: 3 (12.00 B)
         Trainable params: 3 (12.00 B)
         Non-trainable params: 0 (0.00 B)
    """
    description = describe(model, expand_nested, layer_range)
    with _random_state_kept():
        # Importing rich draws from Python's `random`; a script's own numbers must not depend on
        # whether it asked for a summary.
        text = _print(description, line_length, positions, show_trainable, print_fn is not None)
    if print_fn is not None:
        print_fn(text)


@contextlib.contextmanager
def _random_state_kept() -> Iterator[None]:
    state = random.getstate()
    try:
        yield
    finally:
        random.setstate(state)


def _print(
    description: Description,
    line_length: int | None,
    positions: Sequence[float] | None,
    show_trainable: bool,
    captured: bool,
) -> str:
    """Prints a description, or returns it as plain text if it is to be `captured`."""
    from rich.console import Console

    connected = description.has_connections
    if not line_length:
        widest = (108 if connected else 88) + 12 * show_trainable
        line_length = min(widest, shutil.get_terminal_size().columns - 4)
    positions = list(positions or (_POSITIONS_CONNECTED if connected else _POSITIONS))
    if show_trainable:
        positions = [0.9 * position for position in positions] + [1.0]
    table = _table(description, line_length, positions, show_trainable)
    if captured:
        console = Console(highlight=False, force_terminal=False, color_system=None)
    else:
        console = Console(highlight=False)
    ascii_only = console.options.ascii_only
    if not captured and not ascii_only and is_interactive_logging_enabled():
        _print_parts(console, description, table)
        return ""
    with console.capture() as capture:
        _print_parts(console, description, table)
    text = capture.get()
    if not captured:
        print_msg(text, line_break=False)
    return plainer(text, console.encoding) if ascii_only else text


def _print_parts(console: Console, description: Description, table: Table) -> None:
    """One call for each part: a notebook shows every call as an output of its own."""
    from rich.text import Text

    console.print(Text(f'Model: "{description.name}"', "bold"))
    console.print(table)
    for total in description.totals:
        count = (f"{total.count:,}", _NUMBER)
        console.print(
            Text.assemble((total.label, "bold"), count, f" ({_readable_size(total.size)})")
        )


def _table(
    description: Description,
    line_length: int,
    positions: Sequence[float],
    show_trainable: bool,
) -> Table:
    from rich.box import HEAVY_HEAD
    from rich.table import Table

    headers = ["Layer (type)", "Output Shape", "Param #"]
    if description.has_connections:
        headers.append("Connected to")
    if show_trainable:
        headers.append("Trainable")
    table = Table(box=HEAVY_HEAD, width=line_length, show_lines=True, header_style="bold")
    for header, width in zip(headers, _widths(positions, len(headers), line_length), strict=True):
        # Widths sum up to the whole line; rich takes the borders from them evenly.
        table.add_column(header, width=width, justify=_JUSTIFY.get(header, "left"))
    for row in description.rows:
        cells = [_name_cell(row), _shape_cell(row.output_shape), _params_cell(row.params)]
        if description.has_connections:
            cells.append(_connections_cell(row.connected_to))
        if show_trainable:
            cells.append(_trainable_cell(row.trainable))
        table.add_row(*cells)
    return table


def _widths(positions: Sequence[float], columns: int, line_length: int) -> list[int]:
    """Width of each column, from where it ends as a fraction of the line."""
    if len(positions) < columns:
        raise InvalidArgument(
            f"summary(positions=...) has {len(positions)} positions for a table of {columns} "
            "columns. Pass the right edge of every column, as a fraction of the line."
        )
    edges = [0, *(int(position * line_length) for position in positions[:columns])]
    widths = [right - left for left, right in itertools.pairwise(edges)]
    if min(widths) < 4:
        raise InvalidArgument(
            f"Insufficient console width to print summary. The columns would be {widths} "
            f"characters wide in a line of {line_length}; each needs 4 or more. "
            "Pass a larger `line_length`, or other `positions`."
        )
    return widths


def _name_cell(row: Row) -> Text:
    from rich.text import Text

    prefix = "   " * row.depth + "\u2514 " if row.depth else ""
    return Text.assemble(f"{prefix}{row.name} (", (row.type, _CLASS), ")")


def _shape_cell(shape: str) -> Text:
    from rich.text import Text

    text = Text(shape)
    text.highlight_regex(r"\d+", _NUMBER)
    text.highlight_regex("None", _NONE)
    return text


def _params_cell(params: int | None) -> Text:
    from rich.text import Text

    if params is None:
        return Text.assemble(("0", _NUMBER), " (unbuilt)")
    return Text.assemble((f"{params:,}", _NUMBER))


def _connections_cell(connections: Sequence[str]) -> Text:
    from rich.text import Text

    text = Text(", ".join(connections) or "-")
    text.highlight_regex(r"(?<=\[)\d+(?=\])", _NUMBER)
    return text


def _trainable_cell(trainable: bool | None) -> Text:
    from rich.text import Text

    if trainable is None:
        return Text.assemble(("-", "bold"))
    return Text.assemble(("Y", f"bold {_NUMBER}") if trainable else ("N", f"bold {_FROZEN}"))


def _readable_size(size: float) -> str:
    """A number of bytes with two decimals and the unit that suits it."""
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} PB"

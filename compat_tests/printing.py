"""Programs that print, each written once and run with any library: real, or ours.

Every function whose first argument is `keras` can be handed to an `Oracle`. What they print goes
to a `Screen`, a stand-in for a terminal or a pipe of a certain width and encoding.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock


class Screen(io.TextIOWrapper):
    """A standard output that keeps what is printed, and is a terminal if you say so."""

    def __init__(self, encoding: str = "utf-8", terminal: bool = True) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="", write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        """All that was printed so far."""
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


@contextlib.contextmanager
def screen(
    columns: int = 80, encoding: str = "utf-8", terminal: bool = True, **environment: str
) -> Iterator[Screen]:
    """Prints to a `Screen` for a while, in an environment with these variables changed."""
    changed = {"COLUMNS": str(columns), "TERM": "xterm-256color", **environment}
    fresh = {k: v for k, v in os.environ.items() if k not in _IN_THE_WAY} | changed
    shown = Screen(encoding, terminal)
    with mock.patch.dict(os.environ, fresh, clear=True), mock.patch.object(sys, "stdout", shown):
        yield shown


_IN_THE_WAY = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "PYCHARM_HOSTED")


def readable(text: str) -> str:
    """The notation of the recordings."""
    parts = text.replace("\x1b", "<ESC>").replace("\r", "<CR>").split("\b")
    result, backspaces = parts[0], 0
    for part in parts[1:]:
        backspaces += 1
        if part:
            result, backspaces = f"{result}<BS*{backspaces}>{part}", 0
    return result + (f"<BS*{backspaces}>" if backspaces else "")


# --- models whose summary was recorded -----------------------------------------------------------


def plain(keras: Any) -> Any:
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((20,)),
            layers.Dense(64),
            layers.BatchNormalization(),
            layers.Dropout(0.5),
            layers.Dense(1),
        ]
    )


def trained(keras: Any) -> Any:
    """The same with an optimizer that has its slots, as after `fit`."""
    model = plain(keras)
    model.compile(optimizer="adam", loss="mse")
    model.optimizer.build(model.trainable_variables)
    return model


def frozen(keras: Any) -> Any:
    model = trained(keras)
    model.layers[0].trainable = False
    return model


def xor(keras: Any) -> Any:
    dense = keras.layers.Dense
    return keras.Sequential([keras.Input((2,)), dense(8), dense(1)])


def big(keras: Any) -> Any:
    dense = keras.layers.Dense
    return keras.Sequential([keras.Input((784,)), dense(4096), dense(4096), dense(10)])


def flat(keras: Any) -> Any:
    layers = keras.layers
    return keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10)])


def unbuilt(keras: Any) -> Any:
    return keras.Sequential([keras.layers.Dense(8), keras.layers.Dense(1)])


def empty(keras: Any) -> Any:
    keras.Sequential()
    return keras.Sequential()


def markup(keras: Any) -> Any:
    layers = [keras.Input(batch_shape=(16, 4)), keras.layers.Dense(3)]
    return keras.Sequential(layers, name="my [red]model")


def chain(keras: Any) -> Any:
    inputs = keras.Input((3,))
    last = keras.layers.Dense(2)
    return keras.Model(inputs, last(keras.layers.Dense(4)(inputs)))


def forked(keras: Any) -> Any:
    layers = keras.layers
    a, b = keras.Input((8,), name="in_a"), keras.Input((4,), name="in_b")
    x, y = layers.Dense(16)(a), layers.Dense(16)(b)
    joined, added = layers.Concatenate()([x, y]), layers.Add()([x, y])
    first = layers.Dense(3, name="out1")(joined)
    second = layers.Dense(1, name="out2_with_a_very_long_layer_name_indeed")(added)
    return keras.Model([a, b], [first, second], name="func")


def nested(keras: Any) -> Any:
    dense = keras.layers.Dense
    first = dense(8)
    innermost = keras.Sequential([keras.Input((8,)), dense(6), dense(5)], name="innermost")
    inner = keras.Sequential([keras.Input((20,)), first, innermost, dense(4)], name="inner")
    inner.trainable = False
    return keras.Sequential([keras.Input((20,)), inner, dense(2)], name="outer")


# Name of the recording -> the model, and the arguments of `summary`.
SUMMARIES: dict[str, tuple[Callable[[Any], Any], dict[str, Any]]] = {
    "after_fit": (trained, {}),
    "batchsize_markup": (markup, {}),
    "big": (big, {}),
    "default": (plain, {}),
    "empty": (empty, {}),
    "flatten": (flat, {}),
    "functional_linear": (chain, {}),
    "functional_multi": (forked, {}),
    "functional_multi_trainable": (forked, {"show_trainable": True}),
    "layer_range": (trained, {"layer_range": ["dense", "dropout"]}),
    "layer_range_bad": (trained, {"layer_range": ["nope", "dropout"]}),
    "line_length_120": (trained, {"line_length": 120}),
    "line_length_20": (trained, {"line_length": 20}),
    "line_length_60": (trained, {"line_length": 60}),
    "nested": (nested, {}),
    "nested_expand": (nested, {"expand_nested": True}),
    "nested_expand_trainable": (nested, {"expand_nested": True, "show_trainable": True}),
    "positions": (trained, {"line_length": 80, "positions": [0.3, 0.6, 1.0]}),
    "print_fn": (trained, {"print_fn": "collect"}),
    "show_trainable": (trained, {"show_trainable": True}),
    "show_trainable_frozen": (frozen, {"show_trainable": True}),
    "unbuilt": (unbuilt, {}),
    "xor": (xor, {}),
}


def summaries(keras: Any, names: list[str] | None = None, **where: Any) -> dict[str, str]:
    """Name of a recording -> what its program prints on a `screen(**where)`."""
    return {name: summary(keras, name, **where) for name in names or SUMMARIES}


def summary(keras: Any, name: str, **where: Any) -> str:
    """What one of the recorded programs prints on a `screen(**where)`."""
    build, arguments = SUMMARIES[name]
    keras.backend.clear_session()
    model = build(keras)
    with screen(**where) as shown:
        try:
            if "print_fn" in arguments:
                _summary_in_pieces(model)
            else:
                model.summary(**arguments)
        except UnicodeEncodeError:  # a ValueError, too
            raise
        except ValueError as error:
            print("EXC ValueError", error)
    return readable(shown.text())


def _summary_in_pieces(model: Any) -> None:
    calls: list[str] = []
    model.summary(print_fn=lambda text: calls.append(text))
    print(len(calls), sorted({type(call).__name__ for call in calls}))
    print(calls)


def printable_summaries(keras: Any, **where: Any) -> list[str]:
    """The recorded programs that run through on a `screen(**where)`."""
    names = []
    for name in SUMMARIES:
        # A summary with boxes cannot be printed on a screen that has no letters for them.
        with contextlib.suppress(UnicodeEncodeError):
            summary(keras, name, **where)
            names.append(name)
    return names

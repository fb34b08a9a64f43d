"""The few settings that hold for the whole process, as `keras.config` publishes them.

They start from ``keras.json`` in the folder ``$KERAS_HOME`` or ``~/.keras`` where there is one, as
in Keras; it is read when a setting is first asked for, never at import.
"""

from __future__ import annotations

from typing import Any

from keras_lite.errors import InvalidArgument, InvalidType, explain
from keras_lite.lazy import lazy_names

# The two functions that are not listed here are for the rest of keras_lite.
_PUBLISHED = (
    "disable_interactive_logging",
    "disable_traceback_filtering",
    "enable_interactive_logging",
    "enable_traceback_filtering",
    "enable_unsafe_deserialization",
    "epsilon",
    "executor",
    "floatx",
    "image_data_format",
    "is_interactive_logging_enabled",
    "is_traceback_filtering_enabled",
    "max_epochs",
    "max_steps_per_epoch",
    "set_epsilon",
    "set_executor",
    "set_floatx",
    "set_image_data_format",
    "set_max_epochs",
    "set_max_steps_per_epoch",
)
# Policies are kept a floor above, and published here.
__getattr__, __dir__, __all__ = lazy_names(
    __name__,
    {
        "dtype_policy": "keras_lite.dtype_policies",
        "set_dtype_policy": "keras_lite.dtype_policies",
    },
    eager=_PUBLISHED,
)

_FLOATS = ("float16", "bfloat16", "float32", "float64")
_FORMATS = ("channels_last", "channels_first")
_DEFAULTS: dict[str, Any] = {
    "floatx": "float32",
    "epsilon": 1e-7,
    "image_data_format": "channels_last",
    "executor": None,  # "auto", and nobody asked for it
    "interactive_logging": True,
    "traceback_filtering": True,
    "unsafe_deserialization": False,
    "max_epochs": None,
    "max_steps_per_epoch": None,
}
_EXECUTORS = ("auto", "numpy", "c")
_settings: dict[str, Any] = {}


def floatx() -> str:
    """The name of the float type that weights and results have unless told otherwise.

    Example:
        >>> floatx()
        'float32'
    """
    return str(_get("floatx"))


def set_floatx(value: str) -> None:
    """Choose the default float type: "float16", "bfloat16", "float32" or "float64".

    Raises:
        InvalidArgument: (a ValueError) for any other value.
    """
    _set("floatx", _one_of("set_floatx: `value`", value, _FLOATS))


def epsilon() -> float:
    """The small number that keeps logarithms and divisions away from zero.

    Example:
        >>> epsilon()
        1e-07
    """
    return _get("epsilon")  # type: ignore[no-any-return]


def set_epsilon(value: float) -> None:
    """Choose the small number that keeps logarithms and divisions away from zero.

    Raises:
        InvalidType: (a TypeError) when `value` is not a number.
    """
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        raise InvalidType(
            explain("set_epsilon: `value`", value, "a small number", "Give a float such as 1e-7.")
        )
    _set("epsilon", value)


def image_data_format() -> str:
    """Where images keep their channels: "channels_last" or "channels_first"."""
    return str(_get("image_data_format"))


def set_image_data_format(data_format: str) -> None:
    """Choose where images keep their channels: "channels_last" or "channels_first".

    Raises:
        InvalidArgument: (a ValueError) for any other value.
    """
    chosen = data_format.lower() if isinstance(data_format, str) else data_format
    where = "set_image_data_format: `data_format`"
    _set("image_data_format", _one_of(where, chosen, _FORMATS))


def standardize_data_format(data_format: str | None) -> str:
    """The format an argument means: `None` stands for the process-wide setting.

    Raises:
        InvalidArgument: (a ValueError) for a format that does not exist.
    """
    if data_format is None:
        return image_data_format()
    chosen = str(data_format).lower()
    return _one_of("`data_format`", chosen, _FORMATS)


def executor() -> str:
    """What runs programs: "numpy", "c" or "auto".

    It starts as the environment variable ``KERAS_LITE_EXECUTOR`` says; without one it is "auto".
    See `set_executor`.
    """
    return str(_get("executor") or "auto")


def executor_was_chosen() -> bool:
    """Whether somebody asked for it, and wants to hear why it does not come about."""
    return _get("executor") is not None


def set_executor(value: str) -> None:
    """Choose what runs programs.

    Args:
        value: "numpy": the emitted NumPy program, on every machine. "c": the same program written
            in C, compiled by the system's compiler, for up to four batch sizes; what C has no form
            for, and large products, still run on NumPy. "auto" (the default): NumPy at first, C
            from the end of the epoch (or call) in which a program has done so much work that
            compiling pays. Nothing but the program and the steps done so far decides that, so the
            same calls give the same bits again. Results of both differ by rounding only.

    Raises:
        InvalidArgument: (a ValueError) for any other value.
    """
    _set("executor", _one_of("set_executor: `value`", value, _EXECUTORS))


def is_interactive_logging_enabled() -> bool:
    """Whether progress is drawn on the screen (True) or written to the log (False)."""
    return bool(_get("interactive_logging"))


def enable_interactive_logging() -> None:
    """Draw progress on the screen."""
    _set("interactive_logging", True)


def disable_interactive_logging() -> None:
    """Write progress to the log, one line per epoch."""
    _set("interactive_logging", False)


def is_traceback_filtering_enabled() -> bool:
    """Whether tracebacks leave out the lines inside the library."""
    return bool(_get("traceback_filtering"))


def enable_traceback_filtering() -> None:
    """Leave the lines inside the library out of tracebacks."""
    _set("traceback_filtering", True)


def disable_traceback_filtering() -> None:
    """Show tracebacks in full."""
    _set("traceback_filtering", False)


def enable_unsafe_deserialization() -> None:
    """Let configurations make Python functions out of stored byte code. Trust the file first."""
    _set("unsafe_deserialization", True)


def is_unsafe_deserialization_enabled() -> bool:
    """Whether configurations may make Python functions out of stored byte code."""
    return bool(_get("unsafe_deserialization"))


def max_epochs() -> int | None:
    """The most epochs that any `fit` runs; None when there is no limit."""
    return _get("max_epochs")  # type: ignore[no-any-return]


def set_max_epochs(max_epochs: int | None) -> None:
    """Limit the epochs of every `fit` that follows, for a quick trial of a long program."""
    _set("max_epochs", _count("set_max_epochs: `max_epochs`", max_epochs))


def max_steps_per_epoch() -> int | None:
    """The most steps in any epoch; None when there is no limit."""
    return _get("max_steps_per_epoch")  # type: ignore[no-any-return]


def set_max_steps_per_epoch(max_steps_per_epoch: int | None) -> None:
    """Limit the steps of every epoch that follows, for a quick trial of a long program."""
    where = "set_max_steps_per_epoch: `max_steps_per_epoch`"
    _set("max_steps_per_epoch", _count(where, max_steps_per_epoch))


def _get(name: str) -> Any:
    if not _settings:
        _start()
    return _settings[name]


def _set(name: str, value: Any) -> None:
    if not _settings:
        _start()
    _settings[name] = value


def _start() -> None:
    """Fill in the defaults, then what the user's own file says."""
    import os

    _settings.update(_DEFAULTS)
    wanted = os.environ.get("KERAS_LITE_EXECUTOR")
    if wanted:
        _settings["executor"] = _one_of("KERAS_LITE_EXECUTOR", wanted, _EXECUTORS)
    stored = _read_file()
    if stored.get("floatx") in _FLOATS:
        _settings["floatx"] = stored["floatx"]
    if stored.get("image_data_format") in _FORMATS:
        _settings["image_data_format"] = stored["image_data_format"]
    if isinstance(stored.get("epsilon"), float):
        _settings["epsilon"] = stored["epsilon"]


def _read_file() -> dict[str, Any]:
    import os

    folder = os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
    try:
        with open(os.path.join(folder, "keras.json"), encoding="utf-8") as file:
            import json  # here, for few have such a file

            stored = json.load(file)
    except (OSError, ValueError):
        # Keras: 3.15 too goes on with the defaults when the file is missing or broken.
        return {}
    return stored if isinstance(stored, dict) else {}


def _one_of(where: str, value: Any, choices: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in choices:
        names = ", ".join(repr(choice) for choice in choices)
        raise InvalidArgument(explain(where, value, f"one of {names}", "Choose one of these."))
    return value


def _count(where: str, value: int | None) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise InvalidArgument(
            explain(where, value, "a positive integer or None", "None takes the limit away.")
        )
    return value

"""From an object to a configuration: nothing but dicts, lists, strings and numbers."""

from __future__ import annotations

import types
from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Any, NamedTuple

import numpy as np

from keras_lite.errors import InvalidType
from keras_lite.registry.names import get_registered_name, place_of


class Codec(NamedTuple):
    """How one kind of value is written under a tag such as ``__numpy__``, and read back."""

    tag: str
    encode: Callable[[Any], dict[str, Any]]
    decode: Callable[[dict[str, Any]], Any]


_codecs: dict[type, Codec] = {}
_tags: dict[str, Codec] = {}
_sharing: ContextVar[set[int] | None] = ContextVar("object_sharing", default=None)


def add_codec(
    kind: type,
    tag: str,
    encode: Callable[[Any], dict[str, Any]],
    decode: Callable[[dict[str, Any]], Any],
) -> None:
    """Say how values of a class are written and read where they stand in a configuration.

    Args:
        kind: The class; its subclasses follow it unless they have their own.
        tag: Stands as `class_name` in the configuration.
        encode: From a value to the dict that stands as `config`.
        decode: The way back.
    """
    _codecs[kind] = _tags[tag] = Codec(tag, encode, decode)


def find_codec(tag: str) -> Codec | None:
    """The codec that reads this tag, or None."""
    return _tags.get(tag)


class ObjectSharingScope:
    """Within a ``with`` block, an object met again is marked with an id that is its own.

    Model files have these marks, so that an initializer shared by two layers can be shared again.
    """

    def __init__(self) -> None:
        self._tokens: list[Token[set[int] | None]] = []

    def __enter__(self) -> ObjectSharingScope:
        self._tokens.append(_sharing.set(set()))
        return self

    def __exit__(self, *_: object) -> None:
        _sharing.reset(self._tokens.pop())


def serialize_keras_object(obj: Any) -> Any:
    """The configuration of an object, from which `deserialize_keras_object` makes it again.

    Args:
        obj: Anything a constructor takes: numbers, strings, containers, arrays, functions, and
            every object with a `get_config` method.

    Returns:
        Plain data. An object becomes a dict with `module`, `class_name`, `config` and
        `registered_name`.

    Raises:
        InvalidType: (a TypeError) for what cannot be written down.

    Example:
        >>> serialize_keras_object([1, (2.5, "a"), {"b": None}])
        [1, (2.5, 'a'), {'b': None}]
    """
    if isinstance(obj, (np.bool_, np.number)):
        return obj.item()
    if obj is None or isinstance(obj, (str, int, float)):
        return obj
    if isinstance(obj, (list, tuple)):
        parts = [serialize_keras_object(part) for part in obj]
        return tuple(parts) if isinstance(obj, tuple) else parts
    if isinstance(obj, dict):
        return {key: serialize_keras_object(value) for key, value in obj.items()}
    if isinstance(obj, np.dtype):
        return obj.name
    for kind in type(obj).__mro__:
        if kind in _codecs:
            codec = _codecs[kind]
            return {"class_name": codec.tag, "config": codec.encode(obj)}
    if isinstance(obj, types.FunctionType) and obj.__name__ == "<lambda>":
        return _lambda_config(obj)
    if hasattr(obj, "get_config") and not isinstance(obj, type):
        return _object_config(obj)
    if callable(obj) and hasattr(obj, "__name__") and not isinstance(obj, type):
        return _function_config(obj)
    hint = " Give an instance, not the class." if isinstance(obj, type) else ""
    raise InvalidType(
        f"serialize_keras_object: {obj!r} of type {type(obj).__name__} cannot be saved; plain "
        f"values and objects with a `get_config` method can.{hint}"
    )


def _object_config(obj: Any) -> dict[str, Any]:
    config = obj.get_config()
    if not isinstance(config, dict):
        raise InvalidType(
            f"{type(obj).__name__}.get_config returned {config!r}, but a dict was expected. Return "
            "the constructor's arguments by name."
        )
    place = place_of(type(obj))
    own = type(obj).__module__
    found: dict[str, Any] = {
        # Keras: 3.15 writes null for classes of the script itself, which has no name to find.
        "module": place[0] if place else (None if own == "__main__" else own),
        "class_name": place[1] if place else type(obj).__name__,
        "config": {key: serialize_keras_object(value) for key, value in config.items()},
        "registered_name": None if place else get_registered_name(type(obj)),
    }
    if place and place[0].startswith("keras.src."):
        found["registered_name"] = place[1]
    for part in ("build_config", "compile_config"):
        state = getattr(obj, f"get_{part}", lambda: None)()
        if state is not None:
            found[part] = serialize_keras_object(state)
    _mark_if_shared(obj, found)
    return found


def _mark_if_shared(obj: Any, config: dict[str, Any]) -> None:
    seen = _sharing.get()
    if seen is None:
        return
    # Keras: 3.15 marks the second and later meetings only, not the first.
    if id(obj) in seen:
        config["shared_object_id"] = id(obj)
    seen.add(id(obj))


def _function_config(obj: Any) -> dict[str, Any]:
    place = place_of(obj)
    return {
        "module": "builtins",
        "class_name": "function",
        "config": place[1] if place else get_registered_name(obj),
        "registered_name": "function",
    }


def _lambda_config(obj: types.FunctionType) -> dict[str, Any]:
    """A nameless function, as its byte code; the only form Keras has for it."""
    import base64
    import marshal
    import warnings

    warnings.warn(
        "A lambda is saved as byte code, which only this version of Python can read, and only when "
        "the reader agrees to run code from the file. Write a named function and register it with "
        "`register_keras_serializable` instead.",
        stacklevel=3,
    )
    code = base64.encodebytes(marshal.dumps(obj.__code__)).decode("ascii")
    closure = tuple(cell.cell_contents for cell in obj.__closure__) if obj.__closure__ else None
    value = serialize_keras_object((code, obj.__defaults__, closure))
    return {"class_name": "__lambda__", "config": {"value": value}}


def _encode_array(array: Any) -> dict[str, Any]:
    return {"value": array.tolist(), "dtype": array.dtype.name}


def _decode_array(config: dict[str, Any]) -> Any:
    dtype = np.dtype(config["dtype"])
    if dtype.kind not in "biufc" or dtype.itemsize > 16:
        # A type of text may have any length, and objects may be anything.
        raise InvalidType(f"An array of type {config['dtype']!r} was saved, but numbers are read.")
    return np.array(config["value"], dtype=dtype)


# Arrays are written under the second tag; the first is what tensors are written under.
add_codec(np.ndarray, "__tensor__", _encode_array, _decode_array)
add_codec(np.ndarray, "__numpy__", _encode_array, _decode_array)
add_codec(
    bytes,
    "__bytes__",
    lambda value: {"value": value.decode("utf-8")},
    lambda config: str(config["value"]).encode("utf-8"),
)
add_codec(
    slice,
    "__slice__",
    lambda s: {
        "start": serialize_keras_object(s.start),
        "stop": serialize_keras_object(s.stop),
        "step": serialize_keras_object(s.step),
    },
    lambda config: slice(config["start"], config["stop"], config["step"]),
)
add_codec(type(...), "__ellipsis__", lambda _: {}, lambda _: ...)

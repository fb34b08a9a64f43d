"""From a configuration to an object. Only what registered itself can be made."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from keras_lite import config as settings
from keras_lite.errors import (
    CannotDeserialize,
    InvalidArgument,
    InvalidFile,
    KerasLiteError,
    suggest,
)
from keras_lite.registry import names
from keras_lite.registry.encode import find_codec

_safe: ContextVar[bool] = ContextVar("safe_mode", default=True)
_shared: ContextVar[dict[Any, Any] | None] = ContextVar("shared_objects", default=None)


def deserialize_keras_object(
    config: Any,
    custom_objects: Mapping[str, Any] | None = None,
    safe_mode: bool = True,
    **kwargs: Any,
) -> Any:
    """The object that a configuration describes.

    Args:
        config: What `serialize_keras_object` returned, or its JSON read back.
        custom_objects: Your own classes and functions by name.
        safe_mode: If True, a stored lambda is refused, because running it runs code from the file.
        **kwargs: `module_objects`, a dict of more names, asked when no module is given.

    Raises:
        CannotDeserialize: (a TypeError) when a class or function is not known, or its constructor
            refuses the arguments.
        InvalidArgument: (a ValueError) when a lambda is met in safe mode.

    Example:
        >>> deserialize_keras_object({"class_name": "__slice__",
        ...                           "config": {"start": 1, "stop": None, "step": 2}})
        slice(1, None, 2)
    """
    module_objects = kwargs.pop("module_objects", None)
    if kwargs:
        raise CannotDeserialize(f"deserialize_keras_object: unknown arguments {sorted(kwargs)}.")
    tokens = (
        _safe.set(safe_mode and _safe.get()),
        _shared.set({} if _shared.get() is None else _shared.get()),
    )
    try:
        with names.CustomObjectScope(custom_objects):
            return _decode(config, module_objects or {})
    finally:
        _safe.reset(tokens[0])
        _shared.reset(tokens[1])


def _decode(config: Any, table: Mapping[str, Any]) -> Any:
    if isinstance(config, (list, tuple)):
        # Keras: 3.15 gives lists for tuples, as JSON does.
        return [_decode(part, table) for part in config]
    if isinstance(config, str):
        found = names.scope_objects().get(config, table.get(config))
        if found is None:
            return config
        return found() if isinstance(found, type) else found
    if not isinstance(config, dict):
        return config
    if "class_name" not in config or "config" not in config:
        return {key: _decode(value, table) for key, value in config.items()}
    return _decode_object(config, table)


def _decode_object(config: dict[str, Any], table: Mapping[str, Any]) -> Any:
    name, inner = config["class_name"], config["config"]
    if name == "__lambda__":
        return _decode_lambda(inner)
    codec = find_codec(name)
    if codec is not None:
        return codec.decode(inner)
    if name == "function":
        return _find(config, inner, "function", table)
    shared, key = _shared.get(), config.get("shared_object_id")
    if shared is not None and key is not None and key in shared:
        return shared[key]
    made = _make(_find(config, name, "class", table), config)
    if shared is not None and key is not None:
        shared[key] = made
    return made


def _find(config: dict[str, Any], name: Any, kind: str, table: Mapping[str, Any]) -> Any:
    """The class or function of a configuration: the user's, then the library's own."""
    module = config.get("module")
    registered = name if kind == "function" else config.get("registered_name")
    found = names.get_registered_object(registered)
    if found is None and kind == "function":
        found = table.get(name) or names.find_function(name)
    elif found is None and isinstance(module, str):
        found = names.find_saved(module, name)
    if found is None:
        found = names.get_registered_object(name, module_objects=table)
    if found is not None:
        return found
    own = isinstance(module, str) and (module == "keras" or module.startswith("keras."))
    hint = suggest(name, names.builtin_names(module) if own else _known(table))
    fix = (
        "Check the spelling."
        if own
        else "Register it with `@register_keras_serializable()` and import the file that does so, "
        "or pass it in `custom_objects`."
    )
    raise CannotDeserialize(
        f"deserialize_keras_object: there is no {kind} {name!r} in module {module!r}.{hint} {fix}"
    )


def _known(table: Mapping[str, Any]) -> list[str]:
    return [*table, *names.scope_objects(), *names.get_custom_objects(), *names.builtin_names()]


def _make(found: Any, config: dict[str, Any]) -> Any:
    if not isinstance(found, type):
        return found  # a function, named in the old way where a class could stand
    if not hasattr(found, "from_config"):
        raise CannotDeserialize(
            f"deserialize_keras_object: class {found.__name__} has no `from_config` method, so "
            "no instance can be made from a configuration. Add a classmethod that does it."
        )
    try:
        made = found.from_config(config["config"])
    except KerasLiteError as error:
        _place(error, found, config["config"])
        raise
    except TypeError as error:
        raise CannotDeserialize(
            f"{_named(found, config['config'])} could not be made from its configuration "
            f"{str(config['config'])[:300]}: {error} Its `get_config` has to return what its "
            "constructor takes."
        ) from error
    if config.get("build_config") and not getattr(made, "built", False):
        if hasattr(made, "build_from_config"):
            made.build_from_config(_decode(config["build_config"], {}))
            made.built = True
    if config.get("compile_config") and hasattr(made, "compile_from_config"):
        made.compile_from_config(config["compile_config"])
        made.compiled = True
    return made


def _named(found: type, config: Any) -> str:
    name = config.get("name") if isinstance(config, dict) else None
    return f"{found.__name__} '{name}'" if isinstance(name, str) else found.__name__


def _place(error: KerasLiteError, found: type, config: Any) -> None:
    """Puts the name of the layer whose configuration an error is about before its message."""
    if isinstance(error, InvalidFile):
        return  # which says where it is about
    named = _named(found, config)
    if named != found.__name__ and not hasattr(error, "_is_placed"):
        error.args = (f"{named}: {error}", *error.args[1:])
        error._is_placed = True  # type: ignore[attr-defined]


@contextmanager
def calling(operation: Any) -> Iterator[None]:
    """Within the block, errors are about the call of this layer, as a configuration has it."""
    config = {"name": getattr(operation, "name", None)}
    try:
        yield
    except KerasLiteError as error:
        _place(error, type(operation), config)
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        kind = CannotDeserialize if isinstance(error, TypeError) else InvalidArgument
        raise kind(
            f"{_named(type(operation), config)} could not be called as its configuration says: "
            f"{type(error).__name__}: {error}"
        ) from error


def _decode_lambda(inner: dict[str, Any]) -> Any:
    if _safe.get() and not settings.is_unsafe_deserialization_enabled():
        raise InvalidArgument(
            "deserialize_keras_object: the configuration holds a Python lambda, and loading it "
            "would run code from the file. If you trust where it comes from, pass "
            "`safe_mode=False` or call `keras_lite.config.enable_unsafe_deserialization()`."
        )
    import base64
    import marshal

    code, defaults, closure = inner["value"]
    cells = tuple(types.CellType(value) for value in closure) if closure else None
    loaded = marshal.loads(base64.b64decode(code))
    return types.FunctionType(loaded, {}, "<lambda>", tuple(defaults) if defaults else None, cells)

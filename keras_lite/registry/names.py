"""The tables of names: the library's own objects, and those that users register."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar, Token
from typing import Any, TypeVar

from keras_lite.errors import InvalidArgument, InvalidType

Registered = TypeVar("Registered", bound=Callable[..., Any])
Finder = Callable[[str, str], Any]
Hook = Callable[[Any], None]

# Where a function is looked for when a configuration gives no more than its name.
_FUNCTION_MODULES = (
    "keras.activations",
    "keras.losses",
    "keras.metrics",
    "keras.constraints",
    "keras.initializers",
    "keras.regularizers",
    "keras.ops",
)

# Under "keras.": what reads files, starts things or sets the scene, and is never part of a model.
_UNSAVED_MODULES = frozenset(
    "backend callbacks config datasets preprocessing saving tree utils wrappers".split()
)

_builtins: dict[tuple[str, str], Any] = {}
_places: dict[Any, tuple[str, str]] = {}
_hooks: list[Hook] = []
_finders: list[Finder] = []
_renamers: list[Callable[[str, str], str | None]] = []
_elders: list[Callable[[str, str], Any]] = []
_custom: dict[str, Any] = {}
_custom_names: dict[Any, str] = {}
_scope: ContextVar[Mapping[str, Any] | None] = ContextVar("custom_object_scope", default=None)


def builtin(
    module: str, *names: str, also: tuple[str, ...] = ()
) -> Callable[[Registered], Registered]:
    """Register a class or function of the library under the module that Keras publishes it in.

    Args:
        module: Such as "keras.layers"; it goes into saved files.
        *names: Its name, if it is not the object's own, and further names it is found under.
        also: Further modules it is found under.

    Example:
        >>> @builtin("keras.layers")
        ... class Twice:
        ...     pass
        >>> place_of(Twice)
        ('keras.layers', 'Twice')
    """

    def enter(found: Registered) -> None:
        every = names or (found.__name__,)
        # The first place stays: `keras.losses.kld` is the same function as `keras.metrics.kld`.
        _places.setdefault(found, (module, every[0]))
        for place in (module, *also):
            for name in every:
                _builtins[place, name] = found

    def register(found: Registered) -> Registered:
        fresh = found not in _places
        enter(found)
        for hook in _hooks if fresh else ():
            wrapper = hook(found)
            if wrapper is not None:
                found = wrapper
                enter(found)
        return found

    return register


def place_of(found: Any) -> tuple[str, str] | None:
    """The module and name of one of the library's own classes or functions, or None."""
    try:
        return _places.get(found)
    except TypeError:  # not hashable, so never registered
        return None


def on_builtin(hook: Hook) -> None:
    """Call `hook` with each object of the library, registered already or later.

    What it returns for a function that registers itself later takes that function's place; None
    leaves it be. Classes are changed in place.

    This is how old spellings reach finished classes from outside.
    """
    _hooks.append(hook)
    for found in list(_places):
        hook(found)


def on_unknown_identifier(renamer: Callable[[str, str], str | None]) -> None:
    """Ask ``renamer(module, name)`` for the present name of a member that a family lacks."""
    _renamers.append(renamer)


def present_name(module: str, name: str) -> str | None:
    """What a renamer says is the name of today, or None."""
    return next((new for renamer in _renamers if (new := renamer(module, name))), None)


def on_identifier(elder: Callable[[str, str], Any]) -> None:
    """Ask ``elder(module, name)`` first what a name in a family stands for; None leaves it be.

    This is how a name keeps the meaning that it had when a program was written.
    """
    _elders.append(elder)


def elder_member(module: str, name: str) -> Any:
    """What an elder says the name stands for, or None."""
    return next((made for elder in _elders if (made := elder(module, name)) is not None), None)


def add_finder(finder: Finder) -> None:
    """Ask ``finder(module, name)`` for objects that have not registered themselves yet.

    A finder loads one of a fixed list of the library's own files and answers None for every name
    that is not in its list.
    """
    _finders.append(finder)


def find_builtin(module: str, name: str) -> Any:
    """The library's own object of this name, loaded if need be, or None."""
    found = _find_loaded(module, name)
    for finder in _finders if found is None else ():
        found = finder(module, name)
        if found is not None:
            return found
    return found


def find_function(name: str) -> Any:
    """The library's own function of this name, in whichever family has it, or None."""
    for find in (_find_loaded, find_builtin):  # what is loaded already comes first
        for module in _FUNCTION_MODULES:
            found = find(module, name)
            if found is not None and not isinstance(found, type):
                return found
    return None


def find_saved(module: str, name: str) -> Any:
    """The library's own object that a configuration may name, or None.

    These are classes, and functions of tensors. The library's other functions read files, load
    models or set seeds; no configuration can mean them, and a hostile one could.
    """
    plain = module.removeprefix("keras.")
    if plain.partition(".")[0] in _UNSAVED_MODULES:
        return None
    found = find_builtin(module, name)
    if isinstance(found, type) or module in _FUNCTION_MODULES or plain.startswith("src.ops."):
        return found
    return None


def _find_loaded(module: str, name: str) -> Any:
    return _builtins.get((module, name))


def builtin_names(module: str | None = None) -> Iterator[str]:
    """All names registered in a module, or in any; for suggestions."""
    return (name for place, name in _builtins if module in (None, place))


def register_keras_serializable(
    package: str = "Custom", name: str | None = None
) -> Callable[[Registered], Registered]:
    """A decorator that lets a class or function of your own be saved and loaded by name.

    Args:
        package: Keeps names of different authors apart; the registered name is ``package>name``.
        name: The name to use, if not the object's own.

    Raises:
        InvalidArgument: (a ValueError) when a class has no `get_config` method.

    Example:
        >>> @register_keras_serializable("demo")
        ... def double(x):
        ...     return 2 * x
        >>> get_registered_name(double)
        'demo>double'
    """

    def register(found: Registered) -> Registered:
        registered = f"{package}>{found.__name__ if name is None else name}"
        if isinstance(found, type) and not hasattr(found, "get_config"):
            raise InvalidArgument(
                f"register_keras_serializable: class {found.__name__} has no `get_config` method, "
                "so it could not be saved. Add one that returns the constructor's arguments as a "
                "dict."
            )
        _custom[registered] = found
        _custom_names[found] = registered
        return found

    return register


class CustomObjectScope:
    """Within a ``with`` block, more names are known: those of your own classes and functions.

    Args:
        custom_objects: A dict from names to classes or functions.

    Example:
        >>> with CustomObjectScope({"twice": lambda x: 2 * x}):
        ...     get_registered_object("twice")(3)
        6
    """

    def __init__(self, custom_objects: Mapping[str, Any] | None) -> None:
        if custom_objects is not None and not isinstance(custom_objects, Mapping):
            raise InvalidType(
                f"CustomObjectScope: `custom_objects` is {custom_objects!r}, but a dict from names "
                "to classes or functions was expected."
            )
        self.custom_objects: Mapping[str, Any] = custom_objects or {}
        self._tokens: list[Token[Mapping[str, Any] | None]] = []

    def __enter__(self) -> CustomObjectScope:
        merged = {**scope_objects(), **self.custom_objects}
        self._tokens.append(_scope.set(merged))
        return self

    def __exit__(self, *_: object) -> None:
        _scope.reset(self._tokens.pop())


custom_object_scope = CustomObjectScope


def scope_objects() -> Mapping[str, Any]:
    """What the enclosing `CustomObjectScope` blocks make known."""
    return _scope.get() or {}


def get_custom_objects() -> dict[str, Any]:
    """The dict of everything registered for the whole process; changing it registers."""
    return _custom


def get_registered_name(obj: Any) -> str:
    """The name `obj` was registered under, or its own name."""
    try:
        known = _custom_names.get(obj)
    except TypeError:
        known = None
    return known if known is not None else str(obj.__name__)


def get_registered_object(
    name: str | None,
    custom_objects: Mapping[str, Any] | None = None,
    module_objects: Mapping[str, Any] | None = None,
) -> Any:
    """The class or function of this name, or None.

    Args:
        name: As `get_registered_name` gives it.
        custom_objects: Asked after the scopes and the registered objects.
        module_objects: Asked last.
    """
    for table in (scope_objects(), _custom, custom_objects or {}, module_objects or {}):
        if name is not None and name in table:
            return table[name]
    return None

"""Attributes that belong: a layer keeps account of the variables and layers that are set on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, NotReady
from keras_lite.layers.tracked import TrackedDict, TrackedList
from keras_lite.ops.node import Operation

_PLAIN = (type(None), bool, int, float, str)
_KINDS = (
    "_trainable_variables",
    "_non_trainable_variables",
    "_layers",
    "_metrics",
    "_seed_generators",
)


class NotInitialized(NotReady, RuntimeError):
    """A subclass of `Layer` forgot the constructor of `Layer`."""


class Holder(Operation):
    """An operation that holds what is set on it.

    An attribute that is a variable, a layer, a metric or a seed generator, also within lists,
    tuples and dicts, is entered in `_trainable_variables`, `_non_trainable_variables`, `_layers`,
    `_metrics` or `_seed_generators`, in the order of arrival.
    """

    name: str
    built: bool
    untracked_attributes: frozenset[str] = frozenset()
    """Names of further attributes whose contents belong to others."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        made = super().__new__(cls, *args, **kwargs)
        # Here, so that attributes may be set before `super().__init__()` is called.
        made.__dict__.update({kind: [] for kind in _KINDS})
        made.__dict__.update(_losses=[], _locked=False, _trainable=True)
        return made

    def __setattr__(self, name: str, value: Any) -> None:
        before = self.__dict__.get(name)
        if not isinstance(value, _PLAIN) and self._tracks(name):
            value = self._adopt(value)
        object.__setattr__(self, name, value)
        if before is not value and not isinstance(before, _PLAIN) and self._tracks(name):
            self._release(before)

    def __delattr__(self, name: str) -> None:
        before = self.__dict__.get(name)
        object.__delattr__(self, name)
        self._release(before)

    def _tracks(self, name: str) -> bool:
        return name not in _BOOKKEEPING and name not in self.untracked_attributes

    def _adopt(self, value: Any) -> Any:
        """Makes what `value` holds part of this layer; returns what to keep in its place."""
        kind = _kind_of(value)
        if kind is not None:
            self._hold(kind, value)
        elif type(value) is list or (isinstance(value, TrackedList) and value.owner is not self):
            return TrackedList(value, self)
        elif type(value) is dict or (isinstance(value, TrackedDict) and value.owner is not self):
            return TrackedDict(value, self)
        elif type(value) in (tuple, set, frozenset):
            for element in value:
                self._adopt(element)
        return value

    def _hold(self, kind: str, value: Any) -> None:
        held = self.__dict__[kind]
        if any(other is value for other in held):
            return
        if self._locked and kind != "_metrics":
            what = f"the weight '{value.path}'" if isinstance(value, Variable) else repr(value)
            raise InvalidArgument(
                f"Layer '{self.__dict__.get('name', type(self).__name__)}' is built already, but "
                f"{what} was added to it. Make weights and inner layers in `__init__` or in "
                "`build`, so that they exist before the first call ends."
            )
        held.append(value)

    def _release(self, value: Any) -> None:
        """Lets go of what `value` holds, unless another attribute has it too."""
        if isinstance(value, (list, tuple, set, frozenset)):
            for element in value:
                self._release(element)
        elif isinstance(value, dict):
            for element in value.values():
                self._release(element)
        elif _kind_of(value) is not None and not self._has(value):
            for kind in _KINDS:
                held = self.__dict__[kind]
                held[:] = [other for other in held if other is not value]

    def _has(self, value: Any) -> bool:
        """Whether an attribute holds `value`."""
        return any(_contains(v, value) for k, v in self.__dict__.items() if self._tracks(k))

    def __getstate__(self) -> dict[str, Any]:
        # Calls are links to the whole model around a layer; a copy of it stands alone.
        return {**self.__dict__, "_inbound_nodes": [], "_outbound_nodes": [], "_losses": []}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        for value in list(state.values()):
            _give_owner(value, self)

    def _walk(self, seen: set[int] | None = None) -> Iterator[Any]:
        """This layer and all layers inside it, each once, from the outside in."""
        seen = set() if seen is None else seen
        if id(self) in seen:
            return
        seen.add(id(self))
        yield self
        for layer in self._layers:
            yield from layer._walk(seen)

    def _flatten_layers(self, include_self: bool = True, recursive: bool = True) -> list[Any]:
        """The layers inside this one, and those inside them."""
        found = list(self._walk()) if recursive else [self, *self._layers]
        return found if include_self else found[1:]

    def _check_ready(self) -> None:
        if "_inbound_nodes" not in self.__dict__:
            name = type(self).__name__
            raise NotInitialized(
                f"{name}: `super().__init__()` was not called in `{name}.__init__`, but a layer "
                "needs it. Make it the first line there."
            )


# What a layer notes for itself, and whose contents belong to others.
_BOOKKEEPING = frozenset(
    {*_KINDS, "_inbound_nodes", "_outbound_nodes", "_losses", "_arguments", "_build_shapes_dict"}
)


def _kind_of(value: Any) -> str | None:
    """In which of its lists a layer holds such a value."""
    if isinstance(value, Variable):
        return "_trainable_variables" if value.trainable else "_non_trainable_variables"
    if isinstance(value, Holder):
        return "_layers"
    # Metrics stand above this file, and seed generators bring all of `random` along, which most
    # layers never need. Both are known by what they can do.
    if _can(value, "next") and isinstance(getattr(value, "state", None), Variable):
        return "_seed_generators"
    if _can(value, "update_state", "result", "reset_state"):
        return "_metrics"
    return None


def _can(value: Any, *methods: str) -> bool:
    return all(hasattr(type(value), method) for method in methods)


def _contains(place: Any, value: Any) -> bool:
    if isinstance(place, (list, tuple, set, frozenset)):
        return any(_contains(element, value) for element in place)
    if isinstance(place, dict):
        return any(_contains(element, value) for element in place.values())
    return place is value


def _give_owner(value: Any, owner: Any) -> None:
    """Tells the lists and dicts of a copied or loaded layer whose they are."""
    if isinstance(value, (TrackedList, TrackedDict)):
        value.owner = owner
    if isinstance(value, (list, tuple, dict)):
        for element in value.values() if isinstance(value, dict) else value:
            _give_owner(element, owner)

"""One family of objects that users may name by a string: activations, losses, optimizers, ..."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, TypeVar

from keras_lite.errors import InvalidArgument, InvalidType, UnknownName, suggest
from keras_lite.naming import to_snake_case
from keras_lite.registry import names
from keras_lite.registry.decode import deserialize_keras_object
from keras_lite.registry.encode import serialize_keras_object

Member = TypeVar("Member", bound=Callable[..., Any])


class Family:
    """What stands behind `initializers.get`, `losses.serialize` and their like.

    Args:
        kind: What a member is called in messages, as in "initializer".
        module: Where Keras publishes the members, as in "keras.initializers".
        none: The name of the member that None stands for; without it, None stays None.
        ignore_case: Whether names are found in any case.
        functions_by_name: Whether a function of the family is written as its bare name.
        accepts: Tells whether an object can serve as a member.

    Example:
        >>> animals = Family("animal", "keras.animals")
        >>> @animals.named("puss")
        ... class HouseCat:
        ...     def __call__(self):
        ...         return "meow"
        >>> animals.get("house_cat")(), animals.get("puss")()
        ('meow', 'meow')
    """

    def __init__(
        self,
        kind: str,
        module: str,
        *,
        none: str | None = None,
        ignore_case: bool = False,
        functions_by_name: bool = False,
        accepts: Callable[[Any], bool] = callable,
    ) -> None:
        self.kind = kind
        self.module = module
        self.none = none
        self.ignore_case = ignore_case
        self.functions_by_name = functions_by_name
        self.accepts = accepts
        self._objects: dict[str, Any] = {}
        self._preferred: list[str] = []
        self._places: dict[str, str] = {}

    def add(self, found: Member, *aliases: str) -> Member:
        """Take a class or function in, under its name, its name in snake case and more names.

        Returns:
            `found` itself, so that this serves as a decorator.
        """
        name = found.__name__
        own = (name, to_snake_case(name)) if isinstance(found, type) else (name,)
        for spelling in (*own, *aliases):
            self._objects[self._key(spelling)] = found
        self._preferred.append(name)
        self._places.pop(name, None)
        return names.builtin(self.module, *dict.fromkeys((name, *aliases)))(found)

    def elsewhere(self, places: Mapping[str, str]) -> None:
        """Names of members, and the modules in which these add themselves when they are imported.

        That is done when a member is first asked for by its name; all are imported for a name that
        is none of these, for it may be a further one.
        """
        self._places.update({n: place for n, place in places.items() if n not in self._preferred})

    @property
    def objects(self) -> dict[str, Any]:
        """All members, by every name that they have."""
        for place in dict.fromkeys(self._places.values()):
            import_module(place)
        self._places.clear()
        return self._objects

    def _own(self, name: str) -> Any:
        """The member of this name, or None."""
        key = self._key(name)
        if key not in self._objects:
            for member, place in list(self._places.items()):
                if key in (self._key(member), self._key(to_snake_case(member))):
                    import_module(place)
                    break
        return self._objects[key] if key in self._objects else self.objects.get(key)

    def named(self, *aliases: str) -> Callable[[Member], Member]:
        """The decorator form of `add` with further names."""
        return lambda found: self.add(found, *aliases)

    def get(self, identifier: Any) -> Any:
        """The member that a user means.

        Args:
            identifier: A name, a configuration, a class (an instance is made), a function or an
                instance (both are returned as they are), or None.

        Raises:
            UnknownName: (a ValueError) when a name means nothing; the nearest one is suggested.
            InvalidArgument: (a ValueError) when something else arrived.
        """
        if identifier is None:
            return None if self.none is None else self.get(self.none)
        found = identifier
        if isinstance(identifier, str):
            found = self._find(identifier)
        elif isinstance(identifier, dict):
            found = self.deserialize(identifier)
        if isinstance(found, type):
            found = self._instance(found)
        if found is None or not self.accepts(found):
            raise InvalidArgument(
                f"{self._article()} was given as {identifier!r}, but a name, a configuration, a "
                f"class or a callable was expected. Known names: {self._known_names()}."
            )
        return found

    def serialize(self, obj: Any) -> Any:
        """The configuration of a member, from which `deserialize` makes it again."""
        if self.functions_by_name and not isinstance(obj, type):
            place = names.place_of(obj)
            if place is not None and self._objects.get(self._key(place[1])) is obj:
                return place[1]
        return serialize_keras_object(obj)

    def deserialize(self, config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
        """The member that a configuration or a name describes.

        Raises:
            UnknownName: (a ValueError) when a name means nothing.
            CannotDeserialize: (a TypeError) when a configuration cannot be followed.
        """
        if isinstance(config, str):
            with names.CustomObjectScope(custom_objects):
                found = self._find(config)
            return self._instance(found) if isinstance(found, type) else found
        if isinstance(config, dict) and isinstance(config.get("class_name"), str):
            known = self._own(config["class_name"])
            if known is not None and config.get("module") in (None, self.module):
                config = {**config, "module": self.module, "class_name": known.__name__}
        return deserialize_keras_object(config, custom_objects, module_objects=self.objects)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._own(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.objects)

    def _key(self, name: str) -> str:
        return name.lower() if self.ignore_case else name

    def _find(self, name: str) -> Any:
        elder = names.elder_member(self.module, name)
        if elder is not None and name not in names.scope_objects():
            return elder
        for find in (names.scope_objects().get, self._own, names.get_custom_objects().get):
            found = find(name)
            if found is not None:
                return found
        present = names.present_name(self.module, name)
        if present is not None and self._key(present) in self.objects:
            return self.objects[self._key(present)]
        known = [*self._preferred, *self.objects, *names.scope_objects()]
        hint = suggest(name, known) or f" Known names: {self._known_names()}."
        raise UnknownName(f"There is no {self.kind} named {name!r}.{hint}")

    def _known_names(self) -> str:
        return ", ".join(sorted(set(self._preferred)))

    def _article(self) -> str:
        return f"{'An' if self.kind[0] in 'aeiou' else 'A'} {self.kind}"

    def _instance(self, found: type) -> Any:
        try:
            return found()
        except TypeError as error:
            raise InvalidType(
                f"{self._article()} was given as the class {found.__name__}, which cannot be made "
                f"without arguments: {error}. Give an instance, as in {found.__name__}(...)."
            ) from error

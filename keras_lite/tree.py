"""Nested lists, tuples and dicts, taken apart into leaves and put together again.

The rules are those of `keras.tree`: a dict is walked in the order of its sorted keys, an
OrderedDict in its own order, `None` is a leaf, and everything that is not a container is a leaf.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from keras_lite.errors import InvalidArgument, InvalidType

# What Keras publishes; `is_shape` is for the rest of keras_lite.
__all__ = [
    "MAP_TO_NONE",
    "assert_same_paths",
    "assert_same_structure",
    "flatten",
    "flatten_with_path",
    "is_nested",
    "lists_to_tuples",
    "map_shape_structure",
    "map_structure",
    "map_structure_up_to",
    "pack_sequence_as",
    "traverse",
]


class _MapToNone:
    """What a function given to `traverse` returns to put None in a place."""

    def __repr__(self) -> str:
        return "MAP_TO_NONE"


MAP_TO_NONE = _MapToNone()


def is_nested(structure: Any) -> bool:
    """Whether `structure` is a container: a list, tuple, dict or deque, empty or not."""
    return isinstance(structure, (list, tuple, dict, deque))


def flatten(structure: Any) -> list[Any]:
    """The leaves of a structure, from first to last.

    Args:
        structure: Any nesting of lists, tuples and dicts, or a single leaf.

    Returns:
        A list of the leaves. Dicts contribute theirs in the order of their sorted keys.

    Example:
        >>> flatten({"b": 1, "a": [2, (3, None)]})
        [2, 3, None, 1]
    """
    if not is_nested(structure):
        return [structure]
    return [leaf for _, leaf in _walk(structure, ())]


def flatten_with_path(structure: Any) -> list[tuple[tuple[Any, ...], Any]]:
    """The leaves with the keys and indices that lead to each.

    Example:
        >>> flatten_with_path({"a": [5]})
        [(('a', 0), 5)]
    """
    return list(_walk(structure, ()))


def map_structure(func: Callable[..., Any], *structures: Any, none_is_leaf: bool = True) -> Any:
    """`func` of each leaf, in the shape of the first structure.

    Args:
        func: Called with one leaf of each structure.
        *structures: One or more structures of the same shape.
        none_is_leaf: If False, a None stays None and is not given to `func`.

    Raises:
        InvalidType: (a TypeError) when `func` cannot be called.
        InvalidArgument: (a ValueError) when the structures differ or there are none.

    Example:
        >>> map_structure(lambda x, y: x + y, {"a": 1}, {"a": 10})
        {'a': 11}
    """
    if not callable(func):
        raise InvalidType(f"map_structure: `func` is {func!r}, but a function was expected.")
    if not structures:
        raise InvalidArgument("map_structure: no structure arrived; give at least one.")
    for other in structures[1:]:
        assert_same_structure(structures[0], other)

    def call(*leaves: Any) -> Any:
        if not none_is_leaf and leaves[0] is None:
            return None
        return func(*leaves)

    return _map(call, structures)


def map_structure_up_to(shallow_structure: Any, func: Callable[..., Any], *structures: Any) -> Any:
    """`func` of whatever the structures hold where `shallow_structure` has its leaves.

    Example:
        >>> map_structure_up_to([0, 0], len, [[1], [2, 3]])
        [1, 2]
    """
    if not structures:
        raise InvalidArgument("map_structure_up_to: no structure arrived; give at least one.")
    return _map(lambda _, *parts: func(*parts), (shallow_structure, *structures))


def pack_sequence_as(structure: Any, flat_sequence: Sequence[Any]) -> Any:
    """A structure of the same shape, with leaves taken from a flat list.

    Args:
        structure: What the result looks like.
        flat_sequence: As many leaves as `structure` has, in the order of `flatten`.

    Raises:
        InvalidType: (a TypeError) when `flat_sequence` is not a sequence.
        InvalidArgument: (a ValueError) when the number of leaves does not fit.

    Example:
        >>> pack_sequence_as({"b": 1, "a": [2, 3]}, [10, 20, 30])
        {'b': 30, 'a': [10, 20]}
    """
    if not hasattr(flat_sequence, "__len__") or not hasattr(flat_sequence, "__iter__"):
        raise InvalidType(
            f"pack_sequence_as: `flat_sequence` is {flat_sequence!r}, but a flat list of leaves "
            "was expected."
        )
    wanted = len(flatten(structure))
    if wanted != len(flat_sequence):
        raise InvalidArgument(
            f"pack_sequence_as: `flat_sequence` has {len(flat_sequence)} leaves, but the "
            f"structure has {wanted}."
        )
    leaves = iter(flat_sequence)
    return _map(lambda _: next(leaves), (structure,))


def traverse(func: Callable[[Any], Any], structure: Any, top_down: bool = True) -> Any:
    """Visit every container and every leaf, and replace those for which `func` gives a value.

    Args:
        func: Called with each node. None means: leave it and go on inside. `MAP_TO_NONE` puts None
            there.
        structure: What to walk through.
        top_down: Whether a container is visited before what it holds.
    """
    if not callable(func):
        raise InvalidType(f"traverse: `func` is {func!r}, but a function was expected.")
    if top_down:
        answer = func(structure)
        if answer is None and is_nested(structure):
            inside = [traverse(func, part, top_down) for _, part in _parts(structure)]
            return _rebuild(structure, inside)
        return _answer(answer, structure)
    rebuilt = structure
    if is_nested(structure):
        inside = [traverse(func, part, top_down) for _, part in _parts(structure)]
        rebuilt = _rebuild(structure, inside)
    return _answer(func(rebuilt), rebuilt)


def assert_same_structure(a: Any, b: Any) -> None:
    """Nothing when both nest alike, an error that shows the place when they do not.

    Raises:
        InvalidArgument: (a ValueError) with the path of the first difference.
    """
    _compare(a, b, ())


def assert_same_paths(a: Any, b: Any) -> None:
    """Nothing when the same keys and indices lead to leaves in both; containers may differ.

    Raises:
        InvalidArgument: (a ValueError) that lists the paths only one of the two has.
    """
    paths_a = {path for path, _ in _walk(a, ())}
    paths_b = {path for path, _ in _walk(b, ())}
    if paths_a != paths_b:
        raise InvalidArgument(
            f"The structures differ: only the first has {sorted(paths_a - paths_b, key=str)}, "
            f"only the second has {sorted(paths_b - paths_a, key=str)}."
        )


def lists_to_tuples(structure: Any) -> Any:
    """The same structure with every list turned into a tuple."""
    if not is_nested(structure):
        return structure
    inside = [lists_to_tuples(part) for _, part in _parts(structure)]
    return tuple(inside) if isinstance(structure, list) else _rebuild(structure, inside)


def map_shape_structure(func: Callable[[Any], Any], structure: Any) -> Any:
    """`func` of each shape in a structure of shapes; a shape is a tuple or list of int and None."""
    if is_shape(structure):
        return func(tuple(structure))
    if not is_nested(structure):
        raise InvalidArgument(f"map_shape_structure: {structure!r} is not a shape.")
    inside = [map_shape_structure(func, part) for _, part in _parts(structure)]
    return _rebuild(structure, inside)


def is_shape(value: Any) -> bool:
    """Whether `value` is a tuple or list of nothing but sizes (int or None)."""
    return isinstance(value, (list, tuple)) and all(
        size is None or (isinstance(size, int) and not isinstance(size, bool)) for size in value
    )


def _keys(mapping: dict[Any, Any]) -> list[Any]:
    if isinstance(mapping, OrderedDict):
        return list(mapping)
    try:
        return sorted(mapping)
    except TypeError:  # keys of several types: each type by itself
        try:
            return sorted(mapping, key=lambda key: (type(key).__qualname__, key))
        except TypeError:
            return list(mapping)


def _parts(structure: Any) -> list[tuple[Any, Any]]:
    """The key or index of each part of a container, with the part."""
    if isinstance(structure, dict):
        return [(key, structure[key]) for key in _keys(structure)]
    return list(enumerate(structure))


def _walk(structure: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if not is_nested(structure):
        yield path, structure
        return
    for key, part in _parts(structure):
        yield from _walk(part, (*path, key))


def _rebuild(structure: Any, parts: list[Any]) -> Any:
    """A container like `structure` that holds `parts`, given in the order of `_parts`."""
    if isinstance(structure, dict):
        found = dict(zip(_keys(structure), parts, strict=True))
        items = [(key, found[key]) for key in structure]  # the dict keeps its own order
        if isinstance(structure, defaultdict):
            return defaultdict(structure.default_factory, items)
        return OrderedDict(items) if isinstance(structure, OrderedDict) else dict(items)
    if isinstance(structure, tuple):
        return type(structure)(*parts) if hasattr(structure, "_fields") else tuple(parts)
    return deque(parts, structure.maxlen) if isinstance(structure, deque) else list(parts)


def _map(func: Callable[..., Any], structures: tuple[Any, ...]) -> Any:
    first = structures[0]
    if not is_nested(first):
        return func(*structures)
    columns = [[part for _, part in _parts(structure)] for structure in structures]
    sizes = {len(column) for column in columns}
    if len(sizes) > 1:
        raise InvalidArgument(f"The structures differ in length: {sorted(sizes)}.")
    return _rebuild(first, [_map(func, parts) for parts in zip(*columns, strict=True)])


def _answer(answer: Any, otherwise: Any) -> Any:
    if answer is None:
        return otherwise
    return None if answer is MAP_TO_NONE else answer


def _compare(a: Any, b: Any, path: tuple[Any, ...]) -> None:
    where = "".join(f"[{key!r}]" for key in path) or "the top"
    both_dicts = isinstance(a, dict) and isinstance(b, dict)
    if is_nested(a) != is_nested(b) or (is_nested(a) and type(a) is not type(b) and not both_dicts):
        raise InvalidArgument(
            f"The structures differ at {where}: one has {type(a).__name__}, the other "
            f"{type(b).__name__}."
        )
    if not is_nested(a):
        return
    if len(a) != len(b) or (both_dicts and set(a) != set(b)):
        shown = (list(a), list(b)) if both_dicts else (len(a), len(b))
        raise InvalidArgument(
            f"The structures differ at {where}: one has {shown[0]}, the other {shown[1]}."
        )
    for key in a if both_dicts else range(len(a)):
        _compare(a[key], b[key], (*path, key))

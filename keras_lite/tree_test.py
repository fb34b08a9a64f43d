from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from typing import Any, NamedTuple

import numpy as np
import pytest

from keras_lite import tree


class Pair(NamedTuple):
    x: Any
    y: Any


# Recorded from keras.tree 3.15.1.
@pytest.mark.parametrize(
    ("structure", "leaves"),
    [
        ({"b": 1, "a": [2, (3, None)]}, [2, 3, None, 1]),
        (None, [None]),
        (3, [3]),
        ([], []),
        ({}, []),
        ("abc", ["abc"]),
        (Pair(1, [2]), [1, 2]),
        (OrderedDict([("b", 1), ("a", 2)]), [1, 2]),
        (defaultdict(int, {"b": 1, "a": 2}), [2, 1]),
        (deque([1, 2]), [1, 2]),
        ({2: 1, "a": 3}, [1, 3]),
        ({"z": (1,), "A": {}}, [1]),
    ],
)
def test_flatten_as_keras(structure: Any, leaves: list[Any]) -> None:
    assert tree.flatten(structure) == leaves
    assert tree.pack_sequence_as(structure, leaves) == structure


def test_an_array_is_a_leaf() -> None:
    array = np.arange(3)
    assert tree.flatten([array])[0] is array


def test_paths() -> None:
    paths = tree.flatten_with_path({"b": 1, "a": [2, None]})
    assert paths == [(("a", 0), 2), (("a", 1), None), (("b",), 1)]


def test_map_structure_keeps_kind_and_order() -> None:
    mapped = tree.map_structure(lambda x: (x,), {"b": 1, "a": [2, None]})
    assert mapped == {"b": (1,), "a": [(2,), (None,)]}
    assert list(mapped) == ["b", "a"]
    ordered = OrderedDict([("b", 1), ("a", 2)])
    doubled = tree.map_structure(lambda x, y: x + y, ordered, ordered)
    assert doubled == OrderedDict([("b", 2), ("a", 4)])
    pair = tree.map_structure(lambda x: -x, Pair(1, 2))
    assert pair == Pair(-1, -2) and isinstance(pair, Pair)


def test_map_structure_pairs_by_key_not_by_order() -> None:
    other = OrderedDict(b=1, a=2)
    mapped = tree.map_structure(lambda x, y: (x, y), {"a": 1, "b": 2}, dict(other))
    assert mapped == {"a": (1, 2), "b": (2, 1)}


def test_none_may_be_passed_over() -> None:
    assert tree.map_structure(lambda x: x + 1, [1, None], none_is_leaf=False) == [2, None]


@pytest.mark.parametrize(
    "structures", [([1, 2], [1]), ([1, 2], (1, 2)), ({"a": 1}, {"b": 1}), ([1], 1)]
)
def test_different_structures_are_refused(structures: tuple[Any, Any]) -> None:
    with pytest.raises(ValueError, match="structures differ at the top"):
        tree.map_structure(lambda x, y: None, *structures)


def test_the_place_of_a_difference_is_shown() -> None:
    with pytest.raises(ValueError, match=r"differ at \['a'\]\[1\]: one has int, the other list"):
        tree.assert_same_structure({"a": [1, 2]}, {"a": [1, [2]]})


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match="no structure"):
        tree.map_structure(len)
    with pytest.raises(TypeError, match="a function was expected"):
        tree.map_structure(3, [1])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="has 1 leaves, but the structure has 2"):
        tree.pack_sequence_as([1, 2], [1])
    with pytest.raises(TypeError, match="flat list"):
        tree.pack_sequence_as([1, 2], 7)  # type: ignore[arg-type]


def test_is_nested() -> None:
    assert tree.is_nested({}) and tree.is_nested([1])
    assert not tree.is_nested(None) and not tree.is_nested("ab")


def test_up_to_a_shallow_structure() -> None:
    assert tree.map_structure_up_to([0, 0], len, [[1], [2, 3]]) == [1, 2]


def test_traverse_replaces_from_the_top_or_the_bottom() -> None:
    def joined(node: Any) -> Any:
        return tuple(node) if isinstance(node, list) else None

    assert tree.traverse(joined, [1, [2]]) == (1, [2])
    assert tree.traverse(joined, [1, [2]], top_down=False) == (1, (2,))
    gone = tree.traverse(lambda node: tree.MAP_TO_NONE if node == 1 else None, [1, 2])
    assert gone == [None, 2]


def test_lists_to_tuples() -> None:
    assert tree.lists_to_tuples({"a": [1, [2]]}) == {"a": (1, (2,))}


def test_shapes_are_leaves_of_a_structure_of_shapes() -> None:
    shapes = {"a": (1, None), "b": [(2, 3)]}
    assert tree.map_shape_structure(len, shapes) == {"a": 2, "b": [2]}
    assert tree.is_shape((None, 3)) and not tree.is_shape([(1,), (2,)])


def test_same_paths_ignores_the_kind_of_container() -> None:
    tree.assert_same_paths([1, 2], (3, 4))
    with pytest.raises(ValueError, match=r"only the second has \[\(1,\)\]"):
        tree.assert_same_paths([1], [1, 2])

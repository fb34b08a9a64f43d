"""What is remembered until variables change."""

from __future__ import annotations

import numpy as np

from keras_lite.engine.unchanged import Unchanged
from keras_lite.engine.variable import Variable


def test_it_is_asked_again_after_a_change_only() -> None:
    asked: list[str] = []
    kept = Unchanged()

    def find(name: str) -> str:
        asked.append(name)
        return name.upper()

    assert [kept.get(name, find, name) for name in "aabab"] == ["A", "A", "B", "A", "B"]
    assert asked == ["a", "b"]
    Variable(np.zeros(1))
    assert kept.get("a", find, "a") == "A" and kept.get("a", find, "a") == "A"
    assert asked == ["a", "b", "a"]
    kept.clear()
    assert kept.get("a", find, "a") == "A"
    assert asked == ["a", "b", "a", "a"]


def test_what_makes_variables_itself_is_kept() -> None:
    kept = Unchanged()
    first = kept.get("a", Variable, np.zeros(1))
    assert kept.get("a", Variable, np.zeros(1)) is first

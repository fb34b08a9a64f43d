"""What a description may not hold."""

from __future__ import annotations

from typing import Any

import pytest

from keras_lite.saving.limits import check_values


def described(name: str) -> dict[str, Any]:
    return {"class_name": "Dense", "config": {"name": name, "units": 3, "activation": "tanh"}}


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "a\udfffb"])
def test_names_that_no_file_can_hold_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="a.keras: .*`name` is .*a zero or half a letter"):
        check_values({"layers": [described(name)]}, "a.keras")


@pytest.mark.parametrize("name", ["dense", "\u6a21\u578b", "\U0001f600", "a b"])
def test_other_names_are_taken(name: str) -> None:
    check_values({"layers": [described(name)]}, "a.keras")

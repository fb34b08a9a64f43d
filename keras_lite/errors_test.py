from __future__ import annotations

import pytest

from keras_lite import errors


def test_suggest_finds_the_nearest_spelling() -> None:
    assert errors.suggest("adma", ["sgd", "adam"]) == " Did you mean 'adam'?"
    assert errors.suggest("GlorotUnifrom", ["GlorotUniform", "Zeros"]).endswith("'GlorotUniform'?")


def test_suggest_looks_past_case_and_underscores() -> None:
    assert errors.suggest("Soft_Max", ["softmax", "softplus"]) == " Did you mean 'softmax'?"


def test_suggest_sees_that_letters_changed_places() -> None:
    assert errors.suggest("adma", ["adamax", "adam"]) == " Did you mean 'adam'?"


@pytest.mark.parametrize("name", ["zzz", "", 3, None])
def test_suggest_is_silent_when_nothing_is_near(name: object) -> None:
    assert errors.suggest(name, ["sgd", "adam", None, 4]) == ""


def test_explain_says_all_four_parts_and_cuts_long_values() -> None:
    message = errors.explain("Dense: `units`", -1, "a positive integer", "Give a count.")
    assert message == "Dense: `units` is -1, but a positive integer was expected. Give a count."
    assert len(errors.explain("f: `x`", "y" * 1000, "less")) < 220


@pytest.mark.parametrize(
    ("kind", "ancestor"),
    [
        (errors.InvalidArgument, ValueError),
        (errors.InvalidType, TypeError),
        (errors.InvalidShape, ValueError),
        (errors.UnknownName, ValueError),
        (errors.NotReady, ValueError),
        (errors.CannotDeserialize, TypeError),
        (errors.KerasLiteWarning, UserWarning),
    ],
)
def test_errors_are_what_scripts_written_for_keras_catch(kind: type, ancestor: type) -> None:
    assert issubclass(kind, ancestor)

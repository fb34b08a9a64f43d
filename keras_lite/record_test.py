"""Records do what a frozen dataclass does, bundles what one without equality does."""

from __future__ import annotations

import copy
import pickle

import pytest

from keras_lite.record import Bundle, Record


class Place(Record):
    """A place."""

    row: int
    column: int = 0


class Named(Place):
    name: str = "here"


class Walk(Bundle):
    places: list[str]
    steps: int = 0


def test_values_come_by_place_or_by_name():
    assert Place(1, 2) == Place(row=1, column=2) == Place(1, column=2)
    assert Place(1) == Place(1, 0) and Place(1) != Place(2)
    assert (Named(1, name="there").name, Named(1).column) == ("there", 0)
    assert repr(Named(1)) == "Named(row=1, column=0, name='here')"


def test_kinds_differ():
    assert Named(1) != Place(1) and hash(Place(1)) == hash(Place(1))
    assert len({Place(1), Place(1, 0), Named(1)}) == 2


def test_nothing_changes():
    place = Place(1)
    with pytest.raises(AttributeError, match="make a new one"):
        place.row = 2
    assert place.but(row=2) == Place(2) and place == Place(1)


@pytest.mark.parametrize(
    ("values", "named"), [((1, 2, 3), {}), ((1,), {"row": 1}), ((1,), {"rows": 1}), ((), {})]
)
def test_what_does_not_fit_is_refused(values, named):
    for kind in (Place, Walk):
        with pytest.raises(TypeError, match=kind.__name__):
            kind(*values, **named)


def test_copies_are_equal():
    for copied in (pickle.loads(pickle.dumps(Named(1))), copy.deepcopy(Named(1))):
        assert copied == Named(1) and hash(copied) == hash(Named(1))


def test_a_bundle_changes_and_is_equal_to_itself_only():
    walk = Walk(["home"])
    walk.steps += 2
    assert (walk.places, walk.steps, Walk([]).steps) == (["home"], 2, 0)
    assert walk != Walk(["home"], 2) and walk in {walk: 1}
    assert repr(walk) == "Walk(places=['home'], steps=2)"

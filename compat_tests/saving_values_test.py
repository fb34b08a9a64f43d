"""Any value in any place of a description: a model, or one of keras_lite's errors.

Beside the mutation fuzzer, which damages whole files; here hypothesis makes the values, and makes
those that do harm small.
"""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import keras_lite
from compat_tests.saving_samples import ROOT
from keras_lite.errors import KerasLiteError

pytestmark = pytest.mark.slow
_WORDS = [
    "Dense", "Lambda", "Sequential", "Functional", "__lambda__", "__numpy__", "__tensor__", "slice",
    "function", "os", "system", "builtins", "eval", "keras.layers", "module", "class_name",
    "config", "registered_name", "units", "name", "layers", "adam", "", "..", "\0", "\ud800",
]  # fmt: skip
_PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6),
    st.sampled_from(_WORDS),
)  # fmt: skip
VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(_WORDS) | st.text(max_size=4), inner, max_size=4),
        st.fixed_dictionaries({"class_name": st.sampled_from(_WORDS), "config": inner}),
    ),
    max_leaves=6,
)
FILES = [ROOT / "keras3" / "func.keras", ROOT / "tf_keras" / "func.keras"]
FILES = [path for path in FILES if path.exists()] + [ROOT / "handwritten" / "full.keras"]
quick = settings(
    max_examples=100, deadline=5000, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Each container in a description with each of its keys."""
    if not isinstance(value, (dict, list)):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [p for key in keys for p in places(value[key])]


def harmless(action: Any, *args: Any) -> None:
    message = ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            action(*args)
        except KerasLiteError as error:
            message = str(error)
    assert message.replace("\n", "").isprintable()


@seed(1)
@quick
@given(VALUES)
def test_any_value_is_a_model_or_is_refused(value: Any) -> None:
    harmless(keras_lite.models.model_from_json, json.dumps(value))


@seed(2)
@quick
@given(st.data())
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_any_value_in_any_place_of_a_file_is_read_or_refused(
    path: Path, tmp_path: Path, data: st.DataObject
) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])
    found = places(config)
    for number in data.draw(st.lists(st.integers(0, len(found) - 1), min_size=1, max_size=2)):
        holder, key = found[number]
        holder[key] = data.draw(VALUES)
    members["config.json"] = json.dumps(config).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    (tmp_path / "a.keras").write_bytes(held.getvalue())
    harmless(keras_lite.models.load_model, tmp_path / "a.keras")


@seed(3)
@quick
@given(st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\x89HDF\r\n\x1a\n"]), st.binary())
def test_any_bytes_are_refused(tmp_path: Path, start: bytes, rest: bytes) -> None:
    (tmp_path / "a.keras").write_bytes(start + rest)
    with pytest.raises(KerasLiteError, match=r"a\.keras: "):
        keras_lite.models.load_model(tmp_path / "a.keras")

"""Where files are: names, paths, and nothing else."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_lite
from keras_lite import Input, Sequential, layers


@pytest.mark.parametrize("form", [str, Path, os.fsencode])
def test_names_of_files_may_be_text_paths_or_bytes(form: Any, tmp_path: Path) -> None:
    model = Sequential([Input((3,)), layers.Dense(2)])
    for ending in (".keras", ".h5"):
        place = form(str(tmp_path / f"a{ending}"))
        model.save(place)
        found = keras_lite.models.load_model(place)
        np.testing.assert_array_equal(found.get_weights()[0], model.get_weights()[0])
    place = form(str(tmp_path / "a.weights.h5"))
    model.save_weights(place)
    found.set_weights([w + 1 for w in found.get_weights()])
    found.load_weights(place)
    np.testing.assert_array_equal(found.get_weights()[0], model.get_weights()[0])


@pytest.mark.parametrize("what", [None, 3, io.BytesIO(b"PK")])
def test_what_is_no_name_of_a_file_is_refused(what: Any) -> None:
    model = Sequential([Input((3,)), layers.Dense(2)])
    actions = [model.save, model.save_weights, model.load_weights, keras_lite.models.load_model]
    for action in actions:
        with pytest.raises(TypeError, match=r"`filepath` is .*, but a text or a pathlib\.Path was"):
            action(what)

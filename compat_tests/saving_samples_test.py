"""Every sample file read by every reader: layers, weights, state of the optimizer, or an error."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.readme import README, section
from compat_tests.saving_samples import (
    MAKERS,
    READERS,
    ROOT,
    Sample,
    markdown,
    outcome,
    samples,
    table,
)

ALL = "layers, weights, optimizer"
EXPECTED = {  # by load_model, with compile=False, load_weights, by_name=True, model_from_json
    ".keras": (ALL, "layers, weights", "weights, optimizer", "refused", "refused"),
    # The optimizer belongs to the model there, not to the weights.
    ".h5": (ALL, "layers, weights", "weights", "weights", "refused"),
    ".weights.h5": ("refused", "refused", "weights, optimizer", "refused", "refused"),
    "_legacy_weights.h5": ("refused", "refused", "weights", "weights", "refused"),
    ".json": ("refused", "refused", "refused", "refused", "layers"),
}


@pytest.mark.parametrize("sample", list(samples()), ids=lambda s: f"{s.maker}-{s.path.name}")
def test_each_reader_gets_what_is_in_a_file(sample: Sample) -> None:
    found = tuple(outcome(sample, reader) for reader in READERS)
    assert found == EXPECTED[sample.ending]


def test_samples_of_each_age_are_there() -> None:
    found: dict[str, set[str]] = {}
    for sample in samples():
        found.setdefault(sample.maker, set()).add(sample.ending)
    assert list(found) != [] and set(found) == set(MAKERS)
    for maker, endings in found.items():
        old = maker in ("keras_1_2", "keras_2_0", "keras_2_3")
        of_2 = {"_legacy_weights.h5"} if old or maker == "tf_keras" else set()
        assert endings == {".h5", ".json", *of_2} | (set() if old else {".keras", ".weights.h5"})


def test_table_in_readme_is_what_is_read() -> None:
    shown, _ = section("files", README.read_text(encoding="utf-8"))
    assert shown == f"\n{markdown(table())}\n"


HAND = ROOT / "handwritten"


@pytest.mark.parametrize(
    ("name", "compiled"),
    [
        ("full.keras", True),
        ("short_config.keras", True),
        ("nocompile.keras", False),
        ("legacy_k2.h5", True),
        ("legacy_k3.h5", True),
    ],
)
def test_files_made_by_hand(name: str, compiled: bool) -> None:
    model = keras_lite.models.load_model(HAND / name)
    data = np.load(HAND / "hand.npz")
    assert model.compiled is compiled
    predicted = model.predict(data["x0"], verbose=0)
    np.testing.assert_allclose(predicted, data["pred0"], atol=1e-6)
    if compiled and name != "legacy_k3.h5":
        slots = [v.numpy() for v in model.optimizer.variables[2:]]
        stored = [data[f"{slot}{i}"] for i in range(4) for slot in ("m", "v")]
        for slot, wanted in zip(slots, stored, strict=True):
            np.testing.assert_array_equal(slot, wanted)


def test_weights_made_by_hand() -> None:
    model = keras_lite.models.load_model(HAND / "full.keras")
    wanted = model.get_weights()
    model.set_weights([np.zeros_like(w) for w in wanted])
    model.load_weights(HAND / "w.weights.h5")
    for weight, value in zip(model.get_weights(), wanted, strict=True):
        np.testing.assert_array_equal(weight, value)


def test_json_of_keras_1() -> None:
    """As Keras 1.2 wrote it: a bare list of layers, and the words of that time."""
    regularizer = {"l2": 0.01, "name": "WeightRegularizer", "l1": 0.0}
    dense = {"b_regularizer": None, "W_constraint": None, "activity_regularizer": None,
             "trainable": True, "b_constraint": None, "bias": True, "input_dim": None}  # fmt: skip
    layers = [
        {"class_name": "Dense", "config": {
            **dense, "name": "dense_1", "output_dim": 8, "activation": "tanh", "init": "uniform",
            "W_regularizer": regularizer, "batch_input_shape": [None, 2], "input_dim": 2,
            "input_dtype": "float32"}},
        {"class_name": "BatchNormalization", "config": {
            "name": "norm", "mode": 0, "axis": -1, "epsilon": 1e-5, "momentum": 0.9,
            "gamma_regularizer": None, "beta_regularizer": None, "trainable": True}},
        {"class_name": "Dropout", "config": {"p": 0.25, "trainable": True, "name": "dropout_1"}},
        {"class_name": "Dense", "config": {
            **dense, "name": "dense_2", "output_dim": 1, "activation": "sigmoid",
            "init": "glorot_uniform", "W_regularizer": None}},
    ]  # fmt: skip
    text = json.dumps({"class_name": "Sequential", "config": layers, "keras_version": "1.2.2"})
    model = keras_lite.models.model_from_json(text)
    first, norm, dropout, last = model.layers
    assert model.input_shape == (None, 2) and model.output_shape == (None, 1)
    assert (first.units, first.name, float(first.kernel_regularizer.l2)) == (8, "dense_1", 0.01)
    assert type(first.kernel_initializer).__name__ == "RandomUniform"
    assert (norm.epsilon, dropout.rate, last.use_bias) == (1e-5, 0.25, True)


def test_graphs_of_keras_1() -> None:
    """Merges were one class then, and calls lists of three."""

    def dense(name: str, of: str) -> dict[str, Any]:
        return {"class_name": "Dense", "name": name, "inbound_nodes": [[[of, 0, 0]]],
                "config": {"name": name, "output_dim": 3, "activation": "relu"}}  # fmt: skip

    merge = {"class_name": "Merge", "name": "m", "inbound_nodes": [[["a", 0, 0], ["b", 0, 0]]],
             "config": {"name": "m", "mode": "concat", "concat_axis": -1}}  # fmt: skip
    start = {"class_name": "InputLayer", "name": "i", "inbound_nodes": [],
             "config": {"name": "i", "batch_input_shape": [None, 2], "sparse": False,
                        "input_dtype": "float32"}}  # fmt: skip
    config = {"name": "model_1", "layers": [start, dense("a", "i"), dense("b", "i"), merge],
              "input_layers": [["i", 0, 0]], "output_layers": [["m", 0, 0]]}  # fmt: skip
    text = json.dumps({"class_name": "Model", "config": config, "keras_version": "1.2.2"})
    model = keras_lite.models.model_from_json(text)
    assert model.output_shape == (None, 6) and model.name == "model_1"

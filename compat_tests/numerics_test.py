"""What Keras 3.15.1 on TensorFlow 2.21 recorded of seeds, beside what other files hold it to.

`test_every_recorded_entry_is_checked` says which test looks at which part of the records.
"""

from __future__ import annotations

import inspect
import json
from typing import Any

import numpy as np
import pytest

import keras_lite as keras
from compat_tests import (
    initializers_golden_test,
    keras_2_test,
    keras_random_test,
    recorded_arrays,
    rng_golden_test,
    same_seed_test,
    sequence_layers,
)
from compat_tests.recorded_arrays import difference, floats, load
from keras_lite import initializers, layers, random
from keras_lite.engine import rng, seeds

GOLDEN = load("numerics")


def _numbers(values: Any) -> np.ndarray:
    return np.vectorize(float.fromhex)(np.array(values))


# ------------------------------------------------------------------------------- draws and masks


def test_normal_numbers_of_xla() -> None:
    for row in GOLDEN["stateless_normal_jit"]:
        found = rng.normal(row["seed"], row["out"]["shape"], compiled=True)
        wanted = floats(row["out"]["values"]).reshape(found.shape)
        np.testing.assert_allclose(found, wanted, rtol=0, atol=2.4e-7)  # last bits are XLA's own


def test_dropout_layer() -> None:
    layer = layers.Dropout(0.3, seed=11)
    for recorded in GOLDEN["dropout_layer"]:
        found = np.asarray(layer(np.ones((4, 6), "float32"), training=True))
        assert not difference(found, recorded)


def test_compiled_dropout_layer() -> None:
    layer = layers.Dropout(0.3, seed=11)
    with seeds.as_compiled(True):
        for recorded in GOLDEN["dropout_layer_jit"]:
            found = np.asarray(layer(np.ones((4, 6), "float32"), training=True))
            assert not difference(found, recorded)


def test_gaussian_noise_layer() -> None:
    layer = layers.GaussianNoise(0.3, seed=11)
    for recorded in GOLDEN["gaussian_noise"]:
        found = np.asarray(layer(np.zeros((4, 6), "float32"), training=True))
        assert not difference(found, recorded)


# -------------------------------------------------------------------------------- layers' weights

GLOROT, ORTHOGONAL = initializers.GlorotUniform, initializers.Orthogonal
FORGET = np.repeat([0, 1, 0, 0], 7).astype("float32")


def _projection(shape: tuple[int, ...], contracted: int) -> Any:
    """Glorot's initializer for a kernel whose first axes are contracted with the input."""
    axes = range(len(shape))
    return lambda: GLOROT(input_axes=tuple(axes[:contracted]), output_axes=tuple(axes[contracted:]))


# What a constructor makes, in order: a shape and an initializer for a weight, None for a draw that
# no weight uses, an array for a weight that is not drawn.
RECURRENT = {
    "LSTM(7)": [((6, 28), GLOROT), ((7, 28), ORTHOGONAL), FORGET, None],
    "GRU(7)": [((6, 21), GLOROT), ((7, 21), ORTHOGONAL), np.zeros((2, 21), "float32"), None],
}
CONSTRUCTED: dict[str, list[Any]] = {
    "Conv1D(3,2)": [((2, 6, 3), GLOROT), np.zeros(3, "float32")],
    "Conv2D(3,2)": [((2, 2, 4, 3), GLOROT), np.zeros(3, "float32")],
    "Conv2DTranspose(3,2)": [((2, 2, 3, 4), GLOROT), np.zeros(3, "float32")],
    "DepthwiseConv2D(3,depth_multiplier=2)": [((3, 3, 4, 2), GLOROT), np.zeros(8, "float32")],
    "SeparableConv2D(5,3)": [
        ((3, 3, 4, 1), GLOROT),
        ((1, 1, 4, 5), GLOROT),
        np.zeros(5, "float32"),
    ],
    "SimpleRNN(7)": [None, ((6, 7), GLOROT), ((7, 7), ORTHOGONAL), np.zeros(7, "float32")],
    **RECURRENT,
    "Bidirectional(LSTM(7))": [None, None, None, *RECURRENT["LSTM(7)"], *RECURRENT["LSTM(7)"]],
    "MultiHeadAttention(2,3)": [
        None,
        *[((6, 2, 3), _projection((6, 2, 3), 1)), np.zeros((2, 3), "float32")] * 3,
        ((2, 3, 6), _projection((2, 3, 6), 2)),
        np.zeros(6, "float32"),
    ],
    "EinsumDense(abc,cd->abd,(None,7))": [((6, 7), _projection((6, 7), 1))],
}
OWN: dict[str, Any] = {
    "Dense(3)": lambda: layers.Dense(3),
    "Dense(3,kernel he_normal,bias random_normal)": lambda: layers.Dense(
        3, kernel_initializer="he_normal", bias_initializer="random_normal"
    ),
    "Embedding(10,4)": lambda: layers.Embedding(10, 4),
}


def _weights(row: dict[str, Any]) -> list[np.ndarray]:
    keras.utils.set_random_seed(row["set_random_seed"])
    if row["layer"] in OWN:
        layer = OWN[row["layer"]]()
        layer.build((None, *row["input_shapes"][0][1:]))
        return [np.asarray(w) for w in layer.get_weights()]
    found = []
    for made in CONSTRUCTED[row["layer"]]:
        if made is None:
            random.SeedGenerator()
        else:
            found.append(made if isinstance(made, np.ndarray) else made[1]()(made[0]))
    return found


@pytest.mark.parametrize("row", GOLDEN["layer_weights"], ids=lambda row: row["layer"])
def test_weights_of_layers(row: dict[str, Any]) -> None:
    for found, recorded in zip(_weights(row), row["weights"], strict=True):
        out = recorded["out"]
        if not recorded["approx"]:
            assert not difference(found, out), recorded["name"]
            continue
        assert list(found.shape) == out["shape"]
        flat, first, last = found.ravel(), out.get("first", []), out.get("last", [])
        parts = [(flat[: len(first)], first), (flat[len(flat) - len(last) :], last)]
        if "values" in out:
            parts = [(flat, out["values"])]
        assert any(bits for _, bits in parts)
        for mine, bits in parts:
            np.testing.assert_allclose(mine, floats(bits), atol=1e-5)  # QR rounds otherwise


# --------------------------------------------------------------------------------------- training


@pytest.mark.parametrize(
    "recorded", GOLDEN["training_jit"], ids=lambda r: f"seed {r['set_random_seed']}"
)
def test_training_as_compiled(recorded: dict[str, Any]) -> None:
    keras.utils.set_random_seed(recorded["set_random_seed"])
    case = recorded["case"].replace(" jit_compile=True", "")
    model, fit, targets = same_seed_test._case(case)
    model.compile(model.optimizer, model.loss, metrics=["accuracy"], jit_compile=True)
    history = model.fit(same_seed_test.X, targets, **fit).history
    for name, values in recorded["history"].items():
        np.testing.assert_allclose(history[name], _numbers(values), rtol=1e-6)
    predicted = model.predict(same_seed_test.X[:5], verbose=0)
    np.testing.assert_allclose(predicted, _numbers(recorded["predict_first5"]), atol=1e-6)


STATE = np.random.RandomState(1)
SERIES = STATE.rand(120, 8, 3).astype("float32")
IMAGES = STATE.rand(96, 8, 8, 1).astype("float32")
KINDS = STATE.randint(0, 3, 96)
SUMS = (SERIES.sum((1, 2)) > 12).astype("float32")[:, None]
MODELS: dict[str, Any] = {
    "seq LSTM(8) Dense(1,sigmoid)": lambda: [sequence_layers.LSTM(8)],
    "seq GRU(8) Dense(1,sigmoid)": lambda: [sequence_layers.GRU(8)],
    "seq LSTM(8,dropout=.2,recurrent_dropout=.1) Dense(1,sigmoid)": lambda: [
        sequence_layers.LSTM(8, 0.2, 0.1)
    ],
    "img Conv2D(4,3,relu) MaxPooling2D Flatten Dropout(.25) Dense(3,softmax)": lambda: [
        sequence_layers.Conv2D(4),
        sequence_layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dropout(0.25),
    ],
}


@pytest.mark.parametrize("recorded", GOLDEN["training_sequences"], ids=lambda r: r["case"])
def test_training_of_users_own_layers(recorded: dict[str, Any]) -> None:
    keras.utils.set_random_seed(recorded["set_random_seed"])
    is_series = recorded["case"].startswith("seq")
    x, y = (SERIES, SUMS) if is_series else (IMAGES, KINDS)
    last = ("sigmoid", 1) if is_series else ("softmax", 3)
    parts = MODELS[recorded["case"]]()
    model = keras.Sequential([layers.Input(x.shape[1:]), *parts, layers.Dense(last[1], last[0])])
    loss = "binary_crossentropy" if is_series else "sparse_categorical_crossentropy"
    model.compile("adam", loss)
    split = recorded["validation_split"]
    options: dict[str, Any] = {"batch_size": 32, "epochs": 3, "verbose": 0}
    history = model.fit(x, y, validation_split=split, **options).history
    for name, values in recorded["history"].items():
        np.testing.assert_allclose(history[name], _numbers(values), rtol=5e-6)
    predicted = model.predict(x[:2], verbose=0)
    np.testing.assert_allclose(predicted, _numbers(recorded["predict_first2"]), rtol=1e-5)


@pytest.mark.parametrize(
    "row",
    GOLDEN["recurrent"],
    ids=lambda row: f"{row['layer']} {row['dropout']} {row['recurrent_dropout']}",
)
def test_recurrent_layers(row: dict[str, Any]) -> None:
    keras.utils.set_random_seed(row["set_random_seed"])
    made = getattr(sequence_layers, row["layer"].partition("(")[0])
    layer = made(6, row["dropout"], row["recurrent_dropout"])
    x = np.random.RandomState(2).rand(3, 4, 5).astype("float32")
    outputs = [np.asarray(layer(x, training=mode)).ravel() for mode in (False, True, True)]
    # The recurrent weights are orthogonal, and those agree within 1e-5.
    np.testing.assert_allclose(outputs, row["outputs_infer_train_train"], atol=1e-5)
    assert layer.seed_generator.state.numpy()[1] == row["seed_counter_after"]


# --------------------------------------------------------------------------------------- coverage

# file, part of it -> the test that looks at each of its entries, and how many entries there are
CHECKED: dict[tuple[str, str], tuple[Any, int]] = {
    ("random", "philox"): (rng_golden_test.test_blocks, 4),
    ("random", "scramble"): (rng_golden_test.test_scrambling, 8),
    ("random", "libm"): (rng_golden_test.test_logarithm_sine_and_cosine, 3),
    ("random", "stateless"): (rng_golden_test.test_stateless_draws, 511),
    ("random", "python_draws"): (rng_golden_test.test_default_seeds, 7),
    ("random", "fit_order"): (rng_golden_test.test_order_of_fit, 50),
    ("random", "keras_random"): (keras_random_test.test_the_shared_generator_in_order, 11),
    ("initializers", "initializers"): (initializers_golden_test.test_values, 128),
    ("training", "cases"): (same_seed_test.test_same_seed_same_numbers, 27),
    ("training", "noise"): (same_seed_test.test_noise_and_normalization, 1),
    ("numerics", "stateless_normal_jit"): (test_normal_numbers_of_xla, 7),
    ("numerics", "layer_weights"): (test_weights_of_layers, 14),
    ("numerics", "dropout_layer"): (test_dropout_layer, 3),
    ("numerics", "dropout_layer_jit"): (test_compiled_dropout_layer, 3),
    ("numerics", "gaussian_noise"): (test_gaussian_noise_layer, 2),
    ("numerics", "training_jit"): (test_training_as_compiled, 3),
    ("numerics", "training_sequences"): (test_training_of_users_own_layers, 4),
    ("numerics", "recurrent"): (test_recurrent_layers, 9),
    ("numerics", "keras_2"): (keras_2_test.test_golden_weights_and_order, 2),
}
WORDS = ("meta", "keras", "tensorflow")  # what the records were made with


def test_every_recorded_entry_is_checked() -> None:
    for name in ("random", "initializers", "training", "numerics"):
        golden = load(name)
        parts = {part for part in golden if part not in WORDS}
        assert parts == {part for file, part in CHECKED if file == name}, name
        for part in parts:
            test, count = CHECKED[name, part]
            assert len(golden[part]) == count, (name, part)
            assert part in _source(test), f"{test.__name__} does not look at {part}"


def _source(test: Any) -> str:
    """A test with its decorators, and what stands at the top of its file."""
    module = inspect.getmodule(test)
    assert module is not None
    lines = inspect.getsource(module).splitlines()
    top = [line for line in lines if line[:1].isupper() and "load(" in line + "json.loads("]
    return inspect.getsource(test) + "\n".join(top)


def test_a_changed_entry_is_found() -> None:
    """Each kind of entry is compared as it should be: one bit less, and the check fails."""
    row = json.loads(json.dumps(GOLDEN["dropout_layer"][0]))
    assert not recorded_arrays.difference(floats(row["values"]).reshape(row["shape"]), row)
    row["values"][7] ^= 1
    array = floats(GOLDEN["dropout_layer"][0]["values"]).reshape(row["shape"])
    assert "1 of 24 values differ, the first at 7" in recorded_arrays.difference(array, row)

"""Layers to try on both sides: how each is made, and what it is called on."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

_random = np.random.RandomState(0)
INPUTS: dict[str, Any] = {
    "rows": _random.normal(size=(6, 4)).astype("float32"),
    "series": _random.normal(size=(5, 3, 4)).astype("float32"),
    "images": _random.normal(size=(2, 3, 4, 5)).astype("float32"),
    "vector": _random.normal(size=7).astype("float32"),
    "bytes": _random.randint(0, 255, size=(6, 4)).astype("uint8"),
    "words": _random.randint(0, 10, size=(4, 3)),
    "float_words": _random.randint(0, 10, size=(4, 3)).astype("float32"),
    "doubles": _random.normal(size=(6, 4)),
}
INPUTS["three"] = [INPUTS["rows"], INPUTS["rows"] * 2 + 1, INPUTS["rows"] - 3]
INPUTS["two"] = INPUTS["three"][:2]
INPUTS["broadcast"] = [INPUTS["series"], INPUTS["series"][:, :1]]
INPUTS["ranks"] = [INPUTS["series"], INPUTS["rows"][:5]]
INPUTS["pair"] = [INPUTS["series"], _random.normal(size=(5, 2, 3)).astype("float32")]
INPUTS["one_shape"] = [INPUTS["series"], INPUTS["series"] + 1]

# name -> class, arguments, inputs, arguments of the call
CASES: dict[str, tuple[str, dict[str, Any], str, dict[str, Any]]] = {
    "dense": ("Dense", {"units": 5, "activation": "tanh"}, "rows", {}),
    "dense_of_series": ("Dense", {"units": 5, "use_bias": False}, "series", {}),
    "dense_initialized": (
        "Dense",
        {
            "units": 5,
            "kernel_initializer": "he_normal",
            "bias_initializer": "random_normal",
            "kernel_regularizer": "l2",
            "bias_regularizer": "l1",
            "activity_regularizer": "l1",
            "kernel_constraint": "max_norm",
        },
        "rows",
        {},
    ),
    "dense_float64": ("Dense", {"units": 5, "dtype": "float64"}, "rows", {}),
    "dense_float16": ("Dense", {"units": 5, "dtype": "float16"}, "rows", {}),
    "dense_of_integers": ("Dense", {"units": 2}, "bytes", {}),
    "dense_of_doubles": ("Dense", {"units": 2, "name": "d"}, "doubles", {}),
    "dense_frozen": ("Dense", {"units": 2, "trainable": False}, "rows", {}),
    "flatten": ("Flatten", {}, "images", {}),
    "flatten_first": ("Flatten", {"data_format": "channels_first"}, "images", {}),
    "flatten_vector": ("Flatten", {}, "vector", {}),
    "reshape": ("Reshape", {"target_shape": (-1, 2)}, "rows", {}),
    "reshape_flat": ("Reshape", {"target_shape": (60,)}, "images", {}),
    "permute": ("Permute", {"dims": (2, 1)}, "series", {}),
    "repeat": ("RepeatVector", {"n": 3}, "rows", {}),
    "rescaling": ("Rescaling", {"scale": 1 / 255, "offset": 0.5}, "bytes", {}),
    "rescaling_each": ("Rescaling", {"scale": [1.0, 2.0, 3.0, 4.0]}, "rows", {}),
    "identity": ("Identity", {}, "series", {}),
    "leaky_relu": ("LeakyReLU", {}, "rows", {}),
    "prelu": ("PReLU", {"alpha_initializer": "ones", "shared_axes": [1]}, "series", {}),
    "elu": ("ELU", {"alpha": 0.3}, "rows", {}),
    "relu": ("ReLU", {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.2}, "rows", {}),
    "softmax": ("Softmax", {}, "rows", {}),
    "softmax_axes": ("Softmax", {"axis": (1, 2)}, "series", {}),
    "softmax_masked": ("Softmax", {}, "rows", {"mask": INPUTS["rows"] > -1}),
    "activity": ("ActivityRegularization", {"l1": 0.1, "l2": 0.2}, "rows", {}),
    "unit": ("UnitNormalization", {}, "series", {}),
    "unit_axes": ("UnitNormalization", {"axis": (1, 2)}, "series", {}),
    "layer_norm": ("LayerNormalization", {}, "series", {}),
    "layer_norm_axes": ("LayerNormalization", {"axis": (1, 2), "scale": False}, "series", {}),
    "embedding": ("Embedding", {"input_dim": 10, "output_dim": 3}, "words", {}),
    "embedding_of_floats": ("Embedding", {"input_dim": 10, "output_dim": 3}, "float_words", {}),
    "embedding_masked": (
        "Embedding",
        {"input_dim": 10, "output_dim": 3, "mask_zero": True, "embeddings_regularizer": "l2"},
        "words",
        {},
    ),
    "normalization": (
        "Normalization",
        {"mean": [1.0, 2.0, 3.0, 4.0], "variance": [1.0, 4.0, 9.0, 16.0]},
        "rows",
        {},
    ),
    "normalization_inverted": (
        "Normalization",
        {"axis": None, "mean": 3.0, "variance": 2.0, "invert": True},
        "rows",
        {},
    ),
    "concatenate": ("Concatenate", {}, "three", {}),
    "concatenate_axis": ("Concatenate", {"axis": 1}, "broadcast", {}),
    "subtract": ("Subtract", {}, "two", {}),
    "dot": ("Dot", {"axes": 1}, "two", {}),
    "dot_normalized": ("Dot", {"axes": 1, "normalize": True}, "two", {}),
    "dot_axes": ("Dot", {"axes": (1, 2)}, "pair", {}),
    "dot_last": ("Dot", {"axes": 2}, "one_shape", {}),
    "dot_ranks": ("Dot", {"axes": -1}, "ranks", {}),
    "batch_norm": ("BatchNormalization", {}, "rows", {}),
    "batch_norm_training": ("BatchNormalization", {}, "rows", {"training": True}),
    "batch_norm_axis": (
        "BatchNormalization",
        {"axis": 1, "momentum": 0.5, "epsilon": 0.01, "scale": False},
        "images",
        {"training": True},
    ),
    "batch_norm_frozen": (
        "BatchNormalization",
        {"center": False, "trainable": False},
        "series",
        {"training": True},
    ),
}
for _name in ("Add", "Multiply", "Average", "Maximum", "Minimum"):
    for _inputs in ("three", "broadcast", "ranks"):
        CASES[f"{_name.lower()}_{_inputs}"] = (_name, {}, _inputs, {})
for _training in (False, True):
    _mode = "training" if _training else "inference"
    for _name, _arguments in {
        "Dropout": {"rate": 0.4, "seed": 7},
        "GaussianNoise": {"stddev": 0.4, "seed": 3},
        "GaussianDropout": {"rate": 0.4},
        "AlphaDropout": {"rate": 0.4, "seed": 2},
    }.items():
        CASES[f"{_name.lower()}_{_mode}"] = (_name, _arguments, "rows", {"training": _training})
for _name, _arguments, _inputs in (
    ("SpatialDropout1D", {"rate": 0.4, "seed": 7}, "series"),
    ("SpatialDropout2D", {"rate": 0.4}, "images"),
    ("SpatialDropout2D", {"rate": 0.4, "data_format": "channels_first"}, "images"),
):
    _label = f"{_name.lower()}_{_arguments.get('data_format', 'channels_last')}"
    CASES[_label] = (_name, _arguments, _inputs, {"training": True})
CASES["dropout_shape"] = (
    "Dropout",
    {"rate": 0.4, "noise_shape": (None, 1, 4)},
    "series",
    {"training": True},
)
for _name in (
    "elu exponential gelu hard_sigmoid leaky_relu linear log_softmax mish relu relu6 selu sigmoid "
    "silu softmax softplus softsign tanh"
).split():
    CASES[f"activation_{_name}"] = ("Activation", {"activation": _name}, "rows", {})


def run(keras: Any, name: str) -> dict[str, Any]:
    """What there is to see of a layer: results, weights, configuration, shapes, losses."""
    cls, arguments, inputs, call = CASES[name]
    keras.backend.clear_session()
    keras.utils.set_random_seed(3)
    layer = getattr(keras.layers, cls)(**arguments)
    value = INPUTS[inputs]
    first = np.array(layer(value, **call))
    second = np.array(layer(value, **call))
    several = isinstance(value, list)
    symbolic = (
        [keras.Input(v.shape[1:], dtype=str(v.dtype)) for v in value]
        if several
        else keras.Input(value.shape[1:], dtype=str(value.dtype))
    )
    output = layer(symbolic)
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    return {
        "first": first,
        "second": second,
        "weights": layer.get_weights(),
        "paths": [w.path for w in layer.weights],
        "trainable": [w.path for w in layer.trainable_weights],
        "variables": [w.path for w in layer.variables],
        "config": json.loads(json.dumps(layer.get_config())),
        "serialized": json.loads(json.dumps(keras.layers.serialize(layer))),
        "again": json.loads(json.dumps(again.get_config())),
        "again_built": again.built,
        "name": layer.name,
        "losses": [np.array(loss) for loss in layer.losses],
        "symbolic": (output.shape, str(output.dtype), output.name),
        "repr": repr(layer),
        "masks": layer.supports_masking,
    }

"""Layers, as `keras.layers` publishes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lite import registry
from keras_lite.lazy import lazy_names

_FILES = {
    "activation": "Activation",
    "activity_regularization": "ActivityRegularization",
    "alpha_dropout": "AlphaDropout",
    "batch_normalization": "BatchNormalization",
    "concatenation": "Concatenate concatenate",
    "dense": "Dense",
    "dot_product": "Dot dot",
    "dropout": "Dropout",
    "elu": "ELU",
    "embedding": "Embedding",
    "flatten": "Flatten",
    "gaussian_dropout": "GaussianDropout",
    "gaussian_noise": "GaussianNoise",
    "identity": "Identity",
    "input_layer": "Input InputLayer",
    "input_spec": "InputSpec",
    "lambda_layer": "Lambda",
    "layer": "Layer",
    "layer_normalization": "LayerNormalization",
    "leaky_relu": "LeakyReLU",
    "merge": "Add Average Maximum Minimum Multiply Subtract"
    " add average maximum minimum multiply subtract",
    "normalization": "Normalization",
    "permute": "Permute",
    "prelu": "PReLU",
    "relu": "ReLU",
    "repeat_vector": "RepeatVector",
    "rescaling": "Rescaling",
    "reshape": "Reshape",
    "softmax": "Softmax",
    "spatial_dropout": "SpatialDropout1D SpatialDropout2D SpatialDropout3D",
    "unit_normalization": "UnitNormalization",
}

__getattr__, __dir__, __all__ = lazy_names(
    __name__,
    {name: f"{__name__}.{file}" for file, names in _FILES.items() for name in names.split()},
    eager=["deserialize", "serialize"],
)


def serialize(layer: Any) -> dict[str, Any]:
    """The configuration of a layer: its class, and the arguments of its constructor."""
    return registry.serialize_keras_object(layer)  # type: ignore[no-any-return]


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """A layer, with fresh weights, made from what `serialize` returned.

    Args:
        config: A configuration.
        custom_objects: Your own classes and functions by name.
    """
    if isinstance(config, dict) and config.get("module") is None and "class_name" in config:
        # Keras: before 2.12 only the name of the class was written down.
        if config["class_name"] in __all__:
            config = {**config, "module": "keras.layers"}
    return registry.deserialize_keras_object(config, custom_objects)

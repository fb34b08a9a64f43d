"""How weights begin: `keras.initializers`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lite.initializers.constant import Constant, Identity, Ones, Zeros
from keras_lite.initializers.distribution import RandomNormal, RandomUniform, TruncatedNormal
from keras_lite.initializers.initializer import FAMILY, Initializer
from keras_lite.initializers.orthogonal import Orthogonal
from keras_lite.initializers.scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)
from keras_lite.initializers.stft import STFT
from keras_lite.lazy import unknown_names

__all__ = [
    "STFT",
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "IdentityInitializer",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "OrthogonalInitializer",
    "RandomNormal",
    "RandomUniform",
    "STFTInitializer",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "constant",
    "deserialize",
    "get",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "serialize",
    "stft",
    "truncated_normal",
    "variance_scaling",
    "zeros",
]

__getattr__ = unknown_names(__name__)

IdentityInitializer = Identity
OrthogonalInitializer = Orthogonal
STFTInitializer = STFT

constant = Constant
glorot_normal = GlorotNormal
glorot_uniform = GlorotUniform
he_normal = HeNormal
he_uniform = HeUniform
identity = Identity
lecun_normal = LecunNormal
lecun_uniform = LecunUniform
ones = Ones
orthogonal = Orthogonal
random_normal = RandomNormal
random_uniform = RandomUniform
stft = STFT
truncated_normal = TruncatedNormal
variance_scaling = VarianceScaling
zeros = Zeros


def get(identifier: Any) -> Any:
    """The initializer that a user means.

    Args:
        identifier: A name such as "he_normal" or "HeNormal", a configuration, a class, a function
            of shape and dtype, an initializer, or None.

    Returns:
        An initializer or a function; a new object for a name, class or configuration. None for
        None.

    Raises:
        UnknownName: (a ValueError) when a name means nothing; the nearest one is suggested.
        InvalidArgument: (a ValueError) when something else arrived.

    Example:
        >>> get("zeros")((2,)).tolist()
        [0.0, 0.0]
    """
    return FAMILY.get(identifier)


def serialize(initializer: Any) -> Any:
    """The configuration of an initializer, from which `deserialize` makes it again."""
    return FAMILY.serialize(initializer)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The initializer that a configuration describes.

    Args:
        config: What `serialize` returned, or a name.
        custom_objects: Your own initializers by name.
    """
    return FAMILY.deserialize(config, custom_objects)

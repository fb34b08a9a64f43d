"""In which type a layer keeps its weights, and in which it computes."""

from __future__ import annotations

from typing import Any

from keras_lite import config, registry
from keras_lite.errors import InvalidArgument, explain, suggest
from keras_lite.lazy import unknown_names

__all__ = ["DTypePolicy", "deserialize", "get", "serialize"]

__getattr__ = unknown_names(__name__)

_FLOATS = ("float16", "float32", "float64")
_OTHERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool")


@registry.builtin("keras", also=("keras.dtype_policies", "keras.mixed_precision"))
class DTypePolicy:
    """The types of a layer: that of its weights, and that of its arithmetic.

    Args:
        name: A type, as in "float32"; the default float type if None.

    Raises:
        InvalidArgument: (a ValueError) for a name that is no type.

    Example:
        >>> DTypePolicy("float64").compute_dtype
        'float64'
    """

    quantization_mode = None

    def __init__(self, name: str | None = None) -> None:
        name = config.floatx() if name is None else name
        if name not in _FLOATS and name not in _OTHERS:
            mixed = " Mixed precision is not supported." if str(name).startswith("mixed") else ""
            known = "one of " + ", ".join(map(repr, _FLOATS))
            fix = f"Choose one of these.{suggest(name, _FLOATS)}{mixed}"
            raise InvalidArgument(explain("DTypePolicy: `name`", name, known, fix))
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    @property
    def compute_dtype(self) -> str:
        """The type that inputs are cast to and that the layer computes in."""
        return self._name

    @property
    def variable_dtype(self) -> str:
        """The type of the weights."""
        return self._name

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, by name."""
        return {"name": self._name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> DTypePolicy:
        """A policy made from what `get_config` returned."""
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DTypePolicy) and self._name == other._name

    def __hash__(self) -> int:
        return hash(self._name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self._name}">'


_chosen: DTypePolicy | None = None


def dtype_policy() -> DTypePolicy:
    """The policy of layers that are not told another."""
    return DTypePolicy() if _chosen is None else _chosen


def set_dtype_policy(policy: Any) -> None:
    """Choose the policy of the layers made from here on.

    Args:
        policy: A policy or the name of one; None for that of `config.floatx()`.
    """
    global _chosen
    _chosen = None if policy is None else get(policy)


def get(identifier: Any) -> DTypePolicy:
    """The policy that a user means by a policy, a type, a name of one, a configuration or None."""
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if isinstance(identifier, str):
        return DTypePolicy(identifier)
    from keras_lite.engine.dtypes import dtype_name

    try:
        return DTypePolicy(dtype_name(identifier))
    except TypeError:
        expected = 'a type such as "float32"'
        raise InvalidArgument(explain("`dtype`", identifier, expected, "Give its name.")) from None


def serialize(policy: DTypePolicy) -> Any:
    """The configuration of a policy."""
    return registry.serialize_keras_object(policy)


def deserialize(config: Any, custom_objects: Any = None) -> Any:
    """The policy that a configuration describes."""
    return registry.deserialize_keras_object(config, custom_objects)

"""Where classes and functions put themselves so that they can be found by name.

Four files: `names` holds what is registered, `encode` turns an object into a configuration,
`decode` turns a configuration into an object, and `family` answers `initializers.get` and its
like. Nothing is ever imported because a configuration says so: only what registered itself is
found.
"""

from __future__ import annotations

from keras_lite.registry.decode import calling, deserialize_keras_object
from keras_lite.registry.encode import (
    ObjectSharingScope,
    add_codec,
    serialize_keras_object,
)
from keras_lite.registry.family import Family
from keras_lite.registry.names import (
    CustomObjectScope,
    add_finder,
    builtin,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    on_builtin,
    on_identifier,
    on_unknown_identifier,
    place_of,
    register_keras_serializable,
)

__all__ = [
    "CustomObjectScope",
    "Family",
    "ObjectSharingScope",
    "add_codec",
    "add_finder",
    "builtin",
    "calling",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "on_builtin",
    "on_identifier",
    "on_unknown_identifier",
    "place_of",
    "register_keras_serializable",
    "serialize_keras_object",
]

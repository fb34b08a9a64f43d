"""keras.saving: configurations of objects, and the names they are found by."""

from __future__ import annotations

from keras_lite.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(
    __name__,
    {
        "CustomObjectScope": "keras_lite.registry",
        "custom_object_scope": "keras_lite.registry",
        "deserialize_keras_object": "keras_lite.registry",
        "get_custom_objects": "keras_lite.registry",
        "get_registered_name": "keras_lite.registry",
        "get_registered_object": "keras_lite.registry",
        "register_keras_serializable": "keras_lite.registry",
        "serialize_keras_object": "keras_lite.registry",
    },
)

"""keras.saving: how objects become configurations, and how those find their classes again."""

from __future__ import annotations

from keras_lite.lazy import lazy_names as _lazy_names

__getattr__, __dir__, __all__ = _lazy_names(
    __name__,
    dict.fromkeys(
        [
            "CustomObjectScope",
            "custom_object_scope",
            "deserialize_keras_object",
            "get_custom_objects",
            "get_registered_name",
            "get_registered_object",
            "register_keras_serializable",
            "serialize_keras_object",
        ],
        "keras_lite.registry",
    ),
)

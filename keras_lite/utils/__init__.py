"""keras.utils: seeds, labels, progress bars, registration."""

from __future__ import annotations

from keras_lite.lazy import lazy_names as _lazy_names

__getattr__, __dir__, __all__ = _lazy_names(
    __name__,
    {
        "CustomObjectScope": "keras_lite.registry",
        "Progbar": "keras_lite.utils.progbar",
        "clear_session": "keras_lite.utils.session",
        "custom_object_scope": "keras_lite.registry",
        "deserialize_keras_object": "keras_lite.registry",
        "disable_interactive_logging": "keras_lite.config",
        "enable_interactive_logging": "keras_lite.config",
        "get_custom_objects": "keras_lite.registry",
        "get_file": "keras_lite.utils.download",
        "get_registered_name": "keras_lite.registry",
        "get_registered_object": "keras_lite.registry",
        "is_interactive_logging_enabled": "keras_lite.config",
        "is_keras_tensor": "keras_lite.utils.session",
        "normalize": "keras_lite.utils.numerical",
        "pad_sequences": "keras_lite.preprocessing.sequence",
        "pack_x_y_sample_weight": "keras_lite.utils.batches",
        "register_keras_serializable": "keras_lite.registry",
        "serialize_keras_object": "keras_lite.registry",
        "set_random_seed": "keras_lite.utils.session",
        "standardize_dtype": "keras_lite.utils.session",
        "to_categorical": "keras_lite.utils.numerical",
        "unpack_x_y_sample_weight": "keras_lite.utils.batches",
    },
)

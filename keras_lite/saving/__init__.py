"""keras.saving: models and weights in files, configurations of objects, and their names.

`saver` decides what a file is; `keras_v3` and `hdf5` know the two forms, `weights` the tree of
arrays, `optimizer_state` which array is which slot, `config` and `compile_config` the descriptions
of every age. `archive`, `hdf5_reader` and `limits` see to it that no file gets more than its due.
"""

from __future__ import annotations

from keras_lite.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(
    __name__,
    {
        "CustomObjectScope": "keras_lite.registry",
        "custom_object_scope": "keras_lite.registry",
        "deserialize_keras_object": "keras_lite.registry",
        "load_model": "keras_lite.saving.saver",
        "load_weights": "keras_lite.saving.saver",
        "save_model": "keras_lite.saving.saver",
        "save_weights": "keras_lite.saving.saver",
        "get_custom_objects": "keras_lite.registry",
        "get_registered_name": "keras_lite.registry",
        "get_registered_object": "keras_lite.registry",
        "register_keras_serializable": "keras_lite.registry",
        "serialize_keras_object": "keras_lite.registry",
    },
)

"""Models, as `keras.models` publishes them."""

from __future__ import annotations

from keras_lite.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(
    __name__,
    {
        "Model": "keras_lite.models.model",
        "Sequential": "keras_lite.models.sequential",
        "clone_model": "keras_lite.models.cloning",
        "load_model": "keras_lite.saving.saver",
        "save_model": "keras_lite.saving.saver",
        "model_from_json": "keras_lite.models.model",
    },
)

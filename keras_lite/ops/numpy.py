"""NumPy's functions of `keras_lite.ops`, as `keras.ops.numpy` publishes them."""

from __future__ import annotations

from keras_lite.lazy import lazy_names
from keras_lite.ops import places_of

__getattr__, __dir__, __all__ = lazy_names(__name__, places_of("numpy"))

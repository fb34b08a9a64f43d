"""Texts and sequences made ready for models."""

from __future__ import annotations

from keras_lite.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(
    __name__, {name: f"{__name__}.{name}:" for name in ("image", "sequence", "text")}
)

"""`keras.utils.Progbar`; it lives where `fit` prints."""

from __future__ import annotations

from keras_lite.callbacks.progbar import Progbar

__all__ = ["Progbar"]

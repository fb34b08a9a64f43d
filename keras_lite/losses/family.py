"""The table behind `losses.get`: every loss puts itself here."""

from __future__ import annotations

from keras_lite.registry import Family

LOSSES = Family("loss", "keras.losses")

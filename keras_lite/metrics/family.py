"""The table behind `metrics.get`: every metric puts itself here."""

from __future__ import annotations

from keras_lite.registry import Family

METRICS = Family("metric", "keras.metrics")

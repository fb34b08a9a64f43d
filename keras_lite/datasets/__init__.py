"""Data sets, as `keras.datasets` publishes them."""

from __future__ import annotations

from keras_lite.lazy import lazy_names

_NAMES = "boston_housing california_housing cifar10 cifar100 fashion_mnist imdb mnist reuters"

__getattr__, __dir__, __all__ = lazy_names(
    __name__, {name: f"{__name__}.{name}:" for name in _NAMES.split()}
)

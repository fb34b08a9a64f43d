"""The Keras API on a small NumPy engine.

    import keras_lite as keras

Every public name of Keras that keras_lite has stands where Keras publishes it, and is imported
when it is first asked for.
"""

from __future__ import annotations

import random as _random
import sys as _sys
from typing import Any as _Any

from keras_lite import registry as _registry
from keras_lite.compat import arguments as _arguments
from keras_lite.compat import behaviours as _behaviours
from keras_lite.compat import eras as _eras
from keras_lite.compat.old_paths import OldPathFinder as _OldPathFinder
from keras_lite.lazy import lazy_names as _lazy_names
from keras_lite.lazy import on_unknown as _on_unknown

__version__ = "0.1.0"

_MODULES = """
    activations backend callbacks config constraints datasets dtype_policies initializers layers
    losses metrics models ops optimizers preprocessing random regularizers saving tree utils
    wrappers
""".split()

_NAMES = {
    "DTypePolicy": "keras_lite.dtype_policies",
    "Initializer": "keras_lite.initializers",
    "Input": "keras_lite.layers",
    "InputSpec": "keras_lite.layers",
    "KerasTensor": "keras_lite.ops.keras_tensor",
    "Layer": "keras_lite.layers",
    "Loss": "keras_lite.losses",
    "Metric": "keras_lite.metrics",
    "Model": "keras_lite.models",
    "Optimizer": "keras_lite.optimizers",
    "Regularizer": "keras_lite.regularizers",
    "Sequential": "keras_lite.models",
    "Variable": "keras_lite.engine.variable",
    "install": "keras_lite.compat.importer",
}

__getattr__, __dir__, __all__ = _lazy_names(
    __name__,
    {**{module: f"keras_lite.{module}:" for module in _MODULES}, **_NAMES},
    eager=["version"],
)


def version() -> str:
    """The version of keras_lite, as in ``"0.1.0"``."""
    return __version__


def _teach_old_spellings(found: _Any) -> _Any:
    """Lets `compat` wrap each class or function as it registers itself; modern code never learns
    of it."""
    place = _registry.place_of(found)
    if place is None:
        return None
    _arguments.apply(found, *place)
    return _behaviours.apply(found, *place)


def _find_published(module: str, name: str) -> _Any:
    """The object that a saved configuration names, if it is one of keras_lite's public names."""
    package, _, below = module.partition(".")
    if package != "keras" or below not in _MODULES:
        return None
    published = __getattr__(below)
    return getattr(published, name) if name in getattr(published, "__all__", ()) else None


def _find_old_name(module_name: str, name: str) -> _Any:
    from keras_lite.compat import names

    return names.old_name(module_name, name) if module_name[11:] in names.TAUGHT else None


def _find_old_identifier(module: str, name: str) -> str | None:
    from keras_lite.compat import names

    return names.old_identifier(module, name)


def _find_old_member(module: str, name: str) -> _Any:
    if _eras.current() is None:
        return None
    from keras_lite.compat import era_defaults

    return era_defaults.old_member(module, name)


_on_unknown(_find_old_name)
_registry.on_identifier(_find_old_member)
_registry.on_unknown_identifier(_find_old_identifier)
_registry.on_builtin(_teach_old_spellings)
_registry.add_finder(_find_published)
_sys.meta_path.append(_OldPathFinder())
# Keras: importing it imports rich, which draws one random number (3.15.1). Scripts that seed
# Python before the import get the same weights only if we draw as well.
_random.getrandbits(24)

"""The front door: old names of modules, names and arguments, kept as tables.

Each table has a row per old spelling, with the version that dropped it; `importer`, `arguments` and
`behaviours` read them. Nothing modern imports this package: `install` puts it in front of a script,
and the hook that `keras_lite` leaves with the registry lets it wrap finished classes from outside.
"""

from __future__ import annotations

from keras_lite.compat.eras import era, set_era

__all__ = ["era", "set_era"]

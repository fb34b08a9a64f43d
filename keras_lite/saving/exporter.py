"""Models as programs that need nothing of keras_lite."""

from __future__ import annotations

import os
from typing import Any

from keras_lite.errors import InvalidArgument, explain
from keras_lite.messages import print_msg

_FORMATS = ("numpy",)


def export(model: Any, filepath: Any, format: str, verbose: bool | None) -> None:
    """Writes the prediction of a model as a program; see `Model.export`."""
    path = os.fspath(filepath)
    if format not in _FORMATS:
        fix = "Pass format='numpy', or save the model as `.keras` and export it with Keras."
        raise InvalidArgument(explain("export: `format`", format, "'numpy'", fix))
    if not path.endswith(".py"):
        fix = f"Write {path + '.py'!r}."
        raise InvalidArgument(explain("export: `filepath`", path, "a name that ends in `.py`", fix))
    model.program("predict", level="plain").save(path)
    if verbose:
        print_msg(f"Saved a program at '{path}', and its arrays beside it.")

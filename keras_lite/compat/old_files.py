"""Names of files: Keras 1 and 2 wrote HDF5 under any name, and asked for no ending."""

from __future__ import annotations

import functools
import os
import warnings
from collections.abc import Callable
from typing import Any

from keras_lite.compat import eras
from keras_lite.compat.spellings import other_spellings
from keras_lite.errors import KerasLiteWarning

_MODELS = (".keras", ".h5", ".hdf5")
_WEIGHTS = (".weights.h5", ".h5", ".hdf5")


def any_name(method: Callable[..., Any]) -> Callable[..., Any]:
    """`save` or `save_weights` that, in the eras before Keras 3, takes any name for a file.

    What those wrote by themselves, HDF5, is in the file. Where TensorFlow would have made a folder
    of several files, one file is there, and a warning says so.
    """
    endings = _MODELS if method.__name__ == "save" else _WEIGHTS

    @functools.wraps(method)
    def save(self: Any, filepath: Any, *args: Any, **kwargs: Any) -> Any:
        from keras_lite.saving.durable import path_of

        path, era = path_of(method.__name__, filepath), eras.current()
        if era is None or (path.endswith(endings) and kwargs.get("save_format") != "tf"):
            return method(self, filepath, *args, **kwargs)
        if era == "tf.keras" and not path.endswith(endings):
            warnings.warn(
                f"{method.__name__}: {path!r} becomes one HDF5 file; the formats of TensorFlow, "
                "of several files each, are not written.",
                KerasLiteWarning,
                stacklevel=2,
            )
        if kwargs.get("save_format") == "tf" or method.__name__ == "save":
            kwargs["save_format"] = "h5"
        if method.__name__ == "save":
            return method(self, filepath, *args, **kwargs)
        return _weights(self, path, *args, **kwargs)

    return save


def _weights(model: Any, path: str, overwrite: bool = True, **kwargs: Any) -> None:
    from keras_lite.saving import durable

    if durable.may_write(path, overwrite):
        # The ending decides on the form, so the file gets its name last.
        fresh = f"{path}.{os.getpid()}.h5"
        model.save_weights(fresh)
        os.replace(fresh, path)


def teach_checkpoints(checkpoint: Any) -> None:
    """ModelCheckpoint takes all names that `save` and `save_weights` take, and `period`."""
    original, at_epoch_end = checkpoint.__init__, checkpoint.on_epoch_end
    path_of = checkpoint._path

    @functools.wraps(original)
    def __init__(self: Any, filepath: Any, *args: Any, **kwargs: Any) -> None:
        period = kwargs.pop("period", 1)
        if len(args) == 6 and eras.current() in ("keras0", "keras1", "keras2"):
            *args, period = args  # type: ignore[assignment]  # it stood where `save_freq` does
        only_weights = args[3] if len(args) > 3 else kwargs.get("save_weights_only", False)
        path, known = os.fspath(filepath), _WEIGHTS if only_weights else _MODELS
        takes_it = eras.current() is not None or path.endswith(known)
        original(self, f"any{known[0]}" if takes_it else path, *args, **kwargs)
        self.filepath = path
        self.period, self._epochs_waited = period, 0

    @functools.wraps(at_epoch_end)
    def on_epoch_end(self: Any, epoch: int, logs: Any = None) -> None:
        self._epochs_waited += 1
        if self._epochs_waited >= self.period:
            self._epochs_waited = 0
            at_epoch_end(self, epoch, logs)

    @functools.wraps(path_of)
    def _path(self: Any, epoch: int, batch: int | None, logs: Any) -> str:
        named = {
            other: value
            for name, value in logs.items()
            for other in other_spellings(name)
            if f"{{{other}" in self.filepath
        }
        return str(path_of(self, epoch, batch, {**named, **logs}))

    checkpoint.__init__, checkpoint.on_epoch_end = __init__, on_epoch_end
    checkpoint._path = _path

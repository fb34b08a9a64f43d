"""The record of a training as a table in a file."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from typing import Any, TextIO

from keras_lite.callbacks.callback import Callback
from keras_lite.registry import builtin


@builtin("keras.callbacks")
class CSVLogger(Callback):
    """Writes the logs of every epoch to a CSV file, one line each.

    The columns are those of the first epoch. Where it has no validation, a column for the
    validation of each metric is added, and filled with `NA` as long as there is none.

    Args:
        filename: The file.
        separator: What stands between two columns.
        append: Whether to go on with a file that exists, instead of replacing it.

    Example:
        >>> history = model.fit(x, y, verbose=0, callbacks=[CSVLogger("training.csv")])
    """

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        super().__init__()
        self.filename = os.fspath(filename)
        self.sep = separator
        self.append = append
        self.keys: list[str] | None = None
        self.csv_file: TextIO | None = None
        self._needs_header = True

    def on_train_begin(self, logs: Any = None) -> None:
        exists = os.path.isfile(self.filename) and os.path.getsize(self.filename) > 0
        self._needs_header = not (self.append and exists)
        self.keys = None
        self.csv_file = open(self.filename, "a" if self.append else "w", newline="")  # noqa: SIM115

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        assert self.csv_file is not None
        logs = logs or {}
        writer = csv.writer(self.csv_file, delimiter=self.sep)
        if self.keys is None:
            self.keys = sorted(logs)
            if not any(key.startswith("val_") for key in self.keys):
                self.keys += [f"val_{key}" for key in self.keys]
            if self._needs_header:
                writer.writerow(["epoch", *self.keys])
        writer.writerow([epoch, *(_cell(logs.get(key, "NA")) for key in self.keys)])
        self.csv_file.flush()  # so that the file can be read while the training runs

    def on_train_end(self, logs: Any = None) -> None:
        if self.csv_file is not None:
            self.csv_file.close()
            self.csv_file = None


def _cell(value: Any) -> Any:
    if isinstance(value, str) or getattr(value, "ndim", 1) == 0 or not isinstance(value, Iterable):
        return value
    # Keras: 3.15.1 puts several values into quotation marks of their own.
    return '"[{}]"'.format(", ".join(str(item) for item in value))

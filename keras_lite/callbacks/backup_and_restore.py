"""Goes on with a training that was broken off."""

from __future__ import annotations

import json
import os
import shutil
from typing import Any

from keras_lite.callbacks.callback import Callback
from keras_lite.errors import InvalidArgument, InvalidFile
from keras_lite.registry import builtin

_WEIGHTS, _METADATA = "latest.weights.h5", "training_metadata.json"
_LONGEST = 1 << 16


@builtin("keras.callbacks")
class BackupAndRestore(Callback):
    """Keeps weights and optimizer state on the disk, so that the same `fit` can be run again.

    When a training was broken off, the next `fit` with the same folder starts where the last
    backup was made; when it ends well, the backup is deleted.

    Args:
        backup_dir: A folder for this training alone.
        save_freq: `"epoch"`, or a number of batches. A broken epoch is done again from its start.
        double_checkpoint: Whether the backup before the last is kept, too.
        delete_checkpoint: Whether the backup is deleted at the end.

    Raises:
        InvalidArgument: (a ValueError) for an empty `backup_dir`, or another `save_freq`.

    Example:
        >>> keep = BackupAndRestore("backup")
        >>> history = model.fit(x, y, epochs=2, verbose=0, callbacks=[keep])
    """

    def __init__(
        self,
        backup_dir: Any,
        save_freq: str | int = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        super().__init__()
        if not backup_dir:
            raise InvalidArgument("Empty `backup_dir` argument passed. Give the name of a folder.")
        is_count = isinstance(save_freq, int) and not isinstance(save_freq, bool) and save_freq > 0
        if save_freq != "epoch" and not is_count:
            raise InvalidArgument(
                f"BackupAndRestore: `save_freq` is {save_freq!r}, but 'epoch' or a number of "
                "batches was expected."
            )
        self.backup_dir = os.fspath(backup_dir)
        self.save_freq = save_freq
        self.double_checkpoint = double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self._epoch = self._batches = 0
        self._reached: dict[str, Any] | None = None
        if is_count:
            # Only then, for a hook that must see each batch makes training slower.
            self.on_train_batch_end = self._after_batch  # type: ignore[method-assign]

    def _place(self, name: str) -> str:
        return os.path.join(self.backup_dir, name)

    def on_train_begin(self, logs: Any = None) -> None:
        if not (os.path.exists(self._place(_METADATA)) and os.path.exists(self._place(_WEIGHTS))):
            return
        entries = self._entries()
        self.model.load_weights(self._place(_WEIGHTS))
        steps = self._steps()
        # A kill between the two files leaves the old weights beside the new numbers.
        fitting = [entry for entry in entries if entry.get("steps", steps) == steps]
        self._reached = (fitting or entries)[0]
        self.model.first_epoch = self._reached["epoch"]

    def _entries(self) -> list[dict[str, int]]:
        """Where the training was at the last backup, and at the one before it."""
        place = self._place(_METADATA)
        try:
            with open(place, "rb") as stream:
                found = json.loads(stream.read(_LONGEST))
            entries = [found, found["before"]] if "before" in found else [found]
            if all(0 <= int(entry["epoch"]) == entry["epoch"] < 1 << 63 for entry in entries):
                return entries
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
            pass
        raise InvalidFile(
            f"BackupAndRestore: {_METADATA} in {self.backup_dir!r} does not say which epoch was "
            "reached. It is damaged; delete the folder to start anew."
        )

    def _steps(self) -> int | None:
        """How many steps the optimizer has made, which its state in the weights tells."""
        optimizer = getattr(self.model, "optimizer", None)
        return None if optimizer is None else int(optimizer.iterations.numpy())

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch = epoch

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.save_freq == "epoch":
            self._save(epoch + 1, 0)

    def _after_batch(self, batch: int, logs: Any = None) -> None:
        self._batches += 1
        if self._batches % int(self.save_freq) == 0:
            self._save(self._epoch, batch)

    def on_train_end(self, logs: Any = None) -> None:
        if self.delete_checkpoint and os.path.exists(self.backup_dir):
            shutil.rmtree(self.backup_dir)

    def _save(self, epoch: int, batch: int) -> None:
        os.makedirs(self.backup_dir, exist_ok=True)
        if self.double_checkpoint:
            for name in (_WEIGHTS, _METADATA):
                if os.path.exists(self._place(name)):
                    shutil.copy2(self._place(name), self._place(f"prev_{name}"))
        reached = {"epoch": epoch, "batch": batch, "steps": self._steps()}
        before = self._reached if os.path.exists(self._place(_WEIGHTS)) else None
        fresh = self._place(f".{_METADATA}.tmp")
        with open(fresh, "w", encoding="utf-8") as stream:
            json.dump({**reached, "before": before} if before else reached, stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(fresh, self._place(_METADATA))
        self.model.save_weights(self._place(_WEIGHTS), overwrite=True)
        self._reached = reached

"""`.keras` files: a description, and a tree of weights, in a zip archive."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from keras_lite import config as settings
from keras_lite import registry
from keras_lite.engine.allowance import allowing
from keras_lite.errors import InvalidFile
from keras_lite.saving.archive import Archive, Folder
from keras_lite.saving.compile_config import modern_compile
from keras_lite.saving.config import modern_model, refuse_code
from keras_lite.saving.hdf5_reader import Group, open_file
from keras_lite.saving.limits import allowance_for
from keras_lite.saving.optimizer_state import load_state
from keras_lite.saving.weights import numbered, read_tree, stored_bytes, write_tree

_CONFIG, _METADATA, _WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
_WRITER = "keras_lite"
# The version whose form is written.
_FORM = "3.15.1"
# Keras: 3.15 stamps the two descriptions so, so that equal models are equal files.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_MOST_IN_MEMORY = 1 << 26
_PIECE = 1 << 20


# ------------------------------------------------------------------------------------- writing


def write_archive(model: Any, path: str, with_optimizer: bool = True) -> None:
    """Writes a model as a zip archive.

    Args:
        model: The model.
        path: Of a file that is there already and may be overwritten.
        with_optimizer: Whether the optimizer's state is written.
    """
    import zipfile

    with (
        _weights(model, os.path.dirname(path), with_optimizer) as weights,
        zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive,
    ):
        for name, data in _descriptions(model).items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DATE), data)
        info = zipfile.ZipInfo(_WEIGHTS, _NO_DATE)
        info.file_size = weights.seek(0, os.SEEK_END)
        weights.seek(0)
        with archive.open(info, "w") as member:
            shutil.copyfileobj(weights, member, _PIECE)


def write_folder(model: Any, path: str, with_optimizer: bool = True) -> None:
    """Writes a model as a folder of the files that are in the archive otherwise."""
    from keras_lite.saving.durable import replacing_together

    described = _descriptions(model)
    os.makedirs(path, exist_ok=True)
    with replacing_together() as fresh_for:
        for name, data in described.items():
            with open(fresh_for(os.path.join(path, name)), "wb") as stream:
                stream.write(data)
        _write_weights(fresh_for(os.path.join(path, _WEIGHTS)), model, with_optimizer)


def _descriptions(model: Any) -> dict[str, bytes]:
    with registry.ObjectSharingScope():
        described = registry.serialize_keras_object(model)
    if not described.get("compile_config"):
        described.pop("compile_config", None)
    metadata = {
        "keras_version": _FORM,
        "date_saved": datetime.datetime.now().strftime("%Y-%m-%d@%H:%M:%S"),
        "writer": _WRITER,
    }
    return {_METADATA: json.dumps(metadata).encode(), _CONFIG: json.dumps(described).encode()}


@contextmanager
def _weights(model: Any, folder: str, with_optimizer: bool) -> Iterator[Any]:
    """An HDF5 file with the weights of a model: in memory, or, if it is large, on the disk."""
    with tempfile.SpooledTemporaryFile(_MOST_IN_MEMORY, dir=folder or None) as stream:
        _write_weights(stream, model, with_optimizer)
        yield stream


def _write_weights(target: Any, model: Any, with_optimizer: bool) -> None:
    import h5py

    with h5py.File(target, "w") as file:
        write_tree(file, model, with_optimizer)


# ------------------------------------------------------------------------------------- reading


def read_archive(archive: Archive | Folder, compiled: bool, safe_mode: bool) -> Any:
    """The model in an open `.keras` file.

    Args:
        archive: The file.
        compiled: Whether the model is compiled as it was, with the state of its optimizer.
        safe_mode: Whether byte code in the file is refused.
    """
    file = archive.name
    described = archive.json(_CONFIG)
    metadata = archive.json(_METADATA) if _METADATA in archive else {}
    own = isinstance(metadata, dict) and metadata.get("writer") == _WRITER
    safe = safe_mode and not settings.is_unsafe_deserialization_enabled()
    refuse_code(described, file, may_run=own and not safe)
    root = open_file(archive.source(_WEIGHTS))
    with allowing(allowance_for(file, stored_bytes(root))):
        modern = modern_model(described, file)
        compile_config = modern.pop("compile_config", None)
        model = registry.deserialize_keras_object(modern, safe_mode=safe)
        read_tree(root, _checked(model, file))
        if compiled and compile_config:
            outputs = getattr(model, "output_names", None) or []
            version = str(metadata.get("keras_version", "")) if isinstance(metadata, dict) else ""
            compile_config = modern_compile(compile_config, outputs, file, version=version)
            model.compile_from_config(compile_config)
            model.compiled = True
            read_optimizer(root, model)
    return model


def _checked(model: Any, file: str) -> Any:
    if not hasattr(model, "fit"):
        raise InvalidFile(f"{file}: it describes a {type(model).__name__}, which is no model.")
    return model


def read_optimizer(root: Group, model: Any) -> None:
    """Sets the state of a model's optimizer to that in a tree of weights, if there is one."""
    optimizer = model.__dict__.get("optimizer")
    # Keras: 3 has the state of an optimizer there that is in one that scales the loss.
    stored = numbered(root.group("optimizer/inner_optimizer/vars"))
    stored = stored or numbered(root.group("optimizer/vars"))
    if optimizer is None or not stored:
        return
    if not optimizer.built and model.built:
        optimizer.build(model.trainable_variables)
    load_state(optimizer, stored, [], root.source.name)

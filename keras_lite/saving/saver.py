"""Saving and loading models and weights: which form a file has, and what is done with it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from keras_lite import registry
from keras_lite.errors import (
    InvalidArgument,
    InvalidFile,
    KerasLiteWarning,
    MissingFile,
    NotReady,
)
from keras_lite.saving import archive, durable, hdf5, hdf5_reader, keras_v3, shards
from keras_lite.saving.explained import explained
from keras_lite.saving.source import Source
from keras_lite.saving.weights import read_tree

_H5 = (".h5", ".hdf5")
_IGNORED = ("signatures", "options", "save_traces")  # of Keras 2, for the SavedModel format


def save_model(
    model: Any, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **kwargs: Any
) -> None:
    """Writes a model: its layers, weights, what it was compiled with, and its optimizer's state.

    The old file stays whole until the new one is on the disk.

    Args:
        model: The model.
        filepath: Ends in `.keras`, or in `.h5` for the form of Keras 2.
        overwrite: Whether a file that is there is replaced without asking.
        zipped: Whether a `.keras` file is one file (as by default) or a folder.
        **kwargs: `include_optimizer`, and `save_format` ("keras" or "h5") in place of the ending.

    Raises:
        InvalidArgument: (a ValueError) for another ending, or for what cannot be written so.

    Example:
        >>> model.save("model.keras")
        >>> model = load_model("model.keras")
    """
    path = durable.path_of("save_model", filepath)
    with_optimizer = kwargs.pop("include_optimizer", True)
    form = _form(path, kwargs.pop("save_format", None))
    for name in _IGNORED:
        kwargs.pop(name, None)
    if kwargs:
        raise InvalidArgument(f"save_model: unknown arguments {sorted(kwargs)}.")
    if not durable.may_write(path, overwrite):
        return
    if not model.built:
        warnings.warn(
            f"Model '{model.name}' is not built, so it is saved without weights. Call it on data, "
            "or call `build(input_shape)`, first.",
            KerasLiteWarning,
            stacklevel=3,
        )
    if form == "keras":
        if zipped is False:
            keras_v3.write_folder(model, path, with_optimizer)
            return
        with durable.replacing(path) as fresh:
            keras_v3.write_archive(model, fresh, with_optimizer)
        return
    import h5py

    with durable.replacing(path) as fresh, h5py.File(fresh, "w") as file:
        hdf5.write_model(model, file, with_optimizer)


def _form(path: str, save_format: str | None) -> str:
    ending = os.path.splitext(path)[1].lower()
    if save_format is not None:
        if save_format in ("keras", "h5", "hdf5"):
            return "keras" if save_format == "keras" else "h5"
        raise InvalidArgument(
            f"save_model: `save_format` is {save_format!r}, but 'keras' or 'h5' was expected. The "
            "SavedModel format of TensorFlow is not written."
        )
    if ending == ".keras" or ending in _H5:
        return "keras" if ending == ".keras" else "h5"
    raise InvalidArgument(
        f"save_model: `filepath` is {path!r}, but a name that ends in `.keras` or `.h5` was "
        f"expected. Write {path + '.keras'!r}."
    )


def load_model(
    filepath: Any,
    custom_objects: Mapping[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
) -> Any:
    """The model in a file, ready to go on training where it was saved.

    Reads `.keras` files of Keras 3 and of Keras 2, and `.h5` files of Keras 1, 2 and 3. What the
    file is, its first bytes tell. No code comes from a file: classes and functions are found by
    name among those of keras_lite and those that are registered.

    Args:
        filepath: The file, or the folder that `save(zipped=False)` wrote.
        custom_objects: Your own classes and functions by name.
        compile: Whether the model is compiled as it was, and its optimizer's state restored.
        safe_mode: False allows byte code of lambdas from a `.keras` file that keras_lite wrote.

    Raises:
        MissingFile: (a ValueError, and a FileNotFoundError) when there is no such file.
        InvalidFile: (a ValueError) for a file that is damaged, is something else, or asks for
            what no model needs; its message names the file, the layer and the reason.
        CannotDeserialize: (a TypeError) for a class or function that is not known.
    """
    path, compiled = durable.path_of("load_model", filepath), compile
    name = os.path.basename(os.path.normpath(path))
    kind = _kind(path, name)
    with registry.CustomObjectScope(custom_objects), explained(name):
        if kind == "keras":
            with archive.opened(path) as found:
                return keras_v3.read_archive(found, compiled, safe_mode)
        with _root(path, name) as root:
            return hdf5.read_model(root, compiled)


def _kind(path: str, name: str) -> str:
    """ "keras" or "h5", by what a file begins with."""
    if not os.path.exists(path):
        raise MissingFile(f"load_model: there is no file {path!r}. Check the name and the folder.")
    if os.path.isdir(path):
        if os.path.exists(os.path.join(path, "saved_model.pb")):
            raise InvalidFile(
                f"{name}: this is a SavedModel of TensorFlow, which is not read. Save the model as "
                "`.keras` with Keras."
            )
        return "keras"
    with open(path, "rb") as stream:
        start = stream.read(8)
    if start == hdf5_reader.SIGNATURE:
        return "h5"
    if start[:2] == b"PK":
        return "keras"
    raise InvalidFile(
        f"{name}: this is neither a `.keras` nor an `.h5` file; it begins with {start!r}."
    )


@contextmanager
def _root(path: str, name: str) -> Iterator[hdf5_reader.Group]:
    with open(path, "rb") as stream:
        yield hdf5_reader.open_file(Source(stream, name, 0, os.fstat(stream.fileno()).st_size))


# ------------------------------------------------------------------------------------- weights


def save_weights(
    model: Any, filepath: Any, overwrite: bool = True, max_shard_size: Any = None, **kwargs: Any
) -> None:
    """Writes the weights of a model, and its optimizer's state.

    Args:
        model: A built model.
        filepath: Ends in `.weights.h5`; or in `.h5` for the form of Keras 2, weights only.
        overwrite: Whether a file that is there is replaced without asking.
        max_shard_size: In GB: the weights are written into several files of at most that size,
            and `filepath` ends in `.weights.json`, which says what is where.
        **kwargs: `save_format`, which the ending tells already.

    Raises:
        NotReady: (a ValueError) when the model has no weights yet.
        InvalidArgument: (a ValueError) for another ending.
    """
    path = durable.path_of("save_weights", filepath)
    kwargs.pop("save_format", None)
    if kwargs:
        raise InvalidArgument(f"save_weights: unknown arguments {sorted(kwargs)}.")
    endings = _H5 if max_shard_size is None else (".weights.json",)
    if not path.endswith(endings):
        wanted = ".weights.h5" if max_shard_size is None else ".weights.json"
        raise InvalidArgument(
            f"save_weights: `filepath` is {path!r}, but a name that ends in `{wanted}` was "
            f"expected with max_shard_size={max_shard_size!r}. Write {path + wanted!r}."
        )
    if not model.built:
        raise NotReady(
            f"save_weights: model '{model.name}' is not built, so it has no weights. Call it on "
            "data, or call `build(input_shape)`, first."
        )
    if not durable.may_write(path, overwrite):
        return
    if max_shard_size is not None:
        shards.write_shards(model, path, max_shard_size)
        return
    import h5py

    with durable.replacing(path) as fresh, h5py.File(fresh, "w") as file:
        if path.endswith(".weights.h5"):
            from keras_lite.saving.weights import write_tree

            write_tree(file, model)
        else:
            hdf5.write_weights(file, model)


def load_weights(model: Any, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
    """Sets the weights of a model to those in a file.

    Reads `.weights.h5` of Keras 3 and 2, several files told by a `.weights.json`, the weights in
    `.keras` and `.h5` files of whole models, and what `save_weights("x.h5")` of Keras 0, 1 and
    2 wrote. Nothing is changed unless all fits.

    Args:
        model: A built model of the same layers.
        filepath: The file.
        skip_mismatch: Whether a layer that does not fit keeps its weights, with a warning.
        **kwargs: `by_name`, for `.h5` files: whether layers are found by name.

    Raises:
        MissingFile: (a ValueError, and a FileNotFoundError) when there is no such file.
        InvalidFile: (a ValueError) when the file is damaged or the weights do not fit.
    """
    path, by_name = durable.path_of("load_weights", filepath), bool(kwargs.pop("by_name", False))
    kwargs.pop("options", None)
    if kwargs:
        raise InvalidArgument(f"load_weights: unknown arguments {sorted(kwargs)}.")
    name = os.path.basename(os.path.normpath(path))
    if path.endswith(".weights.json"):
        with explained(name), shards.opened(path) as parts:
            _load_tree(parts, model, by_name, skip_mismatch)
        return
    kind = _kind(path, name)
    with explained(name):
        if kind == "keras":
            with archive.opened(path) as found:
                root = hdf5_reader.open_file(found.source("model.weights.h5"))
                _load_tree(root, model, by_name, skip_mismatch)
            return
        with _root(path, name) as root:
            whole = root.group("model_weights") if hdf5.is_whole_model(root) else None
            marks = ("layer_names", "layer_names0", "nb_layers")
            if whole is not None or any(mark in root.attributes for mark in marks):
                hdf5.read_weights(whole or root, model, by_name, skip_mismatch)
            else:
                _load_tree(root, model, by_name, skip_mismatch)


def _load_tree(root: Any, model: Any, by_name: bool, skip_mismatch: bool) -> None:
    if by_name:
        raise InvalidArgument(
            f"{root.source.name}: by_name=True is for `.h5` files of Keras 1 and 2; in this one, "
            "layers are found by their place. Leave it out."
        )
    read_tree(root, model, skip_mismatch)
    keras_v3.read_optimizer(root, model)

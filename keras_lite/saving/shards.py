"""Weights in several files: a `.weights.json` says in which of them each layer's arrays are."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from keras_lite.errors import InvalidArgument, InvalidFile, MissingFile, explain
from keras_lite.saving.durable import replacing_together
from keras_lite.saving.hdf5_reader import Dataset, Group, open_file
from keras_lite.saving.limits import LONGEST_JSON, parse_json
from keras_lite.saving.source import Source
from keras_lite.saving.weights import stores, write_part

_ENDING = ".weights.json"
_GIGABYTE = 10**9
_MAP, _WAITING = "weight_map", "waiting"


# ------------------------------------------------------------------------------------- writing


def write_shards(model: Any, path: str, max_shard_size: float) -> None:
    """Writes the weights of a model into files of limited size.

    The description, `path`, takes its name first, when all other files are complete; it says what
    these are called until they have taken theirs. So a kill leaves all of the old ones, or all of
    the new.

    Args:
        model: A built model.
        path: Of the `.weights.json` file.
        max_shard_size: In GB. A single array that is larger has a file for itself.
    """
    if not isinstance(max_shard_size, (int, float)) or not max_shard_size > 0:
        where, fix = "save_weights: `max_shard_size`", "Write 1 for a gigabyte."
        raise InvalidArgument(explain(where, max_shard_size, "a number of GB above 0", fix))
    before = set(_files_of(path))
    # Keras: 3.15 opens a file of this name first, whatever the description says.
    start = os.path.basename(path).removesuffix(_ENDING)
    total, places = 0, {}
    with replacing_together() as fresh_for:
        described, waiting = fresh_for(path), {}
        for number, shard in enumerate(_split(model, max_shard_size * _GIGABYTE)):
            name = f"{start}_{number:05d}.weights.h5"
            fresh = fresh_for(os.path.join(os.path.dirname(path), name))
            waiting[name] = os.path.basename(fresh)
            _write_file(fresh, shard)
            for part, _, store in shard:
                places.setdefault(f"{part}/vars", []).append(name)
                total += sum(array.nbytes for array in store.values())
        found = {"metadata": {"total_size": total}, _MAP: places, _WAITING: waiting}
        with open(described, "w", encoding="utf-8") as stream:
            json.dump(found, stream, indent=4)
    for old in before - {name for names in places.values() for name in names}:
        with contextlib.suppress(OSError):  # nothing reads it any more, so it may as well stay
            os.unlink(os.path.join(os.path.dirname(path), old))


def _write_file(path: str, shard: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    import h5py

    with h5py.File(path, "w") as file:
        for part, name, store in shard:
            write_part(file, part, name, store)


def _split(model: Any, limit: float) -> Iterator[list[tuple[str, str, dict[str, Any]]]]:
    """Lists of places, names and arrays, each of at most `limit` bytes."""
    shard: list[tuple[str, str, dict[str, Any]]] = []
    size = 0
    for path, name, store in stores(model, with_optimizer=True):
        if not store:
            continue
        shard.append((path, name, {}))
        for key, array in store.items():
            if size and size + array.nbytes > limit:
                yield [part for part in shard if part[2]]
                shard, size = [(path, name, {})], 0
            shard[-1][2][key] = array
            size += array.nbytes
    yield shard


def _files_of(path: str) -> list[str]:
    """The files that an older `.weights.json` of ours names."""
    start = os.path.basename(path).removesuffix(_ENDING) + "_"
    # There may be none yet, or one that is damaged: it is about to be replaced.
    with contextlib.suppress(OSError, InvalidFile), open(path, "rb") as stream:
        found, _ = _read_map(stream.read(LONGEST_JSON), os.path.basename(path))
        return [n for n in {n for names in found.values() for n in names} if n.startswith(start)]
    return []


# ------------------------------------------------------------------------------------- reading


class Shards:
    """Several files that look like the root of one; `weights.read_tree` takes it for one."""

    def __init__(self, source: Source, places: dict[str, list[str]], roots: dict[str, Group]):
        self.source, self._places, self._roots = source, places, roots

    def group(self, path: str) -> Any:
        """The arrays at a path, from whichever files have some; None if none has."""
        names = self._places.get(f"/{path}", ())
        found = [self._roots[name].group(path) for name in names]
        return _Joined([group for group in found if group is not None]) if any(found) else None


class _Joined:
    """The members of several groups of the same path."""

    def __init__(self, groups: list[Group]) -> None:
        self._members = {name: group for group in groups for name in group.names}
        self.names = list(self._members)

    def get(self, name: str) -> Group | Dataset | None:
        """A member; None if there is none."""
        return self._members[name].get(name) if name in self._members else None


@contextmanager
def opened(path: str) -> Iterator[Shards]:
    """The files that a `.weights.json` names, which lie beside it.

    Raises:
        MissingFile: (a ValueError) when one of them is not there.
        InvalidFile: (a ValueError) when one is named that lies elsewhere.
    """
    if not os.path.isfile(path):
        raise MissingFile(f"load_weights: there is no file {path!r}.")
    name = os.path.basename(path)
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(open(path, "rb"))
        whole = Source(stream, name, 0, os.fstat(stream.fileno()).st_size)
        places, waiting = _read_map(whole.read(0, min(whole.length, LONGEST_JSON + 1)), name)
        roots = {}
        for file in sorted({file for files in places.values() for file in files}):
            candidates = [c for c in (waiting.get(file), file) if c is not None]
            part = _first_there(os.path.dirname(path), candidates)
            if part is None:
                raise MissingFile(f"{name}: the file {file!r} that it names is not beside it.")
            stack.enter_context(part)
            roots[file] = open_file(Source(part, file, 0, os.fstat(part.fileno()).st_size))
        yield Shards(whole, places, roots)


def _first_there(folder: str, names: Sequence[str]) -> Any:
    """The first of some files that is there, and is no link, opened; None if none is."""
    for name in names:
        beside = os.path.join(folder, name)
        if os.path.isfile(beside) and not os.path.islink(beside):
            # It may just have taken its name.
            with contextlib.suppress(FileNotFoundError):
                return open(beside, "rb")
    return None


def _read_map(data: bytes, name: str) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Place in the tree -> files; file -> what it is called until it has taken its name."""
    found = parse_json(data, name)
    places = found.get(_MAP) if isinstance(found, dict) else None
    if not isinstance(places, dict):
        raise InvalidFile(f"{name}: it does not say in which files the weights are.")
    fresh: dict[str, list[str]] = {}
    for path, files in places.items():
        files = [files] if isinstance(files, str) else files
        if not isinstance(files, list) or not all(_is_plain(file) for file in files):
            raise InvalidFile(
                f"{name}: the weights at '{path}' are said to be in {str(files)[:80]}, but names "
                "of `.weights.h5` files beside it were expected."
            )
        fresh[path] = files
    waiting = found.get(_WAITING, {})
    if not isinstance(waiting, dict) or not all(_is_plain(f, ".tmp") for f in waiting.values()):
        raise InvalidFile(f"{name}: `{_WAITING}` does not name files beside it.")
    return fresh, waiting


def _is_plain(file: Any, ending: str = ".weights.h5") -> bool:
    return (
        isinstance(file, str)
        and file.endswith(ending)
        and not any(mark in file for mark in ("/", "\\", "\0"))
    )

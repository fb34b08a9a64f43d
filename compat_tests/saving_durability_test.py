"""A writer that is killed, is refused, or has no room leaves the old file whole."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.child import printed
from keras_lite.callbacks import BackupAndRestore, ModelCheckpoint
from keras_lite.saving import durable

KILLS = 56


def small() -> Any:
    model = keras_lite.Sequential([keras_lite.Input((60,)), keras_lite.layers.Dense(500)])
    model.compile("sgd", "mse")
    model.optimizer.build(model.trainable_variables)
    fill(model, 0)
    return model


def fill(model: Any, number: int) -> None:
    """Makes a number of all weights, and of the steps that were made."""
    model.set_weights([np.full_like(w, number) for w in model.get_weights()])
    model.optimizer.iterations.assign(number)


def number_in(model: Any) -> int:
    """The number that all weights have."""
    values = {float(v) for weight in model.get_weights() for v in np.unique(weight)}
    assert len(values) == 1, "weights of two savings in one file"
    return int(values.pop())


# ------------------------------------------------------------------------------ forms of files


def _callback(kind: Any) -> Callable[[Any, Path], None]:
    def save(model: Any, path: Path) -> None:
        number = int(model.optimizer.iterations.numpy())
        if getattr(model, kind.__name__, None) is None:
            found = kind(path)
            setattr(model, kind.__name__, found)
            found.set_model(model)
            found.on_train_begin()
            fill(model, number)
        getattr(model, kind.__name__).on_epoch_end(number)

    return save


class _WeightsCheckpoint(ModelCheckpoint):
    def __init__(self, path: Path) -> None:
        super().__init__(path, save_weights_only=True)


def _load(model: Any, path: Path) -> Any:
    return keras_lite.models.load_model(path)


def _weights(model: Any, path: Path) -> Any:
    model.load_weights(path)
    return model


def _restored(model: Any, path: Path) -> Any:
    keep = BackupAndRestore(path)
    keep.set_model(model)
    keep.on_train_begin()
    assert model.first_epoch == number_in(model) + 1, "another epoch than that of the weights"
    return model


def _program(model: Any, path: Path) -> Any:
    with np.load(path.with_suffix(".npz")) as arrays:
        held = [arrays[name] for name in arrays if not name.startswith("example")]
    return type("Found", (), {"get_weights": lambda _: [a for a in held if a.ndim]})()


# name -> how it is written, and how it is read
FORMS: dict[str, tuple[Callable[[Any, Path], Any], Callable[[Any, Path], Any]]] = {
    "a.keras": (lambda model, path: model.save(path), _load),
    "a.h5": (lambda model, path: model.save(path), _load),
    "a.weights.h5": (lambda model, path: model.save_weights(path), _weights),
    "old.h5": (lambda model, path: model.save_weights(path), _weights),
    "parts.weights.json": (
        lambda model, path: model.save_weights(path, max_shard_size=5e-5), _weights,
    ),
    "folder.keras": (lambda model, path: model.save(path, zipped=False), _load),
    "best.keras": (_callback(ModelCheckpoint), _load),
    "best.weights.h5": (_callback(_WeightsCheckpoint), _weights),
    "backup": (_callback(BackupAndRestore), _restored),
    "program.py": (lambda model, path: model.export(path, format="numpy", verbose=False), _program),
}  # fmt: skip


# ---------------------------------------------------------------------------------------- kills


def write_for_ever(folder: Path, first: int, number: int, said: int) -> None:
    """Saves in all forms in turn, in each with the next number; says which are done."""
    model, names = small(), list(FORMS)
    while True:
        number += 1
        for name in names[first:]:
            fill(model, number)
            FORMS[name][0](model, folder / name)
            os.write(said, struct.pack("II", number, names.index(name)))
        first = 0


def kill_writers(folder: Path) -> None:
    """Kills writers at odd moments; prints which numbers were found in the files after each."""
    draw, model, names = random.Random(5), small(), list(FORMS)
    last = dict.fromkeys(names, 0)
    for name in names:
        FORMS[name][0](model, folder / name)
    for kill in range(KILLS):
        listen, said = os.pipe()
        begin = 1000 * (kill + 1)
        writer = os.fork()
        if writer == 0:
            write_for_ever(folder, kill % len(names), begin, said)
        os.close(said)
        heard = os.read(listen, 8)  # it writes by now, however busy the machine is
        time.sleep(draw.uniform(0, 0.06))
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        while more := os.read(listen, 4096):
            heard += more
        os.close(listen)
        for number, index in struct.iter_unpack("II", heard):
            last[names[index]] = number
        kinds = set()
        for name, (_, read) in FORMS.items():
            found = number_in(read(model, folder / name))
            is_early = names.index(name) >= kill % len(names)  # is saved in the first turn
            following = last[name] + 1 if last[name] > begin else begin + 2 - is_early
            assert found in (last[name], following), (name, found, last[name], following)
            kinds.add(found == last[name])
            last[name] = found
        print(len(heard) // 8, len(kinds), flush=True)


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    lines = _called("kill_writers", tmp_path).splitlines()
    saved = [int(line.split()[0]) for line in lines]
    assert len(saved) == KILLS and all(saved), "each writer wrote before it was killed"


def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    path, model = tmp_path / "a.keras", small()
    left, fresh = tmp_path / ".a.keras.123.0123abcd.tmp", tmp_path / ".a.keras.7.0123abce.tmp"
    other = tmp_path / ".b.keras.123.0123abcd.tmp"
    for found in (left, fresh, other):
        found.write_bytes(b"half a model")
    for found in (left, other):
        os.utime(found, (0, 0))
    model.save(path)
    assert not left.exists() and fresh.exists() and other.exists()


def compete(folder: Path) -> None:
    """Two writers save to one path; prints which numbers were found in the file meanwhile."""
    path, model = folder / "a.keras", small()
    model.save(path)
    writers = []
    for number in (1, 2):
        writers.append(os.fork())
        if writers[-1] == 0:
            fill(model, number)
            while True:
                model.save(path)
    deadline, seen = time.monotonic() + 60, set[int]()
    while not {1, 2} <= seen and time.monotonic() < deadline:
        seen.add(number_in(_load(None, path)))
    for writer in writers:
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
    print(*sorted(seen | {number_in(_load(None, path))}))


@pytest.mark.slow
def test_two_writers_leave_the_file_of_one(tmp_path: Path) -> None:
    found = _called("compete", tmp_path).split()
    assert found in (["1", "2"], ["0", "1", "2"])


def _called(function: str, folder: Path) -> str:
    """What a function of this file prints in a process of its own, which may fork."""
    code = f"from {__name__} import *; {function}(Path({str(folder)!r}))"
    return printed(code, seconds=300)


def test_weights_in_several_files_are_all_new_as_soon_as_their_description_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after each of its renames, a saving leaves all old values or all new ones."""
    path, model, other = tmp_path / "x.weights.json", small(), small()
    rename = os.replace
    for stop in range(4):
        fill(model, 10 * stop)
        model.save_weights(path, max_shard_size=5e-5)
        left = stop

        def replace(*names: Any) -> None:
            nonlocal left
            if left == 0:
                raise OSError(errno.EIO, "Input/output error")
            left -= 1
            rename(*names)

        fill(model, 10 * stop + 1)
        with monkeypatch.context() as patch:
            patch.setattr(durable.os, "replace", replace)
            try:
                model.save_weights(path, max_shard_size=5e-5)
            except OSError:
                assert stop < 3  # the description, and two files
        assert number_in(_weights(other, path)) == 10 * stop + (stop > 0)


# -------------------------------------------------------------------------------- no room, no right


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Within the block, writing more fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("name", [name for name in FORMS if name != "backup"])
@pytest.mark.parametrize("size", [0, 3000, 50_000])
def test_a_file_that_cannot_grow_leaves_the_old_one(name: str, size: int, tmp_path: Path) -> None:
    model = small()
    FORMS[name][0](model, tmp_path / name)
    before = contents(tmp_path)
    fill(model, 1)
    with pytest.raises(OSError, match="large|too"), files_of_at_most(size):
        FORMS[name][0](model, tmp_path / name)
    assert contents(tmp_path) == before, "changed, or left something over"
    FORMS[name][0](model, tmp_path / name)
    assert contents(tmp_path) != before


@pytest.mark.parametrize("name", ["a.keras", "a.h5", "a.weights.h5", "parts.weights.json"])
@pytest.mark.parametrize("moment", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    name: str, moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = small()
    FORMS[name][0](model, tmp_path / name)
    before = contents(tmp_path)

    def full(*args: Any, **kwargs: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    if moment == "write":
        import h5py

        monkeypatch.setattr(h5py.Group, "create_dataset", full)
    else:
        monkeypatch.setattr(durable.os, moment, full)
    with pytest.raises(OSError, match="No space left"):
        FORMS[name][0](model, tmp_path / name)
    assert contents(tmp_path) == before, "changed, or left something over"


def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    path, model = tmp_path / "a.keras", small()
    model.save(path)
    before = path.read_bytes()
    path.chmod(0o444)
    with pytest.raises(PermissionError, match="read-only"):
        model.save(path)
    assert path.read_bytes() == before


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.keras").mkdir()
    (tmp_path / "a.h5").mkdir()
    for name in ("a.keras", "a.h5"):
        with pytest.raises(IsADirectoryError, match=f"{name}' is a folder"):
            small().save(tmp_path / name)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.h5", "a.keras"]


def test_what_is_kept_of_the_old_file(tmp_path: Path) -> None:
    model, real, link = small(), tmp_path / "real.keras", tmp_path / "link.keras"
    model.save(real)
    real.chmod(0o640)
    link.symlink_to("real.keras")
    if os.geteuid() == 0:  # who alone may give files away
        os.chown(real, 1, 2)
    owner = (real.stat().st_uid, real.stat().st_gid)
    fill(model, 1)
    model.save(link)
    assert link.is_symlink() and real.stat().st_mode & 0o777 == 0o640
    assert (real.stat().st_uid, real.stat().st_gid) == owner
    assert number_in(_load(None, link)) == 1


def test_new_files_have_the_rights_that_others_have(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        small().save(tmp_path / "a.keras")
        (tmp_path / "b").touch()
    finally:
        os.umask(before)
    assert (tmp_path / "a.keras").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_long_names_are_saved(tmp_path: Path) -> None:
    """As long as a file system takes, which counts bytes."""
    for name in ("a" * 249 + ".keras", "\u6a21" * 83 + ".keras"):
        small().save(tmp_path / name)
        assert number_in(_load(None, tmp_path / name)) == 0


def test_an_existing_file_is_not_replaced_against_the_callers_will(tmp_path: Path) -> None:
    model, path = small(), tmp_path / "a.keras"
    model.save(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="overwrite=False"):
        model.save(path, overwrite=False)
    assert path.read_bytes() == before
    with pytest.raises(ValueError, match="there is no folder"):
        model.save(tmp_path / "nowhere" / "a.keras")
    with pytest.raises(ValueError, match=r"ends in `\.keras` or `\.h5`"):
        model.save(tmp_path / "model")

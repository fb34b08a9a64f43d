"""Damaged files by the thousand: each loads or raises an error of keras_lite, and does no harm.

`python -m compat_tests.saving_fuzz 200000` makes so many of the samples, and says what came out.
What counts as harm: another kind of error, more than five seconds, more than 500 MB, opening
another file, writing, starting a process, or importing a module that is not keras_lite's own.
"""

from __future__ import annotations

import copy
import io
import json
import random
import resource
import signal
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras_lite
from compat_tests.saving_samples import ROOT
from keras_lite.errors import KerasLiteError

SECONDS, MEGABYTES = 5, 500
_WEIGHTS = "model.weights.h5"
_VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2, 3.5, -0.0, 1e308, float("nan"), float("inf"), 10**6, 10**9,
    2**31, 2**63, -(2**70), "", "x", "dense", "relu", "os", "../../etc/passwd", "a" * 5000, [], {},
    [[]], [None], [0], [-1], [10**9, 10**9], {"class_name": "Dense"}, "keras.layers", "builtins",
    {"class_name": "Dense", "config": {}}, {"class_name": "__lambda__", "config": {"value": "x"}},
    {"class_name": "function", "config": "eval", "module": "builtins"},
    {"class_name": "__numpy__", "config": {"value": "x", "dtype": "U900000000"}},
    {"class_name": "__numpy__", "config": {"value": [1], "dtype": "float32"}},
    {"class_name": "Orthogonal", "config": {}}, {"class_name": "AUC", "config": {
        "num_thresholds": 10**8}, "module": "keras.metrics"}, "Lambda", "Functional", "Sequential",
]  # fmt: skip
_NUMBERS = [0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 1 << 40, (1 << 63) - 1]


# ---------------------------------------------------------------------------------------- mutants


def damaged_bytes(data: bytes, draw: random.Random) -> bytes:
    """The bytes with one to six places changed, cut out, doubled or moved."""
    found = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 3, 6))):
        if not found:
            break
        place, kind = draw.randrange(len(found)), draw.randrange(7)
        length = draw.choice((1, 2, 4, 8, 40, 300))
        if kind == 0:
            found[place] ^= 1 << draw.randrange(8)
        elif kind == 1:
            found[place] = draw.randrange(256)
        elif kind == 2:
            size = draw.choice((2, 4, 8))
            number = draw.choice(_NUMBERS) & ((1 << 8 * size) - 1)
            found[place : place + size] = number.to_bytes(size, "little")
        elif kind == 3:
            del found[place : place + length]
        elif kind == 4:
            found[place:place] = found[place : place + length]
        elif kind == 5:
            other = draw.randrange(len(found))
            found[place : place + length] = found[other : other + length]
        else:
            del found[draw.choice((place, len(found) - 1)) :]
    return bytes(found)


def damaged_json(value: Any, draw: random.Random) -> Any:
    """The value with one to three of its parts replaced, taken out or doubled."""
    value = json.loads(json.dumps(value))
    for _ in range(draw.choice((1, 1, 2, 3))):
        holders = list(_holders(value))
        if not holders:
            break
        holder, key = draw.choice(holders)
        kind = draw.randrange(6)
        if kind == 0:
            del holder[key]
        elif kind == 1:
            other, name = draw.choice(holders)
            if name in (other if isinstance(other, dict) else range(len(other))):
                holder[key] = json.loads(json.dumps(other[name]))
        elif kind == 2 and isinstance(holder, list):
            holder.insert(key, json.loads(json.dumps(holder[key])))
        elif kind == 2:
            holder[draw.choice(("name", "units", "dtype", "module", "extra"))] = holder[key]
        else:
            holder[key] = copy.deepcopy(draw.choice(_VALUES))
    return value


def _holders(value: Any) -> Any:
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in inside:
        yield value, key
        if isinstance(part, (dict, list)):
            yield from _holders(part)


def mutant(path: Path, draw: random.Random) -> bytes:
    """A damaged form of a sample; inside of archives with the check sums made right again."""
    data = path.read_bytes()
    if path.suffix == ".json":
        if draw.random() < 0.3:
            return damaged_bytes(data, draw)
        return json.dumps(damaged_json(json.loads(data), draw)).encode()
    is_large = "config_bomb" in path.name  # unpacking it here would cost the memory
    if path.suffix == ".h5" or is_large or draw.random() < 0.2:
        start = data.find(b'{"class_name"')
        if path.suffix == ".h5" and start > 0 and draw.random() < 0.3:
            return _damaged_text(data, start, draw)
        return damaged_bytes(data, draw)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if draw.random() < 0.4 and _WEIGHTS in members:
        members[_WEIGHTS] = damaged_bytes(members[_WEIGHTS], draw)
    elif draw.random() < 0.9:
        try:
            described = damaged_json(json.loads(members["config.json"]), draw)
            members["config.json"] = json.dumps(described).encode()
        except (ValueError, RecursionError):
            members["config.json"] = damaged_bytes(members["config.json"], draw)
    else:
        members.pop(draw.choice(sorted(members)))
    stream = io.BytesIO()
    packed = draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(stream, "w", packed) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return stream.getvalue()


def _damaged_text(data: bytes, start: int, draw: random.Random) -> bytes:
    """An HDF5 file with another description of the same length in it."""
    try:
        described, length = json.JSONDecoder().raw_decode(data[start:].decode("latin-1"))
    except ValueError:
        return damaged_bytes(data, draw)
    text = json.dumps(damaged_json(described, draw), separators=(",", ":")).encode()
    if len(text) > length:
        return damaged_bytes(data, draw)
    return data[:start] + text.ljust(length) + data[start + length :]


# ------------------------------------------------------------------------------------------ watch


class Watch:
    """Listens to what the interpreter does while a file is read."""

    _forbidden = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "socket.connect",
                  "socket.__new__", "pickle.find_class", "os.remove", "os.rename", "os.mkdir",
                  "shutil.rmtree", "ctypes.dlopen")  # fmt: skip

    def __init__(self) -> None:
        self.harm: list[str] = []
        self.allowed: str | None = None
        self.root = str(Path(keras_lite.__file__).parent)
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self.allowed is None:
            return
        if event in self._forbidden:
            self.harm.append(f"{event} {args!r:.100}")
        elif event == "open":
            path, mode = str(args[0]), str(args[1] or "r")
            code = path.endswith((".py", ".pyc")) or "__pycache__" in path
            if path != self.allowed and not (code and path.startswith(self.root)):
                self.harm.append(f"open {path} {mode}")
            elif path == self.allowed and "r" not in mode:
                self.harm.append(f"open for {mode}")
        elif event == "import" and not str(args[0]).startswith("keras_lite"):
            self.harm.append(f"import {args[0]}")


class Harm(Exception):
    """Something that no file may do."""


def _too_long(*_: Any) -> None:
    raise Harm(f"it took more than {SECONDS} s")


def readers() -> list[tuple[Path, Callable[[Path], Any]]]:
    """All samples, each with what reads it."""
    found: list[tuple[Path, Callable[[Path], Any]]] = []
    for path in sorted(ROOT.rglob("*")):
        if path.suffix == ".keras" or (path.suffix == ".h5" and "weights" not in path.name):
            found.append((path, keras_lite.models.load_model))
        elif path.suffix == ".json":
            found.append((path, _from_json))
        elif path.suffix == ".h5":
            stem = path.name.split(".")[0].replace("_legacy_weights", "")
            whole = path.with_name("full.keras" if stem == "w" else f"{stem}.keras")
            found.append((path, keras_lite.models.load_model(whole).load_weights))
    return found


def _from_json(path: Path) -> Any:
    return keras_lite.models.model_from_json(path.read_bytes().decode("utf-8", "replace"))


def run(count: int, seed: int = 0) -> Counter[str]:
    """Makes and reads damaged files; returns how often what came out.

    Raises:
        Harm: with the seed of the file that did it.
    """
    samples, watch, outcomes = readers(), Watch(), Counter[str]()
    folder = tempfile.TemporaryDirectory()
    target = Path(folder.name) / "mutant"
    before = signal.signal(signal.SIGALRM, _too_long)
    with warnings.catch_warnings(), folder:
        warnings.simplefilter("ignore")
        for path, reader in samples:  # so that whatever is loaded late is there
            _read(reader, path, watch, outcomes)
        watch.harm.clear()
        outcomes.clear()
        start = _memory()
        for i in range(count):
            draw = random.Random(f"{seed}-{i}")
            path, reader = draw.choice(samples)
            target.write_bytes(mutant(path, draw))
            try:
                _read(reader, target, watch, outcomes)
                if watch.harm:
                    raise Harm("; ".join(watch.harm[:3]))
                if _memory() - start > MEGABYTES:
                    raise Harm(f"it took more than {MEGABYTES} MB")
            except Exception as error:
                where = f"mutant {i} of seed {seed}, made of {path.relative_to(ROOT)}"
                raise Harm(f"{where}: {type(error).__name__}: {error}") from error
    signal.signal(signal.SIGALRM, before)
    return outcomes


def _read(reader: Any, path: Path, watch: Watch, outcomes: Counter[str]) -> None:
    watch.allowed = str(path)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        reader(path)
        outcomes["loaded"] += 1
    except KerasLiteError as error:
        outcomes[type(error).__name__] += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        watch.allowed = None


def _memory() -> float:
    """The most memory that the process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    try:
        print(json.dumps(run(wanted, int(sys.argv[2]) if len(sys.argv) > 2 else 1)))
    except Harm as harm:
        sys.exit(f"{harm}")

"""Damaged files by the thousand: each loads or raises an error of keras_lite, and does no harm.

`python -m compat_tests.saving_fuzz 200000` makes so many of the samples, and of what keras_lite
writes itself, and says what came out; `--record` keeps that in `golden/saving_fuzz.json`. What
counts as harm: another kind of error, more than five seconds, more than 500 MB, opening another
file, writing, starting a process, running code, or any import.
"""

from __future__ import annotations

import argparse
import datetime
import faulthandler
import json
import platform
import random
import sys
import tempfile
import time
import traceback
import warnings
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np

import keras_lite
from compat_tests.saving_fuzz_mutants import mutant
from compat_tests.saving_fuzz_watch import (
    MEGABYTES,
    Harm,
    Watch,
    import_everything,
    is_out_of_memory,
    limit_memory,
    peak_memory,
)
from compat_tests.saving_samples import ROOT
from keras_lite.errors import KerasLiteError

RECORD = Path(__file__).parent / "golden" / "saving_fuzz.json"
Reader = Callable[[Path], Any]
_WHOLE = 0.7
"""How often a file is drawn from those that load, which are fewer than those that do not."""


class Sample(NamedTuple):
    """A file to be damaged: what it is a form of, and what reads it.

    The files of `beside` lie in one folder with it; the reader may read them all.
    """

    path: Path
    kind: str
    read: Reader
    beside: tuple[Path, ...] = ()


# ---------------------------------------------------------------------------------------- samples


def samples(folder: Path) -> list[Sample]:
    """All samples, and what keras_lite writes itself, which is put into a folder."""
    found = [sample for path in sorted(ROOT.rglob("*")) for sample in _of_others(path)]
    return found + _own(folder)


def _of_others(path: Path) -> list[Sample]:
    load, kind = keras_lite.models.load_model, path.suffix
    if path.name.endswith(".weights.json"):
        return []
    if kind == ".json":
        return [Sample(path, "JSON", _from_json)]
    if kind == ".keras":
        return [Sample(path, ".keras", load)]
    if kind != ".h5":
        return []
    if "weights" not in path.name:
        return [Sample(path, ".h5", load)]
    kind = "legacy weights" if "legacy" in path.name else ".weights.h5"
    return [Sample(path, kind, _into(load(_whole(path))))]


def _whole(path: Path) -> Path:
    """The model whose weights are in a file."""
    stem = path.name.split(".")[0].replace("_legacy_weights", "")
    names = (f"{stem}.keras", f"{stem}.h5", "full.keras")
    beside = [path.with_name(name) for name in names if path.with_name(name).exists()]
    return beside[0] if beside else ROOT / "keras3" / "xor.keras"


def _into(model: Any) -> Reader:
    """Reads weights in the way that the bytes of the file choose."""

    def read(path: Path) -> None:
        way = zlib.crc32(path.read_bytes())
        model.load_weights(path, skip_mismatch=way % 3 == 0, by_name=way % 7 == 0)

    return read


def _from_json(path: Path) -> Any:
    return keras_lite.models.model_from_json(path.read_bytes().decode("utf-8", "replace"))


def _models() -> list[Any]:
    """Models that between them have all kinds of layers and ways of calling."""
    layers = keras_lite.layers
    start = keras_lite.Input((4,), name="start")
    inner = keras_lite.Sequential([keras_lite.Input((3,)), layers.Dense(3), layers.PReLU()])
    left, right = layers.Dense(3, "relu")(start), inner(layers.Dense(3)(start))
    ends = layers.Concatenate()([left, right, left * 2.0]), layers.Add()([left, right])
    found = {"a": layers.Dense(1)(ends[0]), "b": ends[1]}
    graph = keras_lite.Model(start, found, name="graph")
    graph.compile("adam", {"a": "mse", "b": "mae"}, metrics={"a": ["mse"]})
    row = keras_lite.Sequential([
        keras_lite.Input((4,)), layers.Embedding(9, 2), layers.Flatten(), layers.Dense(5),
        layers.BatchNormalization(), layers.Dropout(0.2), layers.LayerNormalization(),
        layers.Dense(2, "softmax"),
    ])  # fmt: skip
    schedule = keras_lite.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    row.compile(keras_lite.optimizers.SGD(schedule, momentum=0.9), "categorical_crossentropy")
    plain = keras_lite.Model(start, layers.Add(name="sum")([left, right]))
    plain.compile("rmsprop", "mse")
    for model in (graph, plain, row):
        model.optimizer.build(model.trainable_variables)
    return [graph, plain, row]


def _own(folder: Path) -> list[Sample]:
    found = []
    for model in _models():
        start = folder / model.name
        start.mkdir()
        files = [start / f"own{ending}" for ending in (".keras", ".h5", ".weights.h5", "_w.h5")]
        load, read = keras_lite.models.load_model, _into(model)
        for path, kind, reader, save in zip(
            files, (".keras", ".h5", ".weights.h5", "legacy weights"), (load, load, read, read),
            (model.save, model.save, model.save_weights, model.save_weights), strict=True,
        ):  # fmt: skip
            if kind != ".h5" or model.name != "graph":  # `.h5` has no words for functions
                save(path)
                found.append(Sample(path, f"own {kind}", reader))
        found.append(Sample(files[0], "own .keras, weights", read))
        text = start / "own.json"
        text.write_text(model.to_json())
        found.append(Sample(text, "own JSON", _from_json))
        found += _own_folders(model, start)
    return found


def _own_folders(model: Any, start: Path) -> list[Sample]:
    """What is written as several files in a folder: each of them is damaged beside the others."""
    whole, shards, backup = start / "whole.keras", start / "shards", start / "backup"
    shards.mkdir()
    model.save(whole, zipped=False)
    model.save_weights(shards / "x.weights.json", max_shard_size=2e-7)
    keep = keras_lite.callbacks.BackupAndRestore(backup)
    keep.set_model(model)
    keep.on_epoch_end(3)

    def restore(path: Path) -> None:
        again = keras_lite.callbacks.BackupAndRestore(path.parent)
        again.set_model(model)
        again.on_train_begin()

    into = _into(model)
    ways: list[tuple[Path, str, Reader]] = [
        (whole, "own folder", lambda path: keras_lite.models.load_model(path.parent)),
        (shards, "own shards", lambda path: into(path.parent / "x.weights.json")),
        (backup, "own backup", restore),
    ]
    found = []
    for place, kind, read in ways:
        files = tuple(sorted(place.iterdir()))
        found += [Sample(path, kind, read, files) for path in files]
    return found


# -------------------------------------------------------------------------------------------- run


def run(count: int, seed: int = 0, keep: Path | None = None) -> dict[str, Any]:
    """Makes and reads damaged files.

    Args:
        count: How many.
        seed: Of all that is drawn.
        keep: A folder for those that do harm.

    Returns:
        How often what came out, for each kind of file, and what did harm.
    """
    watch, harms, outcomes = Watch(), [], Counter[str]()
    by_kind: dict[str, Counter[str]] = {}
    began, slowest = time.monotonic(), 0.0
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = samples(Path(folder))
        others = [sample.path for sample in known]
        for sample in known:  # so that whatever is loaded late is there
            _outcome(sample.read, sample.path, None)
        whole = [sample for sample in known if sample.path.parent.name != "hostile"]
        memory = peak_memory()
        for i in range(count):
            draw = random.Random(f"{seed}-{i}")
            sample = draw.choice(whole if draw.random() < _WHOLE else known)
            data = mutant(sample.path, others, draw)
            path, allowed = _placed(data, sample, Path(folder))
            start = time.process_time()
            faulthandler.dump_traceback_later(120, exit=True)
            outcome = _outcome(sample.read, path, watch, allowed)
            faulthandler.cancel_dump_traceback_later()
            slowest = max(slowest, time.process_time() - start)
            if peak_memory() - memory > MEGABYTES:
                outcome, memory = f"harm: it took more than {MEGABYTES} MB", peak_memory()
            if outcome.startswith("harm"):
                name = f"{sample.path.parent.name}/{sample.path.name}"
                harms.append(f"mutant {i} of seed {seed}, made of {name}: {outcome}")
                if keep is not None:
                    (keep / f"{seed}-{i}{''.join(sample.path.suffixes)}").write_bytes(data)
                outcome = "harm"
            outcomes[outcome] += 1
            by_kind.setdefault(sample.kind, Counter())[outcome] += 1
            if (i + 1) % 10_000 == 0:
                print(f"{i + 1} files, {len(harms)} harms", file=sys.stderr, flush=True)
    return {
        "mutants": count,
        "harms": harms,
        "outcomes": dict(outcomes.most_common()),
        "kinds": {kind: dict(found.most_common()) for kind, found in sorted(by_kind.items())},
        "files": len(known),
        "slowest_seconds": round(slowest, 3),
        "more_memory_mb": round(peak_memory() - memory, 1),
        "minutes": round((time.monotonic() - began) / 60, 1),
    }


def _placed(data: bytes, sample: Sample, folder: Path) -> tuple[Path, Path]:
    """Writes a mutant; returns its path, and the path of what may be read."""
    if not sample.beside:
        path = folder / ("mutant" + ".weights.h5" * sample.path.name.endswith(".weights.h5"))
        path.write_bytes(data)
        return path, path
    place = folder / f"mutant_{sample.kind}"
    place.mkdir(exist_ok=True)
    for other in sample.beside:
        (place / other.name).write_bytes(other.read_bytes())
    path = place / sample.path.name
    path.write_bytes(data)
    return path, place


def _outcome(read: Reader, path: Path, watch: Watch | None, allowed: Path | None = None) -> str:
    """What comes of reading a file: "loaded", one of keras_lite's errors, or a harm."""
    try:
        if watch is None:
            read(path)
        else:
            with watch.reading(allowed or path):
                read(path)
        return "loaded"
    except Harm as harm:
        return f"harm: {harm}"
    except KerasLiteError as error:
        if is_out_of_memory(error):
            return f"harm: it asked for more than {MEGABYTES} MB: {error}"
        if len(str(error)) > 5000 or not str(error).replace("\n", "").isprintable():
            return f"harm: a message of {len(str(error))} letters, or with control characters"
        return type(error).__name__
    except Exception as error:
        where = "".join(traceback.format_exception(error)[-3:])
        return f"harm: {type(error).__name__}: {error}\n{where}"


def _versions() -> dict[str, str]:
    packages = (keras_lite, np, h5py)
    found = {package.__name__: package.__version__ for package in packages}
    return {"python": platform.python_version(), **found}


def main(arguments: list[str]) -> int:
    """Runs as the command line says; 1 if there was harm."""
    parser = argparse.ArgumentParser(prog="python -m compat_tests.saving_fuzz")
    parser.add_argument("count", type=int, nargs="?", default=200_000)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--record", action="store_true", help=f"write {RECORD.name}")
    parser.add_argument("--keep", type=Path, help="a folder for files that do harm")
    options = parser.parse_args(arguments)
    import_everything()
    limit_memory()
    found = {"date": str(datetime.date.today()), "seed": options.seed, "versions": _versions()}
    found.update(run(options.count, options.seed, options.keep))
    if options.record:
        RECORD.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found))
    return 1 if found["harms"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

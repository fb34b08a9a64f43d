"""The sample files, who reads them, and what comes out: a table.

`python -m compat_tests.saving_samples` prints it, and with --write puts it into README.md.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import keras_lite
from compat_tests.readme import write_section

ROOT = Path(__file__).parent / "samples"
MAKERS = {
    "keras_1_2": "Keras 1.2",
    "keras_2_0": "2.0",
    "keras_2_3": "2.3",
    "tf_keras": "tf_keras 2.21",
    "keras_3_0": "Keras 3.0",
    "keras_3_3": "3.3",
    "keras_3_6": "3.6",
    "keras_3_9": "3.9",
    "keras_3_12": "3.12",
    "keras3": "3.15",
}
ENDINGS = {
    ".keras": "`.keras`",
    ".h5": "`.h5`",
    ".weights.h5": "`.weights.h5`",
    "_legacy_weights.h5": "`.h5` by `save_weights`",
    ".json": "`to_json`",
}
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Sample:
    """One file, with what the model in it computes."""

    maker: str
    model: str
    ending: str

    @property
    def path(self) -> Path:
        """Where it lies."""
        return ROOT / self.maker / f"{self.model}{self.ending}"

    def arrays(self, start: str) -> list[Any]:
        """The recorded arrays whose names are `start` and a number."""
        data = np.load(ROOT / self.maker / f"{self.model}.npz")
        return [data[n] for n in sorted(data) if n.startswith(start) and n[len(start) :].isdigit()]

    def fresh(self) -> Any:
        """A model of the same layers, compiled in the same way, with other weights and slots."""
        model, values = _model_beside(self.maker, self.model)
        for variable, value in values:
            variable.assign(value + 1)
        return model


@cache
def _model_beside(maker: str, name: str) -> tuple[Any, list[tuple[Any, Any]]]:
    """The model of a sample, and its variables with their values."""
    whole = ROOT / maker / f"{name}.keras"
    model = keras_lite.models.load_model(whole if whole.exists() else whole.with_suffix(".h5"))
    variables = [*model.weights, *model.optimizer.variables]
    rate = model.optimizer.constant_rate
    return model, [(v, v.numpy()) for v in variables if v is not rate]


def samples() -> Iterator[Sample]:
    """All files that the real libraries wrote."""
    for ending in ENDINGS:
        for maker in MAKERS:
            for record in sorted((ROOT / maker).glob("*.npz")):
                sample = Sample(maker, record.stem, ending)
                if sample.path.exists():
                    yield sample


def _load_model(sample: Sample) -> Any:
    return keras_lite.models.load_model(sample.path)


def _load_uncompiled(sample: Sample) -> Any:
    model = keras_lite.models.load_model(sample.path, compile=False)
    assert not model.compiled
    return model


def _load_weights(sample: Sample) -> Any:
    model = sample.fresh()
    model.load_weights(sample.path)
    return model


def _load_by_name(sample: Sample) -> Any:
    model = sample.fresh()
    model.load_weights(sample.path, by_name=True)
    return model


def _from_json(sample: Sample) -> Any:
    try:
        text = sample.path.read_text()
    except UnicodeDecodeError:
        raise keras_lite.errors.InvalidFile("this is no text") from None
    return keras_lite.models.model_from_json(text)


READERS: dict[str, Callable[[Sample], Any]] = {
    "`load_model`": _load_model,
    "`load_model(compile=False)`": _load_uncompiled,
    "`load_weights`": _load_weights,
    "`load_weights(by_name=True)`": _load_by_name,
    "`model_from_json`": _from_json,
}


@cache
def outcome(sample: Sample, reader: str) -> str:
    """What a reader gets out of a file, as it stands in the table."""
    try:
        model = READERS[reader](sample)
    except keras_lite.errors.KerasLiteError:
        return "refused"
    found = [] if "load_weights" in reader else ["layers"]
    if largest(predicted(model, sample), sample.arrays("pred")) <= TOLERANCE:
        found.append("weights")
    if model.compiled and _steps_alike(model, sample):
        found.append("optimizer")
    return ", ".join(found)


def predicted(model: Any, sample: Sample) -> list[Any]:
    """The model's outputs for the recorded inputs."""
    found = model(_alone(sample.arrays("x")))
    return [np.asarray(y) for y in (found if isinstance(found, (list, tuple)) else [found])]


def largest(ours: list[Any], theirs: list[Any]) -> float:
    """The largest difference."""
    assert [a.shape for a in ours] == [a.shape for a in theirs]
    return max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))


def _steps_alike(model: Any, sample: Sample) -> bool:
    model.run_eagerly = True  # quicker than to make a program for one step
    model.train_on_batch(_alone(sample.arrays("x")), _alone(sample.arrays("y")))
    after = sample.arrays("pred_after_step")
    return largest(predicted(model, sample), after) <= TOLERANCE


def _alone(arrays: list[Any]) -> Any:
    return arrays[0] if len(arrays) == 1 else arrays


def table() -> list[list[str]]:
    """Kind of file, who wrote it, then what each reader gets out of it."""
    found: dict[tuple[str, str], list[set[str]]] = {}
    for sample in samples():
        cells = found.setdefault((sample.ending, sample.maker), [set() for _ in READERS])
        for cell, reader in zip(cells, READERS, strict=True):
            cell.add(outcome(sample, reader))
    rows: dict[tuple[str, ...], list[str]] = {}
    for (ending, maker), cells in found.items():
        outcomes = (" or ".join(sorted(cell)) for cell in cells)
        rows.setdefault((ENDINGS[ending], *outcomes), []).append(MAKERS[maker])
    return [[kind, ", ".join(makers), *rest] for (kind, *rest), makers in rows.items()]


def markdown(rows: list[list[str]]) -> str:
    """The table as it stands in README.md."""
    head = ["file", "written by", *READERS]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    warnings.simplefilter("error")
    made = markdown(table())
    print(made)
    if "--write" in sys.argv:
        write_section("files", made)

"""The sample files, who reads them, and what comes out: a table.

`python -m compat_tests.saving_samples` prints it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import keras_lite

ROOT = Path(__file__).parent / "samples"
MAKERS = {"keras3": "Keras 3", "tf_keras": "Keras 2"}
MODELS = ("deferred", "func", "sgdm", "xor")
ENDINGS = (".keras", ".h5", ".weights.h5", "_legacy_weights.h5", ".json")
TOLERANCE = 1e-6


class Sample:
    """One file, with what the model in it computes."""

    def __init__(self, maker: str, model: str, ending: str) -> None:
        self.maker, self.model, self.ending = maker, model, ending
        self.path = ROOT / maker / f"{model}{ending}"

    @property
    def kind(self) -> str:
        """What it is called in the table."""
        names = {
            "_legacy_weights.h5": "`save_weights` `.h5`",
            ".weights.h5": "`.weights.h5`",
            ".json": "JSON",
        }
        return f"{names.get(self.ending, f'`{self.ending}`')} of {MAKERS[self.maker]}"

    def arrays(self, start: str) -> list[Any]:
        """The recorded arrays whose names are `start` and a number."""
        data = np.load(ROOT / self.maker / f"{self.model}.npz")
        return [data[n] for n in sorted(data) if n.startswith(start) and n[len(start) :].isdigit()]

    def fresh(self) -> Any:
        """A model of the same layers, compiled in the same way, with other weights and slots."""
        model = keras_lite.models.load_model(ROOT / self.maker / f"{self.model}.keras")
        for variable in [*model.weights, *model.optimizer.variables]:
            if variable is not model.optimizer.constant_rate:
                variable.assign(variable.numpy() + 1)
        return model


def samples() -> Iterator[Sample]:
    """All files of the two libraries."""
    for maker in MAKERS:
        for model in MODELS:
            for ending in ENDINGS:
                sample = Sample(maker, model, ending)
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
    "`model_from_json`": _from_json,
}


def outcome(sample: Sample, reader: str) -> str:
    """What a reader gets out of a file, as it stands in the table."""
    try:
        model = READERS[reader](sample)
    except keras_lite.errors.KerasLiteError:
        return "refused"
    found = ["layers"] if reader != "`load_weights`" else []
    if largest(predicted(model, sample), sample.arrays("pred")) <= TOLERANCE:
        found.append("weights")
    if model.compiled and _steps_alike(model, sample):
        found.append("optimizer")
    return ", ".join(found)


def predicted(model: Any, sample: Sample) -> list[Any]:
    """The model's outputs for the recorded inputs."""
    found = model.predict(_alone(sample.arrays("x")), verbose=0)
    return list(found) if isinstance(found, (list, tuple)) else [found]


def largest(ours: list[Any], theirs: list[Any]) -> float:
    """The largest difference."""
    assert [a.shape for a in ours] == [a.shape for a in theirs]
    return max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))


def _steps_alike(model: Any, sample: Sample) -> bool:
    model.train_on_batch(_alone(sample.arrays("x")), _alone(sample.arrays("y")))
    after = sample.arrays("pred_after_step")
    return largest(predicted(model, sample), after) <= TOLERANCE


def _alone(arrays: list[Any]) -> Any:
    return arrays[0] if len(arrays) == 1 else arrays


def table() -> list[list[str]]:
    """Kind of file, then what each reader gets out of it; all models of a kind agree."""
    rows: dict[str, list[set[str]]] = {}
    for sample in samples():
        row = rows.setdefault(sample.kind, [set() for _ in READERS])
        for cell, reader in zip(row, READERS, strict=True):
            cell.add(outcome(sample, reader))
    return [[kind, *(" or ".join(sorted(cell)) for cell in row)] for kind, row in rows.items()]


def markdown(rows: list[list[str]]) -> str:
    """The table as it stands in a README."""
    head = ["File", *READERS]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    warnings.simplefilter("error")
    print(markdown(table()))

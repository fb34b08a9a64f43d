"""The table "same seed, same numbers" of README.md: ten epochs of loss from both libraries.

python -m compat_tests.seed_table --write      trains both, and writes table and golden anew
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from compat_tests.oracle import Oracle
from compat_tests.readme import write_section

GOLDEN = Path(__file__).parent / "golden" / "seed_table.json"
SEEDS = (0, 42)
EPOCHS = 10
MODELS = {
    "XOR: Dense 8, 1; Adam": "xor",
    "3 classes: Dense 32, Dropout, Dense 3; RMSprop": "classes",
    "values: Dense 16, BatchNormalization, GaussianNoise, Dense 1; SGD": "values",
}


def losses(keras: Any, kind: str, seed: int) -> list[float]:
    """The losses of one model, trained from nothing but its seed."""
    layers = keras.layers
    points = np.random.RandomState(1).uniform(-1, 1, (600, 4)).astype("float32")
    product = points[:, 0] * points[:, 1]
    keras.utils.set_random_seed(seed)
    if kind == "xor":
        x, y = points[:, :2], (product > 0).astype("float32")
        parts = [layers.Dense(8, "relu"), layers.Dense(1, "sigmoid")]
        how = ("adam", "binary_crossentropy")
    elif kind == "classes":
        x, y = points, np.digitize(product + points[:, 2], [-0.3, 0.3])
        parts = [layers.Dense(32, "tanh"), layers.Dropout(0.3), layers.Dense(3, "softmax")]
        how = ("rmsprop", "sparse_categorical_crossentropy")
    else:
        x, y = points, points @ np.float32([[1], [-2], [0.5], [0]])
        dense = layers.Dense(16, use_bias=False, kernel_initializer="he_normal")
        parts = [dense, layers.BatchNormalization(), layers.Activation("relu")]
        parts += [layers.GaussianNoise(0.1), layers.Dense(1)]
        how = (keras.optimizers.SGD(0.02, momentum=0.9), "mse")
    model = keras.Sequential([layers.Input((x.shape[1],)), *parts])
    model.compile(*how)
    history = model.fit(x, y, epochs=EPOCHS, verbose=0).history
    return [float(loss) for loss in history["loss"]]


def table(recorded: dict[str, Any]) -> str:
    """The section of README.md."""
    lines = [
        "| Model | Seed | Loss of | " + " | ".join(map(str, range(1, EPOCHS + 1))) + " | Largest"
        " difference |",
        "|---|---|---|" + "---|" * EPOCHS + "---|",
    ]
    for title, by_seed in recorded.items():
        for seed, (theirs, ours) in by_seed.items():
            gap = max(abs(a - b) / abs(b) for a, b in zip(ours, theirs, strict=True))
            for name, values, last in (("Keras", theirs, ""), ("keras_lite", ours, f"{gap:.1e}")):
                numbers = " | ".join(f"{value:.6f}" for value in values)
                lines.append(f"| {title} | {seed} | {name} | {numbers} | {last} |")
    return "\n".join(lines)


def measured() -> dict[str, Any]:
    """Title of a model -> seed -> losses of the real Keras, and ours."""
    with Oracle("keras") as real, Oracle("keras_lite") as lite:
        return {
            title: {
                str(seed): [oracle.call(_probe, kind, seed) for oracle in (real, lite)]
                for seed in SEEDS
            }
            for title, kind in MODELS.items()
        }


_probe = "compat_tests.seed_table:losses"


if __name__ == "__main__":
    found = measured()
    print(table(found))
    if "--write" in sys.argv:
        GOLDEN.write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8")
        write_section("seeds", table(found))

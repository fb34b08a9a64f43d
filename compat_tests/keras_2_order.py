"""What Keras 2 draws from a seed, and when: probes that tf_keras and keras_lite answer alike.

python -m compat_tests.keras_2_order       # writes golden/keras_2.json anew
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from compat_tests.keras_2_masks import CASES, masks
from compat_tests.keras_random_cases import digest

GOLDEN = Path(__file__).parent / "golden" / "keras_2.json"
EPOCHS = 3
SHUFFLES: list[dict[str, Any]] = [
    {"rows": 10, "seed": 5, "batch_size": 4},
    {"rows": 10, "seed": 5, "batch_size": 4, "shuffle": False},
    {"rows": 1, "seed": 5, "batch_size": 4},
    {"rows": 2, "seed": 0, "batch_size": 1},
    {"rows": 37, "seed": 0, "batch_size": 8, "validation_split": 0.25},
    {"rows": 37, "seed": 2**32 - 1, "batch_size": 8, "steps_per_epoch": 3},
    {"rows": 37, "seed": 123, "batch_size": None, "steps_per_epoch": 5},
    {"rows": 300, "seed": 7, "batch_size": None},
    {"rows": 23, "seed": 7, "batch_size": 5, "steps_per_epoch": 8},
]


def orders(keras: Any, case: dict[str, Any]) -> list[list[list[int]]]:
    """The rows that each epoch of two `fit`s visits, in order."""
    options = {k: v for k, v in case.items() if k not in ("rows", "seed")}
    keras.utils.set_random_seed(case["seed"])
    rows = case["rows"]
    seen: list[int] = []

    def loss(true: Any, predicted: Any) -> Any:
        seen.extend(int(value) for value in np.array(true).reshape(-1))
        return keras.backend.mean(predicted * 0.0, axis=-1)

    model = keras.Sequential([keras.layers.Dense(1, input_shape=(1,))])
    model.compile("sgd", loss, run_eagerly=True)
    data = np.arange(rows, dtype="float32")[:, None]
    found = []
    epochs = 2 if "steps_per_epoch" in options else EPOCHS
    for _ in range(2):
        marks: list[int] = []

        class Mark(keras.callbacks.Callback):
            def on_epoch_begin(self, epoch: int, logs: Any = None, marks: Any = marks) -> None:
                marks.append(len(seen))

        model.fit(data, data, epochs=epochs, verbose=0, callbacks=[Mark()], **options)
        held = _held(rows, options)
        found.append([_epoch(seen, m, marks, i, held) for i, m in enumerate(marks)])
    return found


def _held(rows: int, options: dict[str, Any]) -> int:
    split = options.get("validation_split")
    return 0 if not split else rows - int(rows * (1 - split))


def _epoch(seen: list[int], start: int, marks: list[int], index: int, held: int) -> list[int]:
    end = marks[index + 1] if index + 1 < len(marks) else len(seen)
    return seen[start : end - held]


def weights(keras: Any, case: str) -> list[np.ndarray]:
    """Initial weights of a model whose layers are built in another order than they are made."""
    layers = keras.layers
    keras.utils.set_random_seed(11)
    if case == "built backwards":
        first, second = layers.Dense(3), layers.Dense(4, kernel_initializer="he_normal")
        second.build((None, 2))
        first.build((None, 4))
        return [*first.get_weights(), *second.get_weights()]
    if case == "built later":
        model = keras.Sequential([layers.Dense(3), layers.Dropout(0.5), layers.Dense(2)])
        layers.Dense(7)  # made, never built
        model.build((None, 5))
        return model.get_weights()
    if case == "one initializer twice":
        same = keras.initializers.RandomNormal()
        made = [layers.Dense(3, kernel_initializer=same) for _ in range(2)]
        for layer in made:
            layer.build((None, 2))
        return [layer.get_weights()[0] for layer in made]
    if case == "double precision":
        names = ("GlorotUniform", "HeUniform", "RandomUniform", "HeNormal")
        made = [getattr(keras.initializers, name)(seed=3) for name in names]
        return [np.asarray(draw((3, 4), dtype="float64")) for draw in made]
    if case == "python draws between":
        import random

        random.random()
    inputs = layers.Input((6,))
    x = layers.Dense(5, activation="relu", bias_initializer="random_uniform")(inputs)
    x = layers.Dropout(0.2)(x)
    x = layers.GaussianNoise(0.2)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Dense(4, kernel_initializer=keras.initializers.HeUniform(seed=3))(x)
    x = layers.Dense(2, kernel_initializer=keras.initializers.TruncatedNormal())(x)
    return keras.Model(inputs, x).get_weights()


BUILDS = ("functional", "built backwards", "built later", "python draws between")
BUILDS += ("one initializer twice", "double precision")


def answers(keras: Any) -> dict[str, Any]:
    """Everything that is recorded."""
    return {
        "orders": {json.dumps(case): orders(keras, case) for case in SHUFFLES},
        "weights": {case: [digest(w) for w in weights(keras, case)] for case in BUILDS},
        "masks": {name: masks(keras, case) for name, case in CASES.items()},
    }


def record() -> None:
    """Writes the golden file, from tf_keras."""
    from compat_tests.oracle import Oracle

    with Oracle("tf_keras") as real:
        found = real.call("compat_tests.keras_2_order:answers")
    GOLDEN.write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()

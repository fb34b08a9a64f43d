"""Which numbers Dropout and noise draw in Keras 2: probes for tf_keras and keras_lite alike.

A mask is read off the result of a training step: the loss is the sum of the outputs, and the inputs
are powers of two, so that the loss has one bit for each input that was kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np

CASES: dict[str, dict[str, Any]] = {
    "one": {"layers": ["Dropout(0.5)"]},
    "seed 0": {"layers": ["Dropout(0.5)"], "seed": 0},
    "two": {"layers": ["Dropout(0.5)", "Dropout(0.25)"]},
    "seeded": {"layers": ["Dropout(0.5, seed=5)", "Dropout(0.25)"]},
    "noise": {"layers": ["GaussianNoise(0.5)", "Dropout(0.5)", "GaussianDropout(0.3)"]},
    "noise shape": {"layers": ["Dropout(0.5, noise_shape=(None, 1))"]},
    "rate 0": {"layers": ["Dropout(0.0)", "Dropout(0.5)"]},
    "several rows": {"layers": ["Dropout(0.5)"], "rows": [3, 3, 3]},
    "a last batch that is smaller": {"layers": ["Dropout(0.5)"], "fit": True, "rows": [5, 3]},
    "one layer twice": {"layers": ["Dropout(0.5)", "Dropout(0.25)"], "first again": True},
    "run eagerly": {"layers": ["Dropout(0.5)", "Dropout(0.25, seed=3)"], "eagerly": True},
    "seeded, compiled again": {"layers": ["Dropout(0.5, seed=5)"], "again": True},
    "AlphaDropout": {"layers": ["AlphaDropout(0.3)"]},
    "SpatialDropout1D": {"layers": ["Reshape((4, 2))", "SpatialDropout1D(0.5)", "Flatten()"]},
    "compiled again": {"layers": ["Dropout(0.5)"], "again": True},
    "made in another order": {"layers": ["Dropout(0.5)", "Dropout(0.25)"], "backwards": True},
    "seeded, with weights": {"layers": ["WEIGHTS", "Dropout(0.5, seed=5)", "Dropout(0.25)"]},
    "seeded, with weights, compiled again": {
        "layers": ["WEIGHTS", "Dropout(0.5, seed=5)"],
        "again": True,
    },
    "seeded, a stack that knows no shape": {
        "layers": ["WEIGHTS", "Dropout(0.5, seed=5)"],
        "stack": True,
    },
    "seeded, with weights, run eagerly": {
        "layers": ["WEIGHTS", "Dropout(0.5, seed=5)"],
        "eagerly": True,
    },
    "in two models, in turns": {
        "layers": ["WEIGHTS", "Dropout(0.5)", "Dropout(0.3)"],
        "twice": True,
    },
    "other numbers of rows": {"layers": ["Dropout(0.5)"], "rows": [2, 1, 3, 2, 1, 3]},
    "other numbers of rows, seeded": {"layers": ["Dropout(0.5, seed=5)"], "rows": [1, 2, 1, 3]},
    "other numbers of rows, fitted": {
        "layers": ["Dropout(0.5)"],
        "fit": True,
        "rows": [2, 3, 4, 1],
    },
    "a seed is set between": {"layers": ["Dropout(0.5)", "Dropout(0.25, seed=3)"], "reseed": 9},
    "fitted": {"layers": ["Dropout(0.5)"], "fit": True},
}
WIDTH = 8
WEIGHTS = "Dense(8, kernel_initializer='identity', use_bias=False)"
_LAYERS = "AlphaDropout Dense Dropout Flatten GaussianDropout GaussianNoise Reshape".split()
_LAYERS += ["SpatialDropout1D"]


def masks(keras: Any, case: dict[str, Any]) -> list[float]:
    """The losses of some training steps."""
    layers = keras.layers
    keras.backend.clear_session()
    keras.utils.set_random_seed(case.get("seed", 5))
    scope = {name: getattr(layers, name) for name in _LAYERS}
    texts = [text.replace("WEIGHTS", WEIGHTS) for text in case["layers"]]
    made = [eval(text, scope) for text in (texts[::-1] if case.get("backwards") else texts)]
    made = made[::-1] if case.get("backwards") else made
    inputs = layers.Input((WIDTH,))
    x = inputs
    for layer in made:
        x = layer(x)
    if case.get("first again"):
        x = made[0](x)
    model = keras.Model(inputs, x)
    if case.get("stack"):
        model = keras.Sequential([eval(text, scope) for text in texts])

    def total(true: Any, predicted: Any) -> Any:
        return keras.backend.sum(predicted, axis=-1)

    model.compile("sgd", total, run_eagerly=case.get("eagerly", False))
    models = [model]
    if case.get("twice"):
        models.append(keras.Model(inputs, layers.GaussianNoise(0.5)(model(inputs))))
        models[1].compile("sgd", total)
    losses = []
    for number, rows in enumerate(case.get("rows", [1, 1, 1])):
        data = _ladder(rows)
        if case.get("fit"):
            options = {"epochs": 2, "batch_size": 2, "verbose": 0, "shuffle": False}
            losses += model.fit(data, data, **options).history["loss"]
        else:
            losses += [float(each.train_on_batch(data, data)) for each in models]
        if "reseed" in case and number == 0:
            keras.utils.set_random_seed(case["reseed"])
        if case.get("again") and number == 1:
            model.compile("sgd", total)
    return [float(loss) for loss in losses]


def _ladder(rows: int) -> np.ndarray:
    return (2.0 ** -np.arange(rows * WIDTH)).reshape(rows, WIDTH).astype("float32")

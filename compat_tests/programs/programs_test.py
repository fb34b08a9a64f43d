from __future__ import annotations

import numpy as np
import pytest

from compat_tests.programs import LEVELS, MODELS, TEXTS, emitted, path
from keras_lite.training.steps import Layout
from keras_lite.utils import clear_session, set_random_seed


@pytest.mark.parametrize(("name", "level"), TEXTS)
def test_emission_has_not_changed(name: str, level: str) -> None:
    kept = path(name, level).read_text()
    assert emitted(name, level) == kept, "if it was meant to: python -m compat_tests.programs"


def _data(layout: Layout, rows: int) -> list[np.ndarray]:
    random = np.random.default_rng(0)
    arrays = []
    for spec in layout.specs:
        shape = (rows, *spec.shape[1:])
        whole = spec.dtype.startswith("int")
        values = random.integers(0, 3, shape) if whole else random.uniform(0, 1, shape)
        arrays.append(values.astype(spec.dtype))
    return arrays


@pytest.mark.parametrize("name", MODELS)
def test_plain_and_fast_compute_the_same(name: str) -> None:
    """Five steps of each level from equal states; the state afterwards is equal but for rounding.

    What runs adds biases within products and sums along other axes, so sums round differently.
    """
    ends = []
    for level in LEVELS:
        clear_session()
        set_random_seed(0)
        model = MODELS[name]()
        model.set_weights([np.full(w.shape, 0.1) for w in model.get_weights()])
        layout = model._known_layout("train")
        program, data = model._programs.get("train", layout), _data(layout, 8)
        rates = np.asarray(model.optimizer.rates(0, 5), "float32")
        if level == "plain":
            step = program.step("plain", 8)
            for rate in rates:
                step(*data, rate)
        else:
            program.run(8, *(np.stack([a] * 5) for a in data), rates)
        ends.append([owner.numpy() for owner in program.graph.owners.values()])
    for plain, fast in zip(*ends, strict=True):
        np.testing.assert_allclose(fast, plain, rtol=2e-5, atol=1e-6)

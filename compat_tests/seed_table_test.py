"""README.md's table of losses is the recorded one, and the record is what both libraries do."""

from __future__ import annotations

import json

import numpy as np
import pytest

import keras_lite
from compat_tests.oracle import Oracle
from compat_tests.readme import README, section
from compat_tests.seed_table import EPOCHS, GOLDEN, MODELS, SEEDS, losses, table

RECORDED = json.loads(GOLDEN.read_text(encoding="utf-8"))
CASES = [(title, seed) for title in MODELS for seed in SEEDS]
LOSS = 1e-6  # relative, over ten epochs


def test_the_table_stands_in_the_readme() -> None:
    shown, _ = section("seeds", README.read_text(encoding="utf-8"))
    assert shown == f"\n{table(RECORDED)}\n"
    assert [(t, int(s)) for t, by_seed in RECORDED.items() for s in by_seed] == CASES


@pytest.mark.parametrize(("title", "seed"), CASES)
def test_ours_are_the_recorded_losses_of_keras(title: str, seed: int) -> None:
    theirs, _ = RECORDED[title][str(seed)]
    found = losses(keras_lite, MODELS[title], seed)
    assert len(found) == EPOCHS
    np.testing.assert_allclose(found, theirs, rtol=LOSS)


@pytest.mark.live
def test_the_recorded_losses_are_those_of_the_installed_keras(real_keras: Oracle) -> None:
    for title, seed in CASES:
        found = real_keras.call("compat_tests.seed_table:losses", MODELS[title], seed)
        np.testing.assert_allclose(found, RECORDED[title][str(seed)][0], rtol=LOSS)

"""Random models from nothing but a seed: the same weights, orders, masks and histories.

Both libraries make each model, train it for five epochs, and for two more in a second `fit`.
Initial weights are equal to the bit, and so is the order of the rows, or the first epoch would
differ at once; histories agree but for the rounding of sums, which are taken in different orders.

What is not drawn, for neither library repeats it on another machine:

- A constant that is the same for all rows, in front of BatchNormalization: the bias of a Dense
  layer that is linear, or made of straight pieces. Normalization takes it away again, so its slope
  is 0, and the gradient is rounding noise, which Adam and others blow up to steps of full size.
- Orthogonal weights: the QR decompositions differ in the last digits (see the initializers' tests).
- `hard_shrink` and `threshold`, which jump: the last bit of an input changes the output by a half.
- LayerNormalization of fewer than four numbers: of two it keeps the sign, so nothing has a slope.
- Learning rates at which training diverges: every difference grows from step to step.

Where an accuracy differs, the test says how near to a tie the nearest two outputs of that epoch
were; nothing else is excused. Where a history is farther apart, the same model is trained again
from initial weights that are nudged by their last bit, three times: whether that moves our own
history as much says whether to look for a defect or for another model that is not to be drawn.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

import keras_lite
from compat_tests.oracle import Oracle, plain
from compat_tests.random_cases import cases, data
from compat_tests.random_models import trained

pytestmark = pytest.mark.live

COUNT = 60
FIRST_EPOCH, FIVE_EPOCHS, SEVEN_EPOCHS = 2e-6, 1e-5, 2e-5
PREDICTIONS = 2e-5
TIE = 1e-5


@cache
def drawn(count: int, number: int = 0) -> list[dict[str, Any]]:
    """The first `count` cases that differ in more than numbers; `number` chooses other ones."""
    found: dict[str, dict[str, Any]] = {}

    @seed(number)
    @settings(
        max_examples=count + count // 4,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def collect(case: dict[str, Any]) -> None:
        layers = [node["layer"]["class"] for node in case["model"]["nodes"]]
        found.setdefault(f"{layers} {case['compile']['loss']}", case)

    collect()
    assert len(found) >= count
    return list(found.values())[:count]


@pytest.mark.parametrize("number", range(COUNT))
def test_same_seed_same_history(
    real_keras: Oracle, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    case = drawn(COUNT)[number]
    arrays = data(case)
    theirs = real_keras.call("compat_tests.random_models:trained", case, arrays)
    ours = plain(trained(keras_lite, case, arrays))
    found, ties = compare(case, ours, theirs)
    if found:
        nudged = [plain(trained(keras_lite, case, arrays, nudge)) for nudge in range(3)]
        sound, _ = compare(case, ours, theirs, nudged)
        told = "" if sound else "\nWeights nudged by their last bit move our history as much."
        pytest.fail("\n".join(map(str, [*found, case])) + told)
    if ties:
        with capsys.disabled():
            print(f"\nrandom model {number}:", *ties, sep="\n  ")


def compare(case: Any, ours: Any, theirs: Any, nudged: Any = ()) -> tuple[list[str], list[str]]:
    """What differs by more than is allowed, and what a near tie explains.

    Ten times what the histories of nudged weights differ by is allowed as well.
    """
    found, ties = [], []
    if ours["paths"] != theirs["paths"] or ours["iterations"] != theirs["iterations"]:
        found.append("paths of weights, or numbers of steps")
    for path, mine, yours in zip(theirs["paths"], ours["initial"], theirs["initial"], strict=True):
        if mine.dtype != yours.dtype or not np.array_equal(mine, yours):
            found.append(f"initial {path}")
    for fit, limits in (("first", [FIRST_EPOCH, *[FIVE_EPOCHS] * 4]), ("second", [SEVEN_EPOCHS])):
        if list(ours[fit]) != list(theirs[fit]):
            found.append(f"names: {list(ours[fit])} and {list(theirs[fit])}")
            continue
        for name in theirs[fit]:
            if "accuracy" in name and "weighted" not in name:
                differs = np.array(ours[fit][name]) != theirs[fit][name]
            elif "closest" not in name:
                allowed = [10 * _gaps(case, name, other[fit], ours[fit]) for other in nudged]
                gaps = _gaps(case, name, ours[fit], theirs[fit])
                differs = gaps > np.max([np.broadcast_to(limits, gaps.shape), *allowed], axis=0)
            else:
                continue
            if "accuracy" in name and differs.any():
                excused = differs & (_tie(name, ours[fit], theirs[fit]) < TIE)
                ties += [f"{name}, {fit} fit: a near tie" for _ in np.flatnonzero(excused)]
                differs &= ~excused
            if differs.any():
                found.append(f"{fit} {name}: {ours[fit][name]} and {theirs[fit][name]}")
    allowed = [_apart(other, ours) for other in nudged]
    if not _apart(ours, theirs) <= max([PREDICTIONS, *[10 * gap for gap in allowed]]):
        found.append(f"predictions: {_apart(ours, theirs)}")
    return found, ties


def _gaps(case: Any, name: str, mine: Any, yours: Any) -> np.ndarray:
    """Relative differences by epoch.

    Where numbers of both signs are added up, next to nothing may be left of them; the difference is
    then taken relative to 1, which is their size.
    """
    a, b = np.array(mine[name]), np.array(yours[name])
    losses = str(case["compile"]["loss"])
    signed = any(word in losses for word in ("osine", "oisson"))
    scale = np.abs(b)
    if (signed and name.endswith("loss")) or "cosine" in name:
        scale = np.maximum(scale, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = np.where(a == b, 0.0, np.abs(a - b) / scale)
    return np.where(np.isnan(gap), np.inf, gap)


def _apart(mine: Any, yours: Any) -> float:
    """How far predictions lie apart, relative to the largest."""
    gaps = []
    for a, b in zip(mine["predicted"], yours["predicted"], strict=True):
        assert (a.shape, a.dtype) == (b.shape, b.dtype)
        gaps.append(np.max(np.abs(a - b)) / max(1.0, np.max(np.abs(b))))
    return float(max(gaps))


def _tie(name: str, mine: Any, yours: Any) -> np.ndarray:
    """How near the nearest choice of each epoch was to a tie."""
    name = name.replace("weighted_", "").replace("accuracy", "closest")
    return np.minimum(mine[name], yours[name])

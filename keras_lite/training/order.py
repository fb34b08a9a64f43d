"""The order in which an epoch visits the rows."""

from __future__ import annotations

import numpy as np

from keras_lite.engine import seeds
from keras_lite.engine.permutation import batch_permutation, permutation


def epoch_order(rows: int, batch_size: int, shuffle: bool | str) -> np.ndarray | None:
    """Row numbers for one epoch; `None` for the order in which they lie.

    With a global seed it is the order of TensorFlow Keras, the same in every epoch. Without one
    every epoch differs, and nobody's random state moves.
    """
    if not shuffle:
        return None
    seed = seeds.global_seed()
    if shuffle == "batch":
        return batch_permutation(rows, batch_size, seeds.order_seed())
    if seed is not None:
        return permutation(rows, seed)
    return np.random.default_rng(seeds.order_seed()).permutation(rows)

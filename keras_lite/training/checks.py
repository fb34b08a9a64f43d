"""Arguments of fit, evaluate and predict, checked before anything happens."""

from __future__ import annotations

import functools
import inspect
import math
import numbers
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite import tree
from keras_lite.errors import (
    InvalidArgument,
    InvalidType,
    KerasLiteWarning,
    NotSupported,
    suggest,
)

if TYPE_CHECKING:
    from keras_lite.training.data import Source


def known_arguments(method: Any) -> Any:
    """Gives a method an error with the nearest name for arguments that it does not have."""
    names = [n for n in inspect.signature(method).parameters if n != "self"]
    known = frozenset(names)

    @functools.wraps(method)
    def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not known.issuperset(kwargs):
            name = next(name for name in kwargs if name not in known)
            raise InvalidType(
                f"{method.__name__}: there is no argument {name!r}.{suggest(name, names)}"
                f" Its arguments are {', '.join(names)}."
            )
        return method(self, *args, **kwargs)

    return checked


def refuse_own_step(model: Any, mode: str) -> None:
    """Refuses a model with a step of its own, which would never be called.

    Raises:
        NotSupported: (a NotImplementedError) for a class with `train_step` and the like.
    """
    method = f"{mode}_step"
    if hasattr(type(model), method):
        raise NotSupported(
            f"{type(model).__name__}.{method}: keras_lite writes the step of a model itself, as a"
            f" program, and does not call `{method}`. Express what is special in `compute_loss`,"
            " in a loss, a metric or a layer (`add_loss`), and remove the method."
        )


def whole_number(name: str, value: Any, least: int, where: str = "fit") -> int:
    """`value` as an int of at least `least`.

    Raises:
        InvalidType: if it is no whole number.
        InvalidArgument: if it is too small.
    """
    if isinstance(value, bool) or not (
        isinstance(value, numbers.Integral) or (isinstance(value, np.ndarray) and value.ndim == 0)
    ):
        raise InvalidType(
            f"{where}: {name}={value!r} ({type(value).__name__}) arrived, a whole number is"
            f" expected. Use int(...), or // instead of / where it is computed."
        )
    if value < least:
        raise InvalidArgument(f"{where}: {name}={value} arrived, at least {least} is expected.")
    return int(value)


def fraction(name: str, value: Any) -> float:
    """A validation split: 0 <= value < 1."""
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        raise InvalidType(f"fit: {name}={value!r} arrived, a number between 0 and 1 is expected.")
    if not 0 <= value < 1:
        raise InvalidArgument(
            f"fit: {name}={value} arrived, a share of the rows of at least 0 and less than 1 is"
            " expected (0.2 keeps the last fifth for validation)."
        )
    return float(value)


def split_point(rows: int, share: float) -> int:
    """The number of training rows: Keras floors it, and both parts need a row.

    Raises:
        InvalidArgument: if one part would be empty.
    """
    first = math.floor(rows * (1.0 - share))
    if first == 0 or first == rows:
        raise InvalidArgument(
            f"fit: validation_split={share} of {rows} rows leaves"
            f" {first} for training and {rows - first} for validation; both need one."
            " Use more rows or another share."
        )
    return first


def warn_of_missing_numbers(structure: Any) -> None:
    """Warns when data hold NaN: every loss becomes NaN then, and stays so."""
    for label, part in zip(("x", "y", "sample_weight"), structure, strict=True):
        for leaf in [] if part is None else tree.flatten(part):
            if leaf.dtype.kind == "f" and leaf.size:
                # One pass without a temporary array: any NaN makes the sum NaN.
                seen = leaf[: _rows_to_see(leaf)]
                total = np.add.reduce(seen, axis=None)
                if total != total and np.isnan(seen).any():
                    warnings.warn(
                        f"fit: {label} holds NaN; the loss will be NaN and the weights are lost"
                        " after one step. Drop or fill the missing values first"
                        " (numpy.nan_to_num, DataFrame.fillna).",
                        KerasLiteWarning,
                        stacklevel=4,
                    )


def _rows_to_see(array: Any) -> int:
    """A million rows; of what lies on disk, those in the first megabytes."""
    if type(array) is np.ndarray:
        return 1 << 20
    return max(1, min(1 << 20, (8 << 20) // max(1, array.nbytes // array.shape[0])))


def warn_if_short(where: str, source: Source, steps: int) -> None:
    """Warns when the data ended before the steps that were asked for."""
    if source.steps is not None and steps < source.steps:
        argument = {"fit": "steps_per_epoch", "validation": "validation_steps"}.get(where, "steps")
        warnings.warn(
            f"{where}: the data ended after {steps} steps of {source.steps}; the epoch ended early."
            f" Give {argument} no larger than the number of batches, or more data.",
            KerasLiteWarning,
            stacklevel=4,
        )


def class_weights(y: Any, weights: dict[Any, float]) -> np.ndarray:
    """Sample weights from class weights; classes come from integer or one-hot targets.

    Raises:
        InvalidArgument: for several outputs, or targets that name no class.
    """
    if not isinstance(weights, dict):
        raise InvalidType(
            f"fit: class_weight={type(weights).__name__} arrived, a dict from class number to"
            " weight is expected."
        )
    leaves = tree.flatten(y)
    if len(leaves) != 1:
        raise InvalidArgument(
            "fit: class_weight works for models with one output only. Use sample_weight instead."
        )
    target = np.asarray(leaves[0])
    if target.ndim > 1 and target.shape[-1] > 1:
        classes = target.argmax(axis=-1)
        count = target.shape[-1]
    else:
        classes = np.round(target.reshape(target.shape[0], -1)[:, 0]).astype(np.int64)
        count = int(classes.max()) + 1
    table = np.ones(max(count, max(map(int, weights), default=0) + 1), np.float32)
    present = set(np.unique(classes).tolist())
    for key, weight in weights.items():
        if int(key) not in present:
            warnings.warn(
                f"fit: class_weight names class {key!r}, which no target has (classes:"
                f" {sorted(present)[:10]}). Check the keys: they are class numbers.",
                KerasLiteWarning,
                stacklevel=4,
            )
        if int(key) >= 0:
            table[int(key)] = weight
    return table[classes]

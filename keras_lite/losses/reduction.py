"""From one loss value per sample (or per position) to one number for the batch."""

from __future__ import annotations

from typing import Any

from keras_lite import ops
from keras_lite.engine.ir import Dim, product
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.losses.alignment import (
    broadcastable,
    shown,
    squeeze_or_expand_to_same_rank,
)

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)


def standardize_reduction(reduction: str | None) -> str | None:
    """The reduction itself.

    Raises:
        InvalidArgument: (a ValueError) when there is no such reduction.
    """
    if reduction not in REDUCTIONS:
        names = ", ".join(map(repr, REDUCTIONS))
        raise InvalidArgument(
            explain("Loss: `reduction`", reduction, f"one of {names}", "Choose one of these.")
        )
    return reduction


def reduce_weighted_values(
    values: Any,
    sample_weight: Any = None,
    mask: Any = None,
    reduction: str | None = "sum_over_batch_size",
    dtype: Any = None,
) -> Any:
    """The loss of a batch: sum(values * weights) / number of values, for the default reduction.

    Args:
        values: One value per sample, or per sample and position.
        sample_weight: Weights that broadcast against `values`. The divisor is the number of
            values, not the sum of weights (except for "mean_with_sample_weight").
        mask: Where False, a value does not count; the others count for it too, so that the mean
            is over those that are left.
        reduction: "sum_over_batch_size" or "mean", "sum", "mean_with_sample_weight", or "none".
        dtype: dtype of the result.
    """
    standardize_reduction(reduction)
    values = ops.convert_to_tensor(values, dtype=dtype)
    if sample_weight is not None:
        sample_weight = ops.convert_to_tensor(sample_weight, dtype=values.dtype)
    sample_weight = apply_mask(sample_weight, mask, values.dtype, reduction)
    if sample_weight is not None:
        values, sample_weight = squeeze_or_expand_to_same_rank(values, sample_weight)
        check_weights(values, sample_weight)
        values = ops.multiply(values, sample_weight)
    return _reduce(values, sample_weight, reduction)


def check_weights(values: Any, sample_weight: Any) -> None:
    """Raises `InvalidShape` when the weights do not broadcast against the values."""
    if not broadcastable(values.shape, sample_weight.shape):
        raise InvalidShape(
            explain(
                "The shape of `sample_weight`",
                shown(sample_weight.shape),
                f"one that broadcasts against the loss values, {shown(values.shape)},",
                "Give one weight per sample, or per sample and position.",
            )
        )


def _reduce(values: Any, sample_weight: Any, reduction: str | None) -> Any:
    shape = tuple(values.shape)
    if reduction in (None, "none") or shape in ((), (0,)):
        return values
    total = ops.sum(values)
    if reduction == "sum":
        return total
    if reduction == "mean_with_sample_weight" and sample_weight is not None:
        return ops.divide_no_nan(total, ops.cast(ops.sum(sample_weight), total.dtype))
    count = product(shape)
    if isinstance(count, Dim) or count:
        return ops.divide(total, ops.cast(count, total.dtype))
    return total  # of nothing: zero


def apply_mask(sample_weight: Any, mask: Any, dtype: Any, reduction: str | None) -> Any:
    """The weights with a mask in them; `None` if there is neither."""
    if mask is None:
        return sample_weight
    weight = ops.cast(mask, dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        # The mean is over what the mask leaves, though the divisor counts everything.
        count = ops.cast(product(tuple(weight.shape)), dtype)
        weight = ops.multiply(weight, ops.divide_no_nan(count, ops.sum(weight)))
    if sample_weight is None:
        return weight
    sample_weight = ops.cast(sample_weight, dtype)
    weight, sample_weight = squeeze_or_expand_to_same_rank(weight, sample_weight)
    return ops.multiply(sample_weight, weight)


def mask_of(x: Any) -> Any:
    """The mask that a layer has attached to its output, if any."""
    return getattr(x, "_keras_mask", None)

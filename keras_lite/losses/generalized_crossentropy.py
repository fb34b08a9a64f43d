"""A cross-entropy that wrong labels pull on less."""

from __future__ import annotations

from typing import Any

from keras_lite import ops
from keras_lite.errors import InvalidArgument, explain
from keras_lite.losses.family import LOSSES
from keras_lite.losses.loss import FunctionLoss


@LOSSES.add
class CategoricalGeneralizedCrossEntropy(FunctionLoss):
    """loss = (1 - p^q) / q, p the probability of the class y_true (Zhang and Sabuncu, 2018).

    Between cross-entropy (q towards 0) and absolute error (q = 1), so that wrong labels pull less.

    Args:
        q: Between 0 and 1.
        reduction, name, dtype: As in `keras.losses.Loss`.

    Raises:
        InvalidArgument: (a ValueError) when `q` is not between 0 and 1.
    """

    def __init__(
        self,
        q: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_generalized_cross_entropy",
        dtype: Any = None,
    ) -> None:
        if not 0 < q < 1:
            where = "CategoricalGeneralizedCrossEntropy: `q`"
            raise InvalidArgument(explain(where, q, "a number between 0 and 1", "Try 0.5."))
        super().__init__(
            categorical_generalized_cross_entropy, reduction=reduction, name=name, dtype=dtype, q=q
        )


@LOSSES.add
def categorical_generalized_cross_entropy(y_true: Any, y_pred: Any, q: float) -> Any:
    """(1 - p^q) / q, p the probability of the class y_true.

    Args:
        y_true: Class numbers, `(batch, ...)`.
        y_pred: Probabilities, `(batch, ..., classes)`.
        q: Between 0 and 1.
    """
    y_pred = ops.convert_to_tensor(y_pred)
    y_true = ops.cast(ops.convert_to_tensor(y_true), "int32")
    hot = ops.one_hot(y_true, y_pred.shape[-1], dtype=y_pred.dtype)
    p = ops.sum(ops.multiply(y_pred, hot), axis=-1)
    return ops.divide(ops.subtract(1.0, ops.power(p, q)), q)

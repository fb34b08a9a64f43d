"""The circle loss of metric learning."""

from __future__ import annotations

from typing import Any

from keras_lite import ops
from keras_lite.losses.family import LOSSES
from keras_lite.losses.loss import FunctionLoss


@LOSSES.add
class Circle(FunctionLoss):
    """loss = softplus(logsumexp of near strangers + logsumexp of far relatives) (Sun et al., 2020).

    For embeddings of length 1: rows of one label are drawn together, others pushed apart.

    Args:
        gamma: Scale of the similarities.
        margin: Distance at which a pair is good enough.
        remove_diagonal: Leave out the pairs of a row with itself.
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "circle",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            circle,
            reduction=reduction,
            name=name,
            dtype=dtype,
            gamma=gamma,
            margin=margin,
            remove_diagonal=remove_diagonal,
        )


@LOSSES.add
def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> Any:
    """One value per row: softplus of the summed evidence against its embedding.

    Args:
        y_true: Labels, `(batch,)`.
        y_pred: Embeddings of length 1, `(batch, d)`.
        ref_labels, ref_embeddings: What the rows are compared with; the rows themselves by default.
        remove_diagonal: Leave out the pairs of row i with reference i.
        gamma, margin: As in `Circle`.
    """
    y_pred = ops.convert_to_tensor(y_pred)
    labels = _column(y_true)
    others = labels if ref_labels is None else _column(ref_labels)
    embeddings = y_pred if ref_embeddings is None else ops.convert_to_tensor(ref_embeddings)
    cosine = ops.matmul(y_pred, ops.transpose(embeddings))
    distance = ops.maximum(ops.subtract(1.0, cosine), 0.0)
    related = ops.equal(labels, ops.transpose(others))
    strangers = ops.logical_not(related)
    if remove_diagonal:
        # Keras: 3.15 does so with references too, whatever they are.
        itself = ops.equal(_numbers(labels), ops.transpose(_numbers(others)))
        related = ops.logical_and(related, ops.logical_not(itself))
    # The evidence weighs itself: a pair far from its optimum pulls more.
    far = ops.maximum(
        ops.multiply(ops.add(margin, distance), ops.cast(related, distance.dtype)), 0.0
    )
    near = ops.maximum(
        ops.multiply(ops.subtract(1.0 + margin, distance), ops.cast(strangers, distance.dtype)), 0.0
    )
    pull = ops.multiply(ops.multiply(-gamma, far), ops.subtract(margin, distance))
    push = ops.multiply(ops.multiply(gamma, near), ops.subtract(1.0 - margin, distance))
    against = [
        ops.logsumexp(ops.where(mask, evidence, float("-inf")), axis=1)
        for mask, evidence in ((related, pull), (strangers, push))
    ]
    values = ops.softplus(ops.add(*against))
    values._keras_mask = ops.greater(values, 0.0)
    return values


def _column(labels: Any) -> Any:
    return ops.reshape(ops.cast(ops.convert_to_tensor(labels), "int32"), (-1, 1))


def _numbers(column: Any) -> Any:
    """1, 2, 3, … as a column; counted, for the batch size may be symbolic."""
    return ops.cumsum(ops.ones_like(column), axis=0)

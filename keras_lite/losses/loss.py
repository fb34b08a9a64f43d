"""What all losses share: a name, a reduction, and a function of targets and predictions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lite import config, ops, tree
from keras_lite.engine.values import named
from keras_lite.losses.alignment import squeeze_or_expand_to_same_rank
from keras_lite.losses.family import LOSSES
from keras_lite.losses.reduction import mask_of, reduce_weighted_values, standardize_reduction
from keras_lite.naming import auto_name
from keras_lite.registry import deserialize_keras_object, serialize_keras_object


@LOSSES.add
class Loss:
    """loss = sum(call(y_true, y_pred) * sample_weight) / number of values.

    Args:
        name: Name of the loss; the class name in snake case by default.
        reduction: What is made of the values of a batch: "sum_over_batch_size" or "mean" (their
            mean), "sum", "mean_with_sample_weight" (sum(values * weights) / sum(weights)), or
            "none" (or `None`: the values themselves).
        dtype: dtype of the computation; `keras.config.floatx()` by default.

    To write your own loss, subclass this and write `call`, in functions of `keras.ops`, operators
    or NumPy functions:

    Example:
        >>> class MeanCube(Loss):
        ...     def call(self, y_true, y_pred):
        ...         return ops.mean(ops.abs(y_true - y_pred) ** 3, axis=-1)
        >>> float(MeanCube()([[0.0, 2.0]], [[1.0, 0.0]]))
        4.5
    """

    def __init__(
        self,
        name: str | None = None,
        reduction: str | None = "sum_over_batch_size",
        dtype: Any = None,
    ) -> None:
        self.name = name or auto_name(type(self).__name__)
        self.reduction = standardize_reduction(reduction)
        self._dtype = _compute_dtype(dtype)

    @property
    def dtype(self) -> str:
        """The dtype that targets, predictions and weights are cast to."""
        return self._dtype

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The loss of a batch.

        Args:
            y_true: Targets, of the shape that `call` expects, or nested lists and dicts of them.
            y_pred: Predictions, nested in the same way.
            sample_weight: One weight per sample, or per sample and position.
        """
        mask = mask_of(y_pred)
        y_pred, y_true = (_arrays(y, self.dtype) for y in (y_pred, y_true))
        values = self.call(y_true, y_pred)
        if values is not y_pred:
            named(values, self.name)
        left = mask_of(values)
        if mask is None or left is None:
            mask = left if mask is None else mask
        else:
            mask = ops.logical_and(mask, left)
        return reduce_weighted_values(values, sample_weight, mask, self.reduction, self.dtype)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """One value per sample, or per sample and position. To be written by subclasses."""
        raise NotImplementedError(
            f"{type(self).__name__} has no `call(self, y_true, y_pred)`. Write one that returns"
            " one value per sample."
        )

    def check_targets(self, y_true: Any, output_shape: Sequence[int | None]) -> None:
        """Refuses targets that cannot be right, given all of them before training begins.

        A program cannot look at values; what it would compute from these means nothing.

        Args:
            y_true: The targets, an array.
            output_shape: Shape of the model's output; only its last axis counts.

        Raises:
            InvalidArgument: (a ValueError) when one is impossible.
        """

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments by name."""
        return {"name": self.name, "reduction": self.reduction}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Loss:
        """The loss with this configuration."""
        return cls(**config)


@LOSSES.add
class LossFunctionWrapper(Loss):
    """A loss from a function of targets and predictions.

    Args:
        fn: Function of `(y_true, y_pred, **kwargs)`; returns one value per sample.
        reduction, name, dtype: As in `Loss`.
        **kwargs: Handed to `fn` with every call.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.fn = fn
        self._fn_kwargs = kwargs

    def call(self, y_true: Any, y_pred: Any) -> Any:
        if tree.is_nested(y_true) or tree.is_nested(y_pred):
            return self.fn(y_true, y_pred, **self._fn_kwargs)
        return self.fn(*squeeze_or_expand_to_same_rank(y_true, y_pred), **self._fn_kwargs)

    def check_targets(self, y_true: Any, output_shape: Sequence[int | None]) -> None:
        check = getattr(self.fn, "check_targets", None)
        if check is not None:
            check(y_true, output_shape, **self._fn_kwargs)

    def get_config(self) -> dict[str, Any]:
        arguments = {"fn": self.fn, **self._fn_kwargs}
        return {**super().get_config(), **serialize_keras_object(arguments)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Loss:
        if "fn" in config:
            config = deserialize_keras_object(config)
        return cls(**config)

    def __repr__(self) -> str:
        return f"<LossFunctionWrapper({self.fn}, kwargs={self._fn_kwargs})>"


class OwnFunction:
    """What a loss or a metric of this library adds to the wrapper of its function.

    Its class knows the function, so its configuration holds only the rest.

    Attributes:
        unsaved: Arguments that stand in the configuration only where they differ from the
            default.
    """

    # Keras: 3.15 leaves some arguments out of the configuration altogether, so that they are lost
    # with `save`. Here they are left out where that loses nothing.
    unsaved: dict[str, Any] = {}
    _fn_kwargs: dict[str, Any]

    def __init__(self, fn: Callable[..., Any], **kwargs: Any) -> None:
        super().__init__(fn, **kwargs)  # type: ignore[call-arg]
        for name, value in self._fn_kwargs.items():
            setattr(self, name, value)

    def saved_arguments(self) -> dict[str, Any]:
        """The function's arguments, as they stand in the configuration."""
        return {
            name: value
            for name, value in self._fn_kwargs.items()
            if name not in self.unsaved or value != self.unsaved[name]
        }


class FunctionLoss(OwnFunction, LossFunctionWrapper):
    """A loss of this library, from its function."""

    def get_config(self) -> dict[str, Any]:
        return {**Loss.get_config(self), **self.saved_arguments()}


def _arrays(y: Any, dtype: str) -> Any:
    """`y` as an array, or the lists and dicts of arrays that it is; lists of numbers are arrays."""
    if any(hasattr(leaf, "shape") for leaf in tree.flatten(y)):
        return tree.map_structure(lambda x: ops.convert_to_tensor(x, dtype=dtype), y)
    return ops.convert_to_tensor(y, dtype=dtype)


def _compute_dtype(dtype: Any) -> str:
    """The dtype that a dtype or a dtype policy computes in."""
    dtype = getattr(dtype, "compute_dtype", dtype)
    return str(getattr(dtype, "name", dtype)) if dtype is not None else config.floatx()

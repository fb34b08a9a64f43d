"""Where a model's data come in."""

from __future__ import annotations

from typing import Any

from keras_lite import config, registry
from keras_lite.errors import InvalidArgument, InvalidShape, InvalidType, explain
from keras_lite.layers.layer import Layer
from keras_lite.ops.symbolic import KerasTensor, Node, standardize_shape


@registry.builtin("keras.layers")
class InputLayer(Layer):
    """The start of a model: says what its inputs look like. `Input` makes one.

    Args:
        shape: The shape without the batch axis; None for lengths that vary.
        batch_size: The batch size, if it is always the same.
        dtype: The type of the values; the default float type unless given.
        sparse, ragged: Kept for Keras' signature; only False.
        batch_shape: The shape with the batch axis, in place of `shape` and `batch_size`.
        input_tensor: A symbolic tensor to take as it is.
        optional: Whether None may be passed in.
        name: Its name; `input_layer`, `input_layer_1`… by default.

    Raises:
        InvalidArgument: (a ValueError) unless exactly one of `shape` and `batch_shape` is given.
    """

    def __init__(
        self,
        shape: Any = None,
        batch_size: int | None = None,
        dtype: Any = None,
        sparse: bool | None = None,
        ragged: bool | None = None,
        batch_shape: Any = None,
        input_tensor: Any = None,
        optional: bool = False,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        declared = self._declared_shape
        if declared is not None and shape is None and batch_shape is None:
            # Keras: 2 called them `input_shape` and `batch_input_shape` here too.
            batch_shape = declared if batch_size is None else (batch_size, *declared[1:])
            batch_size = None
        if sparse or ragged:
            raise InvalidArgument(
                "Input: sparse and ragged inputs are not supported. Pass dense arrays, padded to "
                "one length."
            )
        self.sparse = self.ragged = False
        self.optional = optional
        self._batch_shape = _batch_shape(shape, batch_size, batch_shape, input_tensor)
        self._input_dtype = _dtype(dtype, input_tensor)
        output = input_tensor
        if output is None:
            output = KerasTensor(self._batch_shape, self._input_dtype, name=name)
        Node(self, (), {}, output)

    def call(self) -> Any:
        raise InvalidType(
            f"Input layer '{self.name}' was called, but it only marks where a model begins. Call "
            "the model."
        )

    @property
    def batch_shape(self) -> tuple[int | None, ...]:
        """The shape of the inputs, batch axis included."""
        return self._batch_shape

    @property
    def dtype(self) -> str:
        """The type of the inputs."""
        return self._input_dtype

    def get_config(self) -> dict[str, Any]:
        return {
            "batch_shape": self._batch_shape,
            "dtype": self._input_dtype,
            "sparse": False,
            "ragged": False,
            "name": self.name,
            "optional": self.optional,
        }


@registry.builtin("keras", also=("keras.layers",))
def Input(
    shape: Any = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    ragged: bool | None = None,
    batch_shape: Any = None,
    name: str | None = None,
    tensor: Any = None,
    optional: bool = False,
) -> KerasTensor:
    """The symbolic tensor that a model starts from.

    Args:
        shape: The shape without the batch axis; None for lengths that vary.
        batch_size: The batch size, if it is always the same.
        dtype: The type of the values; the default float type unless given.
        sparse, ragged: Kept for Keras' signature; only False.
        batch_shape: The shape with the batch axis, in place of `shape` and `batch_size`.
        name: The name of the input layer.
        tensor: A symbolic tensor to take as it is.
        optional: Whether None may be passed in.

    Example:
        >>> Input((4,), name="features")
        <KerasTensor shape=(None, 4), dtype=float32, sparse=False, ragged=False, name=features>
    """
    layer = InputLayer(
        shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        sparse=sparse,
        ragged=ragged,
        batch_shape=batch_shape,
        input_tensor=tensor,
        optional=optional,
        name=name,
    )
    return layer.output


def _batch_shape(
    shape: Any, batch_size: int | None, batch_shape: Any, tensor: Any
) -> tuple[int | None, ...]:
    if tensor is not None:
        if not isinstance(tensor, KerasTensor):
            raise InvalidArgument(
                explain("Input: `tensor`", tensor, "a symbolic tensor", "Give `shape` instead.")
            )
        return tensor.shape
    if (shape is None) == (batch_shape is None):
        got = "both arrived" if shape is not None else "neither arrived"
        raise InvalidArgument(
            f"Input: exactly one of `shape` and `batch_shape` was expected, but {got}. Give "
            "`shape` without the batch axis, as in Input((4,)), or `batch_shape` with it."
        )
    if batch_shape is not None and batch_size is not None:
        raise InvalidArgument(
            f"Input: `batch_shape` {batch_shape} and `batch_size` {batch_size} arrived, but only "
            "one of them was expected. Write the batch size into `batch_shape`."
        )
    given = shape if batch_shape is None else batch_shape
    name = "shape" if batch_shape is None else "batch_shape"
    if not hasattr(given, "__iter__"):
        fix = f"Write ({given},): the comma makes it a tuple."
        raise InvalidShape(explain(f"Input: `{name}`", given, "a tuple of lengths", fix))
    try:
        found = standardize_shape(given)
        return (*standardize_shape((batch_size,)), *found) if batch_shape is None else found
    except ValueError as error:
        raise InvalidShape(f"Input: `{name}`: {error}") from None


def _dtype(dtype: Any, tensor: Any) -> str:
    if tensor is not None:
        return str(tensor.dtype)
    if dtype is None:
        return config.floatx()
    try:
        return KerasTensor((), dtype, name="dtype").dtype
    except TypeError:
        fix = 'Give a name such as "float32" or "int32".'
        raise InvalidArgument(explain("Input: `dtype`", dtype, "a type", fix)) from None

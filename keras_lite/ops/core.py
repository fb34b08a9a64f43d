"""Making tensors, asking for their shape and type, and reading and writing parts of them."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine import allowance
from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.engine.ir import Dim
from keras_lite.engine.values import Tensor, Traced
from keras_lite.errors import InvalidArgument, InvalidShape, explain, suggest
from keras_lite.ops import conversion
from keras_lite.ops.conversion import as_tensor, operand, part, standard
from keras_lite.ops.keras_tensor import KerasTensor
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, gather
from keras_lite.primitives import shape as shapes


@symbolic
def convert_to_tensor(x: Any, dtype: Any = None, sparse: Any = None, ragged: Any = None) -> Any:
    """`x` as a tensor.

    Args:
        x: A number, nested lists of numbers, an array, a variable or a tensor.
        dtype: Type of the values; that of an array, float32 for Python floats, int32 for Python
            integers unless given.
        sparse, ragged: Kept for Keras' signature; tensors are dense.

    Raises:
        InvalidArgument: (a ValueError) when no tensor can be made of `x`.

    Example:
        >>> convert_to_tensor([1, 2]).dtype.name
        'int32'
    """
    return as_tensor(x, dtype)


def convert_to_numpy(x: Any) -> np.ndarray:
    """The values of a tensor as a NumPy array.

    Raises:
        ConcreteValueError: (a TypeError) while a model is traced, when nothing has a value.
    """
    if isinstance(x, KerasTensor):
        return np.asarray(x)  # which explains why not
    return np.asarray(as_tensor(x).numpy())


def is_tensor(x: Any) -> bool:
    """Whether `x` is a tensor: the result of an operation, or one being traced."""
    return isinstance(x, (Tensor, Traced, KerasTensor))


@symbolic
def cast(x: Any, dtype: Any) -> Any:
    """The same values in another type; floats lose their fraction towards zero.

    Example:
        >>> cast([1.7, -1.7], "int32").tolist()
        [1, -1]
    """
    # Keras: 3.15 makes float32 of Python floats first, and float64 of those.
    return conversion.cast(as_tensor(x), standard(dtype))


@symbolic
def saturate_cast(x: Any, dtype: Any) -> Any:
    """The same values in another type, those that it cannot hold replaced by its nearest end.

    Example:
        >>> saturate_cast([-1.0, 300.0], "uint8").tolist()
        [0, 255]
    """
    x, dtype = as_tensor(x), standard(dtype)
    if dtype == "bool" or dtype_name(x.dtype) == "bool":
        return conversion.cast(x, dtype)
    low, high = _range(dtype)
    low_here, high_here = _range(dtype_name(x.dtype))
    if low > low_here or high < high_here:
        x = arithmetic.minimum(arithmetic.maximum(x, _fitting(low, x)), _fitting(high, x))
    return conversion.cast(x, dtype)


def _range(dtype: str) -> tuple[Any, Any]:
    info = np.finfo(dtype) if is_float(dtype) else np.iinfo(dtype)  # type: ignore[arg-type]
    return info.min, info.max


def _fitting(limit: Any, x: Any) -> Any:
    """A limit in the type of `x`, rounded inwards where it lies between two of its floats."""
    dtype = np.dtype(dtype_name(x.dtype))
    value = np.asarray(limit).astype(dtype)
    if dtype.kind == "f" and abs(int(value)) > abs(int(limit)):
        value = np.nextafter(value, dtype.type(0))
    return value


def shape(x: Any) -> tuple[Any, ...]:
    """The lengths of the axes, as a tuple.

    Lengths that depend on the batch size are None for a `KerasTensor`, and symbolic sizes while a
    model is traced: numbers to calculate with, whose value is known when the program runs.

    Example:
        >>> shape([[1, 2, 3]])
        (1, 3)
    """
    if isinstance(x, KerasTensor):
        return x.shape
    return tuple(as_tensor(x).shape)


def dtype(x: Any) -> str:
    """The name of the type of the values.

    Example:
        >>> dtype([1.0])
        'float32'
    """
    return x.dtype if isinstance(x, KerasTensor) else dtype_name(as_tensor(x).dtype)


@symbolic
def stop_gradient(variable: Any) -> Any:
    """The same values, through which no slope flows back."""
    return shapes.stop_gradient(as_tensor(variable))


@symbolic
def scatter(indices: Any, values: Any, shape: Sequence[int]) -> Any:
    """Zeros in `shape`, with `values` added in the places that `indices` name.

    Args:
        indices: Integers in the shape (..., k): the first k coordinates of a place.
        values: What is added there: one value, or one slice, for each place.
        shape: Shape of the result.

    Example:
        >>> scatter([[0], [2], [2]], [1.0, 2.0, 3.0], (4,)).tolist()
        [1.0, 0.0, 5.0, 0.0]
    """
    values = as_tensor(values)
    allowance.take(tuple(shape), dtype_name(values.dtype))
    zeros = np.zeros(tuple(shape), dtype_name(values.dtype))
    return _scattered(zeros, indices, values)


@symbolic
def scatter_update(inputs: Any, indices: Any, updates: Any, reduction: str | None = None) -> Any:
    """`inputs`, with the places that `indices` name set to `updates`.

    Args:
        inputs: A tensor.
        indices: Integers in the shape (..., k): the first k coordinates of a place.
        updates: One value, or one slice, for each place.
        reduction: None to replace; "add", "mul", "max" or "min" to combine with what was there.

    Raises:
        InvalidArgument: (a ValueError) for an unknown reduction.

    Example:
        >>> scatter_update([1.0, 1.0, 1.0], [[1]], [5.0]).tolist()
        [1.0, 5.0, 1.0]
    """
    inputs = as_tensor(inputs)
    updates = conversion.cast(updates, dtype_name(inputs.dtype))
    modes = {None: "set", "add": "add", "mul": "multiply", "max": "max", "min": "min"}
    if reduction not in modes:
        known = "None, 'add', 'mul', 'max' or 'min'"
        raise InvalidArgument(
            explain("scatter_update: `reduction`", reduction, known, suggest(reduction, modes))
        )
    return _scattered(inputs, indices, updates, modes[reduction])


def _scattered(inputs: Any, indices: Any, updates: Any, mode: str = "add") -> Any:
    """Rows of a matrix are what the primitive knows, so places become row numbers."""
    indices = as_tensor(indices)
    depth = indices.shape[-1]
    outer, inner = tuple(inputs.shape[:depth]), tuple(inputs.shape[depth:])
    if depth > len(inputs.shape) or tuple(updates.shape) != tuple(indices.shape[:-1]) + inner:
        raise InvalidShape(
            f"scatter: updates of shape {tuple(updates.shape)} and indices of shape"
            f" {tuple(indices.shape)} arrived for an input of shape {tuple(inputs.shape)}, but"
            f" updates of shape {tuple(indices.shape[:-1]) + inner} were expected. The last axis of"
            " `indices` holds the coordinates of one place."
        )
    rows: Any = 0
    for axis, length in enumerate(outer):
        coordinate = part(indices, (..., axis))
        rows = arithmetic.add(arithmetic.multiply(rows, length), coordinate)
    count = shapes.product(outer)
    flat = gather.scatter(
        shapes.reshape(inputs, (count, *inner)),
        shapes.reshape(rows, (-1,)),
        shapes.reshape(updates, (shapes.product(indices.shape[:-1]), *inner)),
        mode,
    )
    return shapes.reshape(flat, tuple(inputs.shape))


@symbolic
def slice(inputs: Any, start_indices: Any, shape: Sequence[int]) -> Any:
    """The part of `inputs` that begins at `start_indices` and has this shape.

    Example:
        >>> slice([[1, 2, 3], [4, 5, 6]], (0, 1), (2, 2)).tolist()
        [[2, 3], [5, 6]]
    """
    inputs = as_tensor(inputs)
    starts = _starts(start_indices, inputs)
    if builtins.all(isinstance(start, (int, Dim)) for start in starts):
        # Keras: 3.15 on TensorFlow reads a length of -1 as "up to the end".
        key = tuple(
            builtins.slice(start, None if length == -1 else start + length)
            for start, length in zip(starts, shape, strict=True)
        )
        return part(inputs, key)
    for axis, (start, length) in enumerate(zip(starts, shape, strict=True)):
        places = arithmetic.add(start, np.arange(length, dtype="int32"))
        inputs = gather.take(inputs, places, axis=axis)
    return inputs


@symbolic
def slice_update(inputs: Any, start_indices: Any, updates: Any) -> Any:
    """`inputs`, with the part that begins at `start_indices` replaced by `updates`.

    Example:
        >>> slice_update([0, 0, 0, 0], [1], [7, 8]).tolist()
        [0, 7, 8, 0]
    """
    inputs, updates = as_tensor(inputs), as_tensor(updates)
    starts = _starts(start_indices, inputs)
    rank = len(starts)
    places = np.indices(tuple(updates.shape), dtype="int32")
    coordinates = [arithmetic.add(starts[axis], places[axis]) for axis in range(rank)]
    indices = shapes.concatenate([shapes.expand_dims(c, -1) for c in coordinates], axis=-1)
    return _scattered(inputs, indices, conversion.cast(updates, dtype_name(inputs.dtype)), "set")


def _starts(start_indices: Any, inputs: Any) -> list[Any]:
    """One start for each axis: Python numbers, or integers that are being traced."""
    if isinstance(start_indices, (list, tuple)):
        starts = [operand(start) for start in start_indices]
    else:
        whole = as_tensor(start_indices)
        starts = [part(whole, (i,)) for i in range(whole.shape[0])]
    if len(starts) != len(inputs.shape):
        raise InvalidShape(
            f"slice: {len(starts)} start indices arrived for an input of shape"
            f" {tuple(inputs.shape)}, but one for each axis was expected."
        )
    return [start.item() if isinstance(start, (np.ndarray, Tensor)) else start for start in starts]


@symbolic
def unstack(x: Any, num: int | None = None, axis: int = 0) -> list[Any]:
    """The slices along an axis, as a list; the axis disappears.

    Example:
        >>> [part.tolist() for part in unstack([[1, 2], [3, 4]], axis=1)]
        [[1, 3], [2, 4]]
    """
    x = as_tensor(x)
    axis = axis % len(x.shape)
    count = x.shape[axis] if num is None else num
    before = (builtins.slice(None),) * axis
    return [part(x, (*before, i)) for i in range(count)]

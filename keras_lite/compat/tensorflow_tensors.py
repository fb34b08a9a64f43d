"""Tensors and variables of `tensorflow` itself, in functions of `keras.ops`."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite import ops
from keras_lite.compat.tensorflow_elements import TensorSpec
from keras_lite.compat.tensorflow_math import MATH, matmul, norm, renamed
from keras_lite.compat.tensorflow_settings import get_logger, scope, yes
from keras_lite.compat.tensorflow_tape import GradientTape
from keras_lite.engine.values import Tensor
from keras_lite.engine.variable import Variable as _Variable

DTYPES = "bool float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """A tensor; Python numbers become float32 and int32."""
    found = convert_to_tensor(value, dtype)
    if shape is None:
        return found
    # TensorFlow: one number fills the shape, others are laid out in it.
    fits = found.size == int(np.prod(tuple(shape)))
    return ops.reshape(found, tuple(shape)) if fits else ops.broadcast_to(found, tuple(shape))


def convert_to_tensor(
    value: Any, dtype: Any = None, dtype_hint: Any = None, name: str | None = None
) -> Any:
    """A tensor; arrays keep their type."""
    if dtype is None and not hasattr(value, "dtype"):
        dtype = {"f": "float32", "i": "int32"}.get(np.asarray(value).dtype.kind)
    return ops.convert_to_tensor(value, dtype=dtype)


class _VariableOfTensorFlow(type):
    """Makes `tf.Variable` make our variables, and yet a class to ask `isinstance` of."""

    def __call__(
        cls, initial_value: Any = None, trainable: bool | None = None, *args: Any,
        dtype: Any = None, name: str | None = None, **kwargs: Any,
    ) -> Any:  # fmt: skip
        value = initial_value() if callable(initial_value) else initial_value
        array = np.asarray(convert_to_tensor(value, dtype))
        trains = trainable is not False
        return _Variable(array, trainable=trains, dtype=str(array.dtype), name=name or "variable")

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, _Variable)


class Variable(metaclass=_VariableOfTensorFlow):
    """A tensor that can be assigned to."""


def one_hot(indices: Any, depth: int, on_value: Any = None, off_value: Any = None,
            axis: Any = None, dtype: Any = None, name: str | None = None) -> Any:  # fmt: skip
    """Rows of zeros with a one at each index."""
    indices = ops.convert_to_tensor(indices)
    kind = dtype or "float32"
    found = ops.one_hot(indices, int(depth), axis=-1 if axis is None else axis, dtype=kind)
    on, off = 1 if on_value is None else on_value, 0 if off_value is None else off_value
    if (on, off) == (1, 0):
        return found
    return ops.add(ops.multiply(found, on - off), off)


def _filled(function: Any) -> Any:
    def fill(shape: Any, dtype: Any = "float32", name: str | None = None) -> Any:
        return ops.convert_to_tensor(function(tuple(np.atleast_1d(shape)), str(dtype or "float32")))

    return fill


def fill(dims: Any, value: Any, name: str | None = None) -> Any:
    """A tensor of one value."""
    return ops.broadcast_to(convert_to_tensor(value), tuple(dims))


def numbers(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None,
            name: str | None = None) -> Any:  # fmt: skip
    """start, start + delta, ... below limit."""
    low, high = (0, start) if limit is None else (start, limit)
    found = np.arange(low, high, delta)
    return convert_to_tensor(found, dtype or ("float32" if found.dtype.kind == "f" else "int32"))


def concat(values: Any, axis: int, name: str | None = None) -> Any:
    """Tensors one behind the other."""
    return ops.concatenate(list(values), axis=axis)


def transpose(a: Any, perm: Any = None, conjugate: bool = False, name: str | None = None) -> Any:
    """The axes in another order."""
    return ops.transpose(a, axes=None if perm is None else tuple(perm))


def split(value: Any, num_or_size_splits: Any, axis: int = 0, num: Any = None,
          name: str | None = None) -> Any:  # fmt: skip
    """Equal parts, or parts of the lengths given."""
    if isinstance(num_or_size_splits, int):
        return ops.split(value, num_or_size_splits, axis=axis)
    return ops.split(value, list(np.cumsum(num_or_size_splits))[:-1], axis=axis)


def gather(params: Any, indices: Any, validate_indices: Any = None, axis: Any = None,
           batch_dims: int = 0, name: str | None = None) -> Any:  # fmt: skip
    """The elements at positions along an axis."""
    return ops.take(params, indices, axis=0 if axis is None else axis)


def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Any:
    """The tensor, made shorter where it is longer than `clip_norm`."""
    length = ops.sqrt(ops.sum(ops.square(t), axis=axes, keepdims=True))
    shorter = ops.divide(ops.multiply(t, clip_norm), ops.maximum(length, clip_norm))
    return ops.reshape(shorter, ops.shape(t))


def clip_by_global_norm(t_list: Any, clip_norm: Any, use_norm: Any = None, name: Any = None) -> Any:
    """Tensors, all made shorter by one factor if together they are longer than `clip_norm`."""
    there = [t for t in t_list if t is not None]
    squares = [ops.sum(ops.square(t)) for t in there]
    total = use_norm if use_norm is not None else ops.sqrt(sum(squares[1:], squares[0]))
    factor = ops.divide(clip_norm, ops.maximum(total, clip_norm))
    return [None if t is None else ops.multiply(t, factor) for t in t_list], total


def pad(tensor: Any, paddings: Any, mode: str = "CONSTANT", constant_values: Any = 0,
        name: str | None = None) -> Any:  # fmt: skip
    """More rows and columns around a tensor."""
    value = constant_values if mode.upper() == "CONSTANT" else None
    return ops.pad(tensor, np.asarray(paddings).tolist(), mode.lower(), value)


def boolean_mask(tensor: Any, mask: Any, axis: Any = None, name: str | None = None) -> Any:
    """The elements that a mask is true for."""
    return ops.convert_to_tensor(np.asarray(tensor)[np.asarray(mask)])


def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Any:
    """Elements of x where the condition holds, else of y; with it alone, where it does."""
    if x is None and y is None:
        return ops.convert_to_tensor(np.argwhere(np.asarray(condition)))
    return ops.where(condition, x, y)


def cond(pred: Any, true_fn: Any = None, false_fn: Any = None, name: str | None = None) -> Any:
    """The result of one of two functions."""
    return ops.cond(pred, true_fn, false_fn)


def sort(values: Any, axis: int = -1, direction: str = "ASCENDING", name: Any = None) -> Any:
    """The elements in order."""
    found = ops.sort(values, axis=axis)
    return found if direction == "ASCENDING" else ops.flip(found, axis=axis)


def argsort(values: Any, axis: int = -1, direction: str = "ASCENDING", stable: bool = False,
            name: str | None = None) -> Any:  # fmt: skip
    """The places of the elements in order; equal ones stay as they stand."""
    values = values if direction == "ASCENDING" else ops.negative(values)
    return ops.cast(ops.argsort(values, axis=axis), "int32")


def function(func: Any = None, **kwargs: Any) -> Any:
    """The function itself: keras_lite traces what it trains anyway."""
    return func if func is not None else (lambda decorated: decorated)


def show(*inputs: Any, **kwargs: Any) -> None:
    """Prints to the error stream, as `tf.print` does."""
    import sys

    stream = kwargs.get("output_stream", sys.stderr)
    print(*inputs, sep=kwargs.get("sep", " "), end=kwargs.get("end", "\n"), file=stream)


_MATH_AT_THE_ROOT = """
    abs acos add add_n argmax argmin asin atan atan2 ceil cos cosh cumsum divide equal exp floor
    greater greater_equal less less_equal logical_and logical_not logical_or maximum minimum
    multiply negative not_equal pow reduce_all reduce_any reduce_logsumexp reduce_max reduce_mean
    reduce_min reduce_prod reduce_sum round sigmoid sign sin sinh sqrt square subtract tan tanh
    truediv
""".split()

ROOT: dict[str, Any] = {
    **{name: name for name in DTYPES},
    **{name: MATH[name] for name in _MATH_AT_THE_ROOT},
    "GradientTape": GradientTape,
    "Tensor": Tensor,
    "TensorSpec": TensorSpec,
    "Variable": Variable,
    "argsort": argsort,
    "boolean_mask": boolean_mask,
    "broadcast_to": renamed(ops.broadcast_to, "input,shape"),
    "cast": renamed(ops.cast, "x,dtype"),
    "clip_by_global_norm": clip_by_global_norm,
    "clip_by_norm": clip_by_norm,
    "clip_by_value": renamed(ops.clip, "t,clip_value_min,clip_value_max"),
    "concat": concat,
    "cond": cond,
    "constant": constant,
    "convert_to_tensor": convert_to_tensor,
    "device": scope,
    "einsum": renamed(ops.einsum, "equation"),
    "executing_eagerly": yes,
    "expand_dims": renamed(ops.expand_dims, "input,axis"),
    "eye": renamed(ops.eye, "num_rows,num_columns"),
    "fill": fill,
    "function": function,
    "gather": gather,
    "get_logger": get_logger,
    "identity": renamed(ops.convert_to_tensor, "input"),
    "is_tensor": ops.is_tensor,
    "linspace": renamed(ops.linspace, "start,stop,num"),
    "matmul": matmul,
    "meshgrid": renamed(ops.meshgrid, ""),
    "name_scope": scope,
    "newaxis": None,
    "norm": norm,
    "one_hot": one_hot,
    "ones": _filled(np.ones),
    "ones_like": renamed(ops.ones_like, "input,dtype"),
    "pad": pad,
    "print": show,
    "range": numbers,
    "rank": lambda input, name=None: convert_to_tensor(ops.ndim(input)),
    "repeat": renamed(ops.repeat, "input,repeats,axis"),
    "reshape": lambda tensor, shape, name=None: ops.reshape(tensor, tuple(np.asarray(shape))),
    "reverse": renamed(ops.flip, "tensor,axis"),
    "roll": renamed(ops.roll, "input,shift,axis"),
    "shape": lambda input, out_type=None, name=None: ops.convert_to_tensor(ops.shape(input)),
    "size": lambda input, out_type=None, name=None: ops.convert_to_tensor(ops.size(input)),
    "sort": sort,
    "split": split,
    "squeeze": renamed(ops.squeeze, "input,axis"),
    "stack": lambda values, axis=0, name=None: ops.stack(list(values), axis=axis),
    "stop_gradient": renamed(ops.stop_gradient, "input"),
    "tensordot": renamed(ops.tensordot, "a,b,axes"),
    "tile": lambda input, multiples, name=None: ops.tile(input, tuple(multiples)),
    "transpose": transpose,
    "unstack": renamed(ops.unstack, "value,num,axis"),
    "where": where,
    "zeros": _filled(np.zeros),
    "zeros_like": renamed(ops.zeros_like, "input,dtype"),
}

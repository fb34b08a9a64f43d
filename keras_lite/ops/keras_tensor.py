"""Symbolic tensors: a shape and a dtype that stand for a value while a model is put together."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple, NoReturn

from keras_lite.engine.dtypes import dtype_name
from keras_lite.errors import InvalidArgument, InvalidType
from keras_lite.naming import auto_name

_BFLOAT16 = "bfloat16"


class History(NamedTuple):
    """Which call of which operation made a tensor, and which of its results it is."""

    operation: Any
    node_index: int
    tensor_index: int


class KerasTensor:
    """A tensor without values: what `Input` returns, and what layers make of it.

    Every operation, layer and model that meets one notes its call instead of computing; a model is
    the record of these calls.

    Args:
        shape: Lengths of the axes; None for a length that is not known yet.
        dtype: Name of the type of the values.
        sparse, ragged: Kept for Keras' signature; only False is known here.
        record_history: Whether the calls that it goes through are linked into a graph.
        name: A name; `keras_tensor`, `keras_tensor_1`… unless given.

    Raises:
        InvalidArgument: (a ValueError) for a negative length, or for sparse or ragged tensors.

    Example:
        >>> x = KerasTensor((None, 4), name="x")
        >>> x
        <KerasTensor shape=(None, 4), dtype=float32, sparse=False, ragged=False, name=x>
    """

    _keras_history: History

    def __init__(
        self,
        shape: Sequence[int | None],
        dtype: Any = "float32",
        sparse: bool = False,
        ragged: bool = False,
        record_history: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        if kwargs.pop("ragged_rank", None) or kwargs.pop("row_splits_dtype", None) or ragged:
            raise InvalidArgument("KerasTensor: ragged tensors are not supported. Pad the rows.")
        if sparse:
            raise InvalidArgument("KerasTensor: sparse tensors are not supported. Use dense ones.")
        if kwargs:
            raise InvalidType(f"KerasTensor: unknown arguments {sorted(kwargs)}.")
        self._shape = standardize_shape(shape)
        self._dtype = _BFLOAT16 if str(dtype) == _BFLOAT16 else dtype_name(dtype or "float32")
        self.name = name or auto_name(type(self).__name__)
        self.record_history = record_history

    @property
    def shape(self) -> tuple[int | None, ...]:
        return self._shape

    @property
    def dtype(self) -> str:
        return self._dtype

    @property
    def ndim(self) -> int:
        return len(self._shape)

    rank = ndim

    @property
    def sparse(self) -> bool:
        return False

    @property
    def ragged(self) -> bool:
        return False

    @property
    def ragged_rank(self) -> None:
        return None

    @property
    def row_splits_dtype(self) -> None:
        return None

    def reshape(self, newshape: Sequence[int]) -> Any:
        """The same values in another shape."""
        return _operation("reshape")(self, newshape)

    def squeeze(self, axis: Any = None) -> Any:
        """The same values without axes of length 1."""
        return _operation("squeeze")(self, axis)

    @property
    def T(self) -> Any:
        """The axes in reverse order."""
        return _operation("transpose")(self)

    def __getitem__(self, key: Any) -> Any:
        return _operation("get_item")(self, key)

    def __round__(self, ndigits: int | None = None) -> Any:
        return _operation("round")(self, decimals=ndigits or 0)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        function = _numpy_twin(ufunc.__name__) if method == "__call__" else None
        if function is None or kwargs.get("out") is not None:
            self._refuse(f"np.{ufunc.__name__}{'' if method == '__call__' else '.' + method}")
        return function(*inputs, **kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        function = _numpy_twin(func.__name__)
        if function is None:
            self._refuse(f"np.{func.__name__}")
        return function(*args, **kwargs)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise InvalidArgument(self._complaint("a NumPy array was wanted of it"))

    def __bool__(self) -> bool:
        raise InvalidType(self._complaint("its truth was asked (`if`, `and`, `while`, ==)"))

    def __int__(self) -> int:
        raise InvalidArgument(self._complaint("int() was asked of it"))

    def __float__(self) -> float:
        raise InvalidArgument(self._complaint("float() was asked of it"))

    def __iter__(self) -> Any:
        # Keras: 3.15 raises NotImplementedError here, and `list(x)` is caught by that name.
        raise NotImplementedError(self._complaint("it was iterated over"))

    def __len__(self) -> int:
        if not self._shape or self._shape[0] is None:
            raise InvalidType(self._complaint("len() was asked of it"))
        return self._shape[0]

    def __repr__(self) -> str:
        return (
            f"<KerasTensor shape={self.shape}, dtype={self.dtype}, sparse={self.sparse}, "
            f"ragged={self.ragged}, name={self.name}>"
        )

    def _complaint(self, what: str) -> str:
        return (
            f"{self!r} is symbolic and has no values, but {what}. Use functions of "
            "`keras_lite.ops`, which note the call; put other code into the `call` method of a "
            "layer, or call the finished model on numbers."
        )

    def _refuse(self, what: str) -> NoReturn:
        raise InvalidType(self._complaint(f"{what} was applied to it"))


def standardize_shape(shape: Any) -> tuple[int | None, ...]:
    """A shape as a tuple of Python ints and None.

    Raises:
        InvalidArgument: (a ValueError) when it is not a sequence of lengths.
    """
    if not isinstance(shape, Sequence) or isinstance(shape, str):
        if shape is None or not hasattr(shape, "__iter__"):
            raise InvalidArgument(
                f"A shape is {shape!r}, but a tuple of lengths was expected, such as (4,)."
            )
        shape = tuple(shape)
    return tuple(None if length is None else _length(length, shape) for length in shape)


def _length(length: Any, shape: Any) -> int:
    try:
        number = operator.index(length)
    except TypeError:
        number = -1
    if number < 0:
        raise InvalidArgument(
            f"The shape {shape!r} has the length {length!r}, but a whole number of 0 or more, or "
            "None, was expected."
        )
    return number


def _operation(name: str) -> Callable[..., Any]:
    # The functions stand above this file, and are only needed once somebody calls.
    return getattr(import_module("keras_lite.ops"), name)  # type: ignore[no-any-return]


def _numpy_twin(name: str) -> Callable[..., Any] | None:
    import_module("keras_lite.ops")
    return import_module("keras_lite.engine.values").array_functions.get(name)  # type: ignore


def _install() -> None:
    """Python's operators, each noted under the name that Keras gives its call."""
    binary = {
        "add": "add",
        "sub": "subtract",
        "mul": "multiply",
        "truediv": "true_divide",
        "floordiv": "floor_divide",
        "mod": "mod",
        "pow": "power",
        "matmul": "matmul",
        "and": "logical_and",
        "or": "logical_or",
        "xor": "logical_xor",
    }
    compare = {
        "lt": "less",
        "le": "less_equal",
        "gt": "greater",
        "ge": "greater_equal",
        # Keras: 3.15 leaves == alone, so that tensors can be looked up in dicts.
        "ne": "not_equal",
    }
    unary = {"neg": "negative", "abs": "absolute", "invert": "logical_not"}

    def forward(name: str) -> Callable[..., Any]:
        return lambda self, *other: _operation(name)(self, *other)

    def reflected(name: str) -> Callable[..., Any]:
        return lambda self, other: _operation(name)(other, self)

    for symbol, name in {**binary, **compare, **unary}.items():
        setattr(KerasTensor, f"__{symbol}__", forward(name))
    for symbol, name in binary.items():
        setattr(KerasTensor, f"__r{symbol}__", reflected(name))


_install()

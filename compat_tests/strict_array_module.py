"""An array module as strict as one on a GPU, for machines without one.

Its arrays live in ordinary memory but behave as CuPy's do, or a little worse: they do not mix with
NumPy's arrays, are never converted without being asked (`get`, `item`, `tolist`), and a result
without axes is an array too, with no truth and no number. What runs here leans on nothing that
only NumPy forgives.

Example:
    >>> from keras_lite.engine import device
    >>> with device.use(strict_device()):
    ...     ...
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from keras_lite.engine.device import Device

_SCALARS = (bool, int, float)


class StrictArray:
    """An array that must be asked before it becomes anything else."""

    __slots__ = ("_held",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, held: np.ndarray) -> None:
        self._held = held

    # What CuPy's arrays tell freely -------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        return self._held.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._held.dtype

    @property
    def ndim(self) -> int:
        return self._held.ndim

    @property
    def size(self) -> int:
        return self._held.size

    @property
    def flags(self) -> Any:
        return self._held.flags

    @property
    def T(self) -> StrictArray:
        return StrictArray(self._held.T)

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[StrictArray]:
        return (self[i] for i in range(len(self._held)))

    def __repr__(self) -> str:
        return f"StrictArray({self._held!r})"

    # The ways out -------------------------------------------------------------------------------

    def get(self) -> np.ndarray:
        """A copy as a NumPy array."""
        return self._held.copy()

    def item(self) -> Any:
        """The Python number of an array of one."""
        return self._held.item()

    def tolist(self) -> Any:
        """The Python numbers, in lists."""
        return self._held.tolist()

    def _refuse(self, *arguments: Any, **named: Any) -> Any:
        raise TypeError(
            "An array of the strict module was converted or mixed without being asked. On a GPU"
            " this copies, or fails. Use the functions of the array module; item() or get() to"
            " take values out."
        )

    __array__ = __array_ufunc__ = __array_function__ = _refuse
    __bool__ = __int__ = __float__ = __complex__ = __index__ = _refuse

    # Methods ------------------------------------------------------------------------------------

    def reshape(self, *shape: Any) -> StrictArray:
        return StrictArray(self._held.reshape(*shape))

    def transpose(self, *axes: Any) -> StrictArray:
        return StrictArray(self._held.transpose(*axes))

    def ravel(self) -> StrictArray:
        return StrictArray(self._held.ravel())

    def astype(self, dtype: Any) -> StrictArray:
        return StrictArray(np.asarray(self._held.astype(dtype)))

    def view(self, dtype: Any) -> StrictArray:
        return StrictArray(self._held.view(dtype))

    def copy(self) -> StrictArray:
        return StrictArray(self._held.copy())

    def repeat(self, times: int) -> StrictArray:
        return StrictArray(self._held.repeat(times))

    def fill(self, value: Any) -> None:
        self._held.fill(_inner(value))

    def sort(self, axis: int = -1) -> None:
        if not self._held.flags.c_contiguous or not self._held.ndim:
            raise NotImplementedError("CuPy sorts arrays with axes that lie in order, no others.")
        self._held.sort(axis=axis)

    def __getitem__(self, index: Any) -> StrictArray:
        # The dots keep a result without axes an array that shares memory.
        found = self._held[_index(index)]
        if isinstance(found, np.generic):
            found = self._held[(*_as_tuple(_index(index)), ...)]
        return StrictArray(np.asarray(found))

    def __setitem__(self, index: Any, value: Any) -> None:
        self._held[_index(index)] = _inner(value)


def _as_tuple(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)


def _index(index: Any) -> Any:
    if isinstance(index, tuple):
        return tuple(map(_index, index))
    if isinstance(index, (int, slice, StrictArray)) or index is None or index is Ellipsis:
        return index._held if isinstance(index, StrictArray) else index
    raise TypeError(f"A strict array was indexed with {type(index).__name__}.")


def _inner(value: Any) -> Any:
    """The NumPy array inside, or a plain argument; refuses arrays that are not strict."""
    if isinstance(value, StrictArray):
        return value._held
    if isinstance(value, (np.ndarray, np.generic)):
        raise TypeError(
            f"An array of NumPy ({value.dtype}, shape {value.shape}) reached a function of the"
            " strict module. Bring it over with asarray first."
        )
    if isinstance(value, (list, tuple)):
        return type(value)(map(_inner, value))
    return value


def _outer(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_outer, value))
    if isinstance(value, (np.ndarray, np.generic)):
        return StrictArray(np.asarray(value))
    return value


def _strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """A NumPy function on strict arrays; `out` must be one, of exactly the right shape."""

    known = _ARGUMENTS.get(function.__name__)

    def call(*arguments: Any, **named: Any) -> Any:
        unknown = named.keys() - set(known.split()) if known is not None else None
        if unknown:
            raise TypeError(f"{function.__name__}: CuPy knows no argument {sorted(unknown)}.")
        if named.get("kind") not in (None, "stable"):
            raise ValueError(f"{function.__name__}: CuPy's only kind is 'stable'.")
        out = named.pop("out", None)
        inner = [_inner(a) for a in arguments]
        options = {name: _inner(value) for name, value in named.items()}
        if out is None:
            return _outer(function(*inner, **options))
        if not isinstance(out, StrictArray):
            raise TypeError(f"out= must be a strict array, not {type(out).__name__}.")
        expected = np.shape(function(*inner, **options))
        if out.shape != expected:
            raise ValueError(f"out= has the shape {out.shape} where {expected} is expected.")
        function(*inner, **options, out=out._held)
        return out

    call.__name__ = getattr(function, "__name__", "function")
    return call


def _operator(name: str) -> Callable[..., Any]:
    function = getattr(operator, name, None)

    def call(self: StrictArray, *others: Any) -> Any:
        inner = []
        for other in others:
            if isinstance(other, StrictArray):
                inner.append(other._held)
            elif isinstance(other, _SCALARS):
                inner.append(other)
            else:
                return NotImplemented if not isinstance(other, np.ndarray) else self._refuse()
        assert function is not None
        return _outer(function(self._held, *inner))

    return call


def _reflected(name: str) -> Callable[..., Any]:
    function = getattr(operator, name)

    def call(self: StrictArray, other: Any) -> Any:
        if not isinstance(other, _SCALARS):
            return self._refuse()
        return _outer(function(other, self._held))

    return call


for _name in "add sub mul truediv floordiv mod pow and_ or_ xor matmul".split():
    setattr(StrictArray, f"__{_name.rstrip('_')}__", _operator(_name))
    setattr(StrictArray, f"__r{_name.rstrip('_')}__", _reflected(_name))
for _name in "lt le gt ge eq ne neg pos abs invert lshift rshift".split():
    setattr(StrictArray, f"__{_name}__", _operator(_name))


# The module -------------------------------------------------------------------------------------

_UFUNCS = """
    add subtract multiply divide floor_divide remainder power negative absolute sign square sqrt
    reciprocal maximum minimum equal not_equal less less_equal greater greater_equal isnan isinf
    isfinite logical_and logical_or logical_xor logical_not bitwise_and bitwise_or bitwise_xor
    invert left_shift right_shift exp expm1 log log1p log2 log10 logaddexp floor ceil rint trunc
    sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh arcsinh arccosh arctanh matmul
""".split()
_FUNCTIONS = """
    sum prod max min any all argmax argmin cumsum cumprod where concatenate take
    take_along_axis sort argsort broadcast_to transpose reshape dot einsum ascontiguousarray
""".split()
_MAKERS = "empty zeros ones ones_like full arange eye".split()
# The arguments that CuPy 13 and 14 know by name, of functions where NumPy knows more.
_ARGUMENTS = {
    **dict.fromkeys(_UFUNCS, "out dtype casting"),
    **dict.fromkeys(("max", "min", "any", "all"), "axis out keepdims"),
    **dict.fromkeys(("sum", "prod", "argmax", "argmin"), "axis dtype out keepdims"),
    **dict.fromkeys(("cumsum", "cumprod"), "axis dtype out"),
    "where": "",
    "concatenate": "axis out dtype casting",
    "take": "axis out",
    "take_along_axis": "axis",
    "sort": "axis",
    "argsort": "axis kind",
    "broadcast_to": "",
}
_SCATTERING = ("add", "maximum", "minimum")  # CuPy has `at` of few others, and not of multiply


class _Ufunc:
    """A function with `at`, but without `reduce` and its like."""

    def __init__(self, name: str) -> None:
        self.__name__ = name
        self._function = getattr(np, name)
        self._call = _strict(self._function)
        if name in _SCATTERING:
            self.at = self._at

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._call(*arguments, **named)

    def _at(self, target: StrictArray, index: Any, values: Any) -> None:
        if not isinstance(target, StrictArray):
            raise TypeError(f"{self.__name__}.at: the target must be a strict array.")
        self._function.at(target._held, _index(index), _inner(values))


def _asarray(value: Any, dtype: Any = None) -> StrictArray:
    """The one way in: arrays of NumPy, lists and numbers are brought over (copied)."""
    if isinstance(value, StrictArray):
        return value if dtype is None or value.dtype == dtype else value.astype(dtype)
    return StrictArray(np.array(value, dtype=dtype))


def _copyto(target: Any, source: Any, casting: str = "same_kind", where: Any = True) -> None:
    if not isinstance(target, StrictArray):
        raise TypeError(f"copyto: the target is no strict array, but {type(target).__name__}.")
    np.copyto(target._held, _inner(source), casting=casting, where=_inner(where))  # type: ignore[arg-type]


def _made() -> ModuleType:
    module = ModuleType("strict")
    for name in _UFUNCS:
        setattr(module, name, _Ufunc(name))
    for name in _FUNCTIONS + _MAKERS:
        setattr(module, name, _strict(getattr(np, name)))
    linalg = "inv det solve cholesky qr svd eigh slogdet pinv norm".split()
    module.linalg = SimpleNamespace(**{n: _strict(getattr(np.linalg, n)) for n in linalg})  # type: ignore[attr-defined]
    module.asarray = module.array = _asarray  # type: ignore[attr-defined]
    module.copyto = _copyto  # type: ignore[attr-defined]
    for name in "ndarray s_ newaxis pi inf nan float16 float32 float64 int32 int64 bool_".split():
        setattr(module, name, getattr(np, name))
    module.ndarray = StrictArray  # type: ignore[attr-defined]
    return module


strict = _made()
"""The array module."""


def strict_device() -> Device:
    """A device for `engine.device.use` whose arrays are strict."""
    return Device("strict", strict, literals=True)


device = strict_device

"""NumPy's functions on traced and symbolic tensors: each becomes its twin in `keras_lite.ops`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from keras_lite import registry
from keras_lite.engine.values import array_functions
from keras_lite.ops.symbolic import keras_module, operation_class

# NumPy's name, and ours where it differs.
_SAME = (
    "abs absolute add all allclose amax amin any append argmax argmin argpartition argsort "
    "array_split average bincount bitwise_and bitwise_or bitwise_xor broadcast_to cbrt ceil clip "
    "concatenate conj conjugate copy corrcoef correlate cos cosh count_nonzero cross cumprod "
    "cumsum deg2rad diag diagflat diagonal diff digitize divide dot dsplit dstack einsum "
    "empty_like equal exp exp2 expand_dims expm1 fabs flip fliplr flipud floor floor_divide fmax "
    "fmin fmod full_like gcd greater greater_equal heaviside histogram hsplit hstack hypot i0 "
    "imag inner isclose isfinite isin isinf isnan isneginf isposinf isreal kron lcm ldexp "
    "left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not "
    "logical_or logical_xor matmul max maximum mean median meshgrid min minimum mod moveaxis "
    "multiply nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin "
    "nanpercentile nanprod nanquantile nanstd nansum nanvar ndim negative nextafter nonzero "
    "not_equal ones_like outer pad percentile power prod ptp quantile rad2deg ravel real "
    "reciprocal repeat reshape right_shift roll rot90 round searchsorted select shape sign "
    "signbit sin sinc sinh size sort split sqrt square squeeze stack std subtract sum swapaxes "
    "take take_along_axis tan tanh tensordot tile trace transpose trapezoid tril triu trunc "
    "unique vander var vdot vsplit vstack where zeros_like"
)
_OTHER = {
    "acos": "arccos",
    "acosh": "arccosh",
    "arccos": "arccos",
    "arccosh": "arccosh",
    "arcsin": "arcsin",
    "arcsinh": "arcsinh",
    "arctan": "arctan",
    "arctan2": "arctan2",
    "arctanh": "arctanh",
    "around": "round",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "atan": "arctan",
    "atan2": "arctan2",
    "atanh": "arctanh",
    "bitwise_count": "",
    "concat": "concatenate",
    "degrees": "rad2deg",
    "fft": "",
    "invert": "bitwise_not",
    "bitwise_invert": "bitwise_not",
    "bitwise_left_shift": "left_shift",
    "bitwise_right_shift": "right_shift",
    "bitwise_not": "bitwise_not",
    "float_power": "power",
    "fix": "trunc",
    "permute_dims": "transpose",
    "pow": "power",
    "radians": "deg2rad",
    "remainder": "mod",
    "row_stack": "vstack",
    "true_divide": "true_divide",
}
# NumPy's argument names that Keras spells otherwise; those that every call may leave out.
_ARGUMENTS = {
    "a": "x",
    "arr": "x",
    "ary": "x",
    "array": "x",
    "m": "x",
    "v": "x",
    "arrays": "xs",
    "tup": "xs",
    "a_min": "x_min",
    "a_max": "x_max",
    "min": "x_min",
    "max": "x_max",
    "shape": "newshape",
    "newshape": "newshape",
    "reps": "repeats",
    "ddof": "",
}
_DEFAULTS: dict[str, Any] = {
    "out": None,
    "where": True,
    "order": "C",
    "kind": None,
    "casting": "same_kind",
    "subok": True,
    "stable": None,
    "mode": "raise",
    "overwrite_input": False,
    "copy": None,
    "ddof": 0,
}


def install() -> None:
    """Makes NumPy's functions known to traced values; what they call is loaded when called."""
    registry.add_finder(find)
    names = {name: name for name in _SAME.split()} | {k: v for k, v in _OTHER.items() if v}
    for numpy_name, name in names.items():
        array_functions.setdefault(numpy_name, _twin(numpy_name, name))


def _twin(numpy_name: str, name: str) -> Callable[..., Any]:
    def twin(*args: Any, **kwargs: Any) -> Any:
        function = getattr(import_module("keras_lite.ops"), name)
        if not kwargs:
            return function(*args)
        return _call(function, numpy_name, args, kwargs)

    return twin


def _call(
    function: Callable[..., Any], numpy_name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Calls a function with NumPy's names for its arguments."""
    import inspect

    known = inspect.signature(function).parameters
    renamed: dict[str, Any] = {}
    dtype = None
    for key, value in kwargs.items():
        if key in known:
            renamed[key] = value
        elif _ARGUMENTS.get(key) in known and _ARGUMENTS.get(key):
            renamed[_ARGUMENTS[key]] = value
        elif key == "dtype":
            dtype = value
        elif key in _DEFAULTS and value is _DEFAULTS[key]:
            continue
        else:
            raise TypeError(
                f"np.{numpy_name} was applied to a tensor of a model with {key}={value!r}, but only"
                f" {', '.join(known)} are known there. Leave it out, or use"
                f" keras_lite.ops.{function.__name__}."
            )
    result = function(*args, **renamed)
    if dtype is None:
        return result
    from keras_lite.ops.core import cast

    return cast(result, dtype)


def find(module: str, name: str) -> Any:
    """What a saved model names: a function of `keras.ops`, or the operation that stands for one."""
    if module not in _SAVED:
        return None
    from keras_lite import ops

    if module == "keras.ops":
        return getattr(ops, name) if name in ops.__all__ else None
    space = ops.image if module.endswith(".image") else ops
    for function_name in space.__all__:
        # Class names are the functions' in camel case, but for a few that are shortened.
        if function_name.replace("_", "")[:2] == name.lower()[:2]:
            function = getattr(space, function_name)
            if hasattr(function, "operation_name"):
                found = operation_class(function)
                if found.__name__ == name and keras_module(found.__module__) == module:
                    return found
    return None


_SPACES = ("core", "einops", "image", "linalg", "math", "nn", "numpy")
_SAVED = ("keras.ops", *(f"keras.src.ops.{space}" for space in _SPACES))

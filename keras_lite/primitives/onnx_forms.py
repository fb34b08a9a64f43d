"""How the operations are written in ONNX: one row each. Imported when a model is exported.

Operators and their parameters: github.com/onnx/onnx, docs/Operators.md, version 18 and later.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import is_float
from keras_lite.engine.emit_onnx import element_type
from keras_lite.engine.ir import Dim, Node, Size
from keras_lite.engine.onnx_forms import Value, converter
from keras_lite.errors import NotSupported
from keras_lite.primitives.erf import (
    _ERF_MIDDLE,
    _ERF_NEAR,
    quotient_of_polynomials,
)
from keras_lite.primitives.slicing import Range

# The same operator under another name. ---------------------------------------------------------

SAME = {
    "add": "Add",
    "subtract": "Sub",
    "multiply": "Mul",
    "divide": "Div",
    "power": "Pow",
    "negative": "Neg",
    "absolute": "Abs",
    "sign": "Sign",
    "sqrt": "Sqrt",
    "reciprocal": "Reciprocal",
    "maximum": "Max",
    "minimum": "Min",
    "floor": "Floor",
    "ceil": "Ceil",
    "round": "Round",
    "exp": "Exp",
    "log": "Log",
    "sin": "Sin",
    "cos": "Cos",
    "tan": "Tan",
    "asin": "Asin",
    "acos": "Acos",
    "atan": "Atan",
    "sinh": "Sinh",
    "cosh": "Cosh",
    "tanh": "Tanh",
    "asinh": "Asinh",
    "acosh": "Acosh",
    "atanh": "Atanh",
    "equal": "Equal",
    "less": "Less",
    "less_equal": "LessOrEqual",
    "greater": "Greater",
    "greater_equal": "GreaterOrEqual",
    "isnan": "IsNaN",
    "logical_and": "And",
    "logical_or": "Or",
    "logical_xor": "Xor",
    "logical_not": "Not",
    "bitwise_and": "BitwiseAnd",
    "bitwise_or": "BitwiseOr",
    "bitwise_xor": "BitwiseXor",
    "bitwise_not": "BitwiseNot",
    "where": "Where",
    "matmul": "MatMul",
    "copy": "Identity",
    "stop_gradient": "Identity",
}


@converter(*SAME)
def _same(node: Node, x: Value, *others: Value) -> Value:
    return x.call(SAME[node.op.name], *others, dtype=node.spec.dtype)


# Formulas. -------------------------------------------------------------------------------------


@converter("square")
def _square(node: Node, x: Value) -> Value:
    return x * x


@converter("not_equal")
def _not_equal(node: Node, a: Value, b: Value) -> Value:
    return a.same(b).call("Not")


@converter("floor_divide")
def _floor_divide(node: Node, a: Value, b: Value) -> Value:
    if is_float(a.dtype):
        return (a / b).call("Floor")
    return (a - a.call("Mod", b)) / b  # ONNX' own division of integers cuts off towards 0


@converter("mod")
def _mod(node: Node, a: Value, b: Value) -> Value:
    if not is_float(a.dtype):
        return a.call("Mod", b)
    rest = a.call("Mod", b, fmod=1)  # of the sign of a, where Python's is of the sign of b
    other_side = (rest * b.call("Sign")) < 0
    return other_side.choose(rest + b, rest)


@converter("isinf", "isfinite")
def _infinite(node: Node, x: Value) -> Value:
    wide = x if x.dtype in ("float32", "float64") else _cast(x, "float32")
    found = wide.call("IsInf", dtype="bool")
    if node.op.name == "isinf":
        return found
    return found.call("Or", wide.call("IsNaN", dtype="bool")).call("Not")


@converter("trunc")
def _trunc(node: Node, x: Value) -> Value:
    return x.call("Abs").call("Floor") * x.call("Sign")


@converter("log2")
def _log2(node: Node, x: Value) -> Value:
    return x.call("Log") / math.log(2.0)


@converter("log10")
def _log10(node: Node, x: Value) -> Value:
    return x.call("Log") / math.log(10.0)


@converter("log1p")
def _log1p(node: Node, x: Value) -> Value:
    """log(u) x / (u - 1) with u = 1 + x, in which the rounding of u cancels.

    W. Kahan's formula: N. Higham, "Accuracy and Stability of Numerical Algorithms", section 1.14.1.
    """
    u = x + 1.0
    log = u.call("Log")
    return u.same(1.0).choose(x, u.same(x).choose(log, log * x / (u - 1.0)))


@converter("expm1")
def _expm1(node: Node, x: Value) -> Value:
    """2 t / (1 - t) with t = tanh(x / 2) near 0, where exp(x) - 1 would lose digits."""
    t = (x * 0.5).call("Tanh")
    near = x.call("Abs") < 1.0
    return near.choose(t * 2.0 / (1.0 - t), x.call("Exp") - 1.0)


@converter("logaddexp")
def _logaddexp(node: Node, a: Value, b: Value) -> Value:
    return a.call("Max", b) + _log1p(node, (-(a - b).call("Abs")).call("Exp"))


@converter("atan2")
def _atan2(node: Node, y: Value, x: Value) -> Value:
    angle = (y / x).call("Atan")
    half_turn = (y < 0.0).choose(y.number(-math.pi), y.number(math.pi))
    turned = (x < 0.0).choose(angle + half_turn, angle)
    upright = (y.call("Sign")) * (math.pi / 2)
    return x.same(0.0).choose(upright, turned)


@converter("erf")
def _erf(node: Node, x: Value) -> Value:
    if x.dtype != "float64":
        return x.call("Erf")
    # onnxruntime has it for 32 bits only: Cody's quotients, as in `erf.py`.
    near = x * quotient_of_polynomials(x * x, _ERF_NEAR)
    size = x.call("Abs").call("Min", x.number(6.0))
    tail = (-size * size).call("Exp") * quotient_of_polynomials(size, _ERF_MIDDLE)
    return (size < 0.5).choose(near, x.call("Sign") * (1.0 - tail))


@converter("erfc")
def _erfc(node: Node, x: Value) -> Value:
    return 1.0 - _erf(node, x)


@converter("cast")
def _cast_to(node: Node, x: Value) -> Value:
    return _cast(x, node.spec.dtype)


def _cast(x: Value, dtype: str) -> Value:
    return x if x.dtype == dtype else x.call("Cast", dtype=dtype, to=element_type(dtype))


# Another shape. --------------------------------------------------------------------------------


@converter("reshape")
def _reshape(node: Node, x: Value) -> Value:
    return _shaped(x, node.spec.shape)


def _shaped(x: Value, shape: Sequence[Size]) -> Value:
    unknown = [isinstance(size, Dim) for size in shape]
    if sum(unknown) == 1 and 0 not in shape:
        shape = [-1 if isinstance(size, Dim) else size for size in shape]
    return x.call("Reshape", x.sizes(*shape), allowzero=int(0 in shape))


@converter("transpose")
def _transpose(node: Node, x: Value) -> Value:
    return x.call("Transpose", perm=list(node.op.axes))


@converter("broadcast_to")
def _broadcast_to(node: Node, x: Value) -> Value:
    have, wanted = node.inputs[0].spec.shape, node.spec.shape
    have = (1,) * (len(wanted) - len(have)) + have
    # An axis that is there already is asked for by 1, so that no batch size need be computed.
    sizes = [1 if a == b else b for a, b in zip(have, wanted, strict=True)]
    return x.call("Expand", x.sizes(*sizes))


@converter("slice")
def _slice(node: Node, x: Value) -> Value:
    starts: list[Size] = []
    stops: list[Size] = []
    steps, axes, dropped, added = [], [], [], []
    axis = 0
    for place, entry in enumerate(node.op.index):
        if entry is None:
            added.append(place - len(dropped))
            continue
        part = _as_range(entry)
        if part != Range():
            starts.append(_start(part))
            stops.append(_stop(part))
            steps.append(part.step or 1)
            axes.append(axis)
        if not isinstance(entry, Range):
            dropped.append(axis)
        axis += 1
    if axes:
        x = x.call("Slice", x.sizes(*starts), x.sizes(*stops), x.sizes(*axes), x.sizes(*steps))
    if dropped:
        x = x.call("Squeeze", x.sizes(*dropped))
    return x.call("Unsqueeze", x.sizes(*added)) if added else x


_END = np.iinfo("int64").max


def _as_range(entry: Any) -> Range:
    """An index entry as a stretch; a single place is one of length 1."""
    if isinstance(entry, Range):
        return entry
    return Range(entry, None if entry == -1 else entry + 1)


def _start(part: Range) -> Size:
    backwards = (part.step or 1) < 0
    return (_END if backwards else 0) if part.start is None else part.start


def _stop(part: Range) -> Size:
    backwards = (part.step or 1) < 0
    return (-_END if backwards else _END) if part.stop is None else part.stop


@converter("place")
def _place(node: Node, x: Value, fill: Value) -> Value:
    before: list[Size] = []
    after: list[Size] = []
    singles = []
    for axis, size in enumerate(node.spec.shape):
        entry = node.op.index[axis] if axis < len(node.op.index) else Range()
        if not isinstance(entry, Range):
            singles.append(axis)
        part = _as_range(entry)
        ends = (0 if part.start is None else part.start, size if part.stop is None else part.stop)
        if part.step not in (None, 1) or any(isinstance(e, int) and e < 0 for e in ends):
            raise NotSupported(f"export: '{node.role or node.op.name}' puts values at {part}.")
        before.append(ends[0])
        after.append(size - ends[1])
    if singles:
        x = x.call("Unsqueeze", x.sizes(*singles))
    return x.call("Pad", x.sizes(*before, *after), fill)


@converter("unpack")
def _unpack(node: Node, flat: Value) -> Value:
    start, shape = node.op.offset, node.op.shape
    stop = start + math.prod(shape)
    return _shaped(flat.call("Slice", flat.sizes(start), flat.sizes(stop)), shape)


@converter("concatenate")
def _concatenate(node: Node, *parts: Value) -> Value:
    return parts[0].call("Concat", *parts[1:], axis=node.op.axis)


@converter("pack")
def _pack(node: Node, *parts: Value) -> Value:
    flat = [part.call("Reshape", part.sizes(-1)) for part in parts]
    return flat[0].call("Concat", *flat[1:], axis=0)


# Along axes. -----------------------------------------------------------------------------------

REDUCTIONS = {
    "sum": "ReduceSum",
    "prod": "ReduceProd",
    "max": "ReduceMax",
    "min": "ReduceMin",
    "any": "ReduceMax",
    "all": "ReduceMin",
}


@converter(*REDUCTIONS)
def _reduce(node: Node, x: Value) -> Value:
    if not node.op.axis:
        return x.call("Identity")
    counted = _cast(x, "int32") if x.dtype == "bool" else x
    found = counted.call(
        REDUCTIONS[node.op.name], x.sizes(*node.op.axis), keepdims=int(node.op.keepdims)
    )
    return _cast(found, node.spec.dtype)


@converter("cumsum")
def _cumsum(node: Node, x: Value) -> Value:
    return x.call("CumSum", x.writer.constant(node.op.axis, "int64"))


@converter("argmax", "argmin")
def _extreme_place(node: Node, x: Value) -> Value:
    operator = {"argmax": "ArgMax", "argmin": "ArgMin"}[node.op.name]
    options = {"axis": node.op.axis, "keepdims": int(node.op.keepdims)}
    return _cast(x.call(operator, dtype="int64", **options), node.spec.dtype)


@converter("sort", "argsort")
def _sort(node: Node, x: Value) -> Value:
    length = x.sizes(node.spec.shape[node.op.axis])
    options = {"axis": node.op.axis, "largest": 0, "sorted": 1, "count": 2}
    if node.op.name == "sort":
        return x.call("TopK", length, **options)
    return _cast(x.call("TopK", length, dtype="int64", place=1, **options), node.spec.dtype)


# Elements from elsewhere. ----------------------------------------------------------------------


@converter("take")
def _take(node: Node, x: Value, rows: Value) -> Value:
    return x.call("Gather", _cast(rows, "int64"), axis=node.op.axis)


@converter("take_along_axis")
def _take_along_axis(node: Node, x: Value, places: Value) -> Value:
    return x.call("GatherElements", _cast(places, "int64"), axis=node.op.axis)


@converter("scatter_along_axis")
def _scatter_along_axis(node: Node, x: Value, places: Value, updates: Value) -> Value:
    places = _cast(places, "int64")
    return x.call("ScatterElements", places, updates, axis=node.op.axis, reduction="add")


_COMBINED = {"set": "none", "add": "add", "multiply": "mul", "max": "max", "min": "min"}


@converter("scatter")
def _scatter(node: Node, x: Value, rows: Value, updates: Value) -> Value:
    axis, rank = node.op.axis, node.spec.rank
    last = node.inputs[1].spec.rank
    rows = _cast(rows, "int64").call("Unsqueeze", rows.sizes(last))
    if axis:  # ONNX counts along the first axis
        order = [axis, *(i for i in range(rank) if i != axis)]
        x = x.call("Transpose", perm=order)
        kept = [i for i in range(rank - 1 + last) if not axis <= i < axis + last]
        updates = updates.call("Transpose", perm=[*range(axis, axis + last), *kept])
    y = x.call("ScatterND", rows, updates, reduction=_COMBINED[node.op.mode])
    if axis:
        y = y.call("Transpose", perm=[order.index(i) for i in range(rank)])
    return y


@converter("one_hot")
def _one_hot(node: Node, x: Value) -> Value:
    # Not ONNX' OneHot, which counts negative numbers from the end.
    wide = _cast(x, "int64")
    column = wide.call("Unsqueeze", x.sizes(node.inputs[0].spec.rank))
    return _cast(column.same(column.number(np.arange(node.op.depth))), node.spec.dtype)

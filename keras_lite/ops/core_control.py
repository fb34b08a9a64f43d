"""Choices and loops over tensors.

A choice by a value that is being traced computes all branches and picks one result, so that it can
be part of a program; a loop is unrolled, so how often it runs has to be known.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from typing import Any

from keras_lite import tree
from keras_lite.engine.ir import Dim
from keras_lite.engine.values import ConcreteValueError, Traced
from keras_lite.errors import InvalidArgument, explain
from keras_lite.ops.conversion import as_tensor, cast, operand, part
from keras_lite.ops.numpy_index import known
from keras_lite.ops.numpy_join import concatenate, stack
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import compare


@symbolic
def cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any]) -> Any:
    """What `true_fn` returns if `pred` is true, else what `false_fn` returns.

    Args:
        pred: A boolean.
        true_fn, false_fn: Functions without arguments that return the same structure.

    Example:
        >>> cond(True, lambda: 1.0, lambda: 2.0)
        1.0
    """
    if not _is_open(pred):
        return true_fn() if bool(known(pred, "cond")) else false_fn()
    return _picked(cast(pred, "bool"), true_fn(), false_fn())


def _is_open(value: Any) -> bool:
    """Whether a value is not known before the program runs."""
    return isinstance(value, Traced) and not value.trace.eager


def _picked(choice: Any, chosen: Any, other: Any) -> Any:
    def pick(a: Any, b: Any) -> Any:
        return None if a is None else compare.where(choice, operand(a), operand(b))

    return tree.map_structure(pick, chosen, other)


@symbolic
def switch(index: Any, branches: Sequence[Callable[..., Any]], *operands: Any) -> Any:
    """What the branch with this number returns for the operands.

    Args:
        index: An integer; beyond the ends the first or the last branch is meant.
        branches: Functions that return the same structure.
        *operands: Their arguments.
    """
    last = len(branches) - 1
    if not _is_open(index):
        return branches[builtins.min(builtins.max(int(known(index, "switch")), 0), last)](*operands)
    results = [branch(*operands) for branch in branches]
    found = results[-1]
    for number in range(last - 1, -1, -1):
        found = _picked(compare.less_equal(as_tensor(index), number), results[number], found)
    return found


@symbolic
def map(f: Callable[[Any], Any], xs: Any) -> Any:
    """`f` of each slice along the first axis, the results stacked.

    Args:
        f: A function of one slice (of each tensor in `xs`, in the same structure).
        xs: A tensor, or a structure of tensors with first axes of one length.

    Example:
        >>> map(lambda x: x * x, [1.0, 2.0, 3.0]).tolist()
        [1.0, 4.0, 9.0]
    """
    xs = tree.map_structure(as_tensor, xs) if _is_structure(xs) else as_tensor(xs)
    results = [f(_slice(xs, i)) for i in range(_length(xs, "map"))]
    return tree.map_structure(lambda *parts: stack(list(parts)), *results)


@symbolic
def vectorized_map(function: Callable[[Any], Any], elements: Any) -> Any:
    """`function` of each slice along the first axis, the results stacked; see `map`."""
    return map(function, elements)


def _is_structure(xs: Any) -> bool:
    """Whether a list or tuple holds tensors, not numbers."""
    return isinstance(xs, dict) or (
        isinstance(xs, (list, tuple)) and any(hasattr(x, "shape") for x in tree.flatten(xs))
    )


def _slice(xs: Any, i: int) -> Any:
    return tree.map_structure(lambda x: part(x, i), xs)


def _length(xs: Any, where: str) -> int:
    lengths = {x.shape[0] for x in tree.flatten(xs)}
    if len(lengths) != 1:
        raise InvalidArgument(
            f"{where}: the first axes have the lengths {lengths}, but one length was expected."
        )
    (length,) = lengths
    if isinstance(length, Dim):
        raise ConcreteValueError(
            f"{where} goes along the batch, whose size is not known while a model is traced. Use"
            " functions of whole tensors."
        )
    return length


@symbolic
def scan(
    f: Callable[[Any, Any], tuple[Any, Any]],
    init: Any,
    xs: Any = None,
    length: int | None = None,
    reverse: bool = False,
    unroll: int = 1,
) -> tuple[Any, Any]:
    """Goes along the first axis and carries a value from slice to slice.

    Args:
        f: Takes the carried value and a slice; returns the next carried value and a result.
        init: The first carried value.
        xs: Tensors with first axes of one length, or None.
        length: That length, needed without `xs`.
        reverse: Whether to go from the last slice to the first.
        unroll: Kept for Keras' signature; every step is written out.

    Returns:
        The last carried value, and the results, stacked in the order of the slices.

    Raises:
        InvalidArgument: (a ValueError) without `xs` and `length`, or if they disagree.

    Example:
        >>> total, sums = scan(lambda c, x: (c + x, c + x), 0, [1, 2, 3])
        >>> total.tolist(), sums.tolist()
        (6, [1, 3, 6])
    """
    if not callable(f):
        raise TypeError(f"scan: `f` is {f!r}, but a function was expected.")
    if xs is None and length is None:
        raise InvalidArgument("scan: neither `xs` nor `length` was given. Say how many steps.")
    if xs is not None:
        xs = tree.map_structure(as_tensor, xs) if _is_structure(xs) else as_tensor(xs)
        found = _length(xs, "scan")
        if length is not None and int(length) != found:
            raise InvalidArgument(explain("scan: `length`", length, f"{found}, the length of `xs`"))
        length = found
    carried, results = init, []
    order = range(int(length))  # type: ignore[arg-type]
    for i in reversed(order) if reverse else order:
        carried, result = f(carried, None if xs is None else _slice(xs, i))
        results.append(result)
    if reverse:
        results.reverse()
    carried = _tensors(carried)
    if not results or all(leaf is None for leaf in tree.flatten(results[0])):
        return carried, results[0] if results else None
    return carried, tree.map_structure(lambda *parts: stack(list(parts)), *results)


@symbolic
def associative_scan(
    f: Callable[[Any, Any], Any], elems: Any, reverse: bool = False, axis: int = 0
) -> Any:
    """Running results along an axis: x0, f(x0, x1), f(f(x0, x1), x2), …

    Args:
        f: An associative function of two slices (in which the axis stays, with length 1).
        elems: A tensor, or a structure of tensors.
        reverse: Whether to go from the last slice to the first.
        axis: An axis.

    Raises:
        TypeError: when `f` cannot be called.
    """
    if not callable(f):
        raise TypeError(f"associative_scan: `f` is {f!r}, but a function was expected.")
    elems = tree.map_structure(as_tensor, elems) if _is_structure(elems) else as_tensor(elems)
    first = tree.flatten(elems)[0]
    place = axis % len(first.shape)
    before = (builtins.slice(None),) * place
    order = list(range(first.shape[place]))

    def at(i: int) -> Any:
        return tree.map_structure(lambda x: part(x, (*before, builtins.slice(i, i + 1))), elems)

    results: list[Any] = []
    for i in reversed(order) if reverse else order:
        results.append(f(results[-1], at(i)) if results else at(i))
    if reverse:
        results.reverse()
    return tree.map_structure(lambda *parts: concatenate(list(parts), place), *results)


@symbolic
def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    maximum_iterations: int | None = None,
) -> Any:
    """Applies `body` as long as `cond` holds; needs the values that `cond` looks at.

    Args:
        cond: Takes the variables, returns a boolean.
        body: Takes the variables, returns their next values.
        loop_vars: A tensor, or a tuple or list of tensors.
        maximum_iterations: The loop ends after so many rounds at the latest.

    Example:
        >>> while_loop(lambda i: i < 5, lambda i: i + 2, 0).tolist()
        6
    """
    single = not isinstance(loop_vars, (list, tuple))
    variables = (loop_vars,) if single else tuple(loop_vars)
    count = 0
    while maximum_iterations is None or count < maximum_iterations:
        if not bool(known(cond(*variables), "while_loop")):
            break
        found = body(*variables)
        variables = tuple(found) if isinstance(found, (list, tuple)) else (found,)
        count += 1
    variables = tuple(_tensors(value) for value in variables)
    return variables[0] if single else type(loop_vars)(variables)


def _tensors(structure: Any) -> Any:
    """Numbers that a loop has counted with, as tensors."""
    return tree.map_structure(lambda leaf: None if leaf is None else as_tensor(leaf), structure)


@symbolic
def fori_loop(lower: Any, upper: Any, body_fun: Callable[[Any, Any], Any], init_val: Any) -> Any:
    """Applies `body_fun(i, value)` for i from `lower` up to, but without, `upper`.

    Example:
        >>> fori_loop(0, 4, lambda i, total: total + i, 0).tolist()
        6
    """
    value = init_val
    for i in range(int(known(lower, "fori_loop")), int(known(upper, "fori_loop"))):
        value = body_fun(i, value)
    return _tensors(value)

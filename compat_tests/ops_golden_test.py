"""`keras_lite.ops` beside `keras.ops` of Keras 3.15.1 on TensorFlow: values, types, shapes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from compat_tests.ops_cases import BINARY, CASES, DATA, DTYPES, UNARY, dtypes, evaluate, symbolic
from compat_tests.ops_recorder import ask, written
from compat_tests.oracle import Oracle, plain
from compat_tests.recorded_arrays import load
from keras_lite import ops
from keras_lite.ops.symbolic import KerasTensor

GOLDEN = load("ops")
LITE = SimpleNamespace(ops=ops, KerasTensor=KerasTensor)

# Where the real one answers nothing, or something that nobody can want, ours is the better answer.
REFUSED_THERE = {"lu_factor(t[0])"}
SYMBOLIC_APART = {
    "ndim(t)": "a number there is for real tensors is a tensor for symbolic ones",
    "where(b)": "its inferred result is one tensor, its real one a list",
    "searchsorted(limits, x[0])": "inferred int64, computed int32",
    "slogdet(s)": "inferred shape () of the sign, computed one for each matrix",
    "cond(x[0, 0] > 0, lambda: x + 1, lambda: y)": "tensors that a function has caught",
    "lu_factor(flip(s[0], 0))": "inferred float32 for the rows",
    "corrcoef(x)": "inferred the shape of the input",
    "diag(x)": "the length of a diagonal is never more than the known axis",
    "diagonal(x)": "the length of a diagonal is never more than the known axis",
    "diagflat(x[:2, :2], k=1)": "known, for the slice is known",
    "categorical_crossentropy(onehot, p, axis=0)": "inferred as if the axis were the last",
    "categorical_crossentropy(onehot, x, from_logits=True, axis=0)": "the same",
    # Here an unknown length fits only itself; there it fits every length.
    "reshape(x, (4, 3))": "unknown times 4 elements put into 12",
    "repeat(x, [1, 0, 2], axis=0)": "three counts for an unknown length",
    "tensordot(t, x, axes=[[1, 2], [0, 1]])": "3 and unknown",
    'einsum("abc,bc->a", t, x)': "3 and unknown",
    "depth_to_space(images[..., :1] + zeros((2, 4, 6, 4)), 2)": "2 and unknown",
    "dot_product_attention(images, images, images, mask=ones((2, 6, 4, 4)) > 0, scale=0.3)": "same",
    "nancumsum(n[:2, :3], axis=1)": "two rows of an unknown number are two",
    "nancumprod(n[:2, :3], axis=1)": "two rows of an unknown number are two",
    "nanmedian(n[:2, :3], axis=1)": "two rows of an unknown number are two",
}


def test_no_case_stands_twice_or_is_unrecorded() -> None:
    assert len(set(CASES)) == len(CASES)
    assert set(GOLDEN["results"]) == set(GOLDEN["symbolic"]) == set(CASES)
    assert set(SYMBOLIC_APART) | REFUSED_THERE <= set(CASES)


@pytest.mark.parametrize("part", range(10))
def test_values(part: int) -> None:
    cases = CASES[part::10]
    wrong = {}
    for case, result in zip(cases, evaluate(LITE, cases, DATA), strict=True):
        recorded = GOLDEN["results"][case]
        if case in REFUSED_THERE:
            assert isinstance(recorded, str)
        elif found := difference(plain(result), recorded):
            wrong[case] = found
    assert not wrong


@pytest.mark.slow
def test_symbolic_shapes_types_and_operations() -> None:
    wrong = {}
    for case, result in zip(CASES, symbolic(LITE, CASES, DATA), strict=True):
        theirs, ours = GOLDEN["symbolic"][case], written(result)
        if isinstance(theirs, str) or case in REFUSED_THERE:
            continue  # nothing symbolic there
        if (ours != theirs) != (case in SYMBOLIC_APART):
            wrong[case] = ours, theirs
    assert not wrong


@pytest.mark.parametrize("function", [*UNARY, *BINARY])
def test_types(function: str) -> None:
    unary, binary = ([function], []) if function in UNARY else ([], [function])
    ours = dtypes(LITE, unary, binary, DTYPES)[function]
    theirs = {key: found for key, found in GOLDEN["dtypes"][function].items() if found is not None}
    assert theirs, "the real one refuses every type"
    assert {key: ours[key] for key in theirs} == theirs


@pytest.mark.live
def test_the_record_is_what_keras_answers(real_keras: Oracle) -> None:
    answers = ask(real_keras)
    assert answers["dtypes"] == GOLDEN["dtypes"]
    assert answers["symbolic"] == GOLDEN["symbolic"]
    wrong = {
        case: found
        for case, recorded in GOLDEN["results"].items()
        if not isinstance(recorded, str) and (found := compared(answers["results"][case], recorded))
    }
    assert not wrong


def difference(ours: Any, recorded: Any) -> str:
    """In words, what is not as recorded; empty if nothing is."""
    if isinstance(recorded, dict) and "dtype" not in recorded:
        # Keras gives lists and tuples by turns, and so do we.
        ((kind, parts),) = recorded.items()
        if type(ours).__name__ != kind or len(ours) != len(parts):
            return f"a {type(ours).__name__} of {np.size(ours)}, recorded {kind} of {len(parts)}"
        found = [difference(a, b) for a, b in zip(ours, parts, strict=True)]
        return "; ".join(filter(None, found))
    if not isinstance(recorded, dict):
        return "" if ours == recorded else f"{ours!r}, recorded {recorded!r}"
    if not isinstance(ours, np.ndarray):
        return f"{ours!r}, recorded an array"
    if ours.dtype.name != recorded["dtype"] or list(ours.shape) != recorded["shape"]:
        return f"{ours.dtype.name} {ours.shape}, recorded {recorded['dtype']} {recorded['shape']}"
    theirs = np.array(recorded["values"], ours.dtype).reshape(ours.shape)
    if ours.dtype.kind != "f":
        return "" if (ours == theirs).all() else f"{ours.tolist()}, recorded {theirs.tolist()}"
    with np.errstate(invalid="ignore"):
        same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
        distance = np.abs(ours - theirs) / np.maximum(np.abs(theirs), 0.2)
    # float32 has 24 bits, one unit is 1.2e-7; solving equations loses a few.
    far = ~same & ~(distance <= (2e-6 if ours.dtype.itemsize > 2 else 2e-3))
    return f"{ours[far][:3]}, recorded {theirs[far][:3]}" if far.any() else ""


def compared(again: Any, recorded: Any) -> str:
    """As `difference`, of two records."""
    return difference(_read(again), recorded)


def _read(record: Any) -> Any:
    if not isinstance(record, dict):
        return record
    if "dtype" in record:
        return np.array(record["values"], record["dtype"]).reshape(record["shape"])
    ((kind, parts),) = record.items()
    return {"list": list, "tuple": tuple}[kind](_read(part) for part in parts)

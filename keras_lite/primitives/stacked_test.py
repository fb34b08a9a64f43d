"""An operation on a stack of steps computes, for each step, the bits of the operation itself."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lite.engine.ir import Dim, Spec, size_at
from keras_lite.engine.op import OPS, Example, Name, Op
from keras_lite.engine.rates import stacked_op
from keras_lite.primitives.slicing import Range

STEPS, ROWS = 5, 3
CASES = [
    pytest.param(example, id=f"{name}-{i}")
    for name, op in sorted(OPS.items())
    for i, example in enumerate(op.examples())
    if stacked_op(example.op) is not None
]


def _arrays(example: Example) -> list[np.ndarray]:
    random = np.random.default_rng(0)
    arrays = []
    for given in example.inputs:
        if not isinstance(given, tuple):
            arrays.append(np.stack([given] * STEPS))
            continue
        shape = (STEPS, *(size_at(s, ROWS) for s in given))
        low, high = example.low, example.high
        values = random.normal(size=shape) if low is None else random.uniform(low, high, shape)
        arrays.append(values.astype("float32"))
    return arrays


@pytest.mark.parametrize("example", CASES)
def test_each_step_is_the_same(example: Example) -> None:
    stacked = stacked_op(example.op)
    assert isinstance(stacked, Op)
    arrays = _arrays(example)
    rank = max(a.ndim for a in arrays)
    aligned = arrays
    if example.op.is_elementwise:
        aligned = [a.reshape((STEPS, *(1,) * (rank - a.ndim), *a.shape[1:])) for a in arrays]
    names = [Name(f"x{i}", Spec((-1, *a.shape[1:]), a.dtype.name)) for i, a in enumerate(aligned)]
    scope = {"np": np, "n": ROWS, **{f"x{i}": a for i, a in enumerate(aligned)}}
    scope.update({f.__name__: f for f in stacked.support})
    with np.errstate(all="ignore"):
        together = eval(stacked.expression(*names), scope)
        single = [_bound(example.op).forward(np, *(a[k] for a in arrays)) for k in range(STEPS)]
    assert together.shape[0] == STEPS
    for k in range(STEPS):
        np.testing.assert_array_equal(together[k], single[k])


def _bound(op: Op) -> Op:
    def value(v: object) -> object:
        if isinstance(v, tuple):
            return tuple(map(value, v))
        if isinstance(v, Range):
            return Range(*map(value, (v.start, v.stop, v.step)))
        return size_at(v, ROWS) if isinstance(v, Dim) else v

    return op.but(**{f: value(getattr(op, f)) for f in op._fields})

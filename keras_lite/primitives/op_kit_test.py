"""Every registered operation, on each of its examples: its answers must agree with each other.

An operation that is added is tested here without a further line, and fails without examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

import keras_lite.primitives  # noqa: F401 (registers the operations)
from compat_tests.strict_array_module import strict_device
from keras_lite.engine import device as devices
from keras_lite.engine.autodiff import sum_to_shape
from keras_lite.engine.device import NUMPY, Device
from keras_lite.engine.dtypes import is_float
from keras_lite.engine.ir import Dim, Spec, shape_at, size_at
from keras_lite.engine.op import OPS, Example, Name, Op
from keras_lite.engine.program import Program
from keras_lite.engine.support import on
from keras_lite.engine.trace import Trace, apply
from keras_lite.record import Record

N = 5
"""The batch size that examples are bound to."""


DEVICES = [
    pytest.param(lambda: NUMPY, id="numpy"),
    pytest.param(strict_device, id="strict", marks=pytest.mark.slow),  # there are so many
]
if find_spec("cupy"):
    DEVICES.append(pytest.param(devices.cupy, id="cupy", marks=pytest.mark.gpu))


def _cases() -> Iterator[Any]:
    for name, cls in sorted(OPS.items()):
        if not cls.__module__.startswith("keras_lite.primitives"):
            continue
        for number, example in enumerate(cls.examples()):
            for dtype in example.dtypes:
                yield pytest.param(example, dtype, id=f"{name}-{number}-{dtype}")


CASES = list(_cases())
EACH = pytest.mark.parametrize(("example", "dtype"), CASES)
EACH_DEVICE = pytest.mark.parametrize("made", DEVICES)


def _bound(value: Any) -> Any:
    """Parameters of an operation for the batch size N."""
    if isinstance(value, Dim):
        return size_at(value, N)
    if isinstance(value, tuple):
        return tuple(map(_bound, value))
    if isinstance(value, Record):
        return value.but(**{f: _bound(getattr(value, f)) for f in value._fields})
    return value


def _arrays(example: Example, dtype: str) -> list[np.ndarray]:
    """The inputs of an example for the batch size N."""
    random = np.random.default_rng(0)
    arrays = []
    for given in example.inputs:
        if isinstance(given, np.ndarray):
            array = given.astype(dtype) if given.dtype.kind == "f" else given
        elif example.low is None:
            array = np.asarray(random.normal(size=shape_at(given, N))).astype(dtype)
        else:
            size = shape_at(given, N)
            array = np.asarray(random.uniform(example.low, example.high, size)).astype(dtype)
        arrays.append(array)
    return arrays


def _specs(example: Example, arrays: list[np.ndarray]) -> list[Spec]:
    """The specifications of the inputs, symbolic where the example is."""
    return [
        Spec(tuple(a.shape if isinstance(given, np.ndarray) else given), a.dtype.name)
        for given, a in zip(example.inputs, arrays, strict=True)
    ]


def _forward(op: Op, device: Device, arrays: list[np.ndarray]) -> Any:
    with np.errstate(all="ignore"):
        return op.forward(device.module, *map(device.asarray, arrays))


def _same(device: Device, result: Any, expected: np.ndarray) -> None:
    result = device.to_numpy(result)
    assert result.dtype == expected.dtype
    assert result.shape == expected.shape
    np.testing.assert_array_equal(result, expected)


class _Names(dict[str, Any]):
    """What emitted lines see: arrays, support functions, and the device's array functions."""

    def __init__(self, op: Op, device: Device, arrays: dict[str, Any]) -> None:
        super().__init__(arrays, np=device.module, n=N)
        self.update({f.__name__: on(f, device.module) for f in op.support})
        self.device = device

    def __missing__(self, name: str) -> Any:
        if not hasattr(self.device.module, name):
            raise KeyError(name)
        return eval(self.device.function(name), {"np": self.device.module})


def _run(op: Op, device: Device, lines: list[str], arrays: dict[str, Any]) -> None:
    names = _Names(op, device, arrays)
    with np.errstate(all="ignore"):
        for line in lines:
            exec(line, {}, names)


def _named(arrays: list[np.ndarray], literals: bool = False) -> list[Name]:
    """The inputs' names; with `literals`, numbers without axes are written out."""
    return [
        Name(repr(a.item()) if literals and a.shape == () else f"x{i}", Spec(a.shape, a.dtype.name))
        for i, a in enumerate(arrays)
    ]


# The tests --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(OPS))
def test_has_examples(name: str) -> None:
    assert OPS[name].is_leaf or OPS[name].examples(), f"Give {name} a row in its examples()."


@EACH_DEVICE
@EACH
def test_forward_has_the_shape_and_dtype_of_spec(example: Example, dtype: str, made: Any) -> None:
    device, op, arrays = made(), _bound(example.op), _arrays(example, dtype)
    spec = op.spec(*(Spec(a.shape, a.dtype.name) for a in arrays))
    result = _forward(op, device, arrays)
    assert (tuple(result.shape), result.dtype.name) == (spec.shape, spec.dtype)
    if device is not NUMPY:
        _same(device, result, np.asarray(_forward(op, NUMPY, arrays)))


@EACH
def test_spec_holds_for_every_batch_size(example: Example, dtype: str) -> None:
    arrays = _arrays(example, dtype)
    symbolic = example.op.spec(*_specs(example, arrays))
    concrete = _bound(example.op).spec(*(Spec(a.shape, a.dtype.name) for a in arrays))
    assert Spec(shape_at(symbolic.shape, N), symbolic.dtype) == concrete


@EACH_DEVICE
@EACH
def test_emitted_lines_compute_forward(example: Example, dtype: str, made: Any) -> None:
    device, op, arrays = made(), _bound(example.op), _arrays(example, dtype)
    if op.is_view:
        return
    expected = np.asarray(_forward(op, NUMPY, arrays))
    for names in (_named(arrays), _named(arrays, literals=op.is_elementwise and expected.ndim > 0)):
        scratch = [Name(f"s{i}", Spec(expected.shape, dtype)) for i in range(op.scratch)]
        out = Name("y", Spec(expected.shape, expected.dtype.name))
        values = {f"x{i}": device.asarray(a.copy()) for i, a in enumerate(arrays)}
        for name in (out, *scratch):
            values[name] = device.asarray(np.full(expected.shape, 77, name.spec.dtype))
        lines = op.emit(out, *names, *scratch)
        _run(op, device, list(lines), values)
        _same(device, values["y"], expected)
        for i, array in enumerate(arrays):
            _same(device, values[f"x{i}"], array)  # inputs are not touched


@EACH_DEVICE
@EACH
def test_emitted_lines_may_overwrite_what_they_reuse(
    example: Example, dtype: str, made: Any
) -> None:
    device, op, arrays = made(), _bound(example.op), _arrays(example, dtype)
    expected = np.asarray(_forward(op, NUMPY, arrays))
    for i in op.reuses[: len(arrays)] if not op.is_view else ():
        if (arrays[i].shape, arrays[i].dtype) != (expected.shape, expected.dtype):
            continue
        names = _named(arrays)
        values = {f"x{k}": device.asarray(a.copy()) for k, a in enumerate(arrays)}
        _run(op, device, list(op.emit(names[i], *names)), values)
        _same(device, values[f"x{i}"], expected)


@EACH_DEVICE
@EACH
def test_expression_computes_forward(example: Example, dtype: str, made: Any) -> None:
    device, op, arrays = made(), _bound(example.op), _arrays(example, dtype)
    values = {f"x{i}": device.asarray(a) for i, a in enumerate(arrays)}
    source = op.expression(*_named(arrays))
    with np.errstate(all="ignore"):
        result = eval(source, {}, _Names(op, device, values))
    _same(device, device.asarray(result), np.asarray(_forward(op, NUMPY, arrays)))


@EACH
def test_views_share_memory(example: Example, dtype: str) -> None:
    op, arrays = _bound(example.op), _arrays(example, dtype)
    result = np.asarray(_forward(op, NUMPY, arrays))
    assert np.shares_memory(result, arrays[0]) == op.is_view


# Slopes -----------------------------------------------------------------------------------------


def _differentiable(example: Example, arrays: list[np.ndarray]) -> list[int]:
    if not is_float(_result_dtype(example, arrays)):
        return []
    if example.differentiable is not None:
        return list(example.differentiable)
    return [i for i, a in enumerate(arrays) if is_float(a.dtype.name)]


def _result_dtype(example: Example, arrays: list[np.ndarray]) -> str:
    return example.op.spec(*_specs(example, arrays)).dtype


def _slopes(op: Op, specs: list[Spec], wanted: list[int], trace: Trace, values: Any) -> list[Any]:
    """Records the operation and its slopes; `values` when the trace computes too."""
    inputs = [trace.input(f"x{i}", spec, values and values[i]) for i, spec in enumerate(specs)]
    y = apply(op, *inputs)
    g = trace.input("g", y.spec, values and values[-1])
    trace.output("y", y)
    slopes = []
    for i, slope in enumerate(op.grad(g, y, *inputs) if wanted else ()):
        if i in wanted and slope is not None:
            slopes.append((i, sum_to_shape(trace.traced(slope), inputs[i].shape)))
    return slopes


@EACH_DEVICE
@pytest.mark.parametrize(
    "example", [pytest.param(c.values[0], id=c.id) for c in CASES if c.values[1] == "float64"]
)
def test_slope_is_the_numeric_slope(example: Example, made: Any) -> None:
    device, op, arrays = made(), _bound(example.op), _arrays(example, "float64")
    wanted = _differentiable(example, arrays)
    if not wanted:
        return
    random = np.random.default_rng(1)
    result = np.asarray(_forward(op, NUMPY, arrays))
    g = np.asarray(random.normal(size=result.shape))
    specs = [Spec(a.shape, a.dtype.name) for a in arrays]
    with devices.use(device), Trace(eager=True) as trace:
        values = [device.asarray(v) for v in (*arrays, g)]
        found = {i: s.concrete() for i, s in _slopes(op, specs, wanted, trace, values)}
    for i in wanted:
        step = 1e-6 * np.asarray(random.normal(size=arrays[i].shape))
        moved = [[a + s * step if k == i else a for k, a in enumerate(arrays)] for s in (1, -1)]
        ahead, behind = (np.asarray(_forward(op, NUMPY, m)) for m in moved)
        numeric = np.sum((ahead - behind) * g)
        slope = device.to_numpy(found[i]) if i in found else np.zeros(arrays[i].shape)
        assert slope.shape == arrays[i].shape
        np.testing.assert_allclose(np.sum(2 * step * slope), numeric, rtol=1e-5, atol=1e-13)


@EACH_DEVICE
@EACH
def test_program_computes_result_and_slopes(example: Example, dtype: str, made: Any) -> None:
    """Traced for every batch size, planned and emitted: as computed one by one."""
    device, arrays = made(), _arrays(example, dtype)
    wanted = _differentiable(example, arrays)
    result = np.asarray(_forward(_bound(example.op), NUMPY, arrays))
    g = np.random.default_rng(1).normal(size=result.shape).astype(result.dtype)
    with devices.use(device):
        with Trace(eager=True) as eager:
            values = [device.asarray(v) for v in (*arrays, g)]
            specs = [Spec(a.shape, a.dtype.name) for a in arrays]
            slopes = _slopes(_bound(example.op), specs, wanted, eager, values)
            expected = [result, *(device.to_numpy(s.concrete()) for _, s in slopes)]
        with Trace() as trace:
            slopes = _slopes(example.op, _specs(example, arrays), wanted, trace, None)
            for i, slope in slopes:
                trace.output(f"slope{i}", slope)
        program = Program(trace.graph(), "an operation")
        inputs = [device.asarray(a) for a in (*arrays, g)]
        plain = program.step("plain", N)(*inputs)
        plain = plain if len(expected) > 1 else (plain,)
        twice = [device.asarray(np.stack([a, a])) for a in (*arrays, g)]
        fast = [device.asarray(np.zeros((2, *e.shape), e.dtype)) for e in expected]
        program.run(N, *twice, *fast)
    for slices, readable, value in zip(fast, plain, expected, strict=True):
        for found in (*device.to_numpy(slices), device.to_numpy(device.asarray(readable))):
            np.testing.assert_array_equal(found, value)

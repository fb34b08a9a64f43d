"""Every operation that has a form in ONNX: onnxruntime computes its examples as NumPy does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine.check import check
from keras_lite.engine.ir import BATCH, Spec, shape_at
from keras_lite.engine.onnx_forms import known_names
from keras_lite.engine.op import OPS, Example
from keras_lite.engine.simplify import simplify
from keras_lite.engine.trace import Trace, apply

onnx = pytest.importorskip("onnx", reason="onnx comes with the extra `onnx`")
runtime = pytest.importorskip("onnxruntime", reason="onnxruntime comes with the extra `test`")

from keras_lite.engine.emit_onnx import emit_onnx  # noqa: E402 (needs onnx)
from keras_lite.primitives import onnx_forms  # noqa: E402

N = 5
# Of these, a prediction has none: slopes, random numbers, numbers kept from step to step. ONNX has
# no product of what came before, and shifts unsigned numbers only.
WITHOUT = set(
    "cumprod left_shift linalg patch random_integers random_normal random_normal_steps"
    " random_uniform random_uniform_steps relu_slope right_shift truncated_normal".split()
)
# onnxruntime computes these with 32 bits only.
NARROW = set("acos acosh asin asinh atan atan2 atanh cosh sinh tan".split())


def test_every_operation_has_a_form_or_is_known_to_have_none() -> None:
    dissolved = {n for n, cls in OPS.items() if hasattr(cls, "parts")}
    leaves = {n for n, cls in OPS.items() if cls.is_leaf}
    # What rewriting for speed brings in is never in the graph that is exported.
    modules = (".column_sums", ".layouts", ".quick_calls", ".side_by_side")
    fast = {n for n, cls in OPS.items() if cls.__module__.endswith(modules)}
    assert set(OPS) - known_names() - dissolved - leaves - fast == WITHOUT
    assert known_names() <= set(OPS)
    assert set(onnx_forms.SAME) <= known_names()


def _arrays(example: Example, dtype: str) -> list[np.ndarray]:
    random = np.random.default_rng(0)
    made = []
    for given in example.inputs:
        if isinstance(given, np.ndarray):
            made.append(given.astype(dtype) if given.dtype.kind == "f" else given)
        else:
            low, high = (example.low, example.high) if example.low is not None else (-2.0, 2.0)
            made.append(np.asarray(random.uniform(low, high, shape_at(given, N)), dtype))
    return made


def _emitted(example: Example, arrays: list[np.ndarray], opset: int = 18) -> Any:
    with Trace() as trace:
        trace.input("rows", Spec((BATCH,), "float32"))  # there is always something with rows
        inputs = []
        for i, (given, array) in enumerate(zip(example.inputs, arrays, strict=True)):
            shape = array.shape if isinstance(given, np.ndarray) else given
            inputs.append(trace.input(f"x{i}", Spec(tuple(shape), array.dtype.name)))
        trace.output("y", apply(example.op, *inputs))
    graph = check(simplify(trace.graph()), "simplify")
    names = list(graph.inputs)
    return emit_onnx(graph, "example", names, ["y"], opset, ("test", "0"))


def _run(model: Any, arrays: list[np.ndarray]) -> Any:
    onnx.checker.check_model(model, full_check=True)
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    session = runtime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    values = {f"x{i}": array for i, array in enumerate(arrays)}
    return session.run(None, {**values, "rows": np.zeros(N, "float32")})[0]


def _cases() -> list[Any]:
    found = []
    for name in sorted(known_names()):
        for number, example in enumerate(OPS[name].examples()):
            wide = example.dtypes if name not in NARROW else ("float32",)
            rows = [i for i in example.inputs if not isinstance(i, np.ndarray)]
            for dtype in wide if rows or example.inputs[0].dtype.kind == "f" else wide[:1]:
                found.append(pytest.param(example, dtype, id=f"{name}-{number}-{dtype}"))
    return found


@pytest.mark.parametrize(("example", "dtype"), _cases())
def test_runtime_computes_what_numpy_computes(example: Example, dtype: str) -> None:
    arrays = _arrays(example, dtype)
    with np.errstate(all="ignore"):
        op = example.op
        found = _run(_emitted(example, arrays), arrays)
        with Trace(eager=True) as trace:
            inputs = [
                trace.input(f"x{i}", Spec(a.shape, a.dtype.name), a) for i, a in enumerate(arrays)
            ]
            wanted = np.asarray(trace.traced(apply(_at(op), *inputs)).concrete())
    assert (found.dtype, found.shape) == (wanted.dtype, wanted.shape)
    limit = 1e-6 if wanted.dtype == "float32" else 1e-13
    np.testing.assert_allclose(found, wanted, rtol=limit, atol=limit)


def _at(op: Any) -> Any:
    from keras_lite.primitives.op_kit_test import _bound

    return _bound(op)


@pytest.mark.parametrize("name", ["log1p", "expm1"])
def test_small_numbers_keep_their_digits(name: str) -> None:
    x = np.array([1e-30, -3e-9, 1e-4, 0.0, 0.7, -0.6, 5.0, 60.0], "float32")
    x = x[: -1 if name == "expm1" else None]
    x = np.append(x, np.float32(np.inf))
    found = _run(_emitted(Example(OPS[name](), (x,)), [x]), [x])
    np.testing.assert_allclose(found, getattr(np, name)(x), rtol=1e-6)


def test_sizes_that_depend_on_the_batch_are_computed() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        rows = trace.constant(2 * BATCH * BATCH + 1)
        spread = apply(OPS["broadcast_to"]((BATCH, BATCH)), trace.constant(1.5, "float32"))
        trace.output("rows", rows)
        trace.output("spread", spread)
        trace.output("x again", x)
        trace.output("x too", x)
    graph = check(simplify(trace.graph()), "simplify")
    model = emit_onnx(graph, "sizes", ["x"], ["rows", "spread", "x", "x"], 18, ("test", "0"))
    onnx.checker.check_model(model, full_check=True)
    assert [o.name for o in model.graph.output] == ["rows", "spread", "x_2", "x_3"]
    session = runtime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    value = np.ones((4, 3), "float32")
    rows, spread, first, second = session.run(None, {"x": value})
    assert rows == 33 and rows.dtype == np.int32
    np.testing.assert_array_equal(spread, np.full((4, 4), 1.5, "float32"))
    np.testing.assert_array_equal(first, value)
    np.testing.assert_array_equal(second, value)

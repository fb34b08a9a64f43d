"""Programs end to end, and the ways in which replayed programs go wrong."""

from __future__ import annotations

import gc
import linecache
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lite.engine import autodiff
from keras_lite.engine import program as programs
from keras_lite.engine.check import GraphError, check
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.op import call
from keras_lite.engine.program import Program
from keras_lite.engine.rows import Rows
from keras_lite.engine.trace import Trace, phase, scope
from keras_lite.engine.values import ConcreteValueError
from keras_lite.engine.variable import Variable, flatten_together
from keras_lite.primitives.arithmetic import square
from keras_lite.primitives.matmul import matmul
from keras_lite.primitives.nonlinear import relu
from keras_lite.primitives.reduce import mean, sum
from keras_lite.primitives.shape import transpose


def _network() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    made = {}
    for layer, shape in (("hidden", (2, 3)), ("output", (3, 1))):
        with scope("model"), scope(layer):
            made[f"{layer}/kernel"] = Variable(
                rng.normal(size=shape), dtype="float32", name="kernel"
            )
            made[f"{layer}/bias"] = Variable(np.zeros(shape[1]), dtype="float32", name="bias")
    return made


def _train_program(weights: dict[str, Any]) -> tuple[Program, Variable, Variable]:
    """Gradient descent with momentum on a mean squared error."""
    (flat,) = flatten_together(list(weights.values()), "weights")
    momentum = Variable(np.zeros(flat.shape), dtype="float32", name="momentum")
    total = Variable(0.0, dtype="float32", name="total")
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 2), "float32"))
        y = trace.input("y", Spec((BATCH, 1), "float32"))
        rate = trace.input("learning_rate", Spec((), "float32"))
        with scope("model"):
            with scope("hidden"):
                kernel, bias = weights["hidden/kernel"], weights["hidden/bias"]
                hidden = relu(matmul(x, kernel) + bias)
            with scope("output"):
                kernel, bias = weights["output/kernel"], weights["output/bias"]
                output = matmul(hidden, kernel) + bias
        with phase("loss"):
            loss = mean(square(output - y))
        slopes = autodiff.gradients(trace, loss, [trace.traced(v) for v in weights.values()])
        with phase("update"):
            gradient = call("pack", *slopes)
            momentum.assign(momentum * 0.9 - gradient * rate)
            flat.assign(flat + momentum)
        with phase("metrics"):
            total.assign_add(loss)
    return Program(trace.graph(), "a step"), flat, total


def _batches(steps: int = 6, rows: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(steps, rows, 2)).astype("float32")
    return x, x.prod(-1, keepdims=True), np.full(steps, 0.1, "float32")


def test_plain_and_fast_compute_the_same_bits() -> None:
    x, y, rates = _batches()
    ends = []
    for level in ("plain", "fast"):
        program, flat, total = _train_program(_network())
        if level == "plain":
            step = program.step("plain", 5)
            for row in zip(x, y, rates, strict=True):
                step(*row)
        else:
            program.run(5, x, y, rates)
        ends.append((flat.numpy(), total.numpy()))
    assert np.array_equal(ends[0][0], ends[1][0])
    assert ends[0][1] == ends[1][1] > 0


def test_training_lowers_the_loss() -> None:
    program, _, total = _train_program(_network())
    x, y, rates = _batches(1)
    losses = []
    for _ in range(50):
        total.assign(0.0)
        program.run(5, x, y, rates)
        losses.append(float(total))
    assert losses[-1] < losses[0] / 10


def test_eager_tape_takes_the_same_step() -> None:
    weights = _network()
    x, _y, _rates = _batches(1)
    with Trace(eager=True) as trace:
        xt = trace.input("x", Spec((5, 2), "float32"), x[0])
        hidden = relu(matmul(xt, weights["hidden/kernel"]))
        assert float(sum(hidden)) >= 0  # Python may look
        loss = sum(square(hidden))
        (slope,) = autodiff.gradients(trace, loss, [trace.traced(weights["hidden/kernel"])])
        assert slope is not None
        weights["hidden/kernel"].assign(weights["hidden/kernel"] - 0.1 * slope)
        before = weights["hidden/kernel"].array.copy()
        trace.commit()
    kernel = before.astype("float64")
    pre = x[0].astype("float64") @ kernel
    expected = kernel - 0.1 * x[0].T @ (2 * np.maximum(pre, 0))
    assert np.allclose(weights["hidden/kernel"].numpy(), expected, atol=1e-5)


def test_a_variable_changed_between_steps_is_seen() -> None:
    scale = Variable(2.0, dtype="float32", name="scale")
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float32"))
        trace.output("y", x * scale)
    program = Program(trace.graph())
    x, y = np.ones((1, 3), "float32"), np.empty((1, 3), "float32")
    program.run(3, x, y)
    assert y.tolist() == [[2, 2, 2]]
    scale.assign(5.0)
    program.run(3, x, y)
    assert y.tolist() == [[5, 5, 5]]


def test_results_are_not_overwritten_by_the_next_step() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float32"))
        trace.output("y", x + 1.0)
    program = Program(trace.graph())
    x = np.arange(6, dtype="float32").reshape(2, 3)
    y = np.empty_like(x)
    program.run(3, x, y)
    assert np.array_equal(y, x + 1)


def test_swapped_state_does_not_alias() -> None:
    a, b = Variable([1.0, 2.0], name="a"), Variable([3.0, 4.0], name="b")
    with Trace() as trace:
        trace.input("x", Spec((BATCH,), "float32"))
        old = a.value
        a.assign(b)
        b.assign(old)
    Program(trace.graph()).run(1, np.zeros((1, 1), "float32"))
    assert a.numpy().tolist() == [3, 4] and b.numpy().tolist() == [1, 2]


def test_old_state_read_after_its_update() -> None:
    a, log = Variable([1.0, 2.0], name="a"), Variable([0.0, 0.0], name="log")
    with Trace() as trace:
        trace.input("x", Spec((BATCH,), "float32"))
        old = a.value
        a.assign(a * 10.0)
        log.assign(old + a)
    Program(trace.graph()).run(1, np.zeros((1, 1), "float32"))
    assert a.numpy().tolist() == [10, 20] and log.numpy().tolist() == [11, 22]


def test_an_input_used_as_both_operands() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 2), "float32"))
        y = x + 1.0
        trace.output("y", matmul(transpose(y), y) - sum(y * y))
    program = Program(trace.graph())
    x = np.arange(4, dtype="float32").reshape(1, 2, 2)
    out = np.empty((1, 2, 2), "float32")
    program.run(2, x, out)
    y = x[0] + 1
    assert np.array_equal(out[0], y.T @ y - (y * y).sum())


def test_buffers_of_a_few_sizes_are_kept() -> None:
    program, _, _ = _train_program(_network())
    for rows in range(1, 12):
        x, y, rates = _batches(2, rows)
        program.run(rows, x, y, rates)
    assert len(program._bound) == 4
    assert len(program._functions) == 1  # nothing was emitted twice


def test_a_dropped_program_takes_its_text_along() -> None:
    program, _, _ = _train_program(_network())
    x, y, rates = _batches(1)
    program.run(5, x, y, rates)
    name = program.function().__code__.co_filename
    assert name in linecache.cache
    del program
    gc.collect()
    assert name not in linecache.cache


def test_python_branch_asks_for_a_value() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float32"))
        with pytest.raises(ConcreteValueError):
            bool(sum(x) > 0)
        with pytest.raises(ConcreteValueError):
            float(x)


def test_values_of_another_trace_are_refused() -> None:
    with Trace() as first:
        kept = first.input("x", Spec((BATCH,), "float32")) + 1.0
    with Trace(), pytest.raises(RuntimeError, match="earlier trace"):
        _ = kept * 2.0
    with pytest.raises(RuntimeError, match="after its trace"):
        _ = kept * 2.0


def test_the_grammar_check_finds_a_wrong_order() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float32"))
        trace.output("y", x + 1.0)
    graph = trace.graph()
    graph.nodes.reverse()
    with pytest.raises(GraphError, match="comes later"):
        check(graph, "test")


def test_saved_program_runs_with_numpy_alone(tmp_path: Path) -> None:
    x, y, rates = _batches(1)
    for level in ("plain", "fast"):
        program, flat, _ = _train_program(_network())
        path = tmp_path / f"{level}.py"
        program.save(path, 5, level)
        np.savez(tmp_path / "batch.npz", x=x[0], y=y[0])
        program.run(5, x, y, rates)
        code = (
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import numpy as np, {level} as p\n"
            "step, state = p.load(); b = np.load('batch.npz')\n"
            + (
                "step(b['x'], b['y'], np.float32(0.1))\n"
                if level == "plain"
                else "step(b['x'][None], b['y'][None], np.full(1, 0.1, 'float32'))\n"
            )
            + "assert 'keras_lite' not in sys.modules\n"
            "np.save('end.npy', state['weights'])"
        )
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=60)
        assert np.array_equal(np.load(tmp_path / "end.npy"), flat.numpy())


def test_a_traceback_shows_the_line_of_the_program() -> None:
    program, _, _ = _train_program(_network())
    wrong = np.zeros((5, 3), "float32")
    with pytest.raises(ValueError) as caught:
        program.run(5, wrong[None], np.zeros((1, 5, 1), "float32"), np.ones(1, "float32"))
    assert "dot(hidden_kernel_transpose" in str(caught.traceback[-1])


def test_a_long_slice_is_run_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its inputs may be rows in an order; outputs and state have the same bits."""
    random = np.random.default_rng(0)
    array, order = random.normal(size=(50, 2)).astype("float32"), random.integers(0, 50, 3 * 100)
    results = []
    for most in (1 << 16, 7):
        monkeypatch.setattr(programs, "_STEPS_TOGETHER", most)
        monkeypatch.setattr(programs, "_BYTES_TOGETHER", 1)
        total = Variable(np.zeros(2, "float32"), name="total")
        with Trace() as trace:
            x = trace.input("x", Spec((BATCH, 2), "float32"))
            trace.output("y", x * total.value)
            total.assign_add(sum(x, axis=(0,)))
        y = np.empty((100, 3, 2), "float32")
        Program(trace.graph()).run(3, Rows(array, order, 100), y)
        results.append((y, total.numpy()))
    np.testing.assert_array_equal(results[0][0], results[1][0])
    np.testing.assert_array_equal(results[0][1], results[1][1])
    np.testing.assert_allclose(results[0][1], array[order].sum(axis=0), rtol=1e-5)


@pytest.mark.parametrize(
    ("values", "steps"),
    [(1, 16384), (512, 32), (16384, 32), (32768, 16), (131072, 4), (7 << 20, 4)],
)
def test_few_long_steps_and_many_short_ones_run_together(values: int, steps: int) -> None:
    with Trace() as trace:
        trace.output("y", trace.input("x", Spec((BATCH, values), "float32")) * 2.0)
    assert Program(trace.graph())._steps_together(1) == steps

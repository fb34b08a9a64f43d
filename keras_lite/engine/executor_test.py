"""Which executor runs a program, and when that may change."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_lite.primitives  # noqa: F401 (registers the operations)
from keras_lite import config
from keras_lite.engine import c_orders, compiler, executor
from keras_lite.engine.emit_c import emit_c
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.library_folder import CannotCompile
from keras_lite.engine.op import call
from keras_lite.engine.program import Program
from keras_lite.engine.rows import Rows
from keras_lite.engine.trace import Trace, scope
from keras_lite.engine.variable import Variable
from keras_lite.errors import KerasLiteWarning

needs_compiler = pytest.mark.skipif(compiler.find() is None, reason="needs a C compiler")


@pytest.fixture(autouse=True)
def choose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(executor, "_said", set())
    monkeypatch.setattr(compiler, "_libraries", {})
    monkeypatch.delenv("KERAS_LITE_EXECUTOR", raising=False)
    monkeypatch.setattr(config, "_settings", {})
    monkeypatch.setattr(c_orders, "install", lambda: None)  # is nothing that a program needs
    return config.set_executor


def _program(name: str = "total") -> tuple[Program, Variable]:
    """y = x + total, and then total += sum(x)."""
    total = Variable(np.zeros(3, "float32"), name=name)
    with Trace() as trace, scope(f"layer_of_{name}"):
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        trace.output("y", x + total)
        total.assign_add(call("sum", x, axis=(0,)))
    return Program(trace.graph(), f"a running sum in {name}"), total


def _run(program: Program, steps: int, n: int) -> np.ndarray:
    x = np.arange(steps * n * 3, dtype="float32").reshape(steps, n, 3)
    y = np.empty_like(x)
    program.run(n, x, y)
    return y


def _expected(steps: int, n: int) -> np.ndarray:
    x = np.arange(steps * n * 3, dtype="float32").reshape(steps, n, 3)
    before = np.cumsum(x.sum(axis=1), axis=0) - x.sum(axis=1)
    return x + before[:, None]


def test_numpy_is_what_short_runs_get_by_default() -> None:
    assert config.executor() == "auto"
    program, _ = _program()
    np.testing.assert_array_equal(_run(program, 4, 9), _expected(4, 9))
    assert program.executor.compiled == {}


@needs_compiler
@pytest.mark.parametrize("n", [1, 5, 9, 64])
def test_c_computes_the_same(choose: Callable[[str], None], n: int) -> None:
    choose("c")
    program, total = _program()
    np.testing.assert_array_equal(_run(program, 4, n), _expected(4, n))
    assert program.executor.compiled[n] is not None
    np.testing.assert_array_equal(total.array, np.arange(4 * n * 3.0).reshape(-1, 3).sum(axis=0))


@pytest.mark.parametrize("how", ["numpy", "c"])
def test_rows_in_an_order(choose: Callable[[str], None], how: str) -> None:
    """The same as with the rows gathered before, whoever gathers them."""
    if how == "c" and compiler.find() is None:
        pytest.skip("needs a C compiler")
    choose(how)
    random = np.random.default_rng(0)
    array, order = random.integers(0, 9, (40, 3)).astype("float32"), random.permutation(40)[:36]
    rows = Rows(array, order, steps=4)
    assert len(rows) == 4
    np.testing.assert_array_equal(rows[-1], array[order[27:]])
    results = []
    for x in (rows, rows.gathered()):
        program, total = _program()
        y = np.empty((4, 9, 3), "float32")
        program.run(9, x, y)
        results += [y, total.array.copy()]
        assert (program.executor.compiled.get(9) is not None) == (how == "c")
    np.testing.assert_array_equal(results[0], results[2])
    np.testing.assert_array_equal(results[1], results[3])
    np.testing.assert_array_equal(results[1], array[order].sum(axis=0))


@needs_compiler
def test_equal_programs_share_what_is_compiled(
    choose: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever their layers are called; state and buffers are each one's own."""
    choose("c")
    started, start = [], compiler.start

    def counted(*arguments: Any) -> None:
        started.append(arguments)
        start(*arguments)

    monkeypatch.setattr(compiler, "start", counted)
    programs = [_program(name) for name in ("total", "sum_9", "sum_10")]
    shown = {emit_c(p.graph, p.title, 9).source for p, _ in programs}
    assert len(shown) == 3
    assert all("layer_of_" in text for text in shown)
    for times, (program, _) in enumerate(programs):
        for _ in range(times):
            _run(program, 2, 9)
    assert len(started) == 1
    compiled = [p.executor.compiled[9] for p, _ in programs[1:]]
    assert compiled[0] is not None and compiled[1] is not None
    assert compiled[0].function is compiled[1].function
    assert "layer_of" not in compiled[0].text.source
    each = np.arange(2 * 9 * 3.0).reshape(-1, 3).sum(axis=0)
    for times, (_, total) in enumerate(programs):
        np.testing.assert_array_equal(total.array, times * each)


@needs_compiler
def test_equal_programs_run_in_two_threads_at_once(choose: Callable[[str], None]) -> None:
    choose("c")
    programs = [_program(name) for name in ("one", "other")]
    expected, wrong = _expected(50, 64), []

    def work(program: Program, total: Variable) -> None:
        for _ in range(40):
            total.assign(np.zeros(3, "float32"))
            if not np.array_equal(_run(program, 50, 64), expected):
                wrong.append(program.title)

    threads = [threading.Thread(target=work, args=pair) for pair in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@needs_compiler
def test_what_cannot_be_compiled_beside_it_does_not_stop_a_program(
    choose: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise CannotCompile("the folder is full")

    monkeypatch.setattr(c_orders, "install", fail)
    choose("c")
    program, _ = _program()
    np.testing.assert_array_equal(_run(program, 2, 5), _expected(2, 5))
    assert program.executor.compiled[5] is not None


@needs_compiler
def test_a_fork_compiles_what_a_thread_of_its_parent_was_at() -> None:
    compilation = executor._Compilation(_program()[0], 5)
    assert compilation.wait() is not None
    compilation.result, compilation.is_done = None, False  # as a fork finds it
    assert compilation.wait() is not None


@needs_compiler
def test_a_few_batch_sizes_are_compiled(choose: Callable[[str], None]) -> None:
    choose("c")
    program, _ = _program()
    for n in range(1, 7):
        total = program.graph.owners[next(iter(program.graph.owners))]
        total.assign(np.zeros(3, "float32"))
        np.testing.assert_array_equal(_run(program, 2, n), _expected(2, n))
    assert list(program.executor.compiled) == [1, 2, 3, 4]


def test_auto_waits_longer_for_what_takes_longer_to_compile() -> None:
    short, long = _program()[0].executor, _program()[0].executor
    calls = 4 * executor.QUICKLY_COMPILED
    long.__dict__["_work"] = (calls, 0)
    assert long._worth == 16 * short._worth == 16 * executor.WORTH_COMPILING


@pytest.mark.slow
@needs_compiler
def test_auto_goes_by_the_steps_alone(choose: Callable[[str], None]) -> None:
    """However they are cut into slices and calls, and only between calls."""
    choose("auto")
    whole, _ = _program()
    worth = int(np.ceil(executor.WORTH_COMPILING / whole.executor._predicted(9)))
    whole.executor.at_boundary()
    _run(whole, worth, 9)
    assert whole.executor.compiled == {}  # in the middle of an epoch nothing changes
    whole.executor.at_boundary()
    assert whole.executor.compiled[9] is not None
    cut, _ = _program()
    for steps in (worth // 2, worth - worth // 2 - 1):
        _run(cut, steps, 9)
        cut.executor.at_boundary()
    assert cut.executor.compiled == {}
    _run(cut, 1, 9)
    cut.executor.at_boundary()
    assert cut.executor.compiled[9] is not None


def test_without_a_compiler_the_default_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no_such_compiler")
    monkeypatch.setattr(executor, "WORTH_COMPILING", 1e-9)
    program, _ = _program()
    np.testing.assert_array_equal(_run(program, 4, 9), _expected(4, 9))
    program.executor.at_boundary()  # warnings are errors here
    assert program.executor.compiled == {9: None}


def test_no_compiler_is_said_once(
    choose: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CC", "no_such_compiler")
    choose("c")
    program, _ = _program()
    with pytest.warns(KerasLiteWarning, match=r"run on NumPy, not compiled: no C compiler"):
        np.testing.assert_array_equal(_run(program, 4, 9), _expected(4, 9))
    other, _ = _program()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(_run(other, 4, 9), _expected(4, 9))


@needs_compiler
def test_a_program_that_c_has_no_form_for_runs_on_numpy(choose: Callable[[str], None]) -> None:
    choose("c")
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        trace.output("y", call("sort", x, axis=1))
    program = Program(trace.graph(), "sorted")
    x = np.array([[[3.0, 1.0, 2.0]]], "float32")
    y = np.empty_like(x)
    program.run(1, x, y)
    np.testing.assert_array_equal(y, [[[1.0, 2.0, 3.0]]])
    assert program.executor.compiled == {1: None}
    assert "sort" in program.executor.declined[1]


@needs_compiler
def test_a_row_that_does_not_exist(choose: Callable[[str], None]) -> None:
    """As on NumPy it is an error, and no memory outside of the table is read or written."""
    choose("c")
    table = Variable(np.arange(6, dtype="float32").reshape(3, 2), name="table")
    with Trace() as trace:
        rows = trace.input("rows", Spec((BATCH,), "int32"))
        trace.output("y", call("take", trace.traced(table), rows, axis=0))
    program = Program(trace.graph(), "rows of a table")
    y = np.zeros((2, 2, 2), "float32")
    program.run(2, np.array([[0, -1], [2, 1]], "int32"), y)
    np.testing.assert_array_equal(y, [[[0, 1], [4, 5]], [[4, 5], [2, 3]]])
    for wrong in (3, -4):
        with pytest.raises(IndexError, match="Step 2"):
            program.run(2, np.array([[0, 1], [1, wrong]], "int32"), y)


@pytest.mark.parametrize("value", ["C", "fast", 1])
def test_other_names_are_refused(choose: Callable[[Any], None], value: Any) -> None:
    with pytest.raises(ValueError, match="set_executor"):
        choose(value)

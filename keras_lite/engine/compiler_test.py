"""The compiler and the folder of what it made: what is loaded, and what is refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keras_lite.engine import compiler, library_folder
from keras_lite.engine.library_folder import CannotCompile

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "long run(long steps, double *x) { x[0] += steps; return 0; }\n"
needs_compiler = pytest.mark.skipif(compiler.find() is None, reason="needs a C compiler")
needs_owners = pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owners here")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(compiler, "_libraries", {})
    return tmp_path / "keras_lite"


def _load_anew(source: str, pointers: int) -> Callable[..., int]:
    """As in a process that knows nothing of what was loaded before."""
    compiler._libraries.clear()
    return compiler.load(source, pointers)


def _only(folder: Path, suffix: str) -> Path:
    (path,) = folder.glob(f"*{suffix}")
    return path


def _replace(path: Path, content: bytes) -> None:
    """Puts another file in the place: the old one is in use by this process."""
    path.unlink()
    path.write_bytes(content)
    path.chmod(0o600)


def _never(*_: Any) -> None:
    raise AssertionError("the compiler was started")


@needs_compiler
def test_compiled_once_and_then_taken_from_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler.load(SOURCE, 1)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {p.suffix for p in folder.iterdir()} == {".so", ".sum", ".c"}
    assert _only(folder, ".c").read_text() == SOURCE
    monkeypatch.setattr(compiler, "start", _never)
    import numpy as np

    x = np.array([2.0])
    assert _load_anew(SOURCE, 1)(40, x.ctypes.data) == 0
    assert x[0] == 42.0
    with pytest.raises(AssertionError, match="was started"):
        _load_anew(SOURCE + " ", 1)


@needs_compiler
def test_what_is_loaded_stays_so_for_the_process(folder: Path) -> None:
    """Whatever becomes of the folder: memory of many equal models stays flat."""
    first = compiler.load(SOURCE, 1)
    assert compiler.load(SOURCE, 1) is first
    assert library_folder.clear() == 1
    assert compiler.load(SOURCE, 1) is first
    assert list(folder.iterdir()) == []


@needs_compiler
def test_threads_that_want_the_same_wait_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    started, start = [], compiler.start

    def slow(*arguments: Any) -> None:
        started.append(arguments)
        time.sleep(0.05)  # until the others are there, too
        start(*arguments)

    monkeypatch.setattr(compiler, "start", slow)
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(compiler.load(SOURCE, 1))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(started) == 1
    assert len(found) == 3
    assert len(set(map(id, found))) == 1


@needs_compiler
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_process_waits_for_no_thread_of_its_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start, begun, go_on = compiler.start, threading.Event(), threading.Event()

    def slow(*arguments: Any) -> None:
        begun.set()
        go_on.wait(30)
        start(*arguments)

    monkeypatch.setattr(compiler, "start", slow)
    thread = threading.Thread(target=compiler.load, args=(SOURCE, 1))
    thread.start()
    assert begun.wait(30)
    child = os.fork()
    if not child:
        signal.alarm(30)  # in vain it would wait for ever
        try:
            monkeypatch.setattr(compiler, "start", start)
            compiler.load(SOURCE, 1)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    go_on.set()
    thread.join()
    assert os.waitstatus_to_exitcode(status) == 0


@needs_compiler
def test_what_failed_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise CannotCompile("a full disk")

    with monkeypatch.context() as patch:
        patch.setattr(compiler, "start", fails)
        with pytest.raises(CannotCompile, match="a full disk"):
            compiler.load(SOURCE, 1)
    assert compiler.load(SOURCE, 1)


@needs_compiler
def test_what_was_changed_afterwards_is_not_loaded(folder: Path) -> None:
    compiler.load(SOURCE, 1)
    library = _only(folder, ".so")
    _replace(library, library.read_bytes() + b"\0")
    with pytest.raises(CannotCompile, match="not what was compiled there"):
        _load_anew(SOURCE, 1)
    assert library_folder.clear() == 1
    _load_anew(SOURCE, 1)


@needs_compiler
def test_a_library_under_another_name_is_not_loaded(folder: Path) -> None:
    """Not even with the sum that belongs to it."""
    compiler.load(SOURCE, 1)
    first = {s: _only(folder, s).read_bytes() for s in (".so", ".sum")}
    library_folder.clear()
    _load_anew(SOURCE.replace("+=", "-="), 1)
    for suffix, content in first.items():
        _replace(_only(folder, suffix), content)
    with pytest.raises(CannotCompile, match="not what was compiled there"):
        _load_anew(SOURCE.replace("+=", "-="), 1)


@needs_compiler
@needs_owners
def test_what_others_own_or_may_write_is_not_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler.load(SOURCE, 1)
    _only(folder, ".so").chmod(0o620)
    with pytest.raises(CannotCompile, match="open to others"):
        _load_anew(SOURCE, 1)
    _only(folder, ".so").chmod(0o600)
    folder.chmod(0o750)
    with pytest.raises(CannotCompile, match="open to others"):
        _load_anew(SOURCE, 1)
    folder.chmod(0o700)
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(CannotCompile, match="belongs to another user"):
        _load_anew(SOURCE, 1)


@needs_compiler
def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    compiler.load(SOURCE, 1)
    library = _only(folder, ".so")
    library.rename(tmp_path / "elsewhere.so")
    library.symlink_to(tmp_path / "elsewhere.so")
    with pytest.raises(CannotCompile, match="no plain file"):
        _load_anew(SOURCE, 1)
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    with pytest.raises(CannotCompile, match="no folder of its own"):
        _load_anew(SOURCE, 1)
    assert library_folder.clear() == 0


@needs_compiler
def test_a_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(CannotCompile, match="no folder for compiled programs"):
        compiler.load(SOURCE, 1)


def test_without_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no_such_compiler")
    assert compiler.find() is None
    with pytest.raises(CannotCompile, match="no C compiler was found"):
        compiler.load(SOURCE, 1)


def test_the_compiler_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", f"{sys.executable} -c 'raise SystemExit(3)'")
    found = compiler.find()
    assert found is not None
    assert found.command[1:] == ("-c", "raise SystemExit(3)")
    with pytest.raises(CannotCompile, match="failed: no message"):
        compiler.load(SOURCE, 1)


@needs_compiler
def test_an_error_of_the_compiler_is_one_line(folder: Path) -> None:
    with pytest.raises(CannotCompile, match="failed: .*error") as caught:
        compiler.load("long run(long steps) { return nothing; }", 0)
    assert "\n" not in str(caught.value)
    assert list(folder.iterdir()) == []


@needs_compiler
def test_the_oldest_go_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiler.load(SOURCE, 1)
    first = _only(folder, ".so")
    os.utime(first, (1, 1))
    monkeypatch.setattr(library_folder, "LARGEST", first.stat().st_size * 3 // 2)
    _load_anew(SOURCE + " ", 1)
    assert not first.exists()
    assert {p.suffix for p in folder.iterdir()} == {".so", ".sum", ".c"}


@needs_compiler
def test_what_a_broken_process_left_goes_after_an_hour(folder: Path) -> None:
    compiler.load(SOURCE, 1)
    for name, age in (("compiling_old", 3700), ("compiling_new", 10)):
        (folder / name).mkdir()
        (folder / name / "program.c").write_text("")
        os.utime(folder / name, (time.time() - age,) * 2)
    _load_anew(SOURCE + " ", 1)
    assert [path.name for path in folder.glob("compiling_*")] == ["compiling_new"]


@pytest.mark.parametrize(
    ("there", "taken"),
    [
        ({"cc", "gcc", "clang"}, "cc"),
        ({"gcc", "clang"}, "gcc"),
        ({"clang"}, "clang"),
    ],
)
def test_the_first_of_those_that_are_there(
    there: set[str], taken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CC", raising=False)
    for name in there:
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = compiler.find()
    assert found is not None
    assert found.command == (str(tmp_path / taken),)


def test_flags_leave_numbers_as_they_are() -> None:
    """With -ffast-math the whole process may round denormal numbers to zero."""
    loose = ("fast-math", "finite-math", "associative", "reciprocal", "unsafe", "Ofast")
    assert not [flag for flag in compiler.FLAGS for word in loose if word in flag]


@pytest.mark.slow
def test_the_compiler_of_a_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The package ziglang, for machines without a compiler."""
    pytest.importorskip("ziglang", reason="needs the package ziglang")
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = compiler.find()
    assert found is not None
    assert found.command == (sys.executable, "-m", "ziglang", "cc")
    import numpy as np

    x = np.array([2.0])
    small = np.float32(1e-30) * np.array([1e-12, 1.0], "float32")
    assert compiler.load(SOURCE, 1)(40, x.ctypes.data) == 0
    assert x[0] == 42.0
    assert np.count_nonzero(small * np.float32(0.5)) == 2


@needs_compiler
@pytest.mark.slow
def test_two_processes_at_once(folder: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from keras_lite.engine import compiler\n"
        f"for i in range(3): compiler.load({SOURCE!r} + ' ' * i, 1)"
    )
    started = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [process.wait(60) for process in started] == [0, 0]
    assert len(list(folder.glob("*.so"))) == len(list(folder.glob("*.sum"))) == 3
    assert list(folder.glob("compiling_*")) == []

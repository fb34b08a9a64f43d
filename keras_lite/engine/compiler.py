"""The system's C compiler, and what it makes, loaded. The only module that starts one."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from keras_lite.engine import library_folder
from keras_lite.engine.library_folder import CannotCompile, NoCompiler

FLAGS = (
    "-std=gnu11",
    "-O3",
    "-march=native",
    # What follows keeps every result: nobody looks at errno or at the processor's traps.
    "-fno-math-errno",
    "-fno-trapping-math",
    # `#pragma omp simd` is obeyed. Nothing looser: -ffast-math loses NaN, and with gcc before 13
    # a library linked with it makes the whole process round denormal numbers to zero.
    "-fopenmp-simd",
    # Integers that grow too large wrap around, as NumPy's do.
    "-fwrapv",
    "-pthread",
    "-fPIC",
    "-shared",
)
_SECONDS = 120


@dataclass(frozen=True)
class Compiler:
    """A C compiler.

    Attributes:
        command: how it is started.
        identity: what changes when another compiler stands there.
    """

    command: tuple[str, ...]
    identity: str


def find() -> Compiler | None:
    """`$CC`, cc, gcc, clang, or the one in the `ziglang` wheel; `None` if there is none."""
    named = os.environ.get("CC")
    for text in [named] if named else ["cc", "gcc", "clang"]:
        words = shlex.split(text)
        path = shutil.which(words[0]) if words else None
        if path is not None:
            return Compiler((path, *words[1:]), _identity(path))
    found = importlib.util.find_spec("ziglang") if not named else None
    if found is not None and found.origin is not None:
        command = (sys.executable, "-m", "ziglang", "cc")
        return Compiler(command, _identity(found.origin))
    return None


def _identity(path: str) -> str:
    real = os.path.realpath(path)
    found = os.stat(real)
    return f"{real} {found.st_size} {found.st_mtime_ns}"


@cache
def _processor() -> str:
    """What `-march=native` looks at."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    wanted = ("model name", "flags", "Features", "CPU part", "isa")
    found = dict.fromkeys(line for line in lines if line.startswith(wanted))
    return "\n".join([platform.machine(), *found])


# Libraries. ------------------------------------------------------------------------------------


@dataclass
class _Library:
    """What became of one source in this process; who comes second waits for the first."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    function: Callable[..., int] | None = None


_libraries: dict[str, _Library] = {}
if hasattr(os, "register_at_fork"):
    # Threads that hold a lock do not live on in a forked process.
    os.register_at_fork(after_in_child=lambda: _libraries.clear())


def load(source: str, pointers: int) -> Callable[..., int]:
    """The function `run` of C source: known already, from the folder of libraries, or compiled now.

    Args:
        source: defines `long run(long steps, ...)`.
        pointers: how many pointers it takes after the steps.

    Returns:
        A function of as many integers; Python's lock is released while it runs. All who ask for
        the same source get the same one, so it must keep nothing of one program.

    Raises:
        CannotCompile: without a compiler, if it fails, or if the folder cannot be trusted.
    """
    compiler = find()
    if compiler is None:
        raise NoCompiler("no C compiler was found ($CC, cc, gcc, clang, or the package ziglang)")
    key = _key(source, compiler)
    library = _libraries.setdefault(key, _Library())
    with library.lock:
        if library.function is None:
            library.function = typed(_run_of(key, source, compiler), pointers)
        return library.function


def _run_of(key: str, source: str, compiler: Compiler) -> Any:
    path = library_folder.checked_folder() / f"{key}.so"
    if not path.exists():
        library_folder.write(path, source, lambda aside: start(compiler, aside))
    library_folder.check(path)
    try:
        return ctypes.CDLL(str(path)).run
    except (OSError, AttributeError) as error:
        raise CannotCompile(f"a compiled program cannot be loaded: {error}") from None


def typed(function: Any, pointers: int) -> Callable[..., int]:
    """A function `run` of a library, made to take integers."""
    function.restype = ctypes.c_long
    function.argtypes = [ctypes.c_long] + [ctypes.c_void_p] * pointers
    return function  # type: ignore[no-any-return]


def address(array: Any) -> int:
    """Where an array begins in memory, as such functions are told it."""
    try:
        return ctypes.addressof(ctypes.c_char.from_buffer(array))  # a third of the time
    except (TypeError, ValueError):  # read-only, empty, or in pieces
        return array.__array_interface__["data"][0]  # type: ignore[no-any-return]


def _key(source: str, compiler: Compiler) -> str:
    parts = (source, compiler.identity, " ".join((*compiler.command, *FLAGS)), _processor())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def start(compiler: Compiler, target: Path) -> None:
    """Makes the library `target` out of `program.c` beside it."""
    command = [*compiler.command, *FLAGS, "-o", target.name, "program.c", "-lm"]
    try:
        done = subprocess.run(
            command,
            cwd=target.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            start_new_session=True,  # Ctrl-C is for the training, and this ends by itself
        )
    except subprocess.TimeoutExpired:
        raise CannotCompile(f"{compiler.command[0]} took more than {_SECONDS} s") from None
    if done.returncode or not target.exists():
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
        said = next((line for line in lines if "error" in line), lines[-1])
        raise CannotCompile(f"{compiler.command[0]} failed: {said.strip()[:200]}")

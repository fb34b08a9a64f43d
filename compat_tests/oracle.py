"""A warm process that holds one library and answers calls, so TensorFlow is imported once.

    def probe(keras, x):
        return keras.ops.relu(x)

    with Oracle("keras") as real:
        real.call(probe, numpy.array([-1.0, 2.0]))     # runs in the process that holds Keras
    probe(keras_lite, numpy.array([-1.0, 2.0]))        # the same probe on ours

A probe is a function whose first argument is the library. Its source is sent, so it sees only its
arguments, `numpy`/`np` and what it imports itself; a text "module:name" is imported over there
instead. Tensors and variables come back as NumPy arrays, inside tuples, lists and dicts. What the
probe prints is kept in `Oracle.printed`; an exception comes back as `OracleError`.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import io
import os
import pickle
import struct
import subprocess
import sys
import tempfile
import textwrap
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).resolve().parents[1]
NEEDS = {"keras": "tensorflow", "tf_keras": "tf_keras", "keras_lite": "keras_lite"}
_SIZE = struct.Struct("<Q")


class OracleError(Exception):
    """A probe raised; `kind` is the name of the exception's class, `message` its text."""

    def __init__(self, kind: str, message: str, trace: str) -> None:
        super().__init__(f"{kind}: {message}\n--- there ---\n{trace}")
        self.kind, self.message, self.trace = kind, message, trace


def available(library: str) -> bool:
    """Whether `library` and what it runs on are installed; imports nothing."""
    return all(importlib.util.find_spec(name) is not None for name in {library, NEEDS[library]})


class Oracle:
    """One process that holds `library` ("keras", "tf_keras" or "keras_lite"), started by a call.

    `threads` limits TensorFlow's threads (None: as many as it likes, for the benchmark).
    `settings` are environment variables for the process.
    """

    def __init__(
        self, library: str, threads: int | None = 2, settings: dict[str, str] | None = None
    ) -> None:
        self.library = library
        self.threads = threads
        self.settings = settings or {}
        self.printed = ""
        self._process: Any = None
        self._errors: Any = None

    def __enter__(self) -> Oracle:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(
        self, probe: Callable[..., Any] | str, *args: Any, timeout: float = 300, **kwargs: Any
    ) -> Any:
        """`probe(library, *args, **kwargs)` in the process; its result, as NumPy and plain Python.

        Raises:
            OracleError: if the probe raises.
            RuntimeError: if the process dies, or is ended because `timeout` seconds are over.
        """
        request = (_portable(probe), args, kwargs)
        process = self._process or self._start()
        alarm = threading.Timer(timeout, process.kill)
        alarm.start()
        try:
            _send(process.stdin, request)
            answer = _receive(process.stdout)
        except (EOFError, BrokenPipeError, struct.error) as error:
            text = self._last_words()
            self.close()
            raise RuntimeError(
                f"the process of {self.library} ended during a call (limit {timeout} s):\n{text}"
            ) from error
        finally:
            alarm.cancel()
        self.printed = answer["printed"]
        if "kind" in answer:
            raise OracleError(answer["kind"], answer["message"], answer["trace"])
        return answer["result"]

    def close(self) -> None:
        """Ends the process; the next call starts a new one."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):  # it may have died before
            process.stdin.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        self._errors.close()

    def _start(self) -> Any:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "compat_tests.oracle", self.library],
            cwd=ROOT,
            env={**environment(self.threads), **self.settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        return self._process

    def _last_words(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")[-4000:]


def environment(threads: int | None = 2) -> dict[str, str]:
    """What both libraries are compared in: no GPU, no terminal width, no picture windows."""
    env = dict(os.environ)
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "KERAS_BACKEND"):
        env.pop(name, None)
    env.update(
        TF_CPP_MIN_LOG_LEVEL="3",
        CUDA_VISIBLE_DEVICES="-1",
        MPLBACKEND="agg",
        PYTHONIOENCODING="utf-8",
        PYTHONPATH=os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    )
    if threads is not None:
        env.update(TF_NUM_INTRAOP_THREADS=str(threads), TF_NUM_INTEROP_THREADS=str(threads))
    return env


def _portable(probe: Callable[..., Any] | str) -> tuple[str, str]:
    """("import", "module:name") or (source, name)."""
    if isinstance(probe, str):
        return "import", probe
    source = textwrap.dedent(inspect.getsource(probe))
    if not source.startswith("def "):
        raise TypeError(
            "Oracle.call: the probe is not a plain function whose source can be sent "
            f"(its source begins with {source[:40]!r}); write it with `def`, undecorated, "
            "or name it as 'module:function'"
        )
    return source, probe.__name__


def _send(stream: BinaryIO | Any, value: object) -> None:
    data = pickle.dumps(value, protocol=5)
    stream.write(_SIZE.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: BinaryIO | Any) -> Any:
    (size,) = _SIZE.unpack(stream.read(_SIZE.size))
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return pickle.loads(data)


def plain(value: Any) -> Any:
    """`value` with every tensor and variable in it as a NumPy array, so that it can be pickled."""
    import numpy

    if value is None or isinstance(value, (bool, int, float, complex, str, bytes, numpy.generic)):
        return value
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [plain(item) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, numpy.ndarray):
        return numpy.array(value, copy=True, subok=False)
    if hasattr(value, "numpy"):
        return numpy.array(value.numpy(), subok=False)
    raise TypeError(
        f"a probe returned {type(value).__name__}, which is neither plain Python nor an array"
    )


def _answer(library: Any, request: tuple[tuple[str, str], tuple[Any, ...], dict[str, Any]]) -> Any:
    import numpy

    (source, name), args, kwargs = request
    if source == "import":
        module, _, function = name.partition(":")
        probe = getattr(importlib.import_module(module), function)
    else:
        scope: dict[str, Any] = {"numpy": numpy, "np": numpy, "__name__": "probe"}
        exec(
            compile("from __future__ import annotations\n" + source, f"<probe {name}>", "exec"),
            scope,
        )
        probe = scope[name]
    return plain(probe(library, *args, **kwargs))


def serve(name: str) -> None:
    """The process's side: imports the library called `name` and answers until the pipe closes."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what C code prints must not end up between the answers
    if name == "tf_keras":
        os.environ["TF_USE_LEGACY_KERAS"] = "1"
    library = importlib.import_module(name)
    while True:
        try:
            request = _receive(requests)
        except (EOFError, struct.error):
            return
        printed = io.StringIO()
        answer: dict[str, Any] = {}
        try:
            with contextlib.redirect_stdout(printed):
                answer["result"] = _answer(library, request)
        except BaseException as error:  # a script's SystemExit is an answer too
            answer.update(
                kind=type(error).__name__, message=str(error), trace=traceback.format_exc()
            )
        answer["printed"] = printed.getvalue()
        _send(answers, answer)


if __name__ == "__main__":
    serve(sys.argv[1])

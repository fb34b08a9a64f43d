"""Where and with what a benchmark ran."""

from __future__ import annotations

import contextlib
import datetime
import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

PACKAGES = (
    *("numpy", "keras", "tensorflow-cpu", "tensorflow", "jax", "torch", "scikit-learn"),
    "keras-lite",
)


def description() -> dict[str, Any]:
    """The machine, the versions, the day."""
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "memory_gb": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "blas": _blas(),
        "compiler": _compiler(),
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "versions": _versions(),
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):  # not compared with
            found[name] = importlib.metadata.version(name)
    return found


def _cpu() -> str:
    """The processor's name, and the widest vectors that it has."""
    with contextlib.suppress(OSError):  # systems without /proc
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        fields = dict(
            map(str.strip, line.split(":", 1)) for line in text.splitlines() if ":" in line
        )
        flags = fields.get("flags", "").split()
        wide = next((name for name in ("avx512f", "avx2", "sse2") if name in flags), "")
        return f"{fields.get('model name', platform.machine())} ({wide})"
    return platform.processor() or platform.machine()


def _memory() -> int:
    """Memory in GiB; 0 on systems that do not say."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    return 0


def _blas() -> str:
    import numpy

    found: Any = numpy.show_config(mode="dicts")
    blas = found["Build Dependencies"]["blas"]
    return f"{blas['name']} {blas['version']}"


def _compiler() -> str:
    """What `cc` says of itself; empty if there is none."""
    for name in (os.environ.get("CC", ""), "cc", "gcc", "clang"):
        # No such program, one that is no compiler, or one that says nothing: on to the next.
        with contextlib.suppress(OSError, subprocess.SubprocessError, IndexError):
            said = subprocess.run(
                [name, "--version"], capture_output=True, text=True, check=True, timeout=10
            )
            return said.stdout.splitlines()[0]
    return ""

"""Two thousand damaged files; `python -m compat_tests.saving_fuzz 200000` makes more of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from compat_tests import saving_fuzz

ROOT = Path(__file__).resolve().parents[1]


def test_damaged_files_load_or_raise_our_errors_and_do_no_harm() -> None:
    """In a process of its own, whose memory and whose interpreter are watched."""
    done = subprocess.run(
        [sys.executable, "-m", "compat_tests.saving_fuzz", "2000", "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)
    assert sum(outcomes.values()) == 2000
    assert outcomes["loaded"] > 100 and outcomes["InvalidFile"] > 500


def test_the_watch_hears_what_no_file_may_do(tmp_path: Path) -> None:
    """A watch that hears nothing would find nothing."""
    code = (
        "import os, sys; from compat_tests.saving_fuzz import Watch; watch = Watch();"
        "watch.allowed = 'a'; open(os.devnull).close(); os.system('true'); import colorsys;"
        "watch.allowed = None; print(*watch.harm, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heard = done.stdout.splitlines()
    for harm in (f"open {os.devnull}", "os.system", "import colorsys"):
        assert any(line.startswith(harm) for line in heard), harm


def test_other_errors_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path) -> None:
        raise KeyError("not one of ours")

    sample = next(path for path, _ in saving_fuzz.readers())
    monkeypatch.setattr(saving_fuzz, "readers", lambda: [(sample, broken)])
    monkeypatch.setattr(
        saving_fuzz, "Watch", lambda: type("W", (), {"harm": [], "allowed": None})()
    )
    with pytest.raises(KeyError):
        saving_fuzz.run(1)

"""Code in a Python process of its own: what importing does, only a fresh one shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def printed(code: str, seconds: float = 120, **settings: str) -> str:
    """What the code prints when it runs in the root of the repository.

    Args:
        code: Python source.
        seconds: It may take so long.
        settings: Variables of its environment, beside those of this process.

    Raises:
        AssertionError: with what it says about itself, if it fails.
    """
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

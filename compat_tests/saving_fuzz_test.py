"""Two thousand damaged files; `python -m compat_tests.saving_fuzz --record` makes 200,000."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from compat_tests import saving_fuzz
from compat_tests.child import ROOT, printed
from compat_tests.saving_fuzz_mutants import mutant
from compat_tests.saving_samples import ROOT as SAMPLES

XOR = SAMPLES / "keras3" / "xor.keras"


@pytest.mark.slow
def test_damaged_files_load_or_raise_our_errors_and_do_no_harm() -> None:
    """In a process of its own, whose memory and whose interpreter are watched."""
    done = subprocess.run(
        [sys.executable, "-m", "compat_tests.saving_fuzz", "2000", "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert not found["harms"], "\n".join(found["harms"][:5])
    assert done.returncode == 0 and sum(found["outcomes"].values()) == 2000
    assert found["outcomes"]["loaded"] > 300 and found["outcomes"]["InvalidFile"] > 500
    for kind, outcomes in found["kinds"].items():
        assert outcomes.get("loaded"), f"all damaged files of the kind {kind} are refused"


def test_the_recorded_run_found_no_harm_in_200000_files() -> None:
    found = json.loads(saving_fuzz.RECORD.read_text())
    assert found["mutants"] >= 200_000 and sum(found["outcomes"].values()) == found["mutants"]
    assert found["harms"] == [] and "harm" not in found["outcomes"]
    assert found["slowest_seconds"] < 5 and found["more_memory_mb"] < 500
    assert {"date", "seed", "versions", "minutes"} <= set(found)
    own = {"own .keras", "own .h5", "own .weights.h5", "own JSON", "own folder", "own shards",
           "own backup", "own legacy weights"}  # fmt: skip
    assert own | {".keras", ".h5", ".weights.h5", "JSON", "legacy weights"} <= set(found["kinds"])


def test_the_watch_hears_what_no_file_may_do() -> None:
    """A watch that hears nothing would find nothing."""
    code = (
        "import os, sys; from compat_tests.saving_fuzz_watch import Watch; watch = Watch();"
        "watch.allowed = 'a'; open(os.devnull).close(); os.system('true'); import colorsys;"
        "eval('1'); os.listdir('.'); os.close(os.open('a', os.O_CREAT)); os.remove('a');"
        "watch.allowed = None; print(*watch.harm, sep='\\n')"
    )
    heard = printed(code).splitlines()
    for harm in ("open /dev/null", "os.system", "import colorsys", "compile", "exec", "os.listdir",
                 "open for writing a", "os.remove"):  # fmt: skip
        assert any(line.startswith(harm) for line in heard), harm


HARMFUL = """
import sys, time
from pathlib import Path
from compat_tests import saving_fuzz, saving_fuzz_watch
saving_fuzz_watch.SECONDS = 0.2
saving_fuzz_watch.limit_memory()
def wait(path):
    while True: pass
def fill(path):
    bytearray(10**9)
def crash(path):
    {}["not one of ours"]
def read(path):
    open("/dev/null").close()
def hide(path):
    try:
        bytearray(10**9)
    except MemoryError as error:
        raise saving_fuzz.KerasLiteError("too large") from error
def shout(path):
    raise saving_fuzz.KerasLiteError("\\x1b[2J")
watch = saving_fuzz_watch.Watch()
for reader in (wait, fill, crash, read, hide, shout):
    print(reader.__name__, saving_fuzz._outcome(reader, Path("x"), watch).split("\\n")[0])
"""


def test_every_kind_of_harm_is_told() -> None:
    found = dict(line.split(" ", 1) for line in printed(HARMFUL).splitlines())
    reasons = {
        "wait": "more than 0.2 s", "fill": "MemoryError", "crash": "KeyError",
        "read": "open /dev/null", "hide": "more than 500 MB", "shout": "control",
    }  # fmt: skip
    assert set(found) == set(reasons)
    for name, reason in reasons.items():
        assert found[name].startswith("harm: ") and reason in found[name]


def test_mutants_get_past_the_check_sums(tmp_path: Path) -> None:
    """Files that only the first check refuses would test nothing else."""
    others, whole, changed = [XOR], 0, set()
    for i in range(200):
        data = mutant(XOR, others, random.Random(i))
        assert data == mutant(XOR, others, random.Random(i)), "the same seed, the same file"
        changed.add(data)
        path = tmp_path / "x.keras"
        path.write_bytes(data)
        if zipfile.is_zipfile(path):
            whole += _opens(path)
    assert len(changed) > 150 and whole > 150


def _opens(path: Path) -> bool:
    """Whether an archive is whole: each of these is what `zipfile` says of a damaged one."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False


def test_harm_is_recorded_with_the_file_that_did_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path) -> Any:
        raise KeyError("not one of ours")

    sample = saving_fuzz.Sample(XOR, ".keras", broken)
    monkeypatch.setattr(saving_fuzz, "samples", lambda folder: [sample])
    found = saving_fuzz.run(3, keep=tmp_path)
    assert found["outcomes"] == {"harm": 3} and len(list(tmp_path.iterdir())) == 3
    assert "made of keras3/xor.keras: harm: KeyError: 'not one of ours'" in found["harms"][0]

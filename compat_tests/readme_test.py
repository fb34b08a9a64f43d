"""README.md says what is so: its programs run, its links lead somewhere, its program is today's."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from compat_tests.oracle import ROOT, environment
from compat_tests.readme import (
    README,
    excerpt,
    program_of_first_block,
    python_blocks,
    section,
    write_section,
)


@pytest.mark.slow
def test_every_python_block_but_the_generated_one_runs(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    generated, _ = section("program", text)
    blocks = [block for block in python_blocks() if block not in generated]
    assert blocks
    for number, block in enumerate(blocks):
        script = tmp_path / f"block{number}.py"
        script.write_text(block, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(script)],
            env=environment(),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == 0, f"{block}\n{done.stderr}"


@pytest.mark.slow
def test_shown_program_is_the_one_emitted() -> None:
    shown, _ = section("program", README.read_text(encoding="utf-8"))
    assert shown == f"\n{excerpt(program_of_first_block())}\n"


def test_links_lead_to_files() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_section_is_written_between_its_markers(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("a\n<!-- x: generated -->\nold\n<!-- x: end -->\nb\n", encoding="utf-8")
    write_section("x", "new", path)
    write_section("x", "newer", path)
    assert path.read_text(encoding="utf-8") == (
        "a\n<!-- x: generated -->\nnewer\n<!-- x: end -->\nb\n"
    )
    with pytest.raises(ValueError, match="must each stand there once"):
        write_section("y", "new", path)

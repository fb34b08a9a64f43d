"""Every example runs, says what it found, and writes pictures with something on them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent

# name: (pictures, what must stand in the output)
EXAMPLES = {
    "first_network": (["first_network.png"], r"dense: 6 weights \+ 2 biases = 8\n"),
    "house_prices": (["house_prices.png"], r"\$ 600,000 \| \$ 12,000"),
    "regression": (["regression.png"], r"\(5,\) +0\.[3-6]"),
    "binary_classifier": (["binary_classifier.png"], r"normalised inputs: accuracy .* 0\.[6-9]"),
    "multi_class": (["multi_class.png"], r"accuracy on 497 new digits: 0\.[89]"),
    "hello_keras": (["hello_keras.png"], r"32 units, batches of  32: accuracy 0\.9"),
    "xor": (["xor_boundary.png"], r"val_accuracy: 0\.9"),
    "xor_document": (["loss.png", "xor.png"], r"right on (9[89]|100)\.\d\d% of 5000 new points"),
}


def test_every_example_is_tested() -> None:
    scripts = {path.stem for path in FOLDER.glob("*.py")} - {"examples_test", "__init__"}
    assert scripts == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_is_short_and_says_what_it_shows(name: str) -> None:
    lines = (FOLDER / f"{name}.py").read_text().splitlines()
    assert len(lines) <= 60
    assert lines[0].startswith('"""Shows ')


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_example_runs_and_writes_its_pictures(name: str, tmp_path: Path) -> None:
    pictures, expected = EXAMPLES[name]
    output = _output_of(name, tmp_path)
    assert re.search(expected, output), output[-2000:]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(pictures)
    for picture in pictures:
        assert _shows_something(tmp_path / picture)


def _output_of(name: str, pictures: Path) -> str:
    script = FOLDER / f"{name}.py"
    command = _demo_command() if name == "xor_document" else [str(script)]
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, *command],
        env={
            **os.environ,
            "KERAS_LITE_PICTURES": str(pictures),
            "PYTHONPATH": paths,
            "PYTHONIOENCODING": "utf-8",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _demo_command() -> list[str]:
    """The arguments that `make demo` gives to Python, seed included."""
    found = re.search(r"-m keras_lite run --seed \d+ \S+", (ROOT / "Makefile").read_text())
    assert found is not None
    return found.group().split()


def _shows_something(path: Path) -> bool:
    """Whether more than one pixel in a hundred is not the background's white."""
    import matplotlib.image

    pixels = matplotlib.image.imread(path)[:, :, :3]
    return bool((pixels.min(axis=2) < 0.9).mean() > 0.01)

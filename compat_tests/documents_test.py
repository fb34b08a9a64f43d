"""The documents' programs in keras_lite and in the real Keras: equal numbers, texts and shapes."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy
import pytest

from compat_tests.comparison import HEADINGS, Record, Row, compare, relative, scaled
from compat_tests.documents import PROGRAMS, Program, program, real_source, swapped_source
from compat_tests.documents_table import (
    DOCUMENTS_GOLDEN,
    WAYS,
    XOR_GOLDEN,
    lite_record,
    real_record,
)
from compat_tests.oracle import ROOT, Oracle, environment
from compat_tests.readme import README, section

NAMES = [entry.name for entry in PROGRAMS]


@pytest.fixture(scope="module")
def lite() -> Iterator[Oracle]:
    """keras_lite in a process of its own, as the real Keras has one."""
    with Oracle("keras_lite") as oracle:
        yield oracle


@pytest.fixture(scope="module")
def ours(lite: Oracle) -> Callable[[str, str], Record]:
    """The record of one program in one of the `WAYS`, made once."""
    return functools.cache(lambda name, way: lite_record(lite, program(name), way))


@pytest.fixture(scope="module")
def theirs(real_keras: Oracle) -> Callable[[str], Record]:
    """The record of one program under the real Keras, made once."""
    return functools.cache(lambda name: real_record(real_keras, program(name)))


@pytest.fixture(scope="module")
def golden() -> dict[str, Record]:
    return json.loads(DOCUMENTS_GOLDEN.read_text())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_the_recorded_keras(
    ours: Callable[[str, str], Record],
    golden: dict[str, Record],
    compared: dict[str, list[Row]],
    name: str,
    way: str,
) -> None:
    row = compare(program(name), way, _as_json(ours(name, way)), golden[name])
    compared["as recorded"].append(row)
    assert row.problems() == []


@pytest.mark.live
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_the_live_keras(
    ours: Callable[[str, str], Record],
    theirs: Callable[[str], Record],
    compared: dict[str, list[Row]],
    name: str,
    way: str,
) -> None:
    row = compare(program(name), way, ours(name, way), theirs(name))
    compared["live"].append(row)
    assert row.problems() == []


@pytest.mark.live
@pytest.mark.parametrize("name", NAMES)
def test_golden_is_what_keras_does_today(
    theirs: Callable[[str], Record], golden: dict[str, Record], name: str
) -> None:
    row = compare(program(name), "the real Keras", _as_json(theirs(name)), golden[name])
    assert row.problems() == []


def _as_json(record: Record) -> Record:
    return json.loads(json.dumps(record))


@pytest.mark.parametrize("way", WAYS)
def test_house_prices_are_exact(ours: Callable[[str, str], Record], way: str) -> None:
    plain, hidden = (item["rows"] for item in ours("house_prices", way)["predictions"])
    assert plain == [[200000.0], [300000.0], [400000.0]]
    assert hidden == [[200000.0], [300000.0], [600000.0]]


@pytest.mark.parametrize("name", ["house_prices", "first_network"])
@pytest.mark.slow
def test_command_line_prints_what_keras_prints(name: str, golden: dict[str, Record]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "keras_lite", "run", "--seed", "1", str(program(name).path)],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    (summary,) = golden[name]["summaries"]
    assert summary in done.stdout
    if name == "house_prices":
        losses = re.findall(r"\$([\d,]+)$", done.stdout, flags=re.M)
        assert losses == ["12,000", "2,000", "188,000", "12,000", "2,000", "12,000"]


def test_hidden_layer_of_the_first_network_has_8_parameters(golden: dict[str, Record]) -> None:
    (summary,) = golden["first_network"]["summaries"]
    lines = [line for line in summary.splitlines() if line.startswith("│")]
    rows = [line.strip("│ \n").split("│") for line in lines]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert cells == [["dense (Dense)", "(None, 2)", "8"], ["dense_1 (Dense)", "(None, 1)", "3"]]


@pytest.mark.parametrize("name", ["recap_binary", "recap_multi_class"])
def test_missing_comma_is_pythons_own_error(name: str, tmp_path: Any) -> None:
    text = program(name).path.read_text()
    broken = text.replace("crossentropy',\n", "crossentropy'\n")
    assert broken != text
    script = tmp_path / "as_printed.py"
    script.write_text(broken)
    plain, run = (
        subprocess.run(
            [sys.executable, *how, str(script)],
            env=environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        for how in ([], ["-m", "keras_lite", "run"])
    )
    assert plain.returncode == run.returncode == 1
    assert "SyntaxError: invalid syntax. Perhaps you forgot a comma?" in run.stderr
    assert run.stderr == plain.stderr


@pytest.mark.slow
def test_xor_learns_as_often_as_with_keras(lite: Oracle) -> None:
    real = json.loads(XOR_GOLDEN.read_text())
    text = swapped_source(program("xor").path.read_text())
    found = {
        seed: lite.call("compat_tests.recorder:xor_accuracy", text, int(seed)) for seed in real
    }
    _same_distribution(list(found.values()), list(real.values()))


@pytest.mark.live
@pytest.mark.slow
def test_xor_learns_as_often_as_with_the_live_keras(lite: Oracle, real_keras: Oracle) -> None:
    text = program("xor").path.read_text()
    seeds = range(20, 23)
    accuracy = "compat_tests.recorder:xor_accuracy"
    ours = [lite.call(accuracy, swapped_source(text), seed) for seed in seeds]
    real = [real_keras.call(accuracy, real_source(text), seed, together=100) for seed in seeds]
    _same_distribution(ours, real)


def _same_distribution(ours: list[float], real: list[float]) -> None:
    """Medians within half a percent; as many runs that got stuck, give or take one in six."""
    assert abs(numpy.median(ours) - numpy.median(real)) <= 0.005, (sorted(ours), sorted(real))
    stuck = [sum(value < 0.97 for value in values) for values in (ours, real)]
    assert abs(stuck[0] - stuck[1]) <= max(1, len(real) // 6), (sorted(ours), sorted(real))


def test_readme_table_is_complete_and_within_tolerance() -> None:
    text, _ = section("conformance", README.read_text())
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.split("\n") if line
    ]
    assert tuple(lines[0]) == HEADINGS
    rows = {(line[0], line[1]): line[2:] for line in lines[2:]}
    assert list(rows) == [(entry.what, way) for entry in PROGRAMS for way in WAYS]
    for entry in PROGRAMS:
        for way in WAYS:
            _check_cells(entry, rows[entry.what, way])


def _check_cells(entry: Program, cells: list[str]) -> None:
    epochs, history, predictions, *verdicts = cells
    assert epochs == ", ".join(str(count) for count, _ in entry.history)
    for value, (_, limit) in zip(filter(None, history.split(", ")), entry.history, strict=True):
        assert float(value) <= limit
    if predictions:
        assert float(predictions) <= (entry.predictions or 0.0)
    assert set(verdicts) <= {"equal", ""}


def test_differences_are_seen() -> None:
    assert relative([1.0, 2.0], [1.0, 2.0]) == 0
    assert relative([0.0], [0.0]) == 0
    assert relative([1.0, 2.2], [1.0, 2.0]) == pytest.approx(0.1)
    assert scaled([[0.5]], [[0.25]]) == 0.25
    assert scaled([[200.0]], [[100.0]]) == 1.0
    entry = program("regression")
    record: Record = {
        "histories": [{"loss": [0.5] * 25}],
        "predictions": [],
        "evaluations": [],
        "summaries": ["a"],
        "weights": [],
    }
    worse = {**record, "histories": [{"loss": [0.5] * 24 + [0.6]}], "summaries": ["b"]}
    fewer = {**record, "histories": [{"loss": [0.5] * 24}]}
    nothing = {**record, "histories": [{"loss": [float("nan")] * 25}]}
    assert compare(entry, "test", record, record).problems() == []
    assert len(compare(entry, "test", worse, record).problems()) == 2
    assert len(compare(entry, "test", fewer, record).problems()) == 1
    assert len(compare(entry, "test", nothing, record).problems()) == 2

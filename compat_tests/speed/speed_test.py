"""The benchmark's own arithmetic, and that it runs, on sizes too small to say anything of speed."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from compat_tests.oracle import Oracle
from compat_tests.readme import README, section
from compat_tests.speed import arithmetic, calls, growth, report
from compat_tests.speed.__main__ import HERE, PARTS, chosen, main, measure, record, recorded
from compat_tests.speed.models import MODELS, NUMPY, PRODUCTS, TENSORFLOW, C, Claim, Model
from compat_tests.speed.peak import AT_MOST, largest, needed
from compat_tests.speed.peers import PEERS, Peer
from compat_tests.speed.ratios import Ratio, ratios, verdicts
from compat_tests.speed.rounds import BAND, VARIANTS, compare, disagreements, processes


def test_ratio_is_of_the_quickest_times() -> None:
    faster = Ratio(Claim("a", "b", at_least=2.5), here=[2.0, 3.0, 2.0], beside=[8.0, 6.0, 9.0])
    assert (faster.value, faster.median, faster.reached) == (3.0, 4.0, True)
    missed = Ratio(Claim("a", "b", at_least=2.5), [4.0], [8.0])
    assert not missed.reached and str(missed) == "2 (≥ 2.5 **missed**)"


def test_overhead_is_the_other_way_round() -> None:
    slower = Ratio(Claim("a", "b", at_most=1.6), here=[1.5, 2.0], beside=[1.0, 2.0])
    assert (slower.value, slower.median, str(slower)) == (1.5, 1.25, "1.5 (≤ 1.6 reached)")
    assert not Ratio(Claim("a", "b", at_most=1.6), [1.7], [1.0]).reached


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2.5, "2.5 s"), (0.0321, "32.1 ms"), (1.31e-5, "13.1 us"), (-2e-3, "-2 ms")],
)
def test_duration_has_its_unit(seconds: float, text: str) -> None:
    assert report.duration(seconds) == text


def test_the_claims_are_those_that_were_set() -> None:
    asked = {
        m.name: {(c.here, c.beside): c.at_least or c.at_most for c in m.claims} for m in MODELS
    }
    assert [asked[m.name][NUMPY, TENSORFLOW] for m in MODELS] == [60, 40, 50, 4.5, 2.1, 1.5]
    assert [asked[m.name][C, TENSORFLOW] for m in MODELS] == [400, 90, 350, 8, 2.6, 1.9]
    assert [asked[m.name][C, "JAX, lax.scan"] for m in MODELS] == [20, 4, 15, 1.2, 1.05, 1.1]
    assert [asked[m.name].get((NUMPY, PRODUCTS)) for m in MODELS[3:]] == [3.2, 1.75, 1.45]
    assert [asked[m.name].get((C, PRODUCTS)) for m in MODELS[3:]] == [1.8, 1.4, 1.15]
    assert [m.rows for m in MODELS] == [10_000] * 4 + [5_120] * 2
    assert all(m.rows // m.batch <= m.steps <= m.rows // m.batch + 1 for m in MODELS)
    assert (calls.ROW_AT_LEAST, calls.BESIDE_PROGRAM, calls.FIRST_STEP) == (1000, 25e-6, 25e-3)
    assert arithmetic.WORD == 15e-9 and AT_MOST == 1.25


def test_losses_that_differ_are_named() -> None:
    agreed = {TENSORFLOW: 0.5, NUMPY: 0.50001, "torch": 0.5 * (1 + BAND / 2)}
    assert disagreements(agreed) == []
    assert len(disagreements({**agreed, NUMPY: 0.501})) == 1
    assert len(disagreements({**agreed, "torch": 0.6, "plain NumPy": float("nan")})) == 2
    assert disagreements({NUMPY: 0.5, "torch": 0.9}) != []


def test_growth_that_is_too_fast_is_told() -> None:
    rows = [{"per_arithmetic": value} for value in (4.0, 2.0, 2.5, 3.5)]
    growth.judge(rows)
    assert [row["growth"] for row in rows] == [1.0, 1.0, 1.25, 1.75]
    assert [row["too_fast"] for row in rows] == [False, False, False, True]


def test_arithmetic_counts_parameters_and_memory() -> None:
    point = growth.Point(rows=100, width=5, depth=2, batch=10, inputs=3)
    assert point.layers == [3, 5, 5, 4]
    assert point.parameters == 4 * 5 + 6 * 5 + 6 * 4
    assert point.memory == 4 * (4 * point.parameters + 2 * 10 * 14 + 100 * 4)
    model = Model((3, 5, 4), 10, 100, 1)
    assert needed(model)["parameters"] == 4 * (4 * 5 + 6 * 4)
    assert needed(model)["data"] == 4 * 100 * 7


def test_data_are_the_same_for_everybody() -> None:
    for model in (MODELS[0], MODELS[2].tiny()):
        (x, y), (again, _) = model.data(), model.data()
        assert np.array_equal(x, again)
        assert x.dtype == y.dtype == "float32" and len(x) == len(y) == model.rows
        assert y.shape[1] == model.layers[-1] and set(np.unique(y)) == {0, 1}


def test_models_are_chosen_by_the_beginning_of_their_names() -> None:
    assert chosen(["784-128", "2-4"]) == (MODELS[0], MODELS[3])
    with pytest.raises(SystemExit, match="no such model"):
        chosen(["3-3"])


def test_only_a_whole_run_is_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--tiny", "--write"])
    assert "only a whole run is recorded" in capsys.readouterr().err


@pytest.mark.parametrize("variant", ["dropout", "batch normalization", "validation_split"])
def test_a_variant_has_arithmetic_of_its_own(variant: str) -> None:
    model = MODELS[2].tiny()
    assert arithmetic.of(None, model, variant, 0.0) > 0
    assert arithmetic.of(None, model, "SGD momentum", 0.0) == 0


def _results() -> dict[str, Any]:
    """A run as it would be recorded, made up."""
    times = {p.name: [2e-3, 1e-3] for p in PEERS} | {NUMPY: [1e-5, 2e-5], C: [1e-6, 1e-6]}
    del times["torch"]
    model = {
        "name": MODELS[0].name,
        "losses": {p.name: 0.5 for p in PEERS if p.name not in ("torch", PRODUCTS)},
        "disagreements": [],
        "notes": {"torch": "it fell over"},
        "times": {"plain": times, "dropout": {NUMPY: [2e-5], C: [1e-6], TENSORFLOW: [2e-3]}},
        "own_arithmetic": {"dropout": 5e-6},
        "predict_row": {NUMPY: 1e-5, TENSORFLOW: 4e-2},
    }
    row = {"executor": "numpy", "first": 0.1, "added": 1e6, "needed": 2e6, "growth": 1.0}
    row |= {"per_arithmetic": 1e-9, "arithmetic_per_row": 1e3, "too_fast": False}
    grown = [row | {"axis": "rows", "size": n, "per_row": 1e-6} for n in (10, 100)]
    return {
        "machine": {
            **dict.fromkeys(("date", "cpu", "system", "python", "blas"), "x"),
            **dict.fromkeys(("cores", "memory_gb"), 4),
            "compiler": "",
            "versions": {"numpy": "2"},
        },
        "rounds": 2,
        "missing": {"torch": "torch is not installed"},
        "models": [model],
        "calls": {"m": {"numpy": {"model(x)": {"call": 5e-5, "program": 1e-5}}}},
        "first_step": {"2-2": {"new process": [0.02], "second model": [0.01]}},
        "imports": [{"what": "import a", "seconds": [0.1], "ratio": 1.2, "at_most": 1.6}],
        "peak": [{"model": "m", "executor": "c", "peak": 2, "needed": {"data": 1}, "ratio": 2.0}],
        "growth": grown,
    }


@pytest.mark.slow
def test_a_run_is_recorded_with_its_pictures(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib comes with the extra `examples`")
    results = _results()
    record(results, tmp_path)
    assert json.loads((tmp_path / "bench.json").read_text()) == results
    assert (tmp_path / "bench.png").stat().st_size > 5000
    assert (tmp_path / "growth.png").stat().st_size > 5000
    assert (tmp_path / "results.md").read_text() == report.full(results)


def test_tables_say_what_was_reached_and_what_is_missing() -> None:
    results = _results()
    text = report.full(results)
    assert "torch is missing: torch is not installed" in text
    assert f"- {MODELS[0].name}, torch: it fell over" in text
    assert "100 (≥ 60 reached)" in text and "1e+03 (≥ 400 reached)" in text
    assert "| dropout | 20 us | 1 us | 2 ms | 10 us | 5 us | **more** |" in text
    assert "4000 (≥ 1000 reached)" in text
    assert "| 50 us | 10 us | 40 us | ≤ 25 us **missed** |" in text
    assert "| ≤ 25 ms reached |" in text and "≤ 1.25 **missed**" in text
    short = report.summary(results)
    assert "compat_tests/speed/bench.png" in short and "100 (≥ 60 reached)" in short


def test_missed_ratios_are_counted() -> None:
    results = _results()
    count = len(ratios(results["models"][0]))
    assert count == len(MODELS[0].claims) - 1  # one peer is missing
    assert verdicts(results) == (count, count, [])
    slow = copy.deepcopy(results)
    slow["models"][0]["times"]["plain"][NUMPY] = [1e-3]
    reached, asked, missed = verdicts(slow)
    assert reached == asked - len(missed) and missed[0].startswith(
        "2-4-4-2 @ 100: keras_lite NumPy"
    )


def test_parts_that_were_left_out_have_no_table() -> None:
    results = _results() | {"growth": [], "peak": [], "calls": {}, "imports": []}
    text = report.full(results)
    assert "## Variants" in text
    assert not any(f"## {name}" in text for name in ("Growth", "Small calls", "Imports", "Peak"))


OURS = tuple(p for p in PEERS if p.library in ("keras_lite", "numpy") and p.name != C)
GONE = Peer("somebody", "kerases", "no_such_library")


@pytest.mark.slow
def test_benchmark_runs_without_the_others(tmp_path: Path) -> None:
    results = measure((MODELS[2].tiny(),), 2, ("models",), tiny=True, peers=(*OURS, GONE))
    assert results["missing"] == {"somebody": "no_such_library is not installed"}
    (found,) = results["models"]
    assert found["notes"] == {} and found["disagreements"] == []
    assert set(found["times"]) == {"plain", *VARIANTS}
    assert set(found["times"]["plain"]) == {p.name for p in OURS}
    assert all(len(t) == 2 and min(t) > 0 for t in found["times"]["plain"].values())
    record(results, tmp_path)


@pytest.mark.live
@pytest.mark.slow
def test_losses_agree_with_everybody_installed() -> None:
    # Large enough for the losses to mean something, small enough to be quick.
    model = Model((8, 12, 8, 2), 10, 1_000, 1)
    with processes() as (everyone, missing):
        found = compare(everyone, model, rounds=1, varied=False)
    assert found["notes"] == {}
    assert found["disagreements"] == []
    assert set(found["losses"]) | {PRODUCTS} == {p.name for p in PEERS} - set(missing)


@pytest.mark.slow
def test_small_calls_growth_and_first_steps_are_measured() -> None:
    with Oracle("keras_lite") as lite:
        where = "compat_tests.speed.calls:beside_program"
        found = lite.call(where, MODELS[2].tiny(), 0.0)
    assert all(times["call"] > 0 and times["program"] > 0 for times in found.values())
    first = calls.first_step((2, 4, 2), "numpy", 1)
    assert all(len(times) == 1 and times[0] > 0 for times in first.values())
    few = {axis: points for axis, points in growth.tiny().items() if axis in ("rows", "depth")}
    rows = growth.table(few, "numpy", turns=1)
    assert [(r["axis"], r["size"]) for r in rows] == [
        *(("rows", 20), ("rows", 40)),
        *(("depth", 1), ("depth", 2)),
    ]
    assert all(r["added"] >= 0 and r["per_row"] > 0 for r in rows)


@pytest.mark.slow
def test_peak_memory_of_the_largest_model() -> None:
    found = largest(MODELS[-1], "numpy")
    assert 0.9 < found["ratio"] <= AT_MOST


def test_readme_shows_the_recorded_run() -> None:
    content, _ = section("speed", README.read_text(encoding="utf-8"))
    if not (HERE / "bench.json").exists():
        assert not content.strip()
        return
    results = recorded()
    assert content == f"\n{report.summary(results)}\n"
    assert (HERE / "results.md").read_text(encoding="utf-8") == report.full(results)
    assert set(PARTS) == {"models", "calls", "growth", "memory"}
    assert all(results[part] for part in ("models", "calls", "growth", "peak"))

"""The benchmark's own arithmetic, and that it runs, on sizes too small to say anything of speed."""

from __future__ import annotations

import pytest

from compat_tests.oracle import Oracle
from compat_tests.readme import README, section
from compat_tests.speed.__main__ import measure
from compat_tests.speed.bench import IMPORTS, MODELS
from compat_tests.speed.timing import HEADINGS, Result, duration, in_turns, table


def test_ratio_is_of_the_quickest_times() -> None:
    faster = Result("fit", beside=[8.0, 6.0, 9.0], here=[2.0, 3.0, 2.0], at_least=2.5)
    assert (faster.ratio, faster.median) == (3.0, 4.0)
    assert faster.reached
    assert not Result("fit", [8.0], [4.0], at_least=2.5).reached


def test_overhead_is_the_other_way_round() -> None:
    slower = Result("import", beside=[1.0, 2.0], here=[1.5, 2.0], at_most=1.6)
    assert (slower.ratio, slower.median) == (1.5, 1.25)
    assert slower.reached
    missed = Result("import", [1.0], [1.7], at_most=1.6)
    assert not missed.reached
    assert missed.cells()[-1] == "≤ 1.6 **missed**"


def test_turns_alternate() -> None:
    order: list[str] = []

    def timed(name: str, seconds: float) -> float:
        order.append(name)
        return seconds

    assert in_turns(lambda: timed("b", 2.0), lambda: timed("h", 1.0), 2) == ([2.0, 2.0], [1.0, 1.0])
    assert order == ["b", "h", "h", "b"]


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.5, "2.5 s"), (0.0321, "32.1 ms"), (1.31e-5, "13.1 us")]
)
def test_duration_has_its_unit(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_is_asked_for_is_what_the_table_asks() -> None:
    xor, wide, row = MODELS
    assert (xor.fit_at_least, xor.predict_at_least, xor.progress_at_most) == (20, 500, 1.15)
    assert (wide.layers, wide.batch, wide.fit_at_least) == ((784, 512, 512, 10), 128, 1.8)
    assert row.predict_at_least == 500
    assert [limit for _, limit in IMPORTS] == [1.6, 2.0]


@pytest.mark.slow
def test_benchmark_runs_without_the_real_keras() -> None:
    tiny = tuple(case.tiny() for case in MODELS)
    with Oracle("keras_lite") as lite:
        alone = measure(None, lite, tiny, rounds=1)
        beside_itself = measure(lite, lite, tiny, rounds=2)
    assert len(alone) == 3
    assert len(beside_itself) == 7
    assert all(result.ratio > 0 for result in beside_itself)
    assert table(beside_itself).count("\n") == 8
    assert table(beside_itself).startswith("| " + " | ".join(HEADINGS) + " |\n")


@pytest.mark.live
@pytest.mark.slow
def test_benchmark_runs_beside_the_real_keras(real_keras: Oracle) -> None:
    with Oracle("keras_lite") as lite:
        results = measure(real_keras, lite, (MODELS[0].tiny(),), rounds=1)
    assert all(result.ratio > 0 for result in results)


def test_readme_has_a_place_for_the_table() -> None:
    content, _ = section("speed", README.read_text())
    assert not content.strip() or " | ".join(HEADINGS) in content

"""The tables of a recorded benchmark: a short one for README.md, and all of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence

from compat_tests.speed import calls, growth, peak
from compat_tests.speed.arithmetic import DRAWING
from compat_tests.speed.models import NUMPY, PRODUCTS, TENSORFLOW, C
from compat_tests.speed.peers import PEERS
from compat_tests.speed.ratios import Results, ratios, verdicts

NOISE = 0.03
"""Share of a step by which two times of the same thing may differ here."""


def duration(seconds: float) -> str:
    """`seconds` with three digits, in the unit that fits."""
    for factor, unit in ((1.0, "s"), (1e3, "ms")):
        if abs(seconds) * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} us"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [tuple(headings), tuple("---" for _ in headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def circumstances(results: Results) -> str:
    """The machine and the versions, in a paragraph."""
    machine = results["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    text = (
        f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores, {machine['memory_gb']} GB,"
        f" {machine['system']}, Python {machine['python']}; {versions}; {machine['blas']};"
        f" {machine['compiler'] or 'no C compiler'}. {results['rounds']} rounds, everybody in turn,"
        " each in a process of its own."
    )
    missing = "".join(f" {name} is missing: {why}." for name, why in results["missing"].items())
    return text + missing


def steps(results: Results, value: Callable[[list[float]], float] = min) -> str:
    """Time of a step, by model and peer."""
    names = [p.name for p in PEERS]
    rows = []
    for model in results["models"]:
        times = model["times"].get("plain", {})
        cells = [duration(value(times[n])) if n in times else "–" for n in names]
        rows.append((model["name"], *cells))
    return table(("a step of", *names), rows)


def claimed(results: Results) -> str:
    """The ratios that are asked for."""
    columns = {
        "NumPy: times faster than Keras on TensorFlow": (NUMPY, TENSORFLOW, True),
        "NumPy: times the products alone": (NUMPY, PRODUCTS, False),
        "C: times faster than Keras on TensorFlow": (C, TENSORFLOW, True),
        "C: times the products alone": (C, PRODUCTS, False),
    }
    columns["C: times faster than JAX, lax.scan"] = (C, "JAX, lax.scan", True)
    rows = []
    for model in results["models"]:
        found = {(r.claim.here, r.claim.beside, r.value_is_speed): str(r) for r in ratios(model)}
        rows.append((model["name"], *(found.get(key, "") for key in columns.values())))
    return table(("model", *columns), rows)


def ahead(results: Results) -> str:
    """How long NumPy alone takes beside the others."""
    others = [p.name for p in PEERS if p.name not in (NUMPY, C, TENSORFLOW, PRODUCTS)]
    rows = []
    for model in results["models"]:
        by_peer = {
            r.claim.beside: str(r)
            for r in ratios(model)
            if r.claim.here == NUMPY and not r.value_is_speed
        }
        rows.append((model["name"], *(by_peer.get(name, "") for name in others if name in ASKED)))
    return table(("model", *(name for name in others if name in ASKED)), rows)


ASKED = ("Keras on JAX", "JAX, lax.scan", "torch", "scikit-learn")


def variants(results: Results) -> str:
    """What each variant adds to a step, beside its own arithmetic."""
    rows = []
    for model in results["models"]:
        plain = model["times"].get("plain", {})
        for variant, times in model["times"].items():
            if variant == "plain" or NUMPY not in times:
                continue
            base = min(plain[NUMPY])
            own = model["own_arithmetic"].get(variant, 0.0)
            own += DRAWING * base if variant == "verbose=1" else 0.0
            added = min(times[NUMPY]) - base
            within = added <= own + NOISE * base
            cells = [duration(min(times[n])) if n in times else "–" for n in (NUMPY, C, TENSORFLOW)]
            verdict = "within" if within else "**more**"
            rows.append((model["name"], variant, *cells, duration(added), duration(own), verdict))
    headings = ("a step of", "with", NUMPY, C, TENSORFLOW, "NumPy adds", "its arithmetic", "")
    return table(headings, rows)


def rows_predicted(results: Results) -> str:
    """`predict` of one row, by model and peer."""
    names = [p.name for p in PEERS if p.name != PRODUCTS]
    rows = []
    for model in results["models"]:
        times = model["predict_row"]
        if NUMPY not in times:
            continue
        cells = [duration(times[n]) if n in times else "–" for n in names]
        ratio = ""
        if TENSORFLOW in times:
            value = times[TENSORFLOW] / times[NUMPY]
            verdict = "reached" if value >= calls.ROW_AT_LEAST else "**missed**"
            ratio = f"{value:.0f} (≥ {calls.ROW_AT_LEAST} {verdict})"
        rows.append((model["name"].split(" ")[0], *cells, ratio))
    return table(("`predict` of one row", *names, "times faster than Keras on TensorFlow"), rows)


def small_calls(results: Results) -> str:
    """Calls beside their program."""
    rows = []
    for name, by_executor in results["calls"].items():
        for executor, found in by_executor.items():
            for what, times in found.items():
                added = times["call"] - times["program"]
                verdict = "reached" if added <= calls.BESIDE_PROGRAM else "**missed**"
                asked = f"≤ {duration(calls.BESIDE_PROGRAM)} {verdict}"
                cells = map(duration, (times["call"], times["program"], added))
                rows.append((name, executor, what, *cells, asked))
    return table(("model", "executor", "call", "takes", "its program", "beside it", ""), rows)


def first_steps(results: Results) -> str:
    """From `fit` to the end of its first step."""
    rows = []
    for name, found in results["first_step"].items():
        new, second = min(found["new process"]), min(found["second model"])
        verdict = "reached" if new <= calls.FIRST_STEP else "**missed**"
        asked = f"≤ {duration(calls.FIRST_STEP)} {verdict}"
        rows.append((name, duration(new), duration(second), asked))
    return table(("`fit` to the end of its first step", "new process", "second model", ""), rows)


def imports(results: Results) -> str:
    """Imports beside NumPy's."""
    rows = []
    for found in results["imports"]:
        verdict = "reached" if found["ratio"] <= found["at_most"] else "**missed**"
        asked = f"≤ {found['at_most']:g} {verdict}"
        seconds = duration(min(found["seconds"]))
        rows.append((f"`{found['what']}`", seconds, f"{found['ratio']:.3g}", asked))
    return table(("import", "takes", "times `import numpy`", ""), rows)


def peaks(results: Results) -> str:
    """The most memory beside what is needed."""
    rows = []
    for found in results["peak"]:
        verdict = "reached" if found["ratio"] <= peak.AT_MOST else "**missed**"
        needed = ", ".join(f"{k} {v / 1e6:.1f}" for k, v in found["needed"].items())
        asked = f"≤ {peak.AT_MOST:g} {verdict}"
        cells = (f"{found['peak'] / 1e6:.1f} MB", needed, f"{found['ratio']:.3g}", asked)
        rows.append((found["model"], found["executor"], *cells))
    return table(("model", "executor", "peak", "needed, MB", "ratio", ""), rows)


def growths(results: Results) -> str:
    """How time and memory grow along each axis."""
    rows = []
    for row in results["growth"]:
        verdict = "**too fast**" if row["too_fast"] else ""
        cells = (
            duration(row["per_row"]),
            f"{row['growth']:.2f} {verdict}".strip(),
            duration(row["first"]),
            f"{row['added'] / 1e6:.1f} MB",
            f"{row['needed'] / 1e6:.1f} MB",
        )
        rows.append((row["axis"], f"{row['size']:,}", row["executor"], *cells))
    headings = (
        *("axis", "size", "executor", "time per row", "dearer per operation"),
        *("first `fit`", "memory", "needed"),
    )
    return table(headings, rows)


def losses(results: Results) -> str:
    """The losses after the first training, and who did not come to the others'."""
    names = [p.name for p in PEERS if p.name != PRODUCTS]
    rows = []
    for model in results["models"]:
        cells = [f"{model['losses'][n]:.6g}" if n in model["losses"] else "–" for n in names]
        rows.append((model["name"], *cells, "; ".join(model["disagreements"]) or "agree"))
    return table(("loss of", *names, ""), rows)


def summary(results: Results) -> str:
    """What README.md shows."""
    reached, asked, _ = verdicts(results)
    parts = [
        circumstances(results),
        "Time of a training step within a whole `fit(verbose=0)`, with Adam, accuracy and"
        " shuffling; the quickest of all rounds:",
        steps(results),
        "![time of a step, everybody beside everybody](compat_tests/speed/bench.png)",
        f"Ratios, and what was asked for ({reached} of {asked} reached, those beside the other"
        " libraries included):",
        claimed(results),
    ]
    if any(m["predict_row"] for m in results["models"]):
        parts.append(rows_predicted(results))
    parts.append(
        "Everything else that was measured (medians, dropout and the like, small calls, memory, how"
        " cost grows) is in [compat_tests/speed/results.md](compat_tests/speed/results.md)."
    )
    return "\n\n".join(parts)


def full(results: Results) -> str:
    """All tables."""
    *_, missed = verdicts(results)
    sections = {
        "Time of a step, the quickest of all rounds": steps(results),
        "The same, the median": steps(results, statistics.median),
        "Ratios that are asked for": claimed(results),
        "NumPy's time, times that of the others": ahead(results),
        "Loss after the first training": losses(results),
        "Variants": variants(results),
        "One row": rows_predicted(results),
        "Small calls": small_calls(results),
        "To the first step": first_steps(results),
        "Imports": imports(results),
        "Peak memory": peaks(results),
        "Growth": growths(results),
    }
    kept = [f"## {name}\n\n{text}" for name, text in sections.items() if text.count("\n") > 1]
    notes = [
        f"- {model['name']}, {peer}: {note}"
        for model in results["models"]
        for peer, note in model["notes"].items()
    ]
    if notes:
        kept.append("## Notes\n\n" + "\n".join(notes))
    if missed:
        kept.append("## Missed\n\n" + "\n".join(f"- {line}" for line in missed))
    words = (
        "Written by `python -m compat_tests.speed --write`, as README.md's section is. In"
        " `Variants` the arithmetic is what NumPy needs for it with nothing around, random words at"
        " 15 ns each;"
        f" differences below {NOISE:.0%} of a step are noise. In `Growth`, `dearer per operation`"
        " is time per arithmetic beside the cheapest smaller size, and more than"
        f" {growth.FASTER_THAN_ARITHMETIC:g} is too fast. New processes find bytecode, as"
        " installers leave it.\n\n![how cost grows](growth.png)"
    )
    return "\n\n".join(["# Benchmark", circumstances(results), words, *kept]) + "\n"

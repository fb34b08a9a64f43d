"""Times keras_lite beside everybody else.

    python -m compat_tests.speed                    tables on the screen, files in ./bench/
    python -m compat_tests.speed --write            recorded here, and in README.md
    python -m compat_tests.speed --only 784-128-10  one model (or several), and nothing but models
    python -m compat_tests.speed --parts growth     some parts: models, calls, growth, memory
    python -m compat_tests.speed --rounds 9         more turns of each (5 unless said)
    python -m compat_tests.speed --tiny             only show that it works; the ratios mean nothing

Exit code 1 if a ratio that is asked for is missed, or a peer came to another loss.
A full run takes under ten minutes on two cores; nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from compat_tests.oracle import ROOT, Oracle
from compat_tests.readme import write_section
from compat_tests.speed import calls, growth, machine, peak, picture, report
from compat_tests.speed.models import DOCUMENTS, MODELS, NUMPY, C, Model
from compat_tests.speed.peers import PEERS, Peer
from compat_tests.speed.ratios import verdicts
from compat_tests.speed.rounds import compare, processes

HERE = Path(__file__).parent
PARTS = ("models", "calls", "growth", "memory")
EXECUTORS = {NUMPY: "numpy", C: "c"}


def measure(
    models: tuple[Model, ...],
    rounds: int,
    parts: tuple[str, ...] = PARTS,
    tiny: bool = False,
    peers: tuple[Peer, ...] = PEERS,
) -> dict[str, Any]:
    """Everything that is recorded, part by part; parts that are left out stay empty."""
    begin = time.perf_counter()
    results: dict[str, Any] = {"machine": machine.description(), "rounds": rounds, "missing": {}}
    results |= {"models": [], "calls": {}, "first_step": {}, "imports": []}
    results |= {"peak": [], "growth": []}
    if "calls" in parts:
        _say("imports, first steps and small calls")
        _small_things(results, models, rounds, tiny)
    if "models" in parts:
        with processes(peers) as (everyone, missing):
            results["missing"] = missing
            for model in models:
                _say(model.name)
                about = {"name": model.name, "rows": model.rows, "epochs": model.epochs}
                results["models"].append(about | compare(everyone, model, rounds, varied=True))
    if "memory" in parts:
        _say("peak memory")
        results["peak"] = [peak.largest(models[-1], e) for e in EXECUTORS.values()]
    if "growth" in parts:
        _say("growth")
        for executor in EXECUTORS.values():
            axes = growth.tiny() if tiny else growth.AXES
            results["growth"] += growth.table(axes, executor, turns=1 if tiny else 3)
    results["seconds"] = time.perf_counter() - begin
    _say(f"{results['seconds']:.0f} seconds in all\n")
    return results


def _small_things(
    results: dict[str, Any], models: tuple[Model, ...], rounds: int, tiny: bool
) -> None:
    results["imports"] = calls.imports(2 * rounds)
    for layers in DOCUMENTS[:1] if tiny else DOCUMENTS:
        name = "-".join(map(str, layers))
        results["first_step"][name] = calls.first_step(layers, "numpy", rounds)
    for executor in EXECUTORS.values():
        with Oracle("keras_lite", None, {"KERAS_LITE_EXECUTOR": executor}) as lite:
            for model in models[:3]:
                where = "compat_tests.speed.calls:beside_program"
                found = lite.call(where, model, 0.01 if tiny else 0.3)
                results["calls"].setdefault(model.name, {})[executor] = found


def _say(text: str) -> None:
    print(f"\n{text} ", end="", flush=True, file=sys.stderr)


def record(results: dict[str, Any], folder: Path) -> None:
    """Writes the numbers, the tables and the pictures."""
    folder.mkdir(exist_ok=True)
    text = json.dumps(results, indent=1)
    (folder / "bench.json").write_text(text + "\n", encoding="utf-8")
    (folder / "results.md").write_text(report.full(results), encoding="utf-8")
    if any(m["times"].get("plain") for m in results["models"]):
        picture.steps(results, folder / "bench.png")
    if results["growth"]:
        picture.growth(results, folder / "growth.png")


def recorded() -> dict[str, Any]:
    """The run that is kept here."""
    found: dict[str, Any] = json.loads((HERE / "bench.json").read_text(encoding="utf-8"))
    return found


def chosen(names: list[str]) -> tuple[Model, ...]:
    """The models whose name, or its beginning, was given."""
    found = tuple(m for m in MODELS if any(m.name.startswith(n) for n in names))
    if not found:
        raise SystemExit(f"no such model; there are {', '.join(m.name for m in MODELS)}")
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m compat_tests.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--only", nargs="+", metavar="MODEL")
    parser.add_argument("--parts", nargs="+", choices=PARTS)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    whole = not (options.tiny or options.only or options.parts)
    if options.write and not whole:
        parser.error("only a whole run is recorded; leave --tiny, --only and --parts out")
    models = chosen(options.only) if options.only else MODELS
    if options.tiny:
        models = tuple(m.tiny() for m in models[:2])
    parts = tuple(options.parts or (("models",) if options.only else PARTS))
    results = measure(models, 1 if options.tiny else options.rounds, parts, options.tiny)
    record(results, HERE if options.write else ROOT / "bench")
    print(report.full(results))
    if options.write:
        write_section("speed", report.summary(results))
    agree = not any(m["disagreements"] for m in results["models"])
    reached, asked, _ = verdicts(results)
    return 0 if options.tiny or (agree and reached == asked) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

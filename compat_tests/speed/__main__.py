"""Times keras_lite beside the real Keras and prints the ratios.

    python -m compat_tests.speed                print the table
    python -m compat_tests.speed --write        and write it between README.md's markers
    python -m compat_tests.speed --rounds 15    more turns of each (7 unless said)
    python -m compat_tests.speed --tiny         only show that it works; the ratios mean nothing

Exit code 1 if a ratio that is asked for is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import sys

from compat_tests.oracle import Oracle, available
from compat_tests.readme import write_section
from compat_tests.speed.bench import IMPORTS, MODELS, Case, beside_keras, imports, progress_bar
from compat_tests.speed.timing import Result, table


def measure(
    real: Oracle | None, lite: Oracle, models: tuple[Case, ...], rounds: int
) -> list[Result]:
    """Every comparison; those with the real Keras only where it is installed."""
    results = [imports(*case, rounds) for case in IMPORTS]
    for case in models:
        if real is not None:
            results += beside_keras(real, lite, case, rounds)
        if case.progress_at_most is not None:
            results.append(progress_bar(lite, case, rounds))
    return results


def circumstances() -> str:
    """The machine and the versions, in a line."""
    import numpy

    found = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return f"{found}, NumPy {numpy.__version__}. Quickest times, their ratio, and the median ratio."


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m compat_tests.speed")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(arguments)
    models = tuple(case.tiny() for case in MODELS) if options.tiny else MODELS
    with contextlib.ExitStack() as stack:
        lite = stack.enter_context(Oracle("keras_lite", threads=None))
        real = None
        if available("keras"):
            real = stack.enter_context(Oracle("keras", threads=None))
        else:
            print("The real Keras on TensorFlow is not installed: only our own times are compared.")
        results = measure(real, lite, models, options.rounds)
    text = f"{circumstances()}\n\n{table(results)}"
    print(text)
    if options.write and not options.tiny:
        write_section("speed", text)
    return 0 if options.tiny or all(result.reached for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

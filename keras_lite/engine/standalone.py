"""A program as a script that needs NumPy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lite.engine.support import source_of

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lite.engine.program import Program


def stand_alone(program: Program, names: list[str], path: Path, n: int, level: str) -> str:
    """The text of a script that loads its arrays from the `.npz` file beside it.

    Args:
        program: what the script computes.
        names: names of state and fixed arrays, in the order in which the program takes them.
        path: where the script will lie.
        n: batch size by default.
        level: "plain" or "fast".
    """
    _, title, rest = program.source(level).split('"""', 2)
    helpers = source_of(program.schedule(level).support)
    arrays = ", ".join(f'arrays["{name}"]' for name in names)
    states = [o.name for o in program.schedule(level).states.values()]
    each = "" if level == "plain" else "[None]"
    batch = ", ".join(f'saved["example_{name}"]{each}' for name in program.input_names)
    if level != "plain":
        # The fast form writes what goes out into arrays that it is handed.
        outputs = program.graph.outputs.values()
        batch += "".join(f', np.empty({(1, *o.spec.shape)}, "{o.spec.dtype}")' for o in outputs)
    return f"""\"\"\"{title}\"\"\"

from __future__ import annotations

from pathlib import Path

import numpy as np

{helpers + chr(10) * 2 if helpers else ""}{rest.strip()}


def load(batch_size={n}):
    \"\"\"Returns the step function, and the arrays that it reads and changes.\"\"\"
    saved = np.load(Path(__file__).with_suffix(".npz"))
    arrays = {{name: saved[name] for name in saved.files if not name.startswith("example_")}}
    return program(batch_size, {arrays}), arrays


if __name__ == "__main__":
    n = {n}
    step, arrays = load(n)
    before = {{name: arrays[name].copy() for name in {states}}}
    saved = np.load(Path(__file__).with_suffix(".npz"))
    print("One step of", n, "rows.")
    result = step({batch})
    for name, old in before.items():
        change = np.abs(np.subtract(arrays[name], old, dtype="float64")).max(initial=0)
        print(f"{{name}} {{old.shape}}: largest change {{change:.6g}}")
    if result is not None:
        print(result)
"""

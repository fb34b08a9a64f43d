"""Names in emitted programs, from the scope and role of what they name."""

from __future__ import annotations

import keyword
import re

import numpy as np

from keras_lite.engine.ir import Node

RESERVED = {"n", "np", "run", "step", "program", "steps", "float", "int", "bool"}

_OF_NUMPY = frozenset({*vars(np), *np.__all__})
"""Names of what NumPy has, of the parts as well that it imports when they are asked for."""

_NO_NAME = re.compile(r"\W+")


class Names:
    """Hands out readable names, each once."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = dict.fromkeys(RESERVED, 1)

    def unique(self, wanted: str) -> str:
        """`wanted`, made a Python name, with a number when it is taken."""
        wanted = _NO_NAME.sub("_", wanted).strip("_") or "value"
        if wanted[0].isdigit() or keyword.iskeyword(wanted) or wanted in _OF_NUMPY:
            wanted = f"a_{wanted}"  # `sum`, `add`… are the functions that emitted lines call
        count = self._taken.get(wanted, 0)
        self._taken[wanted] = count + 1
        if not count:
            return wanted
        return self.unique(f"{wanted}_{count + 1}")

    def of(self, node: Node) -> str:
        """`hidden_matmul` for a product in layer hidden, `d_hidden_kernel` for a slope there."""
        role = role_of(node)
        prefix = ""
        while role.startswith("d_"):
            prefix, role = "d_", role[2:]
        where = node.scope[-1] if node.scope else ""
        if where and not role.startswith(where):
            role = f"{where}_{role}"
        return self.unique(prefix + role)


def role_of(node: Node) -> str:
    """What a node is called within its layer, or within its phase where it has no layer."""
    if node.role:
        return node.role
    if node.scope or node.phase == "forward":
        return node.op.name
    return f"{node.phase}_{node.op.name}"

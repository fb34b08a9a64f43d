"""What a script's Keras was, by its own lines, and what of it keras_lite does not have."""

from __future__ import annotations

import ast
import importlib

from keras_lite.compat import evidence, importer, modules, names, removed
from keras_lite.compat.eras import TITLES


def announcement(name: str, source: bytes) -> tuple[str, str]:
    """The era of a program, and the line that tells its user so; "" for a program of today."""
    era, piece = evidence.verdict(evidence.evidence(source))
    if piece is None or era == "keras3":
        return "keras3", ""
    return era, (
        f"keras_lite: {name} is taken for {TITLES[era]} (line {piece.line}: {piece.old}), whose "
        "defaults hold; --era keras3 for those of today."
    )


def report(name: str, source: bytes, era: str = "") -> str:
    """The era with its evidence line by line, old spellings beside modern ones, what is missing.

    Args:
        name: What the script is called.
        source: Its text.
        era: What its era is; found from its text if not given.

    Raises:
        SyntaxError: If it does not parse.
    """
    ast.parse(source)
    found = evidence.evidence(source)
    era = era or evidence.verdict(found)[0]
    lines = [f"{name}: {TITLES[era]}"]
    if not found:
        lines.append("  nothing in it is older than Keras 3")
    width = max((len(piece.old) for piece in found), default=0)
    for piece in found:
        modern = f"  ->  {piece.modern}" if piece.modern else ""
        marks = "" if piece.era == era else f"  ({TITLES[piece.era]})"
        lines.append(f"  line {piece.line:>3}  {piece.old:<{width}}{modern}{marks}".rstrip())
    missing = unsupported(source)
    lines += ["not supported:", *(f"  line {n:>3}  {text}" for n, text in missing)] * bool(missing)
    return "\n".join(lines)


def unsupported(source: bytes) -> list[tuple[int, str]]:
    """The lines that import something which keras_lite does not have, and what it is."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            below = modules.below_root(node.module)
            for alias in node.names if below is not None else ():
                if alias.name != "*" and not _is_there(below or "", alias.name):
                    path = f"{node.module}.{alias.name}"
                    place = f"{modules.target(below or '') or ''}.{alias.name}".partition(".")[2]
                    found.append((node.lineno, path + removed.advice(place)))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                below = modules.below_root(alias.name)
                if below is not None and not importer.is_served(alias.name):
                    found.append((node.lineno, alias.name))
    return sorted(found)


def _is_there(below: str, name: str) -> bool:
    place = modules.target(below)
    if place is None or not importer.is_served(f"keras.{below}".rstrip(".")):
        return False
    if importer.is_served(f"keras.{below}.{name}".replace("..", ".")):
        return True
    module = importlib.import_module(place)
    return hasattr(module, name) or names.old_name(place, name) is not None

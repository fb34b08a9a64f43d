"""Which Keras a program was written for, by what stands in its text.

Imports, names of arguments, methods and the order of positional arguments are looked at, against
the tables of this package; nothing is run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from keras_lite.compat import modules, names, old_methods
from keras_lite.compat.argument_rows import ROWS
from keras_lite.compat.arguments import Converted, Ignored, Renamed

_OPTIMIZERS = "SGD RMSprop Adam AdamW Adagrad Adadelta Adamax Nadam Ftrl".split()
_OPTIMIZERS += [row.old for row in names.NAMES if row.module == "optimizers"]
_NEW = ("ops", "random", "saving", "tree", "distribution")
# Keras 2 took these, with a warning, for a few versions more: whoever writes them learnt Keras 1.
_FIRST_KERAS = frozenset({"nb_epoch", "input", "output"})
# Arguments that a row converts although they are still there.
_STILL_THERE = frozenset({"epsilon", "shuffle"})


class Evidence(NamedTuple):
    """One place in a program that tells its era.

    Attributes:
        line: Its line, from 1.
        old: What stands there.
        era: The last era that had it.
        modern: What to write today, if it is known.
    """

    line: int
    old: str
    era: str
    modern: str = ""


def era_before(dropped: str) -> str:
    """The last era before the version that dropped something.

    Example:
        >>> era_before("1.0"), era_before("2.0"), era_before("2.13")
        ('keras0', 'keras1', 'keras2')
    """
    if not dropped[:1].isdigit():
        return "tf.keras"
    major, minor = (int(part) for part in dropped.split(".")[:2])
    if (major, minor) <= (1, 0):
        return "keras0"
    return "keras1" if (major, minor) <= (2, 0) else "keras2"


def verdict(found: list[Evidence]) -> tuple[str, Evidence | None]:
    """The era that the evidence speaks for, and the first piece of it; ``"keras3"`` without any."""
    if any(piece.era == "tf.keras" for piece in found):
        order = ["tf.keras"]
    elif any(piece.era == "keras3" for piece in found):
        order = ["keras0", "keras1", "keras3"]
    else:
        order = ["keras0", "keras1", "keras2"]
    for era in order:
        for piece in found:
            if piece.era == era:
                return era, piece
    return "keras3", None


def evidence(source: str | bytes) -> list[Evidence]:
    """All of it, from the first line to the last; none for a text that does not parse."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    found: list[Evidence] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found += _of_path(node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found += _of_import(node.lineno, node.module, alias.name)
        elif isinstance(node, ast.Call):
            found += _of_call(node)
        elif isinstance(node, ast.Attribute):
            found += _of_attribute(node)
    found += _of_histories(tree)
    return sorted(set(found)) if _uses_keras(tree) else []


def _uses_keras(tree: ast.AST) -> bool:
    for node in ast.walk(tree):
        paths = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            paths = [node.module]
        if any(modules.is_front_door(path) or path.startswith("keras_lite") for path in paths):
            return True
    return False


def _of_path(line: int, path: str) -> Iterator[Evidence]:
    below = modules.below_root(path)
    if below is None:
        return
    root = path[: len(path) - len(below)].rstrip(".")
    if root != "keras":
        yield Evidence(line, root, "tf.keras", "keras")
    row = _MODULES.get(below)
    if row is not None and row.old != "src":
        today = f"keras.{row.new}".rstrip(".")
        yield Evidence(line, path, era_before(row.dropped), today)
    elif below.split(".")[0] in _NEW:
        yield Evidence(line, path, "keras3")


def _of_import(line: int, module: str, name: str) -> Iterator[Evidence]:
    if module == "tensorflow" and name == "keras":
        yield Evidence(line, "tensorflow.keras", "tf.keras", "keras")
        return
    below = modules.below_root(module)
    if below is None:
        return
    whole = f"{module}.{name}"
    yield from _of_path(line, module)
    if (below + "." + name).lstrip(".") in {*_MODULES, *_NEW}:
        yield from (piece for piece in _of_path(line, whole) if piece.old == whole)
    place = (modules.target(below) or "").partition(".")[2]
    row = _NAMES.get((place, name))
    if row is not None and not (place == "layers" and name.startswith(("MaxPool", "AvgPool"))):
        yield Evidence(line, name, era_before(row.dropped), row.new.rpartition(":")[2])


def _of_call(node: ast.Call) -> Iterator[Evidence]:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else None
    called = node.func.id if isinstance(node.func, ast.Name) else called
    if called is None:
        return
    for keyword in node.keywords:
        row = _ARGUMENTS.get((called, keyword.arg or ""))
        if row is not None:
            new = getattr(row, "new", "")
            era = "keras1" if row.old in _FIRST_KERAS else era_before(row.dropped)
            modern = f"{new}=" if new else ""
            yield Evidence(keyword.value.lineno, f"{called}({keyword.arg}=)", era, modern)
    if called == "Dense" and len(node.args) >= 2 and all(map(_is_size, node.args[:2])):
        yield Evidence(node.lineno, "Dense(inputs, outputs)", "keras0", "Dense(outputs)")
    if called == "fit" and any(k.arg == "show_accuracy" for k in node.keywords):
        yield Evidence(
            node.lineno, "fit(show_accuracy=)", "keras0", 'compile(metrics=["accuracy"])'
        )


def _is_size(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _of_attribute(node: ast.Attribute) -> Iterator[Evidence]:
    if node.attr in old_methods.METHODS:
        yield Evidence(node.lineno, f".{node.attr}", "keras2", _MODERN.get(node.attr, ""))
    base = node.value
    if isinstance(base, ast.Name) and base.id in ("tf", "tensorflow") and node.attr == "keras":
        yield Evidence(node.lineno, f"{base.id}.keras", "tf.keras", "keras")
    if isinstance(base, ast.Name) and base.id == "keras" and node.attr in _NEW:
        yield Evidence(node.lineno, f"keras.{node.attr}", "keras3")


def _of_histories(tree: ast.AST) -> Iterator[Evidence]:
    """``history["acc"]`` of what `compile` was told to be "accuracy": 2.3 keeps the name."""
    metrics = {
        word.value
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "metrics"
        for word in ast.walk(node.value)
        if isinstance(word, ast.Constant)
    }
    if "accuracy" not in metrics or "acc" in metrics:
        return
    for node in ast.walk(tree):
        key = node.slice if isinstance(node, ast.Subscript) else None
        if isinstance(key, ast.Constant) and key.value in ("acc", "val_acc"):
            modern = str(key.value).replace("acc", "accuracy")
            yield Evidence(key.lineno, f'["{key.value}"]', "keras2", f'["{modern}"]')


_MODERN = {
    "predict_classes": ".predict(x).argmax(-1), or > 0.5 for one output",
    "predict_proba": ".predict",
    "fit_generator": ".fit",
    "evaluate_generator": ".evaluate",
    "predict_generator": ".predict",
    "to_yaml": ".to_json",
}
_MODULES = {row.old: row for row in modules.MODULES}
_NAMES = {(row.module, row.old): row for row in names.NAMES}
# What the loops over generators were told in Keras 1, and are in Keras 2.
_GENERATORS = {
    "samples_per_epoch": "steps_per_epoch",
    "nb_epoch": "epochs",
    "nb_val_samples": "validation_steps",
    "val_samples": "steps",
    "nb_worker": "",
    "max_q_size": "",
    "pickle_safe": "",
}
_ARGUMENTS: dict[tuple[str, str], Renamed | Converted | Ignored] = {}
for _row in ROWS:
    if isinstance(_row, Converted) and _row.old in _STILL_THERE:
        continue
    if isinstance(_row, (Renamed, Converted, Ignored)):
        _called = [_row.name] if _row.method == "__init__" else [_row.method]
        if _called == ["*"]:
            _called = _OPTIMIZERS if _row.module == "keras.optimizers" else []
        for _name in _called:
            _ARGUMENTS.setdefault((_name, _row.old), _row)
for _name in ("fit_generator", "evaluate_generator", "predict_generator"):
    for _old, _new in _GENERATORS.items():
        _ARGUMENTS[_name, _old] = Renamed("keras", "Model", _name, _old, _new, "2.0")
_ARGUMENTS["load_data", "nb_words"] = Renamed(
    "keras.datasets", "imdb", "load_data", "nb_words", "num_words", "2.0"
)

"""The import lines of a program in their form of today."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from keras_lite.compat import modules
from keras_lite.compat.modernize import backend
from keras_lite.compat.modernize.bindings import Found, place_of
from keras_lite.compat.modernize.values import code

# What keras_lite has at its old place and Keras 3 does not have at all.
GONE = {
    "preprocessing.text": "Count words with collections.Counter, or use keras.layers."
    "TextVectorization.",
    "wrappers.scikit_learn": "Use keras.wrappers.SKLearnClassifier, or the package scikeras.",
    "preprocessing.image": "Use keras.utils.image_dataset_from_directory and layers such as "
    "keras.layers.RandomFlip.",
}
_STILL_IN_IMAGE = frozenset("load_img img_to_array array_to_img save_img".split())
_PUBLIC = modules.PUBLIC - {"preprocessing.text", "wrappers.scikit_learn"}


def is_gone(found: Found) -> str:
    """What to do about something that Keras 3 has nowhere; "" for what it has."""
    if found.module == "preprocessing.image" and found.name in _STILL_IN_IMAGE:
        return ""
    return GONE.get(found.module, "") if found.name else ""


def is_public(below: str) -> bool:
    """Whether the module at this path is there in Keras 3."""
    return below == "" or below in _PUBLIC


def present_dotted(found: Found) -> str | None:
    """The dotted path of today; None if a new name alone will not do."""
    if not found.name:
        return f"keras.{found.module}".rstrip(".")
    if found.module == "backend" and found.name not in backend.KEPT:
        return f"keras.ops.{found.name}" if found.name in backend.SAME else None
    if is_gone(found):
        return None
    module, name = found.present
    return f"keras.{module}.{name}".replace("..", ".") if name else None


def modern_lines(
    line: cst.SimpleStatementLine, renames: dict[str, str]
) -> list[cst.SimpleStatementLine]:
    """A line of imports as today's lines, of which there may be more, or none.

    Args:
        line: The line.
        renames: Local names that are to be replaced all over the program.
    """
    body: list[cst.BaseSmallStatement] = []
    for small in line.body:
        body += _modern(small, renames)
    if list(line.body) == body:
        return [line]
    bare = [part.with_changes(semicolon=cst.MaybeSentinel.DEFAULT) for part in body]
    lines = [cst.SimpleStatementLine([part]) for part in bare]
    if lines:
        lines[0] = lines[0].with_changes(leading_lines=line.leading_lines)
        lines[-1] = lines[-1].with_changes(trailing_whitespace=line.trailing_whitespace)
    return lines


def _modern(
    small: cst.BaseSmallStatement, renames: dict[str, str]
) -> Sequence[cst.BaseSmallStatement]:
    if isinstance(small, cst.Import):
        kept, more = _modern_import(small)
        if kept is not None and not more and len(kept.names) == len(small.names):
            return [small]
        return [*([kept] if kept is not None else []), *more]
    if not isinstance(small, cst.ImportFrom) or small.relative or small.module is None:
        return [small]
    path = code(small.module)
    is_keras = modules.below_root(path) is not None
    if not is_keras and path not in ("tensorflow", "tensorflow.python", "tensorflow.contrib"):
        return [small]
    made = _modern_import_from(small, renames)
    return [small] if len(made) == 1 and code(made[0]) == code(small) else made


def _modern_import(
    node: cst.Import,
) -> tuple[cst.Import | None, Sequence[cst.BaseSmallStatement]]:
    """An `import` statement of today; None for one of which nothing is left, and more beside it."""
    kept: list[cst.ImportAlias] = []
    more: list[cst.BaseSmallStatement] = []
    for alias in node.names:
        path = code(alias.name)
        found = place_of(path)
        if found is None:
            kept.append(alias)
            continue
        local = code(alias.asname.name) if alias.asname is not None else ""
        modern = f"keras.{found.module}".rstrip(".")
        if path == modern or (modules.below_root(path) == "" and path == "keras"):
            kept.append(alias)
        elif not local or (local == "keras" and modern == "keras"):
            more.append(_statement("import keras"))
        else:
            more.append(_statement(f"import {modern} as {local}"))
    made = None
    if kept:
        last = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        made = node.with_changes(names=[*kept[:-1], last])
    return made, more


def _modern_import_from(
    node: cst.ImportFrom, renames: dict[str, str]
) -> list[cst.BaseSmallStatement]:
    """The statements of today for a ``from ... import ...`` of Keras.

    Args:
        node: The statement.
        renames: Local names that are to be replaced all over the program.
    """
    path = code(node.module) if node.module is not None else ""
    if isinstance(node.names, cst.ImportStar):
        found = place_of(path)
        module = f"keras.{found.module}".rstrip(".") if found else path
        return [node.with_changes(module=_dotted(module))]
    groups: dict[str, list[cst.ImportAlias]] = {}
    for alias in node.names:
        local = code(alias.asname.name) if alias.asname is not None else code(alias.name)
        found = place_of(f"{path}.{code(alias.name)}")
        dotted = present_dotted(found) if found is not None else None
        if dotted is None or (found and found.name == "" and found.below == "layers.merge"):
            dotted = f"{path}.{code(alias.name)}"
        module, _, name = dotted.rpartition(".")
        asname = alias.asname
        if local == renames.get(local, local) != name:
            asname = cst.AsName(cst.Name(local)) if asname is None else asname
        if asname is not None and code(asname.name) == name:
            asname = None
        made = alias.with_changes(name=cst.Name(name), asname=asname)
        groups.setdefault(module, []).append(made)
    statements: list[cst.BaseSmallStatement] = []
    for module, aliases in groups.items():
        if not module:  # `from tensorflow import keras`
            plain = [alias.with_changes(comma=cst.MaybeSentinel.DEFAULT) for alias in aliases]
            statements += [cst.Import(names=[alias]) for alias in plain]
            continue
        if len(groups) > 1:
            aliases = [alias.with_changes(comma=cst.MaybeSentinel.DEFAULT) for alias in aliases]
        statements.append(node.with_changes(module=_dotted(module), names=aliases))
    return statements


def _statement(text: str) -> cst.BaseSmallStatement:
    line = cst.ensure_type(cst.parse_statement(text), cst.SimpleStatementLine)
    return line.body[0]


def _dotted(path: str) -> cst.Attribute | cst.Name:
    found = cst.parse_expression(path)
    assert isinstance(found, (cst.Attribute, cst.Name)), path
    return found

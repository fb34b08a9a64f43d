"""What the names of a program stand for: modules and names of Keras, literals, models."""

from __future__ import annotations

import importlib
from collections import Counter
from typing import Any, NamedTuple

import libcst as cst

from keras_lite.compat import modules, names
from keras_lite.compat.modernize import files
from keras_lite.compat.modernize.values import Real, Text, Whole, code, read

_MODELS = frozenset(
    "Model Sequential Functional load_model model_from_json model_from_config clone_model".split()
)


class Found(NamedTuple):
    """A place in Keras.

    Attributes:
        below: The path of the module as the program has it, such as ``"layers.core"``.
        module: The path of the module today, such as ``"layers"``.
        name: The name in it as the program has it; "" for the module itself.
    """

    below: str
    module: str
    name: str

    @property
    def present(self) -> tuple[str, str]:
        """The module and the name of today; the module is "" for keras_lite's own affairs."""
        new = names.renamed(self.module, self.name)
        place, colon, name = new.rpartition(":")
        if not colon:
            return self.module, new
        return ("", "") if ".compat" in place else (place.partition(".")[2], name)


def place_of(dotted: str | None) -> Found | None:
    """The place in Keras that a dotted path leads to, if it ends there."""
    below = modules.below_root(dotted) if dotted else None
    if below is None:
        return None
    parts = below.split(".") if below else []
    for count in range(len(parts), -1, -1):
        target = modules.target(".".join(parts[:count]))
        if target is not None:
            rest = parts[count:]
            if len(rest) > 1:
                return None
            module = target.partition(".")[2]
            return Found(".".join(parts[:count]), module, rest[0] if rest else "")
    return None


class Bindings(cst.CSTVisitor):
    """Reads a program once, before anything in it is changed.

    Attributes:
        imported: Local name to the dotted path that it was imported from.
        constants: Names that get one literal and nothing else, with their values.
        assigned: How often each name gets a value, imports aside.
        models: Texts of expressions that are Keras models (True) or are not (False).
        metrics: The names that `compile` is given as metrics.
        losses: The names that `compile` is given as losses.
        histories: Names that stand for the dict of a history.
        sizes: The first arguments of `Dense`.
        shows_accuracy: Whether a call says ``show_accuracy=True``.
        files: What the names of files become that models and weights are written to.
        generators: Names of functions that yield, and of what is made with them.
    """

    def __init__(self) -> None:
        self.imported: dict[str, str] = {}
        self.stars: list[str] = []
        self.constants: dict[str, Any] = {}
        self.assigned: Counter[str] = Counter()
        self.models: dict[str, bool] = {}
        self.metrics: set[str] = set()
        self.losses: set[str] = set()
        self.histories: set[str] = {"logs"}
        self.sizes: set[Any] = set()
        self.shows_accuracy = False
        self.files: dict[str, str] = {}
        self.generators: set[str] = set()
        self._functions: list[str] = []
        self._returns: dict[str, list[str]] = {}
        self._given: list[tuple[str, cst.BaseExpression]] = []
        self._written: list[tuple[cst.BaseExpression, bool]] = []

    # ------------------------------------------------------------------------ asking

    @property
    def binds_keras(self) -> bool:
        """Whether the name `keras` stands for Keras already."""
        return place_of(self.imported.get("keras")) == Found("", "", "")

    def dotted(self, node: cst.CSTNode) -> str | None:
        """The dotted path that an expression stands for, or None."""
        if isinstance(node, cst.Name):
            return self.imported.get(node.value) or self._from_star(node.value)
        if isinstance(node, cst.Attribute):
            before = self.dotted(node.value)
            return f"{before}.{node.attr.value}" if before else None
        return None

    def find(self, node: cst.CSTNode) -> Found | None:
        """The place in Keras that an expression stands for, or None."""
        return place_of(self.dotted(node))

    def is_model(self, node: cst.BaseExpression) -> bool | None:
        """Whether an expression is a Keras model; None if that cannot be seen."""
        if isinstance(node, cst.Call):
            return self._makes_model(node)
        return self.models.get(code(node))

    def is_generator(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is seen to be a generator."""
        if isinstance(node, cst.Call):
            return code(node.func) in self.generators
        return isinstance(node, cst.GeneratorExp) or code(node) in self.generators

    def _from_star(self, name: str) -> str | None:
        if self.assigned[name]:
            return None
        for path in self.stars:
            found = place_of(path)
            if found is None or found.name:
                continue
            module = importlib.import_module(f"keras_lite.{found.module}".rstrip("."))
            if name in dir(module) or names.old_name(module.__name__, name) is not None:
                return f"{path}.{name}"
        return None

    def _makes_model(self, call: cst.Call) -> bool | None:
        found = self.find(call.func)
        if found is not None:
            return found.name in _MODELS
        if isinstance(call.func, cst.Name):
            returned = self._returns.get(call.func.value)
            if returned is not None:
                known = [self.models.get(text) for text in returned]
                return True if True in known else None
        return False if self.dotted(call.func) else None

    # ----------------------------------------------------------------------- reading

    def visit_Import(self, node: cst.Import) -> None:
        for alias in node.names:
            path = code(alias.name)
            if alias.asname is not None:
                self.imported[code(alias.asname.name)] = path
            else:
                self.imported[path.partition(".")[0]] = path.partition(".")[0]

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        if node.module is None or node.relative:
            return
        path = code(node.module)
        if isinstance(node.names, cst.ImportStar):
            self.stars.append(path)
            return
        for alias in node.names:
            local = alias.asname.name if alias.asname is not None else alias.name
            self.imported[code(local)] = f"{path}.{code(alias.name)}"

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self._assign(node.target)

    def visit_For(self, node: cst.For) -> None:
        self._assign(node.target)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        self._assign(node.target)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._assign(node.target)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self._assign(node.target)

    def visit_Param(self, node: cst.Param) -> None:
        self._assign(node.name)

    def visit_AsName(self, node: cst.AsName) -> None:
        self._assign(node.name)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self._assign(node.target)

    def _assign(self, target: cst.CSTNode) -> None:
        if isinstance(target, cst.Name):
            self.assigned[target.value] += 1
        elif isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                self._assign(element.value)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self.assigned[node.name.value] += 1
        self._functions.append(node.name.value)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        self._functions.pop()

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.assigned[node.name.value] += 1
        for base in node.bases:
            found = self.find(base.value)
            if found is not None and found.name in _MODELS:
                self._returns[node.name.value] = ["self"]
                self.models["self"] = True

    def visit_Return(self, node: cst.Return) -> None:
        if node.value is not None and self._functions:
            self._returns.setdefault(self._functions[-1], []).append(code(node.value))
            if isinstance(node.value, cst.Call):
                self._given.append((code(node.value), node.value))

    def visit_Yield(self, node: cst.Yield) -> None:
        if self._functions:
            self.generators.add(self._functions[-1])

    def visit_Assign(self, node: cst.Assign) -> None:
        for target in node.targets:
            self._given.append((code(target.target), node.value))
        value = node.value
        if isinstance(value, cst.Attribute) and value.attr.value == "history":
            self.histories |= {code(target.target) for target in node.targets}

    def visit_Call(self, node: cst.Call) -> None:
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        called = node.func.value if isinstance(node.func, cst.Name) else method
        given = {arg.keyword.value: arg.value for arg in node.args if arg.keyword}
        places = [arg.value for arg in node.args if not arg.keyword]
        if called == "Dense" and (places or "output_dim" in given or "units" in given):
            size = places[0] if places else given.get("units", given.get("output_dim"))
            if len(places) > 1 and isinstance(places[1], cst.Integer):
                size = places[1]
            self.sizes.add(code(size) if size is not None else "")
        if method == "compile":
            self.metrics |= _texts(given.get("metrics", places[2] if places[2:] else None))
            self.losses |= _texts(given.get("loss", places[1] if places[1:] else None))
        path = places[0] if places else given.get("filepath")
        if path is not None and (method in ("save", "save_weights") or called == "ModelCheckpoint"):
            only = code(given.get("save_weights_only", cst.Name("False"))) == "True"
            self._written.append((path, only or method == "save_weights"))
        if "show_accuracy" in given and code(given["show_accuracy"]) not in ("False", "0"):
            self.shows_accuracy = True
            self.metrics.add("accuracy")

    def leave_Module(self, original_node: cst.Module) -> None:
        for name, value in self._given:
            found = read(value, {})
            if self.assigned[name] == 1 and isinstance(found, (Whole, Real, Text)):
                self.constants[name] = found.plain
        definitions = {name: value for name, value in self._given if self.assigned[name] == 1}
        for path, is_weights in sorted(self._written, key=lambda pair: pair[1]):
            text = files.literal_in(path, definitions)
            if text:
                new = files.of_weights(text) if is_weights else files.of_models(text)
                self.files[text] = new
        # A function may be defined behind the line that calls it, and hand on another's model.
        for _ in range(3):
            for name, value in self._given:
                made = self._makes_model(value) if isinstance(value, cst.Call) else None
                if isinstance(value, cst.Name):
                    made = self.models.get(value.value)
                if made is not None and not self.models.get(name):
                    self.models[name] = made
                if self.is_generator(value):
                    self.generators.add(name)


def _texts(node: cst.BaseExpression | None) -> set[str]:
    if node is None:
        return set()
    if isinstance(node, cst.Dict):  # by the names of outputs
        return set().union(*(_texts(element.value) for element in node.elements))
    found = read(node, {})
    parts = found if isinstance(found, (list, tuple)) else [found]
    return {str(part) for part in parts if isinstance(part, str)}

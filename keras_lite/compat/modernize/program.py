"""A program as a whole: what stands where, and what stands there in the Keras of today."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from keras_lite.compat import evidence, modules
from keras_lite.compat.modernize import backend, freezing, imports, methods, tidying
from keras_lite.compat.modernize.bindings import Bindings, Found, place_of
from keras_lite.compat.modernize.calls import Arguments, callee
from keras_lite.compat.modernize.values import code

# Functions of tf.nn that layers are given as activations; the others stay TensorFlow's.
_ACTIVATIONS = frozenset("relu relu6 softmax sigmoid tanh elu selu softplus softsign".split())
# What TensorFlow 2 has below `tf.compat.v1` only.
_FIRST_TENSORFLOW = frozenset(
    "set_random_seed Session ConfigProto logging placeholder GPUOptions get_default_graph "
    "global_variables_initializer reset_default_graph app".split()
)


# Statements that hold others; what stands in their own first line is marked above it.
_COMPOUND = (cst.If, cst.For, cst.While, cst.With, cst.Try, cst.ClassDef, cst.FunctionDef)


class Modern(NamedTuple):
    """A program in its form of today.

    Attributes:
        text: The program.
        era: The era that it was taken to be of.
        left: What could not be said in the Keras of today: the line and why.
    """

    text: str
    era: str
    left: list[tuple[int, str]]


def modernize(source: bytes | str, era: str = "") -> Modern:
    """A program in the form of Keras 3, with its comments and its layout.

    Args:
        source: The program.
        era: Whose defaults it was written for; found from its text if not given.

    Raises:
        SyntaxError: If it does not parse.
    """
    compile(source, "program", "exec", dont_inherit=True)
    era = era or evidence.verdict(evidence.evidence(source))[0]
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    bindings = Bindings()
    wrapper.module.visit(bindings)
    change = _Change(bindings, era)
    if era != "keras3":
        models = freezing.Freezing()
        wrapper.module.visit(models)
        change.frozen = models.frozen
    module = wrapper.visit(change)
    if change.needs_keras and not bindings.binds_keras:
        module = tidying.with_import(module)
    module = tidying.without(module, change.perhaps_unused)
    return Modern(module.code, era, sorted(set(change.left)))


class _Change(cst.CSTTransformer):
    """Changes one program, by what `bindings` knows of it."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, bindings: Bindings, era: str) -> None:
        super().__init__()
        self.bindings, self.era = bindings, era
        self.left: list[tuple[int, str]] = []
        self.needs_keras = False
        self.frozen: set[str] = set()
        self.perhaps_unused: set[str] = set()
        self.renames = _renames(bindings)
        self._comments: list[list[str]] = []
        self._bases: list[set[str]] = []

    def cannot(self, node: cst.CSTNode, why: str) -> None:
        """Something stays as it is; a comment at its statement says so."""
        why = " ".join(why.split())
        line: int = self.get_metadata(PositionProvider, node).start.line
        self.left.append((line, why))
        if self._comments and why not in self._comments[-1]:
            self._comments[-1].append(why)

    def keras(self, text: str) -> cst.BaseExpression:
        """An expression that begins with ``keras.``, which is imported if it is not yet."""
        self.needs_keras = True
        return cst.parse_expression(text)

    # -------------------------------------------------------------------- statements

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _COMPOUND):
            self._comments.append([])
        return super().on_visit(node)

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        made = super().on_leave(original_node, updated_node)
        if isinstance(original_node, _COMPOUND):
            why = self._comments.pop()
            if why and isinstance(made, _COMPOUND):
                made = made.with_changes(leading_lines=_commented(made.leading_lines, why))
        return made

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> None:
        self._comments.append([])

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Any:
        frozen = freezing.trained(original_node, self.frozen)
        if frozen and isinstance(original_node.body[-1], cst.Return):
            self.cannot(original_node, freezing.ADVICE.format(code(frozen[0])))
            frozen = []
        why = self._comments.pop()
        lines: list[cst.SimpleStatementLine] = [updated_node]
        small = original_node.body[0]
        if isinstance(small, (cst.Import, cst.ImportFrom)):
            lines = imports.modern_lines(updated_node, self.renames)
        if why and lines:
            above = _commented(lines[0].leading_lines, why)
            lines[0] = lines[0].with_changes(leading_lines=above)
        if frozen:
            lines = freezing.thawed(lines[0], frozen)
        if not lines:
            return cst.RemoveFromParent()
        return lines[0] if len(lines) == 1 else cst.FlattenSentinel(lines)

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        if node.module is not None and not isinstance(node.names, cst.ImportStar):
            for alias in node.names:
                found = place_of(f"{code(node.module)}.{code(alias.name)}")
                advice = imports.is_gone(found) if found is not None else ""
                if advice and found is not None:
                    self.cannot(node, f"Keras 3 has no keras.{found.module}.{found.name}. {advice}")
                if found is not None and found.below == "layers.merge" and not found.name:
                    self.perhaps_unused.add(alias.evaluated_alias or alias.evaluated_name)
        return False

    # ------------------------------------------------------------------------- names

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        return self.bindings.find(node) is None

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        updated_node = updated_node.with_changes(attr=original_node.attr)
        found = self.bindings.find(original_node)
        if found is not None:
            return self._reference(original_node, found)
        dotted = self.bindings.dotted(original_node) or ""
        first, _, name = dotted.rpartition(".")
        if first == "tensorflow.nn" and name in _ACTIVATIONS:
            self._may_be_unused(original_node)
            return self.keras(f"keras.activations.{name}")
        if first == "tensorflow" and name in _FIRST_TENSORFLOW:
            base = code(original_node.value)
            return cst.parse_expression(f"{base}.compat.v1.{name}")
        return methods.attribute(updated_node, self.bindings)

    def _reference(self, node: cst.Attribute, found: Found) -> cst.BaseExpression:
        root: cst.BaseExpression = node
        while isinstance(root, cst.Attribute):
            root = root.value
        local = code(root)
        dotted = imports.present_dotted(found)
        if dotted is None:
            return node
        start = self.bindings.imported.get(local, "")
        below = modules.below_root(start)
        if below is not None and imports.is_public(below):
            front = f"keras.{below}".rstrip(".")
            if dotted == front or dotted.startswith(front + "."):
                text = local + dotted[len(front) :]
                return node if text == code(node) else cst.parse_expression(text)
        self._may_be_unused(node)
        return self.keras(dotted)

    def _may_be_unused(self, node: cst.CSTNode) -> None:
        while isinstance(node, cst.Attribute):
            node = node.value
        self.perhaps_unused.add(code(node))

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        new = self.renames.get(original_node.value)
        return updated_node if new is None else updated_node.with_changes(value=new)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)

    # ------------------------------------------------------------------------- calls

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        found = self.bindings.find(original_node.func)
        if found is not None and found.below == "layers.merge" and not found.name:
            self._may_be_unused(original_node.func)
            return self._merged(original_node, updated_node)
        if found is not None and found.module == "backend" and found.name:
            return self._backend(original_node, updated_node, found.name)
        if found is not None and found.name:
            module, name = found.present
            if not name:
                return self._old_function(original_node, updated_node, found)
            return self._called(original_node, updated_node, module, name)
        if self._bases and self._bases[-1] & {"Layer", "Model"}:
            if self.bindings.dotted(original_node.func) == "tensorflow.Variable":
                self.cannot(original_node, "Keras 3 trains no tf.Variable; use self.add_weight.")
        if isinstance(original_node.func, cst.Attribute) and found is None:
            return methods.call(self, original_node, updated_node)
        return updated_node

    def arguments(
        self, original: cst.Call, updated: cst.Call, module: str, name: str, method: str = ""
    ) -> Arguments:
        """The arguments of a call, converted by the rows."""
        about = callee(module, name, method or "__init__")
        made = Arguments(updated.args, about, self.era, self.bindings.constants)
        made.convert()
        for problem in made.problems:
            self.cannot(original, problem)
        return made

    def finished(self, updated: cst.Call, arguments: Arguments) -> cst.Call:
        """The call with its arguments of today."""
        args = arguments.written()
        if args is arguments.args:
            return updated
        self.needs_keras |= any("keras." in code(arg) for arg in args)
        return updated.with_changes(args=args)

    def _called(
        self, original: cst.Call, updated: cst.Call, module: str, name: str
    ) -> cst.BaseExpression:
        arguments = self.arguments(original, updated, module, name)
        if module == "layers":
            arguments.rename("batch_input_shape", "batch_shape")
            if "weights" in arguments.given:
                self.cannot(original, f"{name}: Keras 3 has no `weights`; call set_weights.")
        if module.startswith("datasets"):
            arguments.rename("nb_words", "num_words")
        if module == "callbacks":
            methods.callback(arguments, self.bindings)
        return self.finished(updated, arguments)

    def _merged(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        text = methods.merged(updated)
        if text is None:
            self.cannot(original, "Write merge as a layer: Add, Multiply, Concatenate, Dot.")
            return updated
        return self.keras(text)

    def _old_function(
        self, original: cst.Call, updated: cst.Call, found: Found
    ) -> cst.BaseExpression:
        if found.name in ("probas_to_classes", "categorical_probas_to_classes") and updated.args:
            self._may_be_unused(original.func)
            shown = code(updated.args[0].value)
            return cst.parse_expression(methods.CLASSES.format(f"({shown})"))
        self.cannot(original, f"Keras 3 has no {found.name}.")
        return updated

    def _backend(self, original: cst.Call, updated: cst.Call, name: str) -> cst.BaseExpression:
        if name in backend.KEPT:
            return updated
        self._may_be_unused(original.func)
        if name in backend.SAME:
            if isinstance(original.func, cst.Name):  # the import goes on under its name
                return updated
            return updated.with_changes(func=self.keras(f"keras.ops.{name}"))
        made = backend.written(name, updated.args)
        if made is not None:
            self.needs_keras |= "keras." in code(made)
            return made
        if name not in backend.NEEDLESS:
            self.cannot(
                original, f"Keras 3 has no keras.backend.{name}, or not with these arguments."
            )
        return updated

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> Any:
        value = original_node.value
        if isinstance(value, cst.Call):
            found = self.bindings.find(value.func)
            if found is not None and found.module == "backend" and found.name in backend.NEEDLESS:
                self._may_be_unused(value.func)
                self._comments[-1].append(f"{found.name} is not needed any more.")
                return cst.Pass()
        return updated_node

    def leave_Comparison(
        self, original_node: cst.Comparison, updated_node: cst.Comparison
    ) -> cst.BaseExpression:
        match = re.fullmatch(
            r"\{.*\}\[(keras\.config\.image_data_format\(\))\] *(==|!=) *['\"](th|tf)['\"]",
            code(updated_node),
        )
        if match is None:
            return updated_node
        order = "channels_first" if match[3] == "th" else "channels_last"
        return self.keras(f'{match[1]} {match[2]} "{order}"')

    # ------------------------------------------------------------------------- texts

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        return methods.file(updated_node, self.bindings)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        found = [self.bindings.find(base.value) for base in node.bases]
        self._bases.append({place.name for place in found if place is not None})

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        self._bases.pop()
        return updated_node

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        if self._bases and "Model" in self._bases[-1] and self.era != "keras3":
            updated_node = methods.with_training(updated_node)
        new = methods.OVERRIDDEN.get(original_node.name.value)
        if new is None or not self._bases or new[0] not in self._bases[-1]:
            return updated_node
        return updated_node.with_changes(name=cst.Name(new[1]))

    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.Subscript:
        return methods.subscript(original_node, updated_node, self.bindings)


def _commented(above: Sequence[cst.EmptyLine], why: list[str]) -> list[cst.EmptyLine]:
    """The lines above a statement, with those that say why it stays as it is."""
    comments = [cst.EmptyLine(comment=cst.Comment(f"# keras_lite: {text}")) for text in why]
    return [*above, *comments]


def _renames(bindings: Bindings) -> dict[str, str]:
    """Local names that can be replaced by those of today all over the program."""
    made = {}
    for local, path in bindings.imported.items():
        found = place_of(path)
        dotted = imports.present_dotted(found) if found is not None and found.name else None
        if dotted is None or path.rpartition(".")[2] != local:
            continue
        new = dotted.rpartition(".")[2]
        if new != local and not bindings.assigned[local] and not bindings.assigned[new]:
            made[local] = new
    return made

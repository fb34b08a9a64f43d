"""Calls of methods, keys of histories and names of files in their form of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst

from keras_lite.compat import old_methods, spellings
from keras_lite.compat.modernize.bindings import Bindings
from keras_lite.compat.modernize.calls import Arguments, callee, modern_identifier
from keras_lite.compat.modernize.values import code, read, write
from keras_lite.compat.old_functions import _MODES as MODES

if TYPE_CHECKING:
    from keras_lite.compat.modernize.program import _Change

CLASSES = '(lambda p: p.argmax(-1) if p.shape[-1] > 1 else (p > 0.5).astype("int32"))({})'
# Methods that users override: the class that has them, and their name of today.
OVERRIDDEN = {
    "reset_states": ("Metric", "reset_state"),
    "get_output_shape_for": ("Layer", "compute_output_shape"),
}
_LOOPS = frozenset(
    "fit evaluate predict compile train_on_batch test_on_batch predict_on_batch".split()
)
_OF_MODELS = _LOOPS | {*old_methods.METHODS}
_COUNTED = {"samples_per_epoch", "nb_val_samples", "val_samples"}


def call(change: _Change, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
    """A call of a method."""
    func = cst.ensure_type(original.func, cst.Attribute)
    name = func.attr.value
    if name == "add_weight":
        return _add_weight(updated)
    if name not in _OF_MODELS:
        return _lookup(updated, change.bindings)
    kind = change.bindings.is_model(func.value)
    is_keras_only = name in old_methods.METHODS and name != "predict_proba"
    if kind is False or (kind is None and not is_keras_only and not _says_keras(name, updated)):
        return updated
    if name == "to_yaml":
        change.cannot(original, "to_yaml: Keras 3 reads and writes JSON only; use to_json.")
        return updated
    if name == "predict_proba":
        return _named(updated, "predict")
    if name == "predict_classes":
        return _classes(_named(updated, "predict"), change.bindings)
    if name.endswith("_generator"):
        return _generator(change, original, updated, name)
    arguments = change.arguments(original, updated, "", "Model", name)
    return _told(change, original, updated, arguments, name)


def _add_weight(updated: cst.Call) -> cst.Call:
    """``add_weight("kernel", shape=...)``: tf.keras had the name first."""
    first = updated.args[0] if updated.args else None
    if first is None or first.keyword is not None or not isinstance(first.value, cst.SimpleString):
        return updated
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    named = [first.with_changes(keyword=cst.Name("name"), equal=equal)]
    for arg, keyword in zip(updated.args[1:], ("shape", "dtype", "initializer"), strict=False):
        name = arg.keyword if arg.keyword is not None or arg.star else cst.Name(keyword)
        named.append(arg.with_changes(keyword=name, equal=arg.equal if arg.keyword else equal))
    return updated.with_changes(args=[*named, *updated.args[len(named) :]])


def with_training(node: cst.FunctionDef) -> cst.FunctionDef:
    """`call` of a user's model with `training`, without which Keras 3 says it to no layer."""
    if node.name.value != "call" or node.params.star_kwarg is not None:
        return node
    params = [*node.params.params, *node.params.kwonly_params]
    if not node.params.params or any(param.name.value == "training" for param in params):
        return node
    flag = cst.parse_statement("def f(training=None): pass")
    (param,) = cst.ensure_type(flag, cst.FunctionDef).params.params
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    *first, last = node.params.params
    made = [*first, last.with_changes(comma=comma), param.with_changes(comma=last.comma)]
    return node.with_changes(params=node.params.with_changes(params=made))


def _says_keras(name: str, updated: cst.Call) -> bool:
    """Whether a call of `fit` and its like can be meant for a Keras model only."""
    if name == "compile":
        return True
    given = {arg.keyword.value for arg in updated.args if arg.keyword is not None}
    return bool(given & {"nb_epoch", "epochs", "batch_size", "show_accuracy", "verbose"})


def _told(
    change: _Change, original: cst.Call, updated: cst.Call, arguments: Arguments, name: str
) -> cst.BaseExpression:
    given = arguments.given
    if "show_accuracy" in given:  # of Keras 0: `compile` is told today
        del given["show_accuracy"]
    if name == "compile":
        if change.bindings.shows_accuracy and "metrics" not in given:
            given["metrics"] = ["accuracy"]
        _optimizer(change, given)
        from keras_lite.losses.family import LOSSES
        from keras_lite.metrics.family import METRICS

        for key, family in (("loss", LOSSES), ("metrics", METRICS)):
            if key in given:
                given[key] = modern_identifier(family, given[key])
    return change.finished(updated, arguments)


def _optimizer(change: _Change, given: dict[str, Any]) -> None:
    """An optimizer by name is written out where its era had other defaults for it."""
    from keras_lite import optimizers

    name = given.get("optimizer")
    found = None
    if isinstance(name, str):
        found = next((o for o in optimizers.__all__ if o.lower() == name.lower()), None)
    if found is None:
        return
    made = Arguments([], callee("optimizers", found), change.era, {})
    made.convert()
    if made.given:
        inner = ", ".join(f"{key}={code(write(value))}" for key, value in made.given.items())
        given["optimizer"] = change.keras(f"keras.optimizers.{found}({inner})")


def _named(updated: cst.Call, name: str) -> cst.Call:
    func = cst.ensure_type(updated.func, cst.Attribute)
    return updated.with_changes(func=func.with_changes(attr=cst.Name(name)))


def _classes(updated: cst.Call, bindings: Bindings) -> cst.BaseExpression:
    """The class of each row; which of two ways shows in the loss and the sizes of the layers."""
    shown = code(updated)
    losses = bindings.losses
    if losses and all("categorical" in loss for loss in losses):
        return cst.parse_expression(f"{shown}.argmax(axis=-1)")
    if losses == {"binary_crossentropy"} and "1" in bindings.sizes:
        return cst.parse_expression(f'({shown} > 0.5).astype("int32")')
    return cst.parse_expression(CLASSES.format(shown))


def _generator(
    change: _Change, original: cst.Call, updated: cst.Call, name: str
) -> cst.BaseExpression:
    method = name.removesuffix("_generator")
    steps = ["steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data"]
    steps += ["validation_steps", "validation_freq", "class_weight"]
    names = ["x", *(steps if method == "fit" else ["steps", "callbacks"])]
    about = callee("", "Model", method)
    about = about._replace(parameters=names, owner=f"Model.{name}")
    arguments = Arguments(updated.args, about, change.era, change.bindings.constants)
    counts = change.era in ("keras0", "keras1") or _COUNTED & set(arguments.given)
    arguments.rename("generator", "x")
    for old in ("max_queue_size", "workers", "use_multiprocessing", "wait_time", "nb_val_worker"):
        arguments.given.pop(old, None)
    if counts:
        change.cannot(
            original,
            f"{name} of Keras 1 counted samples; `steps` count batches: divide by the size of one.",
        )
    for old, new in (
        ("samples_per_epoch", "steps_per_epoch"),
        ("nb_val_samples", "validation_steps"),
        ("val_samples", "steps"),
    ):
        arguments.rename(old, new)
    arguments.convert()
    for problem in arguments.problems:
        change.cannot(original, problem)
    if method == "predict" and updated.args:
        data = arguments.given.get("x")
        node = getattr(data, "node", None)
        if node is not None and change.bindings.is_generator(node):
            wrapped = f"(b if isinstance(b, tuple) else (b,) for b in {code(node)})"
            arguments.given["x"] = cst.parse_expression(wrapped)
    made = list(arguments.written())
    # `fit` has other things behind its first argument than `fit_generator` had.
    places = [i for i, arg in enumerate(made) if arg.keyword is None and not arg.star and i > 0]
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    for i in places:
        made[i] = made[i].with_changes(keyword=cst.Name(names[i]), equal=equal)
    return _named(updated.with_changes(args=made), method)


def merged(updated: cst.Call) -> str | None:
    """``merge(inputs, mode=...)`` of Keras 1 as a call of today; None if its mode is not known."""
    order = ["inputs", "mode", "concat_axis", "dot_axes", "output_shape", "name"]
    given: dict[str, cst.BaseExpression] = {}
    for index, arg in enumerate(updated.args):
        if arg.star or (arg.keyword is None and index >= 2):
            return None
        given[arg.keyword.value if arg.keyword is not None else order[index]] = arg.value
    mode = read(given["mode"], {}) if "mode" in given else "sum"
    if not isinstance(mode, str) or mode not in MODES or "inputs" not in given:
        return None
    words = [code(given["inputs"])]
    if mode == "concat" and "concat_axis" in given:
        words.append(f"axis={code(given['concat_axis'])}")
    if mode in ("dot", "cos"):
        words.append(f"axes={code(given['dot_axes']) if 'dot_axes' in given else '-1'}")
    if mode == "cos":
        words.append("normalize=True")
    if "name" in given:
        words.append(f"name={code(given['name'])}")
    return f"keras.layers.{MODES[mode]}({', '.join(words)})"


# ------------------------------------------------------------------------ texts and files


def key_of_today(key: str, metrics: set[str]) -> str:
    """A key of a history as Keras 3 has it: a metric is called what `compile` was told.

    Example:
        >>> key_of_today("val_acc", {"accuracy"}), key_of_today("acc", {"acc"})
        ('val_accuracy', 'acc')
        >>> key_of_today("val_kind_acc", {"accuracy"})
        'val_kind_accuracy'
    """
    front = "val_" if key.startswith("val_") else ""
    name = key.removeprefix("val_")
    if name == "lr":
        return "learning_rate"
    if name in metrics:
        return key
    for other in spellings.other_spellings(name):
        if other in metrics:
            return front + other
    output, line, name = name.rpartition("_")  # of one output among several
    if line and name not in metrics and (new := key_of_today(name, metrics)) != name:
        return f"{front}{output}_{new}"
    return key


def subscript(original: cst.Subscript, updated: cst.Subscript, bindings: Bindings) -> cst.Subscript:
    """``history.history["acc"]`` by the name of today."""
    value = original.value
    of_history = isinstance(value, cst.Attribute) and value.attr.value == "history"
    if not of_history and code(value) not in bindings.histories:
        return updated
    element = updated.slice[0] if len(updated.slice) == 1 else None
    if element is None or not isinstance(element.slice, cst.Index):
        return updated
    new = _key(element.slice.value, bindings)
    if new is element.slice.value:
        return updated
    index = element.slice.with_changes(value=new)
    return updated.with_changes(slice=[element.with_changes(slice=index)])


def _key(node: cst.BaseExpression, bindings: Bindings) -> cst.BaseExpression:
    if not isinstance(node, cst.SimpleString):
        return node
    old = read(node, {})
    if not isinstance(old, str):
        return node
    new = key_of_today(old, bindings.metrics)
    return node if new == old else _text(node, new)


def _text(like: cst.SimpleString, text: str) -> cst.SimpleString:
    return like.with_changes(value=f"{like.quote}{text}{like.quote}")


def _lookup(updated: cst.Call, bindings: Bindings) -> cst.Call:
    """``logs.get("val_acc")`` by the name of today."""
    func = updated.func
    if not isinstance(func, cst.Attribute) or func.attr.value != "get" or not updated.args:
        return updated
    if code(func.value) not in bindings.histories and not code(func.value).endswith(".history"):
        return updated
    new = _key(updated.args[0].value, bindings)
    if new is updated.args[0].value:
        return updated
    return updated.with_changes(args=[updated.args[0].with_changes(value=new), *updated.args[1:]])


def attribute(node: cst.Attribute, bindings: Bindings) -> cst.Attribute:
    """``model.optimizer.lr`` by the name of today."""
    value = node.value
    if node.attr.value == "lr" and isinstance(value, cst.Attribute):
        if value.attr.value == "optimizer":
            return node.with_changes(attr=cst.Name("learning_rate"))
    return node


def callback(arguments: Arguments, bindings: Bindings) -> None:
    """The monitored name by that of today."""
    given = arguments.given
    monitor = given.get("monitor")
    if isinstance(monitor, str):
        new = key_of_today(monitor, bindings.metrics)
        if new != monitor:
            given["monitor"] = _like(monitor, new)


def file(node: cst.SimpleString, bindings: Bindings) -> cst.SimpleString:
    """The name of a file that a model is written to, or that a checkpoint makes names by."""
    old = read(node, {})
    new = bindings.files.get(old)
    if new is None:
        return node
    for key in ("acc", "val_acc"):
        new = new.replace(f"{{{key}", "{" + key_of_today(key, bindings.metrics))
    return node if new == old else _text(node, new)


def _like(old: Any, new: str) -> Any:
    node = getattr(old, "node", None)
    return _text(node, new) if isinstance(node, cst.SimpleString) else new

"""Attributes and methods that layers, models and symbolic tensors had."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from keras_lite.compat import eras
from keras_lite.errors import InvalidArgument, explain


def _none(self: Any, *args: Any, **kwargs: Any) -> None:
    """Nothing to prepare: programs are made when they are needed."""


def _at(name: str) -> Callable[[Any, int], Any]:
    def find(self: Any, node_index: int) -> Any:
        nodes = self._inbound_nodes
        if not -len(nodes) <= node_index < len(nodes):
            what = f"one of its {len(nodes)} calls, counted from 0"
            raise InvalidArgument(explain(f"Layer '{self.name}'", node_index, what))
        node = nodes[node_index]
        # An input layer is called with nothing; what it returns is what goes in.
        tensors = (node.input_tensors or node.outputs) if "input" in name else node.outputs
        found = [t.shape for t in tensors] if "shape" in name else list(tensors)
        return found[0] if len(found) == 1 else found

    find.__name__ = f"get_{name}_at"
    find.__doc__ = f"The {name.replace('_', ' ')} of the call number `node_index`."
    return find


OF_LAYERS: Mapping[str, Any] = {
    "get_input_at": _at("input"),
    "get_output_at": _at("output"),
    "get_input_shape_at": _at("input_shape"),
    "get_output_shape_at": _at("output_shape"),
    "inbound_nodes": property(lambda self: self._inbound_nodes, doc="Its calls."),
    "outbound_nodes": property(lambda self: self._outbound_nodes, doc="Calls on its outputs."),
    "uses_learning_phase": property(lambda self: True, doc="Whether it is told the mode."),
    "stateful": False,
    "reset_states": _none,
}

OF_DENSE: Mapping[str, Any] = {
    "W": property(lambda self: self.kernel, doc="The old name of `kernel`."),
    "b": property(lambda self: self.bias, doc="The old name of `bias`."),
}


def _train(self: Any, X: Any, y: Any, accuracy: bool = False) -> Any:
    """`train_on_batch`. Source: Keras 0.1."""
    return self.train_on_batch(X, y, accuracy=accuracy)


def _test(self: Any, X: Any, y: Any, accuracy: bool = False) -> Any:
    """`test_on_batch`. Source: Keras 0.1."""
    return self.test_on_batch(X, y, accuracy=accuracy)


OF_MODELS: Mapping[str, Any] = {
    "model": property(lambda self: self, doc="Itself. Source: Keras 1 and 2."),
    "_make_train_function": _none,
    "_make_test_function": _none,
    "_make_predict_function": _none,
    "make_train_function": _none,
    "make_test_function": _none,
    "make_predict_function": _none,
    "test": _test,
    "train": _train,
}


def give(found: Any, attributes: Mapping[str, Any]) -> None:
    """Gives a class the attributes that it does not have under these names."""
    for name, value in attributes.items():
        if not hasattr(found, name):
            setattr(found, name, value)


def teach_layer(layer: Any) -> None:
    """Gives the class of all layers what it had in Keras 1 and 2."""
    from keras_lite.engine.values import Traced
    from keras_lite.ops.keras_tensor import KerasTensor

    give(layer, OF_LAYERS)
    for tensor in (KerasTensor, Traced):
        give(tensor, {"get_shape": _get_shape, "_keras_shape": property(_get_shape)})
    _teach_weights(layer)
    add_loss = layer.add_loss

    @functools.wraps(add_loss)
    def without_inputs(self: Any, loss: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("inputs", None)  # told by the trace
        return add_loss(self, loss, *args[1:], **kwargs)

    layer.add_loss = without_inputs


class OldShape(tuple[Any, ...]):
    """A shape with the methods that TensorFlow's have."""

    def as_list(self) -> list[int | None]:
        """The lengths, None where they are not known."""
        return list(self)

    @property
    def ndims(self) -> int:
        """The number of axes."""
        return len(self)


def _get_shape(self: Any) -> OldShape:
    """The shape; None for a length that is not known."""
    return OldShape(n if isinstance(n, int) else None for n in self.shape)


def _teach_weights(layer: Any) -> None:
    add_weight, modern = layer.add_weight, layer.trainable_weights

    @functools.wraps(add_weight)
    def of_old_functions(self: Any, *args: Any, **kwargs: Any) -> Any:
        args = tuple(of_shape_alone(value) for value in args)
        if "initializer" in kwargs:
            kwargs["initializer"] = of_shape_alone(kwargs["initializer"])
        return add_weight(self, *args, **kwargs)

    def put(self: Any, weights: Any) -> None:
        # A layer of Keras 1 listed its weights itself; those it holds are known by now.
        self.__dict__.setdefault("_listed_weights", [])
        self._listed_weights = list(weights)

    layer.add_weight = of_old_functions
    layer.trainable_weights = property(modern.fget, put, doc=modern.__doc__)


def of_shape_alone(initializer: Any) -> Any:
    """Functions of a shape as Keras 1 and 2.0 took them, as initializers; all else as it is."""
    if not inspect.isfunction(initializer):
        return initializer
    parameters = inspect.signature(initializer).parameters
    takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    if "dtype" in parameters or takes_all:
        return initializer
    name = {"name": None} if "name" in parameters else {}

    def initialize(shape: Any, dtype: Any = None) -> Any:
        import numpy as np

        return np.asarray(initializer(shape, **name), dtype=dtype)

    # No more of it: its signature would hide this one.
    initialize.__name__ = initializer.__name__
    return initialize


def teach_symbolic_losses(model: Any) -> None:
    """``model.add_loss(K.mean(...))`` of symbolic tensors of the model, as in Keras 2."""
    add_loss = model.add_loss

    @functools.wraps(add_loss)
    def of_tensors(self: Any, loss: Any, *args: Any, **kwargs: Any) -> Any:
        from keras_lite.ops.keras_tensor import KerasTensor

        if not isinstance(loss, KerasTensor):
            return add_loss(self, loss, *args, **kwargs)
        _extend(self, loss)
        return None

    model.add_loss = of_tensors


def _extend(model: Any, loss: Any) -> None:
    """Lets the model compute one value more in each call, and add it to its loss."""
    from keras_lite import ops
    from keras_lite.models.graph import Graph

    graph = getattr(model, "_graph", None)
    if graph is None:
        what = "no symbolic tensor in a model that is not made of inputs and outputs"
        raise InvalidArgument(explain(f"Model '{model.name}': add_loss", loss, what))
    losses = graph.__dict__.setdefault("losses", [])
    losses.append(loss)
    extended = Graph(graph.inputs, [*graph.outputs, *losses])
    count = len(graph.outputs)

    def run(values: Any, call: Any) -> Any:
        found = extended.run(values, call)
        for value in found[count:]:
            model.add_loss(ops.mean(value))
        return found[:count]

    graph.run = run


_SCALES = {"RandomNormal": "stddev", "Orthogonal": "gain", "Identity": "gain"}


def teach_initializer(initializer: Any) -> None:
    """``normal((2, 3), scale=0.01)``: in Keras 1, initializers were functions of a shape.

    Called with a shape, the class returns a variable; all other calls make an initializer.
    """

    def __new__(cls: Any, *args: Any, **kwargs: Any) -> Any:
        if not args or not isinstance(args[0], (tuple, list)) or cls.__name__ == "Constant":
            return object.__new__(cls)
        from keras_lite.compat.backend_values import variable

        name, scale = kwargs.get("name"), args[1] if len(args) > 1 else kwargs.get("scale")
        given: dict[str, Any] = {}
        if scale is not None and cls.__name__ == "RandomUniform":
            given = {"minval": -scale, "maxval": scale}
        elif scale is not None and cls.__name__ in _SCALES:
            given = {_SCALES[cls.__name__]: scale}
        return variable(cls(**given)(tuple(args[0])), name=name)

    initializer.__new__ = __new__
    # Classes that are not registered bring it to those that are, which have it from there.
    if "__call__" in vars(initializer) or not hasattr(initializer.__call__, "__wrapped__"):
        initializer.__call__ = _called_as_function(initializer.__call__)


def _called_as_function(call: Callable[..., Any]) -> Callable[..., Any]:
    """``initializations.get("uniform")(shape, name="w")``: a variable, as from a function."""

    @functools.wraps(call)
    def __call__(self: Any, shape: Any, *args: Any, **kwargs: Any) -> Any:
        named = "name" in kwargs
        name = kwargs.pop("name", None)
        value = call(self, shape, *args, **kwargs)
        if not named and (args or kwargs or eras.current() not in ("keras0", "keras1")):
            return value
        from keras_lite.compat.backend_values import variable

        return variable(value, name=name)

    return __call__


def teach_metric(metric: Any) -> None:
    """`reset_states` of Keras 2, for those who call it and for classes of users that have it."""
    modern = metric.reset_state

    def reset_state(self: Any) -> None:
        self.reset_states()

    def reset_states(self: Any) -> None:
        """`reset_state`. Source: tf.keras up to 2.4."""
        found = type(self).reset_state
        (modern if found is reset_state else found)(self)

    def __init_subclass__(cls: Any, **kwargs: Any) -> None:
        subclassed(**kwargs)
        if "reset_states" in vars(cls) and "reset_state" not in vars(cls):
            cls.reset_state = reset_state

    subclassed = metric.__init_subclass__
    give(metric, {"reset_states": reset_states})
    metric.__init_subclass__ = classmethod(__init_subclass__)  # type: ignore[arg-type]

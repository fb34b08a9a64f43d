"""Operations, and the record of each call of one with symbolic tensors."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from keras_lite import tree
from keras_lite.errors import CannotDeserialize, InvalidArgument, NotReady
from keras_lite.naming import auto_name
from keras_lite.ops.keras_tensor import History, KerasTensor


class Arguments:
    """What an operation was called with.

    Attributes:
        args, kwargs: as they were written.
        keras_tensors: the symbolic tensors among them, in order, nested ones too.
    """

    def __init__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self.args = tuple(args)
        self.kwargs = dict(kwargs)
        leaves = tree.flatten((self.args, self.kwargs))
        self.keras_tensors = [leaf for leaf in leaves if isinstance(leaf, KerasTensor)]

    def fill_in(self, values: Mapping[int, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments with each symbolic tensor replaced by `values[id(tensor)]`."""

        def value(leaf: Any) -> Any:
            return values.get(id(leaf), leaf) if isinstance(leaf, KerasTensor) else leaf

        args, kwargs = tree.map_structure(value, (self.args, self.kwargs))
        return args, kwargs


class Node:
    """One call of an operation or layer with symbolic tensors.

    It enters itself in `operation._inbound_nodes`, in `_outbound_nodes` of the operations that made
    its inputs, and in `_keras_history` of its outputs.

    Args:
        operation: What was called.
        call_args, call_kwargs: The arguments of the call.
        outputs: What it returned: symbolic tensors in any structure.

    Raises:
        InvalidArgument: (a ValueError) when it returned anything but symbolic tensors and None.
    """

    def __init__(
        self,
        operation: Any,
        call_args: Sequence[Any] = (),
        call_kwargs: Mapping[str, Any] | None = None,
        outputs: Any = None,
    ) -> None:
        self.operation = operation
        self.arguments = Arguments(call_args, call_kwargs or {})
        leaves = tree.flatten(outputs)
        self.outputs = [leaf for leaf in leaves if leaf is not None]
        for leaf in self.outputs:
            if not isinstance(leaf, KerasTensor):
                raise InvalidArgument(
                    f"{operation.name}: its call returned {leaf!r}, but tensors were expected."
                    " Return tensors, or lists, tuples and dicts of them."
                )
        self._link()

    def _link(self) -> None:
        recorded = all(tensor.record_history for tensor in self.input_tensors)
        self.operation._inbound_nodes.append(self)
        for tensor in self.input_tensors if recorded else ():
            if not hasattr(tensor, "_keras_history"):
                tensor._keras_history = History(None, 0, 0)
            source = tensor._keras_history.operation
            if source is not None:
                source._outbound_nodes.append(self)
        index = len(self.operation._inbound_nodes) - 1
        for i, tensor in enumerate(self.outputs if recorded else ()):
            tensor._keras_history = History(self.operation, index, i)

    @property
    def args(self) -> tuple[Any, ...]:
        return self.arguments.args

    @property
    def kwargs(self) -> dict[str, Any]:
        return self.arguments.kwargs

    @property
    def input_tensors(self) -> list[KerasTensor]:
        return self.arguments.keras_tensors

    @property
    def output_tensors(self) -> list[KerasTensor]:
        return self.outputs

    @property
    def is_input(self) -> bool:
        """Whether nothing went in: the call of an input layer."""
        return not self.input_tensors

    @property
    def parent_nodes(self) -> list[Node]:
        """The calls that made the inputs."""
        histories = [tensor._keras_history for tensor in self.input_tensors]
        return [
            history.operation._inbound_nodes[history.node_index]
            for history in histories
            if history.operation is not None
        ]

    def __repr__(self) -> str:
        return f"<Node operation={self.operation.name}, inputs={self.input_tensors}>"


class Operation:
    """Something with a name that can be called on tensors, symbolic or not.

    A subclass defines `call`; its result's shape and dtype are inferred by tracing it.

    Args:
        name: A name without "/"; the class name in snake case, with a running number, by default.

    Example:
        >>> class Double(Operation):
        ...     def call(self, x):
        ...         return x + x
        >>> Double()(KerasTensor((None, 2))).shape
        (None, 2)
    """

    _config: dict[str, Any] | None = None

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """Notes the constructor's arguments, which make up the configuration."""
        made = super().__new__(cls)
        try:
            bound = inspect.signature(cls.__init__).bind(made, *args, **kwargs)
        except TypeError:
            return made  # `__init__` is about to raise a better one
        bound.apply_defaults()
        arguments = dict(list(bound.arguments.items())[1:])
        for parameter in bound.signature.parameters.values():
            if parameter.kind is parameter.VAR_KEYWORD:
                arguments.update(arguments.pop(parameter.name, {}))
            elif parameter.kind is parameter.VAR_POSITIONAL and not arguments[parameter.name]:
                del arguments[parameter.name]
        made.__dict__["_arguments"] = arguments
        return made

    def __init__(self, name: str | None = None) -> None:
        if name is None:
            name = auto_name(type(self).__name__)
        if not isinstance(name, str) or "/" in name:
            raise InvalidArgument(
                f"{type(self).__name__}: `name` is {name!r}, but a string without '/' was expected."
            )
        self.name = name
        self._inbound_nodes: list[Node] = []
        self._outbound_nodes: list[Node] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from keras_lite.ops.symbolic import any_symbolic

        if any_symbolic(args, kwargs):
            return self.symbolic_call(*args, **kwargs)
        return self.call(*args, **kwargs)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation itself; subclasses define it."""
        raise NotImplementedError(f"{type(self).__name__} has no `call` method. Define one.")

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """Notes a call with symbolic tensors and returns the symbolic results."""
        outputs = self.compute_output_spec(*args, **kwargs)
        Node(self, args, kwargs, outputs)
        return outputs

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """The symbolic results of a call, without a note of it."""
        from keras_lite.ops.symbolic import infer

        return infer(self.call, args, kwargs)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, by name."""
        return {**self.__dict__.get("_arguments", {}), "name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """An operation made from what `get_config` returned.

        Raises:
            CannotDeserialize: (a TypeError) when the constructor refuses the arguments.
        """
        try:
            return cls(**config)
        except Exception as error:
            raise CannotDeserialize(
                f"{cls.__name__} could not be made from its configuration {config!r}: {error}"
            ) from error

    @property
    def input(self) -> Any:
        """The symbolic tensor, or list of them, of the first call."""
        return self._first_call("input_tensors", "input")

    @property
    def output(self) -> Any:
        """The symbolic tensor, or list of them, that the first call returned."""
        return self._first_call("output_tensors", "output")

    def _first_call(self, attribute: str, what: str) -> Any:
        if not self._inbound_nodes:
            # An AttributeError, so that hasattr(layer, "input") answers.
            raise _NeverCalled(
                f"{self.name} has no {what}: it has not been called on a symbolic tensor yet."
            )
        tensors = getattr(self._inbound_nodes[0], attribute)
        return tensors[0] if len(tensors) == 1 else tensors

    def __repr__(self) -> str:
        return f"<Operation name={self.name}>"


class _NeverCalled(NotReady, AttributeError):
    pass

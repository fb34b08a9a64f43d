"""Calls on symbolic tensors: inferring what they return, and noting them down.

The result of a call is found by tracing the very code that will compute it, on stand-ins of the
right shape; no shape rule is written twice.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from keras_lite import registry, tree
from keras_lite.engine import allowance, seeds
from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.ir import BATCH, Dim, Size, Spec
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import ConcreteValueError
from keras_lite.ops.keras_tensor import History, KerasTensor, standardize_shape
from keras_lite.ops.node import Arguments, Node, Operation

__all__ = [
    "Arguments",
    "FunctionCall",
    "History",
    "KerasTensor",
    "Node",
    "Operation",
    "any_symbolic",
    "infer",
    "infer_specs",
    "operation_class",
    "standardize_shape",
    "symbolic",
    "symbolic_call",
]

_LENGTHS = (840, 1680)
"""Lengths tried for unknown axes: two, to see which results depend on them; with many divisors, so
that halving or folding an axis goes through."""

_SHORT_LENGTHS = (24, 48)
"""As above, where every value is computed."""

_TENSORS = frozenset(
    "x x1 x2 xs y a b q target output inputs indices values updates start_indices array weights "
    "condition condlist choicelist fill_value operands sorted_sequence bins key images image1 "
    "image2 transform coordinates data segment_ids targets predictions mean variance offset scale "
    "gamma beta query value bias mask kernel tensor volumes variable initial abs_ angle start stop "
    "shift_x image rtol atol".split()
)
"""Names of arguments that are handed over in the call; all others configure the operation."""

Function = TypeVar("Function", bound=Callable[..., Any])


def any_symbolic(*structures: Any) -> bool:
    """Whether a `KerasTensor` is among the values, or nested in lists, tuples and dicts of them."""
    for value in structures:
        if isinstance(value, KerasTensor):
            return True
        if isinstance(value, (list, tuple)):
            if any_symbolic(*value):
                return True
        elif isinstance(value, dict) and any_symbolic(*value.values()):
            return True
    return False


def symbolic_call(
    operation: Any, compute: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Any:
    """Infers the result of a call and notes it as a `Node`.

    Args:
        operation: Has `name`, `_inbound_nodes` and `_outbound_nodes`.
        compute: The code behind it; runs on traced stand-ins of the symbolic arguments.
        args, kwargs: The arguments of the call.

    Returns:
        Symbolic tensors in the structure that `compute` returned.
    """
    outputs = infer(compute, args, kwargs)
    Node(operation, args, kwargs, outputs)
    return outputs


def infer(compute: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """The symbolic results of ``compute(*args, **kwargs)``."""
    structure, specs = infer_specs(compute, args, kwargs)
    found = iter([KerasTensor(shape, dtype) for shape, dtype in specs])
    return tree.map_structure(lambda leaf: None if leaf is None else next(found), structure)


def infer_specs(
    compute: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[Any, list[tuple[tuple[int | None, ...], str]]]:
    """The structure of the results of ``compute(*args, **kwargs)``; shape and dtype of each.

    An unknown first axis is the batch, whose size stays symbolic. When other axes are unknown too,
    or the code cannot go on without a number, it is traced for two lengths of all unknown axes,
    and what comes out different is unknown. Code that looks at values is run on ones.

    Raises:
        TypeError, ValueError: what the code itself raises, for the first way that was tried.
    """
    arguments = Arguments(args, kwargs)
    ways = [_by_record, _by_values]
    if all(None not in tensor.shape[1:] for tensor in arguments.keras_tensors):
        ways.insert(0, _by_batch)
    first: Exception | None = None
    for way in ways:
        try:
            return way(compute, arguments)
        except ConcreteValueError as error:
            first = first or error
        except (TypeError, ValueError) as error:
            first = first or error
            if way is not _by_batch:
                break
    assert first is not None
    raise first


Inferred = tuple[Any, list[tuple[tuple[int | None, ...], str]]]


def _by_batch(compute: Callable[..., Any], arguments: Arguments) -> Inferred:
    structure, specs = _traced(compute, arguments, BATCH)
    return structure, [
        (tuple(None if isinstance(d, Dim) else d for d in spec.shape), spec.dtype) for spec in specs
    ]


def _by_record(compute: Callable[..., Any], arguments: Arguments) -> Inferred:
    return _compared(compute, arguments, _LENGTHS, eager=False)


def _by_values(compute: Callable[..., Any], arguments: Arguments) -> Inferred:
    return _compared(compute, arguments, _SHORT_LENGTHS, eager=True)


def _compared(
    compute: Callable[..., Any], arguments: Arguments, lengths: tuple[int, int], eager: bool
) -> Inferred:
    structure, specs = _traced(compute, arguments, lengths[0], eager)
    _, others = _traced(compute, arguments, lengths[1], eager)
    pairs = list(zip(specs, others, strict=True))
    return structure, [
        (tuple(i if i == j else None for i, j in zip(s.shape, o.shape, strict=True)), s.dtype)
        for s, o in pairs
    ]


def _traced(
    compute: Callable[..., Any], arguments: Arguments, unknown: Size, eager: bool = False
) -> tuple[Any, list[Spec]]:
    """The structure that `compute` returns, and the specification of each value in it."""
    with Trace(eager=eager) as trace, seeds.rehearsal():
        stand_ins: dict[int, Any] = {}
        for tensor in arguments.keras_tensors:
            shape = tuple(unknown if length is None else length for length in tensor.shape)
            if eager:
                allowance.take(shape, tensor.dtype)
            value = np.ones(shape, tensor.dtype) if eager else None
            if id(tensor) not in stand_ins:
                name = f"input_{len(stand_ins)}"
                stand_ins[id(tensor)] = trace.input(name, Spec(shape, tensor.dtype), value)
        args, kwargs = arguments.fill_in(stand_ins)
        result = compute(*args, **kwargs)
        return result, [_spec(leaf) for leaf in tree.flatten(result) if leaf is not None]


def _spec(value: Any) -> Spec:
    if isinstance(value, Dim):
        return Spec((), "int32")
    if not hasattr(value, "dtype"):
        value = np.asarray(value)
    return Spec(tuple(value.shape), dtype_name(value.dtype))


class FunctionCall(Operation):
    """A function of `keras_lite.ops` as an operation: what a model keeps of its call.

    It has a class of its own for each function (see `operation_class`), named as in Keras, which
    summaries and saved models show. The arguments that are not tensors are its configuration.
    """

    function: Callable[..., Any]
    signature: inspect.Signature

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return object.__new__(cls)

    def __init__(self, *, name: str | None = None, handed_over: Any = None, **config: Any) -> None:
        super().__init__(name)
        self._settings = config
        parameters = self.signature.parameters
        self._handed_over = handed_over or [p for p in parameters if p not in config]

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The function of these tensors, with the arguments it was configured with."""
        found = dict(self._settings)
        rest = list(args)
        for name in self._handed_over:
            if not rest:
                break
            if self.signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL:
                found[name], rest = tuple(rest), []
            else:
                found[name] = rest.pop(0)
        found.update(kwargs)
        positional, named = _bound(self.signature, found)
        return type(self).function(*positional, **named)

    def get_config(self) -> dict[str, Any]:
        return {**self._settings, "name": self.name}


def _bound(
    signature: inspect.Signature, values: Mapping[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """Positional and named arguments for a call with these values by name."""
    bound = inspect.BoundArguments(signature, {})  # type: ignore[arg-type]
    for name in signature.parameters:
        if name in values:
            bound.arguments[name] = values[name]
    # A gap before *args would hide what follows, so defaults stand in for it.
    bound.apply_defaults()
    return list(bound.args), bound.kwargs


_classes: dict[tuple[str, str], type[FunctionCall]] = {}


def operation_class(function: Callable[..., Any]) -> type[FunctionCall]:
    """The class of operations that stands for a function, as Keras names it: `add` -> `Add`.

    Functions of two names, such as `abs` and `absolute`, share one.
    """
    plain = inspect.unwrap(function)
    name = getattr(function, "operation_name", "") or _camel_case(plain.__name__)
    # Keras: 3.15 writes the file that the class stands in there, private as it is.
    place = keras_module(plain.__module__), name
    if place not in _classes:
        members = {
            "function": staticmethod(plain),
            "signature": inspect.signature(plain),
            "__module__": plain.__module__,
            "__doc__": plain.__doc__,
        }
        made = type(name, (FunctionCall,), members)
        _classes[place] = registry.builtin(place[0])(made)
    return _classes[place]


def keras_module(module: str) -> str:
    """Where Keras has the operations of one of our files: `numpy_reduce` stands in its `numpy`."""
    if module.startswith("keras_lite.ops."):
        return f"keras.src.ops.{module.rpartition('.')[2].partition('_')[0]}"
    # The other families are a package each, with a file of the same name.
    family = module.removeprefix("keras_lite.")
    return f"keras.src.{family}.{family}"


def symbolic(function: Function | None = None, *, name: str | None = None) -> Any:
    """Decorator: the function notes its call when a `KerasTensor` is among its arguments.

    Args:
        function: A function of tensors.
        name: The class of the operation in Keras, where it is not the function's name in camel
            case.
    """
    if function is None:
        return functools.partial(symbolic, name=name)

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if any_symbolic(*args, *kwargs.values()):
            return _note(wrapper, args, kwargs)
        return function(*args, **kwargs)

    wrapper.operation_name = name  # type: ignore[attr-defined]
    return wrapper


def _note(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    kind = operation_class(function)
    bound = kind.signature.bind(*args, **kwargs)
    bound.apply_defaults()
    handed_over, config, tensors = [], {}, []
    for name, value in bound.arguments.items():
        is_rest = kind.signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL
        if is_rest or name in _TENSORS or any_symbolic(value):
            handed_over.append(name)
            tensors.extend(value if is_rest else [value])
        else:
            config[name] = value
    operation = kind(handed_over=handed_over, **config)
    return operation.symbolic_call(*tensors)


def _camel_case(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))

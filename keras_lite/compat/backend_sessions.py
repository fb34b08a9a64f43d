"""Sessions, learning phases and functions between tensors, as the old `keras.backend` had them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np

from keras_lite import config, ops
from keras_lite.compat import backend_updates
from keras_lite.engine import autodiff, trace
from keras_lite.engine.ir import Spec
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import tensor
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, InvalidType, KerasLiteError, explain
from keras_lite.layers import call_context
from keras_lite.layers.arguments import signature_of
from keras_lite.layers.layer import Layer
from keras_lite.ops.keras_tensor import KerasTensor
from keras_lite.ops.node import Operation


class NoSession(KerasLiteError, NotImplementedError):
    """There are no sessions, and no graphs but those of symbolic tensors."""


def nothing(*args: Any, **kwargs: Any) -> None:
    """Settings of sessions, graphs and threads, which change no result."""


class Session:
    """Stands for a TensorFlow session where a script makes one only to hand it on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.graph = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def close(self) -> None:
        """Nothing to close."""

    def as_default(self) -> Session:
        """Itself."""
        return self

    def run(self, fetches: Any, *args: Any, **kwargs: Any) -> Any:
        """None for what sets variables up; anything else cannot be computed like this."""
        if fetches is None or (isinstance(fetches, list) and not fetches):
            return None
        raise NoSession(
            f"Session.run: {fetches!r} arrived, but keras_lite has no graphs to run. Call the "
            "model, or model.predict, on arrays; K.get_value(x) gives the value of a variable."
        )


def get_session(*args: Any, **kwargs: Any) -> Session:
    """A session that only stands for one."""
    return Session()


_phase = 0


def learning_phase() -> int:
    """1 inside `fit`, 0 inside `evaluate` and `predict`; else what `set_learning_phase` said."""
    mode = call_context.training()
    return _phase if mode is None else int(bool(mode))


def set_learning_phase(value: Any) -> None:
    """What `learning_phase` says where nobody trains or predicts: 0 or 1."""
    global _phase
    if value not in (0, 1):
        raise InvalidArgument(explain("set_learning_phase", value, "0 or 1"))
    _phase = int(value)


@contextmanager
def learning_phase_scope(value: Any) -> Iterator[None]:
    """`set_learning_phase` within a ``with`` block."""
    before = _phase
    set_learning_phase(value)
    try:
        yield
    finally:
        set_learning_phase(before)


def in_train_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """`x` while training, else `alt`."""
    mode = learning_phase() if training is None else training
    chosen = x if mode else alt
    return chosen() if callable(chosen) else chosen


def in_test_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """`alt` while training, else `x`."""
    return in_train_phase(alt, x, training)


def name_scope(name: str, *args: Any, **kwargs: Any) -> Any:
    """What is made within a ``with`` block has `name` in front of its path."""
    return trace.scope(name)


def control_dependencies(control_inputs: Any) -> Any:
    """Python's order of statements is the order in which things happen."""
    return nullcontext()


def placeholder(
    shape: Any = None, ndim: int | None = None, dtype: Any = None, sparse: bool = False,
    name: str | None = None,
) -> Any:  # fmt: skip
    """A symbolic tensor that `K.function` can be given values for.

    Args:
        shape: Lengths of all axes, None for unknown ones.
        ndim: The number of axes, for those who know nothing else.
        dtype: The type of the values.
        sparse: Only False is known here.
        name: A name.

    Raises:
        InvalidArgument: (a ValueError) without `shape` and `ndim`, or for a sparse one.
    """
    from keras_lite.layers import Input

    if sparse or (shape is None and ndim is None):
        expected = "`shape`, or `ndim`, of a dense tensor"
        raise InvalidArgument(explain("K.placeholder", (shape, ndim, sparse), expected))
    lengths = [None] * int(ndim or 0) if shape is None else list(shape)
    return Input(batch_shape=tuple(lengths), dtype=dtype or config.floatx(), name=name)


def function(inputs: Any, outputs: Any, updates: Any = None, **kwargs: Any) -> Callable[..., Any]:
    """A function from arrays to the values of symbolic tensors that were computed from `inputs`.

    Args:
        inputs: Symbolic tensors; `K.learning_phase()` may stand among them. The value that is
            given in its place, 0 or 1, decides whether layers behave as in training.
        outputs: A symbolic tensor, or a list of them.
        updates: What each call changes: variables with their new symbolic values, and what the
            `get_updates` of an optimizer returned.

    Raises:
        InvalidType: (a TypeError) for outputs that are no symbolic tensors, and other updates.
    """
    from keras_lite.models.graph import Graph

    changes = list(backend_updates.listed(updates))
    several = isinstance(outputs, (list, tuple))
    wanted = list(outputs) if several else [outputs]
    for output in wanted:
        if not isinstance(output, KerasTensor):
            fix = "Its value is known already: K.eval(x)."
            raise InvalidType(explain("K.function: `outputs`", output, "symbolic tensors", fix))
    places = [i for i, tensor in enumerate(inputs) if isinstance(tensor, KerasTensor)]
    graph = Graph(
        [inputs[i] for i in places], wanted + [t for change in changes for t in change.tensors]
    )

    def compute(arrays: Any) -> Any:
        phases = [v for i, v in enumerate(arrays) if i not in places]
        values = [np.asarray(arrays[i], dtype=inputs[i].dtype) for i in places]
        training = bool(phases[0]) if phases else None
        with call_context.calling(training):
            found = [np.asarray(v) for v in _run(graph, values, training)]
        rest = iter(found[len(wanted) :])
        for change in changes:
            change.apply([next(rest) for _ in change.tensors])
        return found[: len(wanted)] if several else found[0]

    return compute


def _run(graph: Any, values: Sequence[Any], training: bool | None = None) -> list[Any]:
    def call(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if training is not None and isinstance(operation, Layer):
            if signature_of(operation).takes("training"):
                kwargs = {**kwargs, "training": training}
        return operation(*args, **kwargs)

    found: list[Any] = graph.run(values, call)
    return found


def gradients(loss: Any, variables: Any) -> list[Any]:
    """The slopes of the sum of `loss` along symbolic tensors or variables it depends on.

    Args:
        loss: A symbolic tensor.
        variables: A symbolic tensor or variable, or a list of them.

    Returns:
        Symbolic tensors, each of the shape of what it is the slope along.

    Raises:
        InvalidType: (a TypeError) for a loss whose value is known already.

    Example:
        >>> x = placeholder((None, 2))
        >>> slope = function([x], gradients(ops.sum(x * x), x))
        >>> slope([[[1.0, 2.0]]])[0].tolist()
        [[2.0, 4.0]]
    """
    if not isinstance(loss, KerasTensor):
        fix = "Compute it from model.input, model.output or K.placeholder."
        raise InvalidType(explain("K.gradients: `loss`", loss, "a symbolic tensor", fix))
    several = isinstance(variables, (list, tuple))
    leaves = leaves_of(loss)
    return [Slope(loss, v, leaves)(*leaves) for v in (variables if several else [variables])]


def leaves_of(tensor: KerasTensor) -> list[KerasTensor]:
    """The inputs that a symbolic tensor was computed from."""
    found: dict[int, KerasTensor] = {}
    pending, seen = [tensor], set()
    while pending:
        history = pending.pop()._keras_history
        node = history.operation._inbound_nodes[history.node_index]
        if node.is_input:
            found.update((id(t), t) for t in node.outputs)
        elif id(node) not in seen:
            seen.add(id(node))
            pending.extend(node.input_tensors)
    return list(found.values())


class Slope(Operation):
    """The slope of a symbolic tensor's sum along another one, or along a variable.

    Args:
        loss: What is summed.
        along: What it depends on.
        leaves: The inputs that `loss` is computed from.
    """

    def __init__(self, loss: KerasTensor, along: Any, leaves: Sequence[KerasTensor]) -> None:
        from keras_lite.models.graph import Graph

        super().__init__()
        self._along = along
        if isinstance(along, Variable):
            self._before, self._behind = None, Graph(leaves, [loss])
        else:
            # The graph is cut at `along`: what leads there, and what goes on from there.
            others = [leaf for leaf in leaves if leaf is not along]
            self._before = Graph(leaves, [along])
            self._behind = Graph([along, *others], [loss])
            self._others = [i for i, leaf in enumerate(leaves) if leaf is not along]

    def call(self, *values: Any) -> Any:
        """The slope for these values of the inputs."""
        recording = trace.active()
        if recording is not None:
            return self._recorded(recording, values)
        with Trace(eager=True) as recording:
            given = []
            for i, value in enumerate(values):
                array = np.asarray(value)
                spec = Spec(tuple(array.shape), str(array.dtype))
                given.append(recording.input(f"input_{i}", spec, array))
            result = recording.traced(self._recorded(recording, given))
            return tensor(np.array(result.concrete()))

    def _recorded(self, recording: Trace, values: Sequence[Any]) -> Any:
        if self._before is None:
            start = recording.traced(self._along)
            values = list(values)
        else:
            start = recording.traced(_run(self._before, values, call_context.training())[0])
            values = [start, *(values[i] for i in self._others)]
        total = recording.traced(ops.sum(_run(self._behind, values, call_context.training())[0]))
        slope = autodiff.gradients(recording, total, [start])[0]
        return ops.zeros_like(start) if slope is None else slope

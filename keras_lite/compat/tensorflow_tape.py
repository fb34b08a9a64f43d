"""`tf.GradientTape`: derivatives in a training loop that a script writes itself.

Inside the ``with`` block everything is computed and recorded at once, on the tape that the engine
uses for models whose Python code looks at values.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite import ops, tree
from keras_lite.engine import autodiff
from keras_lite.engine import trace as tracing
from keras_lite.engine.dtypes import is_float
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import Tensor, Traced, tensor
from keras_lite.errors import InvalidArgument, InvalidType, NotReady, explain


class GradientTape:
    """Records what is computed in its ``with`` block, for the derivatives of it.

    Variables are watched by themselves, other tensors from `watch` on. A tape inside another one,
    or inside what `fit` records, shares its recording, so that derivatives have derivatives.

    Args:
        persistent: Whether `gradient` may be called more than once.
        watch_accessed_variables: Whether variables are watched without `watch`.

    Raises:
        InvalidArgument: (a ValueError) for ``watch_accessed_variables=False``.

    Example:
        >>> from keras_lite.engine.variable import Variable
        >>> x = Variable(3.0)
        >>> with GradientTape() as tape:
        ...     y = x * x
        >>> print(tape.gradient(y, x))
        6.0
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        if not watch_accessed_variables:
            where = "tf.GradientTape: `watch_accessed_variables`"
            fix = "Ask `gradient` only for the variables that matter; the others cost nothing."
            raise InvalidArgument(explain(where, False, "True", fix))
        self._persistent = persistent
        self._trace: Trace | None = None
        self._is_outermost = False
        self._is_used = False

    def __enter__(self) -> GradientTape:
        active = tracing.active()
        self._is_outermost = active is None
        self._is_used = False
        self._trace = active or Trace(eager=True)
        if self._is_outermost:
            self._trace.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self._is_outermost and self._trace is not None:
            self._trace.__exit__(*error)
            if error[0] is None:
                self._trace.commit()

    def watch(self, tensor: Any) -> None:
        """Has `gradient` know a tensor that is no variable.

        Raises:
            InvalidType: (a TypeError) for what is no tensor.
        """
        for leaf in tree.flatten(tensor):
            if isinstance(leaf, Tensor):
                leaf.__class__ = Watched
            elif not isinstance(leaf, Traced) and not hasattr(leaf, "read_in_trace"):
                what, fix = "a tensor or a variable", "Make it one with tf.constant(value)."
                raise InvalidType(explain("GradientTape.watch: `tensor`", leaf, what, fix))

    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: Any = "none",
    ) -> Any:
        """The slopes of the sum of `target` along each of `sources`.

        Args:
            target: A result computed in the ``with`` block, or several.
            sources: Variables or watched tensors, in any nesting.
            output_gradients: Factors for the elements of `target`.
            unconnected_gradients: ``"zero"`` for zeros instead of None where `target` does not
                depend on a source.

        Returns:
            A tensor, or None, in place of each source.

        Raises:
            NotReady: (a ValueError) before the ``with`` block, and at the second call for a tape
                that is not persistent.
        """
        trace = self._recording()
        if self._is_used and not self._persistent:
            raise NotReady(
                "GradientTape.gradient: the tape has been used, and is kept for one call only. "
                "Write tf.GradientTape(persistent=True) to ask it several times."
            )
        self._is_used = True
        is_over = tracing.active() is not trace
        leaves = tree.flatten(sources)
        with trace if is_over else contextlib.nullcontext():
            slopes = _slopes(trace, target, output_gradients, [_read_by(trace, x) for x in leaves])
        found = [tensor(s.numpy()) if is_over and s is not None else s for s in slopes]
        if unconnected_gradients == "zero":
            found = [
                tensor(np.zeros(x.shape, str(x.dtype))) if slope is None else slope
                for x, slope in zip(leaves, found, strict=True)
            ]
        return tree.pack_sequence_as(sources, found)

    def stop_recording(self) -> Any:
        """A ``with`` block inside the tape's, of which nothing is recorded."""
        return tracing.suspended()

    def reset(self) -> None:
        """Forgets what was recorded so far."""
        if self._is_outermost and tracing.active() is self._trace:
            self.__exit__(None, None, None)
            self.__enter__()

    def watched_variables(self) -> tuple[Any, ...]:
        """The variables that were read so far."""
        return tuple(self._recording()._owners.values())

    def _recording(self) -> Trace:
        if self._trace is None:
            raise NotReady("GradientTape: nothing was recorded. Open it with a `with` block first.")
        return self._trace


class Watched(Tensor):
    """A tensor that a tape knows: what is computed from it is recorded."""

    @property
    def array(self) -> Any:
        """The values."""
        return self.view(np.ndarray)

    def read_in_trace(self, trace: Trace) -> Traced:
        """The value in a recording; always the same one."""
        found: Traced | None = vars(self).get("recorded")
        if found is None or found.trace is not trace:
            found = vars(self)["recorded"] = trace.constant(self.array)
        return found

    def __getitem__(self, key: Any) -> Any:
        trace = tracing.active()
        value: Any = self.array if trace is None else self.read_in_trace(trace)
        return tensor(value[key])

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return tensor(getattr(ufunc, method)(*_read(inputs), **kwargs))

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return tensor(func(*_read(args), **kwargs))


def _read_by(trace: Trace, source: Any) -> Traced | None:
    """What a recording knows a variable or tensor as; None if it never met it."""
    if isinstance(source, Traced):
        return source if source.trace is trace else None
    if isinstance(source, Watched):
        found: Traced | None = vars(source).get("recorded")
        return found if found is not None and found.trace is trace else None
    node = trace._reads.get(id(source))
    if node is not None:
        return Traced(trace, node)
    # A weight that an optimizer has laid beside others is a piece of their flat vector.
    return next((piece for key, piece in trace.pieces.items() if key[0] == id(source)), None)


def _slopes(
    trace: Trace, target: Any, factors: Any, sources: Sequence[Traced | None]
) -> list[Traced | None]:
    """Slopes of the sum of all targets, recorded in turn."""
    targets = tree.flatten(target)
    weights = [None] * len(targets) if factors is None else tree.flatten(factors)
    total: Any = None
    for part, weight in zip(targets, weights, strict=True):
        if isinstance(part, Traced) and part.trace is trace and is_float(part.dtype):
            part = part if weight is None else ops.multiply(part, weight)
            part = ops.sum(part) if part.shape else part
            total = part if total is None else ops.add(total, part)
    known = [source for source in sources if source is not None]
    if total is None or not known:
        return [None] * len(sources)
    slopes = iter(autodiff.gradients(trace, total, known))
    return [None if source is None else next(slopes) for source in sources]


def _read(inputs: Any) -> Any:
    trace = tracing.active()

    def read(leaf: Any) -> Any:
        if not isinstance(leaf, Watched):
            return leaf
        return leaf.array if trace is None else leaf.read_in_trace(trace)

    return [
        type(item)(map(read, item)) if isinstance(item, (list, tuple)) else read(item)
        for item in inputs
    ]

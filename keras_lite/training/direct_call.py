"""`model(x)` on an array, through the prediction program: what reinforcement learning does.

A call of a model is a call of each of its layers, some hundred microseconds of Python. Where the
layers are all our own, nothing can be seen of that but the result, so the program computes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite import config
from keras_lite.engine import trace as tracing
from keras_lite.engine.ir import BATCH, Spec, SymbolicSizeError, shape_at
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import ConcreteValueError, Tensor, Traced, tensor
from keras_lite.engine.variable import changes
from keras_lite.layers import call_context

if TYPE_CHECKING:
    from keras_lite.training.trainer import Trainer

_SEEN_FROM_OUTSIDE = {"Lambda", "ActivityRegularization"}


class DirectCall:
    """Calls of one model on single arrays, as programs by shape."""

    def __init__(self, model: Trainer) -> None:
        self.model = model
        self._programs: dict[Any, Program | None] = {}
        self._suitable: tuple[int, bool] = (-1, False)
        self._state: tuple[object, ...] = ()

    def clear(self) -> None:
        """Forgets everything recorded."""
        self._programs.clear()
        self._suitable = (-1, False)

    def __call__(self, x: Any) -> Any:
        """The model's output for x, or `None` where the layers have to be called."""
        if type(x) not in (np.ndarray, Tensor) or x.ndim == 0 or x.dtype != config.floatx():
            return None
        if tracing.active() is not None or call_context.depth() or not self._is_suitable():
            return None
        key = x.shape[1:]
        if key not in self._programs:
            self._programs[key] = self._record(key)
        program = self._programs[key]
        if program is None or len(x) == 0:
            return None
        outputs = [
            program.device.module.empty((1, *shape_at(o.spec.shape, len(x))), o.spec.dtype)
            for o in program.graph.outputs.values()
        ]
        rows = program.device.asarray(np.ascontiguousarray(x)[None])
        program.run(len(x), rows, *outputs)
        host = program.device.to_numpy
        result = tensor(host(outputs[0])[0])
        if len(outputs) > 1:
            result._keras_logits = tensor(host(outputs[1])[0])
        return result

    def _is_suitable(self) -> bool:
        if self._suitable[0] != changes():
            model = self.model
            layers = model._flatten_layers(include_self=True)
            plain = model.built and not model.run_eagerly and all(map(_is_plain, layers))
            state = model._programs.state_of_weights() if plain else ()
            if state != self._state:
                self._programs.clear()
                self._state = state
            self._suitable = (changes(), plain)
        return self._suitable[1]

    def _record(self, shape: tuple[int, ...]) -> Program | None:
        with Trace() as trace:
            x = trace.input("x", Spec((BATCH, *shape), config.floatx()))
            try:
                y = self.model._call_on_batch(x, training=False)
            except (ConcreteValueError, SymbolicSizeError):
                return None
            if not isinstance(y, Traced) or getattr(y, "_keras_mask", None) is not None:
                return None
            trace.output("y", y)
            # Cross-entropies take the logits of a live tensor instead of the shares.
            if getattr(y, "_keras_logits", None) is not None:
                trace.output("logits", y._keras_logits)
        return Program(trace.graph(), f"Call of {self.model.name!r}")


def _is_plain(layer: Any) -> bool:
    """Whether a layer is our own and does nothing but compute its output."""
    cls = type(layer)
    return (
        cls.__module__.startswith("keras_lite.")
        and cls.__name__ not in _SEEN_FROM_OUTSIDE
        and "call" not in vars(layer)
        and getattr(layer, "activity_regularizer", None) is None
        # A layer that a functional model calls in training mode stays in it.
        and not any(node.kwargs.get("training") for node in layer._inbound_nodes)
    )

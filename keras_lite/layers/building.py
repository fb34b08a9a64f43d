"""How a layer is built: once, for the shapes it is first called on, with a note of them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from keras_lite import tree
from keras_lite.engine import trace
from keras_lite.layers import call_context
from keras_lite.layers.arguments import Call, build_arguments
from keras_lite.layers.state import State


class Buildable(State):
    """The part of `Layer` that makes the weights when the shapes are known."""

    path: str | None
    _locks_state = True
    _is_built_when_made = True
    """Whether a built-in layer without a `build` of its own counts as built from the start."""
    _start_weights: Any = None
    _build_shapes_dict: dict[str, Any] | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not hasattr(cls.build, "is_noted"):
            cls.build = _noted(cls.build)  # type: ignore[method-assign]

    def build(self, input_shape: Any) -> None:
        """Makes the weights; subclasses define it.

        Args:
            input_shape: The shape of the inputs, None for lengths that are not known; or shapes in
                the structure of the inputs. With several arguments, `build` gets the shapes of the
                arguments of `call`, named `query_shape` for `query`.
        """

    def _build_for(self, call: Call) -> None:
        self.build(**build_arguments(self.build, call.shapes()))

    def _finish_build(self) -> None:
        with call_context.naming(self):
            self.path = "/".join(trace.scopes())
        self.built = True
        self._locked = self._locks_state
        if self._start_weights is not None:
            weights, self._start_weights = self._start_weights, None
            self.set_weights(weights)

    def get_build_config(self) -> dict[str, Any] | None:
        """The shapes that the layer was built for."""
        shapes = self._build_shapes_dict
        if not shapes:
            return None
        if len(shapes) > 1:
            return {"shapes_dict": dict(shapes)}
        return {"input_shape": next(iter(shapes.values()))}

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Builds the layer for the shapes that `get_build_config` returned."""
        if config.get("input_shape") is not None:
            self.build(as_tuples(config["input_shape"]))
        elif "shapes_dict" in config:
            shapes = {name: as_tuples(shape) for name, shape in config["shapes_dict"].items()}
            self.build(**build_arguments(self.build, shapes))


def _noted(build: Callable[..., Any]) -> Callable[..., Any]:
    """`build` as every layer has it: it notes what the layer was built for, once it is done."""

    @functools.wraps(build)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> None:
        if self.__dict__.get("_building"):
            build(self, *args, **kwargs)  # of an ancestor, called by the subclass's own
            return
        self._check_ready()
        self._building = True
        try:
            # Weights are made now, also while a model around the layer is traced.
            with call_context.naming(self), trace.suspended():
                build(self, *args, **kwargs)
        finally:
            self._building = False
        bound = signature.bind(self, *args, **kwargs).arguments
        self._build_shapes_dict = dict(list(bound.items())[1:])
        self._finish_build()

    signature = inspect.signature(build)
    wrapper.is_noted = True  # type: ignore[attr-defined]
    return wrapper


Buildable.build = _noted(Buildable.build)  # type: ignore[method-assign]


def as_tuples(shapes: Any) -> Any:
    """Shapes as tuples, where JSON has left lists of them."""
    return tree.map_shape_structure(tuple, shapes)

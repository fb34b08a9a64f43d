"""What a layer's output will look like, found by tracing its `call`."""

from __future__ import annotations

import copy
from typing import Any

from keras_lite import tree
from keras_lite.engine import seeds
from keras_lite.layers.arguments import Call, build_arguments, shapes_of, signature_of
from keras_lite.layers.building import Buildable, as_tuples
from keras_lite.ops.symbolic import KerasTensor, infer, infer_specs


class Inferred(Buildable):
    """The part of `Layer` that tells shapes and types."""

    dtype_policy: Any

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Symbolic tensors like those that a call with such arguments returns.

        The code of `call` is traced for it, unless a subclass defines `compute_output_shape`.
        """
        if type(self).compute_output_shape is not Inferred.compute_output_shape:
            shapes = Call(self, args, kwargs).shapes()
            found = self.compute_output_shape(**build_arguments(self.compute_output_shape, shapes))
            return tree.map_shape_structure(
                lambda shape: KerasTensor(shape, self.compute_dtype), found
            )
        layer = self if self.built else self._rehearsal(Call(self, args, kwargs))
        return infer(layer.call, args, kwargs)

    def compute_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """The shape of the output for inputs of this shape.

        Args:
            *args: The shape of the input, batch axis included, None for lengths that are not
                known; or shapes in the structure of the inputs.
            **kwargs: For a `call` with several tensors, their shapes: `query_shape` for `query`.
        """
        shapes = [*args, *kwargs.values()]
        inputs = [
            tree.map_shape_structure(
                lambda shape: KerasTensor(shape, self.compute_dtype, name="input"), as_tuples(s)
            )
            for s in shapes
        ]
        names = [name.removesuffix("_shape") for name in kwargs]
        if len(shapes) > 1 and set(names) <= set(signature_of(self).names):
            rest = inputs[len(args) :]
            call = Call(self, tuple(inputs[: len(args)]), dict(zip(names, rest, strict=True)))
        else:
            call = Call(self, tuple(inputs), {})
        layer = self if self.built else self._rehearsal(call)
        structure, specs = infer_specs(layer.call, call.args, call.kwargs)
        return tree.pack_sequence_as(structure, [shape for shape, _ in specs])

    def _rehearsal(self, call: Call) -> Inferred:
        """A copy of this unbuilt layer that is built, of which no weight or random number stays."""
        with seeds.untouched():
            twin = copy.deepcopy(self)
            twin._start_weights = None
            twin._build_for(call)
            return twin

    @property
    def dtype(self) -> str:
        """The type of its weights."""
        return self.variable_dtype

    @property
    def variable_dtype(self) -> str:  # type: ignore[override]
        """The type of its weights."""
        return self.dtype_policy.variable_dtype

    @property
    def compute_dtype(self) -> str:
        """The type of its arithmetic, to which float inputs are cast."""
        return self.dtype_policy.compute_dtype

    @property
    def input_dtype(self) -> str:
        """The type to which float inputs are cast."""
        return self.compute_dtype

    @property
    def input_shape(self) -> Any:
        """The shape of what the layer was first called on: a tuple, or a list of them."""
        return shapes_of(self.input)

    @property
    def output_shape(self) -> Any:
        """The shape of what the layer first returned: a tuple, or a list of them."""
        return shapes_of(self.output)

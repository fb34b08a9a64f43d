"""What a layer demands of its inputs, and the check of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keras_lite import registry, tree
from keras_lite.engine.ir import Dim
from keras_lite.engine.trace import concrete_shape
from keras_lite.errors import InvalidShape, InvalidType, explain


@registry.builtin("keras", also=("keras.layers",))
class InputSpec:
    """The rank, the lengths of axes and the type that an input must have.

    Every part may be left out (None), which then accepts anything.

    Args:
        dtype: The type of the values.
        shape: The whole shape; None stands for any length.
        ndim: The number of axes.
        max_ndim, min_ndim: The most and the fewest axes.
        axes: Axis to its length, as in ``{-1: 3}``.
        allow_last_axis_squeeze: Whether a last axis of length 1 may be missing or too much.
        name: The name under which the input stands in a dict of inputs.
        optional: Whether None may stand for the input.

    Example:
        >>> InputSpec(min_ndim=2, axes={-1: 3})
        InputSpec(min_ndim=2, axes={-1: 3})
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Sequence[int | None] | None = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: Mapping[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ) -> None:
        self.dtype = dtype
        self.shape = None if shape is None else tuple(shape)
        self.ndim = ndim if shape is None else len(self.shape or ())
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = {int(axis): length for axis, length in (axes or {}).items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name = name
        self.optional = optional
        rank = self.ndim if self.ndim is not None else max_ndim
        if rank is not None and self.axes and max(self.axes) >= rank:
            raise InvalidShape(
                explain("InputSpec: `axes`", dict(self.axes), f"axes below the rank {rank}")
            )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, by name."""
        names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes", "optional")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> InputSpec:
        """A specification made from what `get_config` returned."""
        return cls(**config)

    def __repr__(self) -> str:
        names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        shown = [f"{name}={getattr(self, name)}" for name in names if getattr(self, name)]
        return f"InputSpec({', '.join(shown)})"


def check_inputs(specs: Any, inputs: Any, layer_name: str) -> None:
    """Raises when inputs are not what a layer demands.

    Args:
        specs: An `InputSpec`, or a list, tuple or dict of them.
        inputs: Tensors in a matching structure.
        layer_name: For the message.

    Raises:
        InvalidShape: (a ValueError) for a wrong number of inputs, rank or length.
        InvalidType: (a TypeError) for what is no tensor.
    """
    if not specs:
        return
    values = _in_order(specs, inputs, layer_name)
    specs = tree.flatten(specs)
    if len(values) != len(specs):
        raise InvalidShape(
            f"Layer '{layer_name}' got {len(values)} inputs, but {len(specs)} were expected. "
            "Give them as one list, in the layer's order."
        )
    for index, (value, spec) in enumerate(zip(values, specs, strict=True)):
        if spec is None or (value is None and spec.optional):
            continue
        where = f"Input {index}" + (f" ('{spec.name}')" if spec.name else "")
        where = f"{where} of layer '{layer_name}'"
        if not hasattr(value, "shape"):
            raise InvalidType(
                explain(where, value, "a tensor or an array", "Convert it with np.asarray.")
            )
        _check_one(spec, value, where)


def _in_order(specs: Any, inputs: Any, layer_name: str) -> list[Any]:
    """The inputs in the order of their specifications."""
    if isinstance(inputs, dict) and isinstance(specs, (list, tuple)):
        names = [spec.name for spec in specs]
        missing = [name for name in names if name is not None and name not in inputs]
        if missing:
            raise InvalidShape(
                f"Layer '{layer_name}' got inputs named {sorted(inputs)}, but {names} were "
                f"expected. Add {missing[0]!r}."
            )
        if all(name in inputs for name in names):
            return [inputs[name] for name in names]
    return tree.flatten(inputs)


def _check_one(spec: InputSpec, value: Any, where: str) -> None:
    shape = shape_of(value)
    where = f"{where} has shape {shape} and is incompatible with the layer:"
    if spec.shape is not None and spec.allow_last_axis_squeeze:
        if len(shape) == len(spec.shape) + 1 and shape[-1] == 1:
            shape = shape[:-1]
        elif len(shape) == len(spec.shape) - 1 and spec.shape[-1] == 1:
            shape = (*shape, 1)
    rank = len(shape)
    if spec.ndim is not None and rank != spec.ndim:
        expected = f" (shape {spec.shape})" if spec.shape else ""
        raise InvalidShape(f"{where} {spec.ndim} axes{expected} were expected. {_rank_hint(rank)}")
    if spec.max_ndim is not None and rank > spec.max_ndim:
        raise InvalidShape(f"{where} at most {spec.max_ndim} axes were expected. Reshape it.")
    if spec.min_ndim is not None and rank < spec.min_ndim:
        raise InvalidShape(
            f"{where} at least {spec.min_ndim} axes were expected. {_rank_hint(rank)}"
        )
    for axis, length in spec.axes.items():
        if length is not None and shape[axis] not in (length, None):
            raise InvalidShape(
                f"{where} length {length} was expected along axis {axis}. The layer was built for "
                f"{length}; give it such data, or make a new layer for the new data."
            )
    for axis, length in enumerate(spec.shape or ()):
        if length is not None and shape[axis] not in (length, None):
            raise InvalidShape(f"{where} shape {spec.shape} was expected. Reshape the data.")
    dtype = getattr(value, "dtype", None)
    if spec.dtype is not None and dtype is not None and str(dtype) != str(spec.dtype):
        raise InvalidShape(f"{where} its type is {dtype}, but {spec.dtype} was expected. Cast it.")


def _rank_hint(rank: int) -> str:
    if rank == 1:
        return "The first axis counts the samples: a single one is x[None, :]."
    return "Reshape it."


def shape_of(value: Any) -> tuple[int | None, ...]:
    """The shape of a tensor of any kind; None for lengths that depend on the batch size."""
    shape = tuple(value.shape)
    if any(isinstance(length, Dim) for length in shape):
        return concrete_shape(shape, None)
    return shape

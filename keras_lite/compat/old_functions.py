"""Functions that older versions had and that no function of today replaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lite.errors import InvalidArgument, explain, suggest

_MODES = {
    "sum": "add",
    "mul": "multiply",
    "ave": "average",
    "max": "maximum",
    "concat": "concatenate",
    "dot": "dot",
    "cos": "dot",
}


def merge(
    inputs: Sequence[Any],
    mode: str = "sum",
    dot_axes: Any = -1,
    concat_axis: int = -1,
    name: str | None = None,
    **kwargs: Any,
) -> Any:
    """Several tensors as one. Source: Keras 1.

    Args:
        inputs: The tensors.
        mode: ``"sum"``, ``"mul"``, ``"ave"``, ``"max"``, ``"concat"``, ``"dot"`` or ``"cos"``.
        dot_axes: The axes of the products, for ``"dot"`` and ``"cos"``.
        concat_axis: The axis that grows, for ``"concat"``.
        name: The layer's name.
        **kwargs: `output_shape` and its like, which need not be told any more.

    Raises:
        InvalidArgument: (a ValueError) for another mode.
    """
    from keras_lite import layers

    if mode not in _MODES:
        fix = f"The modes are {', '.join(_MODES)}.{suggest(mode, _MODES)}"
        raise InvalidArgument(explain("merge: `mode`", mode, "the name of a mode", fix))
    function = getattr(layers, _MODES[mode])
    if mode == "concat":
        return function(list(inputs), axis=concat_axis, name=name)
    if mode in ("dot", "cos"):
        axes = dot_axes if isinstance(dot_axes, int) else tuple(dot_axes)
        return function(list(inputs), axes=axes, normalize=mode == "cos", name=name)
    return function(list(inputs), name=name)


def probas_to_classes(y_pred: Any) -> Any:
    """The class of each row of probabilities. Source: Keras 0.1 to 1.2."""
    if len(y_pred.shape) > 1 and y_pred.shape[1] > 1:
        return y_pred.argmax(axis=-1)
    return (y_pred > 0.5).astype("int32").reshape(-1)

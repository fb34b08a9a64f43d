"""Models as programs that need nothing of keras_lite: in NumPy, or for any runtime of ONNX."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from keras_lite import tree
from keras_lite.errors import InvalidArgument, NotReady, NotSupported, explain
from keras_lite.messages import print_msg
from keras_lite.saving.durable import replacing

OPSET = 18
"""The version of ONNX' operators by default: that of 2022, which all runtimes of today know."""
_LARGEST_ONNX = (1 << 31) - 1  # what one message of Protocol Buffers holds


def export(
    model: Any,
    filepath: Any,
    format: str,
    verbose: bool | None,
    input_signature: Any = None,
    **options: Any,
) -> None:
    """Writes the prediction of a model as a program; see `Model.export`."""
    path = os.fspath(filepath)
    write = _FORMATS.get(format)
    if write is None:
        fix = "Save the model as `.keras` and export it with Keras for other formats."
        expected = " or ".join(map(repr, _FORMATS))
        raise InvalidArgument(explain("export: `format`", format, expected, fix))
    if input_signature is not None:
        fix = "Leave it out: the model's own inputs are taken, for any batch size."
        raise InvalidArgument(explain("export: `input_signature`", input_signature, "None", fix))
    write(model, path, verbose, options)


def _refuse(options: dict[str, Any], format: str) -> None:
    if options:
        raise InvalidArgument(f"export: unknown arguments {sorted(options)} for format='{format}'.")


def _as_numpy(model: Any, path: str, verbose: bool | None, options: dict[str, Any]) -> None:
    _refuse(options, "numpy")
    if not path.endswith(".py"):
        fix = f"Write {path + '.py'!r}."
        raise InvalidArgument(explain("export: `filepath`", path, "a name that ends in `.py`", fix))
    model.program("predict", level="plain").save(path)
    if verbose:
        print_msg(f"Saved a program at '{path}', and its arrays beside it.")


def _as_onnx(model: Any, path: str, verbose: bool | None, options: dict[str, Any]) -> None:
    opset = options.pop("opset_version", None)
    _refuse(options, "onnx")
    if find_spec("onnx") is None:
        raise NotReady(
            "export: format='onnx' needs the package onnx, which is not installed. Run"
            " `pip install keras-lite[onnx]`."
        )
    proto = onnx_model(model, OPSET if opset is None else opset)
    with replacing(path) as fresh, open(fresh, "wb") as stream:
        stream.write(proto.SerializeToString())
    # Keras: 3.15 says so unless it is asked not to.
    if verbose is None or verbose:
        print_msg(f"Saved artifact at '{path}'.")


def onnx_model(model: Any, opset: int = OPSET) -> Any:
    """What a model predicts, as an `onnx.ModelProto` that onnx has checked.

    Args:
        model: A built model that runs as a program.
        opset: The version of ONNX' operators.

    Raises:
        InvalidArgument: (a ValueError) for a version that is not written.
        NotReady: (a ValueError) when the model is not built, or runs as Python code only.
        NotSupported: (a NotImplementedError) for an operation that has no form in ONNX.
    """
    import onnx

    from keras_lite.engine.emit_onnx import OLDEST_OPSET, emit_onnx
    from keras_lite.primitives import onnx_forms  # noqa: F401 (registers the converters)

    newest = onnx.defs.onnx_opset_version()
    if not isinstance(opset, int) or not OLDEST_OPSET <= opset <= newest:
        expected = f"a whole number from {OLDEST_OPSET} to {newest}"
        fix = f"Leave it out for {OPSET}."
        raise InvalidArgument(explain("export: `opset_version`", opset, expected, fix))
    graph = model.program("predict").graph
    size = sum(weight.numpy().nbytes for weight in model.weights)
    if size > _LARGEST_ONNX:
        raise NotSupported(
            f"export: model '{model.name}' has {size} bytes of weights, but one ONNX file holds"
            f" {_LARGEST_ONNX}. Use format='numpy'."
        )
    inputs, outputs = _end_names(model, len(graph.inputs), len(graph.outputs))
    version = sys.modules["keras_lite"].__version__
    found = emit_onnx(graph, model.name, inputs, outputs, opset, ("keras_lite", version))
    onnx.checker.check_model(found, full_check=True)
    return found


def _end_names(model: Any, inputs: int, outputs: int) -> tuple[list[str], list[str]]:
    """The names of what goes in and comes out: Keras' own, or numbered where it has none."""
    given = [tensor.name for tensor in tree.flatten(getattr(model, "inputs", None) or [])]
    results = list(getattr(model, "output_names", None) or [])
    if len(given) != inputs:
        given = [f"input_{i}" for i in range(inputs)]
    if len(results) != outputs:
        results = [f"output_{i}" for i in range(outputs)]
    return given, results


_FORMATS: dict[str, Callable[[Any, str, bool | None, dict[str, Any]], None]] = {
    "numpy": _as_numpy,
    "onnx": _as_onnx,
}

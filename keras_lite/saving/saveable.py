"""What a model can do with files."""

from __future__ import annotations

from typing import Any

from keras_lite import registry


class Saveable:
    """The part of `Model` that is about files; `keras_lite.saving.saver` does the work."""

    def save(
        self, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **kwargs: Any
    ) -> None:
        """Writes the model to a `.keras` file, or to an `.h5` file; see `saving.save_model`."""
        from keras_lite.saving.saver import save_model

        save_model(self, filepath, overwrite, zipped, **kwargs)

    def save_weights(
        self, filepath: Any, overwrite: bool = True, max_shard_size: Any = None, **kwargs: Any
    ) -> None:
        """Writes the weights to a `.weights.h5` file; see `saving.save_weights`."""
        from keras_lite.saving.saver import save_weights

        save_weights(self, filepath, overwrite, max_shard_size, **kwargs)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
        """Sets the weights to those in a file of a model like this; see `saving.load_weights`."""
        from keras_lite.saving.saver import load_weights

        load_weights(self, filepath, skip_mismatch, **kwargs)

    def export(
        self,
        filepath: Any,
        format: str = "tf_saved_model",
        verbose: bool | None = None,
        input_signature: Any = None,
        **kwargs: Any,
    ) -> None:
        """Writes what the model predicts as a program that needs nothing of keras_lite.

        With format="numpy" that is a `.py` file, and an `.npz` file with the weights beside it.
        Its `load(batch_size)` returns a function of the inputs, and the arrays of the weights. With
        format="onnx" it is one file for any runtime of ONNX; inputs and outputs have the names that
        they have in the model, and any number of rows.

        Args:
            filepath: Of the `.py` file, or of the `.onnx` file.
            format: "numpy" or "onnx"; the other formats of Keras are not written.
            verbose: Whether a line says what was written.
            input_signature: Must be None: the model's own inputs are taken.
            **kwargs: `opset_version` for ONNX, the version of its operators; 18 by default.

        Raises:
            InvalidArgument: (a ValueError) for another format, ending or version.
            NotReady: (a ValueError) when the model is not built, or runs as Python code only, or
                the package onnx is missing (it comes with `keras-lite[onnx]`).
            NotSupported: (a NotImplementedError) for an operation that ONNX has no form for.

        Example:
            >>> model.export("net.py", format="numpy")
            >>> # predict, weights = net.load(batch_size=len(x)); predict(x)
            >>> model.export("net.onnx", format="onnx", verbose=False)
            >>> # onnxruntime.InferenceSession("net.onnx").run(None, {"input": x})
        """
        from keras_lite.saving.exporter import export

        export(self, filepath, format, verbose, input_signature, **kwargs)


def from_json(text: str) -> Any:
    """A model, with fresh weights, from the JSON of Keras 1, 2 or 3."""
    from keras_lite.engine.allowance import allowing
    from keras_lite.saving.config import modern_model, refuse_code
    from keras_lite.saving.explained import explained
    from keras_lite.saving.limits import allowance_for, parse_json

    where = "model_from_json"
    with explained(where):
        described = parse_json(text.encode(), where)
        refuse_code(described, where, may_run=False)
        with allowing(allowance_for(where, None)):
            return registry.deserialize_keras_object(modern_model(described, where))

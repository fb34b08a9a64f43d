"""What older versions had and keras_lite does not take up again, and what to write instead."""

from __future__ import annotations

from typing import NamedTuple


class Removed(NamedTuple):
    """A name without a successor of the same meaning: where it stood, and what to write instead."""

    path: str
    dropped: str
    instead: str


_MATH = "Compute it in `call` of a layer of your own, with functions of keras.ops."
_CONVOLVE = "It is a function of convolutions or pools, which keras_lite does not have yet."

REMOVED = (
    Removed(
        "models.Graph",
        "1.0",
        "Write the graph with the functional API: Input, calls of layers, Model(inputs, outputs).",
    ),
    Removed("models.model_from_yaml", "2.6", "Use to_json and model_from_json."),
    Removed("layers.AutoEncoder", "1.0", "Put the layers of both parts in one model."),
    Removed("layers.Highway", "2.0", _MATH),
    Removed("layers.MaxoutDense", "2.0", "Use Dense, Reshape and a layer that takes the maximum."),
    Removed("layers.ParametricSoftplus", "2.0", _MATH),
    Removed("layers.SReLU", "2.0", _MATH),
    Removed("metrics.fbeta_score", "2.0", "Use keras.metrics.FBetaScore."),
    Removed("metrics.fmeasure", "2.0", "Use keras.metrics.F1Score."),
    Removed("metrics.matthews_correlation", "2.0", "Compute it from model.predict."),
    Removed("metrics.precision", "2.0", "Use keras.metrics.Precision."),
    Removed("metrics.recall", "2.0", "Use keras.metrics.Recall."),
    Removed("optimizers.TFOptimizer", "2.4", "Use an optimizer of keras.optimizers."),
    Removed("callbacks.RemoteMonitor", "3.0", "Send the logs from a LambdaCallback."),
    Removed("utils.HDF5Matrix", "2.4", "Open the file with h5py; its data sets can be trained on."),
    Removed("utils.convert_all_kernels_in_model", "2.4", "Leave it out; all kernels lie one way."),
    Removed("utils.convert_kernel", "2.4", "Leave it out; all kernels lie one way."),
    Removed(
        "utils.multi_gpu_model",
        "2.4",
        "Leave it out and use the model itself; keras_lite trains on one device.",
    ),
    *(
        Removed(f"backend.{name}", "3.0", _CONVOLVE)
        for name in (
            "conv1d conv2d conv2d_transpose conv3d conv3d_transpose deconv2d depthwise_conv2d "
            "local_conv1d local_conv2d pool2d pool3d separable_conv1d separable_conv2d"
        ).split()
    ),
    *(
        Removed(f"backend.{name}", "3.0", "keras_lite has no CTC loss.")
        for name in "ctc_batch_cost ctc_decode ctc_label_dense_to_sparse".split()
    ),
)

_ADVICE = {row.path: row for row in REMOVED}


def advice(path: str) -> str:
    """What to do without the Keras name at `path`, to append to a message; empty for unknown names.

    Example:
        >>> advice("layers.Merge")[:31]
        ' Keras dropped it in version 2.'
    """
    row = _ADVICE.get(path)
    return f" Keras dropped it in version {row.dropped}. {row.instead}" if row else ""

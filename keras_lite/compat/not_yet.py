"""Names of Keras that keras_lite does not have: a program that imports one and never uses it runs.

The tables are `removed.REMOVED`, of what Keras gave up, and `NOT_YET`, of what it has.
"""

from __future__ import annotations

import functools
from typing import Any

from keras_lite.compat import names, removed
from keras_lite.errors import KerasLiteError


class NotSupported(KerasLiteError, NotImplementedError):
    """A part of Keras that keras_lite does not have was used."""


NOT_YET = {
    "callbacks": "SwapEMAWeights TensorBoard",
    "constraints": "RadialConstraint",
    "layers": """
        AdditiveAttention Attention AveragePooling1D AveragePooling2D AveragePooling3D Bidirectional
        CategoryEncoding CenterCrop Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D
        Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D Cropping1D Cropping2D Cropping3D
        CuDNNGRU CuDNNLSTM DepthwiseConv1D DepthwiseConv2D Discretization EinsumDense GRU GRUCell
        GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D
        GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization GroupQueryAttention HashedCrossing
        Hashing IntegerLookup LSTM LSTMCell LocallyConnected1D LocallyConnected2D Masking
        MaxPooling1D MaxPooling2D MaxPooling3D MultiHeadAttention RMSNormalization RNN
        RandomBrightness RandomContrast RandomCrop RandomErasing RandomFlip RandomHeight
        RandomRotation RandomTranslation RandomWidth RandomZoom Resizing SeparableConv1D
        SeparableConv2D SimpleRNN SimpleRNNCell
        SpectralNormalization StackedRNNCells StringLookup TextVectorization TimeDistributed
        UpSampling1D UpSampling2D UpSampling3D Wrapper ZeroPadding1D ZeroPadding2D ZeroPadding3D
    """,
    "losses": "CTC",
    "metrics": "MeanRelativeError MeanTensor",
    "optimizers": "LossScaleOptimizer MultiOptimizer Muon ScheduleFreeAdamW",
    "preprocessing.image": """
        DirectoryIterator ImageDataGenerator Iterator NumpyArrayIterator apply_affine_transform
        apply_brightness_shift apply_channel_shift array_to_img flip_axis img_to_array load_img
        random_brightness random_channel_shift random_rotation random_shear random_shift random_zoom
        save_img smart_resize transform_matrix_offset_center
    """,
    "utils": """
        FeatureSpace GeneratorEnqueuer OrderedEnqueuer SequenceEnqueuer array_to_img
        image_dataset_from_directory img_to_array load_img model_to_dot plot plot_model save_img
        split_dataset text_dataset_from_directory timeseries_dataset_from_array
    """,
    "wrappers": "SKLearnClassifier SKLearnRegressor SKLearnTransformer",
}


def names_in(module: str) -> list[str]:
    """The names that Keras has in a module, such as ``"layers"``, and keras_lite has not."""
    return NOT_YET.get(module, "").split()


def advice(module: str, name: str) -> str:
    """Why a name of Keras is not here and what to do, as a sentence to append; empty for others.

    Example:
        >>> advice("layers", "Conv2D")
        ' It is part of Keras, but keras_lite does not have it yet.'
    """
    if name in names_in(module):
        return " It is part of Keras, but keras_lite does not have it yet."
    return removed.advice(f"{module}.{name}")


@functools.cache
def stand_in(module: str, name: str) -> Any:
    """What is imported under such a name: a class or function that refuses to be used, or None.

    Args:
        module: Where Keras has it, such as ``"layers"``.
        name: The name in it, of today or of an older version.
    """
    why = advice(module, names.renamed(module, name)) or advice(module, name)
    if not why:
        return None

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise NotSupported(f"keras.{module}.{name} was used.{why}")

    if not name[0].isupper():
        refuse.__name__, refuse.__doc__ = name, why.strip()
        return refuse
    return type(name, (), {"__new__": refuse, "__init_subclass__": refuse, "__doc__": why.strip()})

"""Names that were spelled differently inside a module that is still there."""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple


class Name(NamedTuple):
    """An old name: its module, its spelling then and now, the version that dropped it.

    `new` is a name in the same module, or ``"module:name"`` for another place.
    """

    module: str
    old: str
    new: str
    dropped: str


def _rows(module: str, dropped: str, **spellings: str) -> tuple[Name, ...]:
    return tuple(Name(module, old, new, dropped) for old, new in spellings.items())


_OLD = "keras_lite.compat.old_functions"
_OLD_DATA = "keras_lite.compat.old_preprocessing"

NAMES = (
    *_rows(
        "optimizers",
        "2.4",
        sgd="SGD",
        rmsprop="RMSprop",
        adagrad="Adagrad",
        adadelta="Adadelta",
        adam="Adam",
        adamax="Adamax",
        nadam="Nadam",
    ),
    *_rows(
        "layers",
        "2.9",
        Convolution1D="Conv1D",
        Convolution2D="Conv2D",
        Convolution3D="Conv3D",
        Deconvolution2D="Conv2DTranspose",
        SeparableConvolution2D="SeparableConv2D",
        MaxPool1D="MaxPooling1D",
        MaxPool2D="MaxPooling2D",
        MaxPool3D="MaxPooling3D",
        AvgPool1D="AveragePooling1D",
        AvgPool2D="AveragePooling2D",
        GlobalMaxPool2D="GlobalMaxPooling2D",
        GlobalAvgPool2D="GlobalAveragePooling2D",
    ),
    *_rows("layers", "1.0", TimeDistributedDense="Dense"),
    *_rows(
        "layers",
        "2.1",
        merge=f"{_OLD}:merge",
        Merge=f"{_OLD}:Merge",
        Container="keras_lite.models:Model",
    ),
    *_rows("layers", "2.4", Node="keras_lite.ops.node:Node", Network="keras_lite.models:Model"),
    *_rows("layers", "2.6", get_source_inputs=f"{_OLD}:get_source_inputs"),
    *_rows("layers", "3.0", ThresholdedReLU=f"{_OLD}:ThresholdedReLU"),
    # Among them what `keras.engine` handed on.
    *_rows(
        "models",
        "2.1",
        Container="Model",
        InputSpec="keras_lite.layers:InputSpec",
        Layer="keras_lite.layers:Layer",
        Merge=f"{_OLD}:Merge",
        merge=f"{_OLD}:merge",
    ),
    *_rows("models", "2.4", Network="Model"),
    *_rows(
        "models",
        "2.6",
        Input="keras_lite.layers:Input",
        InputLayer="keras_lite.layers:InputLayer",
        get_source_inputs=f"{_OLD}:get_source_inputs",
    ),
    *_rows(
        "models",
        "3.0",
        Functional="keras_lite.models.functional:Functional",
        model_from_config=f"{_OLD}:model_from_config",
    ),
    *_rows("callbacks", "3.0", BaseLogger=f"{_OLD}:BaseLogger"),
    *_rows(
        "dtype_policies",
        "2.13",
        Policy="DTypePolicy",
        set_policy="keras_lite.config:set_dtype_policy",
    ),
    *_rows(
        "dtype_policies",
        "3.0",
        dtype_policy="keras_lite.config:dtype_policy",
        global_policy="keras_lite.config:dtype_policy",
        set_dtype_policy="keras_lite.config:set_dtype_policy",
        set_global_policy="keras_lite.config:set_dtype_policy",
    ),
    *_rows(
        "preprocessing.sequence",
        "3.0",
        TimeseriesGenerator=f"{_OLD_DATA}:TimeseriesGenerator",
        make_sampling_table=f"{_OLD_DATA}:make_sampling_table",
        skipgrams=f"{_OLD_DATA}:skipgrams",
    ),
    *_rows("preprocessing.text", "2.0", base_filter=f"{_OLD_DATA}:base_filter"),
    *_rows("preprocessing.text", "3.0", hashing_trick=f"{_OLD_DATA}:hashing_trick"),
    *_rows(
        "regularizers",
        "2.0",
        l1l2="L1L2",
        activity_l1="L1",
        activity_l2="L2",
        activity_l1l2="L1L2",
        WeightRegularizer="L1L2",
        ActivityRegularizer="L1L2",
    ),
    *_rows("constraints", "2.4", maxnorm="MaxNorm", nonneg="NonNeg", unitnorm="UnitNorm"),
    *_rows(
        "losses",
        "3.0",
        mse="mean_squared_error",
        MSE="mean_squared_error",
        mae="mean_absolute_error",
        MAE="mean_absolute_error",
        mape="mean_absolute_percentage_error",
        MAPE="mean_absolute_percentage_error",
        msle="mean_squared_logarithmic_error",
        MSLE="mean_squared_logarithmic_error",
        bce="binary_crossentropy",
        BCE="binary_crossentropy",
        kld="kl_divergence",
        KLD="kl_divergence",
        kullback_leibler_divergence="kl_divergence",
        cosine_proximity="cosine_similarity",
        cosine="cosine_similarity",
        logcosh="log_cosh",
        huber_loss="huber",
        Reduction=f"{_OLD}:Reduction",
    ),
    *_rows(
        "metrics",
        "3.0",
        mse="mean_squared_error",
        MSE="mean_squared_error",
        mae="mean_absolute_error",
        MAE="mean_absolute_error",
        mape="mean_absolute_percentage_error",
        MAPE="mean_absolute_percentage_error",
        msle="mean_squared_logarithmic_error",
        MSLE="mean_squared_logarithmic_error",
        kld="keras_lite.losses:kl_divergence",
        KLD="keras_lite.losses:kl_divergence",
        kullback_leibler_divergence="keras_lite.losses:kl_divergence",
        logcosh="keras_lite.losses:log_cosh",
        cosine_proximity="CosineSimilarity",
        cosine="CosineSimilarity",
    ),
    *_rows(
        "initializers",
        "2.0",
        normal="RandomNormal",
        uniform="RandomUniform",
        zero="Zeros",
        one="Ones",
    ),
    *_rows(
        "utils",
        "2.0",
        probas_to_classes=f"{_OLD}:probas_to_classes",
        categorical_probas_to_classes=f"{_OLD}:probas_to_classes",
    ),
    *_rows("utils", "2.6", get_source_inputs=f"{_OLD}:get_source_inputs"),
    *_rows("utils", "2.13", count_params=f"{_OLD}:count_params"),
    *_rows("utils", "2.13", print_summary=f"{_OLD}:print_summary", Sequence=f"{_OLD}:Sequence"),
)

_RENAMED = {(row.module, row.old): row.new for row in NAMES}
TAUGHT = frozenset(row.module for row in NAMES) | {"backend"}


def renamed(module: str, name: str) -> str:
    """Today's spelling of `name` in the Keras module at `module`; current names stay."""
    return _RENAMED.get((module, name), name)


def old_name(module_name: str, name: str) -> Any:
    """What an old name stands for, or None; asked by modules for names that they do not have.

    Args:
        module_name: Such as ``"keras_lite.layers"``.
        name: The name in it.
    """
    module = module_name.partition(".")[2]
    if module == "backend":
        from keras_lite.compat import backend_functions

        return backend_functions.TABLE.get(name)
    new = _RENAMED.get((module, name))
    if new is None:
        return None
    place, _, attribute = new.rpartition(":")
    found = importlib.import_module(place or module_name)
    try:
        return getattr(found, attribute)
    except AttributeError:
        return None


def old_names_in(module_name: str) -> list[str]:
    """The old names that a module answers to: what ``import *`` brings, besides today's."""
    module = module_name.partition(".")[2]
    rows = (row.old for row in NAMES if row.module == module and not row.old.startswith("_"))
    return [name for name in rows if old_name(module_name, name) is not None]


def old_identifier(module: str, name: str) -> str | None:
    """Today's spelling of a name that a script gives as a string, such as a loss.

    Args:
        module: Where Keras publishes the family, as in ``"keras.losses"``.
        name: What the script wrote.
    """
    return _RENAMED.get((module.partition(".")[2], name))

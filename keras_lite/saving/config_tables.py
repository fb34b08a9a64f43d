"""Old words in descriptions of models, and those of today: tables without code."""

from __future__ import annotations

_WEIGHTS_OF_KERAS_1 = {
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}

# class -> old argument -> today's. The last version with the old one stands beside.
RENAMED: dict[str, dict[str, str]] = {
    "Dense": {"output_dim": "units", **_WEIGHTS_OF_KERAS_1},  # 1.2
    "Dropout": {"p": "rate"},  # 1.2
    "SpatialDropout1D": {"p": "rate"},  # 1.2
    "SpatialDropout2D": {"p": "rate"},  # 1.2
    "GaussianDropout": {"p": "rate"},  # 1.2
    "GaussianNoise": {"sigma": "stddev"},  # 1.2
    "BatchNormalization": {  # 1.2
        "gamma_init": "gamma_initializer",
        "beta_init": "beta_initializer",
    },
    "Embedding": {  # 1.2
        "init": "embeddings_initializer",
        "W_regularizer": "embeddings_regularizer",
        "W_constraint": "embeddings_constraint",
    },
    "PReLU": {"init": "alpha_initializer"},  # 1.2
    "LeakyReLU": {"alpha": "negative_slope"},  # 2.15
    "ReLU": {"alpha": "negative_slope"},  # 2.1
    "InputLayer": {"input_dtype": "dtype"},  # 1.2
}

# class -> arguments that have no counterpart, and did not change what was computed when stored.
DROPPED: dict[str, tuple[str, ...]] = {
    "Dense": ("input_dim", "input_length", "input_dtype"),
    "Activation": ("input_dtype",),
    "BatchNormalization": ("mode", "virtual_batch_size", "adjustment", "fused", "input_dtype"),
    "Embedding": ("dropout", "input_dtype", "activity_regularizer"),
    "Flatten": ("input_dtype",),
    "Dropout": ("input_dtype",),
}

# Names of initializers in Keras 1 that mean something else, or nothing, today.
INITIALIZERS = {
    "normal": "random_normal",
    "uniform": "random_uniform",
    "zero": "zeros",
    "one": "ones",
}

# Modes of the layer Merge in Keras 1 -> the layers of today.
MERGES = {
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
    "dot": "Dot",
    "cos": "Dot",
}

# Reductions of losses in Keras 2.
REDUCTIONS = {"auto": "sum_over_batch_size", "sum_over_batch_size": "sum_over_batch_size"}

# Arguments of optimizers in Keras 2 that have no counterpart.
OPTIMIZER_DROPPED = ("jit_compile", "is_legacy_optimizer")

# Arguments that Keras 2 did not have, with the value that says nothing; ... for those that never
# change what is computed.
NEW_ARGUMENTS = {
    "quantization_config": ...,
    "optional": False,
    "ragged": False,
    "rms_scaling": False,
    "renorm": False,
    "renorm_clipping": None,
    "renorm_momentum": ...,
    "synchronized": False,
    "autocast": ...,
}

# class -> today's name of an argument -> its name in Keras 2.
OLD_NAMES = {
    "InputLayer": {"batch_shape": "batch_input_shape"},
    "LeakyReLU": {"negative_slope": "alpha"},
}

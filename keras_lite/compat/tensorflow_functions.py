"""Which name stands for what in `tensorflow` and its modules: a table for each of them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from keras_lite import ops
from keras_lite.compat.backend_functions import Session, nothing
from keras_lite.compat.tensorflow_data import AUTOTUNE, INFINITE, UNKNOWN, Dataset
from keras_lite.compat.tensorflow_math import (
    LINALG,
    MATH,
    NN,
    RANDOM,
    normal,
    shuffle,
    truncated_normal,
    uniform,
)
from keras_lite.compat.tensorflow_settings import (
    CONFIG,
    DISTRIBUTE,
    LOGGING,
    TEST,
    TRAIN,
    DefaultGraph,
    Settings,
    run,
)
from keras_lite.compat.tensorflow_tensors import DTYPES, ROOT

# Parts of Keras that TensorFlow has at its root, too.
OF_KERAS = ("initializers", "losses", "metrics", "optimizers")
INITIALIZERS = {
    "constant_initializer": "Constant",
    "ones_initializer": "Ones",
    "random_normal_initializer": "RandomNormal",
    "random_uniform_initializer": "RandomUniform",
    "zeros_initializer": "Zeros",
}

# What TensorFlow 1 had at the root; scripts of its time find it there.
V1: dict[str, Any] = {
    **ROOT,
    "ConfigProto": Settings,
    "GPUOptions": Settings,
    "InteractiveSession": Session,
    "Session": Session,
    "disable_eager_execution": nothing,
    "Graph": DefaultGraph,
    "get_default_graph": DefaultGraph,
    "get_default_session": Session,
    "disable_v2_behavior": nothing,
    "enable_eager_execution": nothing,
    "enable_v2_behavior": nothing,
    "global_variables_initializer": nothing,
    "local_variables_initializer": nothing,
    "log": MATH["log"],
    "random_normal": normal,
    "random_shuffle": shuffle,
    "random_uniform": uniform,
    "reset_default_graph": nothing,
    "to_float": lambda x, name=None: ops.cast(x, "float32"),
    "truncated_normal": truncated_normal,
}

TABLES: Mapping[str, Mapping[str, Any]] = {
    "": V1,
    "app": {"run": run},
    "autograph": {"set_verbosity": nothing},
    "compat.v1": V1,
    "compat.v1.logging": LOGGING,
    "compat.v1.train": TRAIN,
    "compat.v2": ROOT,
    "config": CONFIG,
    "config.experimental": CONFIG,
    "config.optimizer": {"set_jit": nothing},
    "config.threading": {
        "set_inter_op_parallelism_threads": nothing,
        "set_intra_op_parallelism_threads": nothing,
    },
    "data": {
        "AUTOTUNE": AUTOTUNE,
        "Dataset": Dataset,
        "INFINITE_CARDINALITY": INFINITE,
        "Options": Settings,
        "UNKNOWN_CARDINALITY": UNKNOWN,
    },
    "data.experimental": {"AUTOTUNE": AUTOTUNE, "cardinality": Dataset.cardinality},
    "debugging": {"set_log_device_placement": nothing},
    "distribute": DISTRIBUTE,
    "dtypes": {**{name: name for name in DTYPES}, "cast": ROOT["cast"]},
    "errors": {"InvalidArgumentError": ValueError},
    "linalg": LINALG,
    "logging": LOGGING,
    "math": MATH,
    "nn": NN,
    "random": RANDOM,
    "test": TEST,
    "train": TRAIN,
}


def find(below: str, name: str) -> Any:
    """What a module of TensorFlow has under a name; KeyError if it has nothing.

    Args:
        below: The module's path below ``tensorflow``.
        name: The name in it.
    """
    if name in OF_KERAS and below in ("", "compat.v2"):
        return importlib.import_module(f"keras_lite.{name}")
    if name in INITIALIZERS and below in ("", "compat.v2"):
        return getattr(importlib.import_module("keras_lite.initializers"), INITIALIZERS[name])
    return TABLES.get(below, {})[name]

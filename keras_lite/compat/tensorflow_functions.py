"""What Keras scripts call on `tensorflow` itself, in functions of `keras.ops`.

`TABLES` has a dict per module. A module's own names come first, then those of `SHARED`.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_lite import activations, ops, random
from keras_lite.compat.backend_functions import Session, nothing
from keras_lite.compat.tensorflow_data import AUTOTUNE, Dataset
from keras_lite.engine.variable import Variable as _Variable
from keras_lite.errors import InvalidArgument, explain

_DTYPES = "bool float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """A tensor; Python numbers become float32 and int32."""
    found = convert_to_tensor(value, dtype)
    return found if shape is None else ops.broadcast_to(found, tuple(shape))


def convert_to_tensor(value: Any, dtype: Any = None, name: str | None = None) -> Any:
    """A tensor; arrays keep their type."""
    if dtype is None and not hasattr(value, "dtype"):
        array = np.asarray(value)
        dtype = {"f": "float32", "i": "int32"}.get(array.dtype.kind)
    return ops.convert_to_tensor(value, dtype=dtype)


def variable(initial_value: Any, trainable: bool = True, name: str | None = None,
             dtype: Any = None, **kwargs: Any) -> Any:  # fmt: skip
    """A variable with a value."""
    value = initial_value() if callable(initial_value) else initial_value
    array = np.asarray(convert_to_tensor(value, dtype))
    return _Variable(array, trainable=trainable, dtype=str(array.dtype), name=name or "variable")


def _reduce(function: Any) -> Any:
    def reduce(input_tensor: Any, axis: Any = None, keepdims: bool = False,
               name: str | None = None) -> Any:  # fmt: skip
        axis = tuple(axis) if isinstance(axis, list) else axis
        if function is ops.mean and str(getattr(input_tensor, "dtype", "")).startswith("int"):
            return ops.cast(ops.floor(function(input_tensor, axis=axis, keepdims=keepdims)),
                            str(input_tensor.dtype))  # fmt: skip
        return function(input_tensor, axis=axis, keepdims=keepdims)

    return reduce


def _plain(function: Any) -> Any:
    """A function without TensorFlow's argument `name`."""

    def call(*args: Any, name: str | None = None, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return call


def one_hot(indices: Any, depth: int, on_value: float = 1.0, off_value: float = 0.0,
            axis: int = -1, dtype: Any = None, name: str | None = None) -> Any:  # fmt: skip
    """Rows of zeros with a one at each index."""
    found = ops.one_hot(np.asarray(indices), depth, axis=axis, dtype=dtype or "float32")
    if (on_value, off_value) == (1.0, 0.0):
        return found
    return ops.add(ops.multiply(found, on_value - off_value), off_value)


def _filled(function: Any) -> Any:
    def fill(shape: Any, dtype: Any = "float32", name: str | None = None) -> Any:
        return ops.convert_to_tensor(function(shape, dtype or "float32"))

    return fill


def numbers(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None,
            name: str | None = None) -> Any:  # fmt: skip
    """start, start + delta, ... below limit."""
    low, high = (0, start) if limit is None else (start, limit)
    return convert_to_tensor(np.arange(low, high, delta), dtype or None)


def argmax(input: Any, axis: int = 0, output_type: Any = "int64", name: str | None = None) -> Any:
    """The index of the largest value; TensorFlow looks along the first axis by default."""
    return ops.cast(ops.argmax(input, axis=axis), output_type)


def argmin(input: Any, axis: int = 0, output_type: Any = "int64", name: str | None = None) -> Any:
    """The index of the smallest value; TensorFlow looks along the first axis by default."""
    return ops.cast(ops.argmin(input, axis=axis), output_type)


def matmul(a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False,
           name: str | None = None) -> Any:  # fmt: skip
    """The product of matrices."""
    a = ops.swapaxes(a, -1, -2) if transpose_a else a
    return ops.matmul(a, ops.swapaxes(b, -1, -2) if transpose_b else b)


def concat(values: Any, axis: int, name: str | None = None) -> Any:
    """Tensors one behind the other."""
    return ops.concatenate(list(values), axis=axis)


def transpose(a: Any, perm: Any = None, conjugate: bool = False, name: str | None = None) -> Any:
    """The axes in another order."""
    return ops.transpose(a, axes=None if perm is None else tuple(perm))


def leaky_relu(features: Any, alpha: float = 0.2, name: str | None = None) -> Any:
    """max(x, alpha * x)."""
    return ops.leaky_relu(features, negative_slope=alpha)


def confusion_matrix(labels: Any, predictions: Any, num_classes: int | None = None,
                     weights: Any = None, dtype: Any = "int32",
                     name: str | None = None) -> Any:  # fmt: skip
    """How often each class (rows) was taken for each class (columns)."""
    true, guessed = np.asarray(labels).astype(int), np.asarray(predictions).astype(int)
    size = num_classes or int(max(true.max(), guessed.max())) + 1
    if true.shape != guessed.shape:
        where = "tf.math.confusion_matrix: `predictions`"
        raise InvalidArgument(explain(where, guessed.shape, f"the shape {true.shape} of labels"))
    counts = np.zeros((size, size), dtype)
    np.add.at(counts, (true, guessed), 1 if weights is None else np.asarray(weights))
    return ops.convert_to_tensor(counts)


def sigmoid_cross_entropy(labels: Any = None, logits: Any = None, name: Any = None) -> Any:
    """max(x, 0) - x * z + log(1 + exp(-|x|)) for logits x and labels z."""
    parts = ops.subtract(ops.relu(logits), ops.multiply(logits, labels))
    return ops.add(parts, ops.log(ops.add(1.0, ops.exp(ops.negative(ops.abs(logits))))))


def softmax_cross_entropy(labels: Any, logits: Any, axis: int = -1, name: Any = None) -> Any:
    """-sum(labels * log(softmax(logits)))."""
    return ops.negative(ops.sum(ops.multiply(labels, ops.log_softmax(logits, axis=axis)), axis))


def _uniform(shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = "float32",
             seed: Any = None, name: str | None = None) -> Any:  # fmt: skip
    if str(dtype).startswith("int"):
        return random.randint(shape, minval, maxval, dtype=dtype, seed=seed)
    return random.uniform(shape, minval, 1.0 if maxval is None else maxval, dtype, seed)


def _normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = "float32",
            seed: Any = None, name: str | None = None) -> Any:  # fmt: skip
    return random.normal(shape, mean, stddev, dtype, seed)


def function(func: Any = None, **kwargs: Any) -> Any:
    """The function itself: keras_lite traces what it trains anyway."""
    return func if func is not None else (lambda decorated: decorated)


class Settings:
    """Stands for `tf.ConfigProto` and its like: any attribute can be set, none has an effect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.update(kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.__dict__[name] = Settings()
        return self.__dict__[name]


def _optimizer(name: str) -> Callable[..., Any]:
    def make(learning_rate: float = 0.001, *args: Any, **kwargs: Any) -> Any:
        from keras_lite import optimizers

        kwargs = {{"beta1": "beta_1", "beta2": "beta_2"}.get(k, k): v for k, v in kwargs.items()}
        kwargs.pop("use_locking", None)
        return getattr(optimizers, name)(float(learning_rate), *args, **kwargs)

    return make


def no_devices(*args: Any, **kwargs: Any) -> list[Any]:
    """No graphics cards of TensorFlow's are here."""
    return []


def no(*args: Any, **kwargs: Any) -> bool:
    """False: there is no such thing here."""
    return False


def yes(*args: Any, **kwargs: Any) -> bool:
    """True: it always is so here."""
    return True


@contextlib.contextmanager
def scope(*args: Any, **kwargs: Any) -> Any:
    """A ``with`` block that changes nothing: devices, graphs, names."""
    yield None


def get_logger() -> logging.Logger:
    """The logger that TensorFlow would write to; nothing does here."""
    return logging.getLogger("tensorflow")


_ELEMENTWISE = """
    abs add ceil cos equal exp floor greater greater_equal less less_equal log maximum minimum
    multiply not_equal sigmoid sign sin sqrt square subtract tanh
""".split()

MATH: dict[str, Any] = {
    **{name: _plain(getattr(ops, name)) for name in _ELEMENTWISE},
    "argmax": argmax,
    "argmin": argmin,
    "divide": _plain(ops.divide),
    "pow": _plain(ops.power),
    "rsqrt": _plain(ops.rsqrt),
    **{
        f"reduce_{name}": _reduce(getattr(ops, name))
        for name in ("sum", "mean", "max", "min", "prod", "any", "all", "std")
    },
    "reduce_variance": _reduce(ops.var),
    "cumsum": _plain(ops.cumsum),
    "logical_and": _plain(ops.logical_and),
    "logical_not": _plain(ops.logical_not),
    "logical_or": _plain(ops.logical_or),
}

NN: dict[str, Any] = {
    **{
        name: getattr(activations, name)
        for name in "elu gelu relu relu6 selu sigmoid silu softmax softplus softsign tanh".split()
    },
    "leaky_relu": leaky_relu,
    "log_softmax": activations.log_softmax,
    "sigmoid_cross_entropy_with_logits": sigmoid_cross_entropy,
    "softmax_cross_entropy_with_logits": softmax_cross_entropy,
    "swish": activations.silu,
}

_CONFIG: dict[str, Any] = {
    "experimental_run_functions_eagerly": nothing,
    "get_visible_devices": no_devices,
    "list_logical_devices": no_devices,
    "list_physical_devices": no_devices,
    "run_functions_eagerly": nothing,
    "set_memory_growth": nothing,
    "set_soft_device_placement": nothing,
    "set_visible_devices": nothing,
}

_TRAIN: dict[str, Any] = {
    "AdagradOptimizer": _optimizer("Adagrad"),
    "AdamOptimizer": _optimizer("Adam"),
    "GradientDescentOptimizer": _optimizer("SGD"),
    "RMSPropOptimizer": _optimizer("RMSprop"),
}

_LOGGING: dict[str, Any] = {
    "DEBUG": 10, "INFO": 20, "WARN": 30, "WARNING": 30, "ERROR": 40, "FATAL": 50,
    "set_verbosity": nothing,
}  # fmt: skip

ROOT: dict[str, Any] = {
    **{name: name for name in _DTYPES},
    **{name: found for name, found in MATH.items() if name != "log" and name != "rsqrt"},
    "ConfigProto": Settings,
    "GPUOptions": Settings,
    "Session": Session,
    "InteractiveSession": Session,
    "Variable": variable,
    "cast": lambda x, dtype, name=None: ops.cast(x, dtype),
    "concat": concat,
    "constant": constant,
    "convert_to_tensor": convert_to_tensor,
    "device": scope,
    "disable_eager_execution": nothing,
    "enable_eager_execution": nothing,
    "executing_eagerly": yes,
    "expand_dims": lambda input, axis, name=None: ops.expand_dims(input, axis),
    "eye": _plain(ops.eye),
    "function": function,
    "get_logger": get_logger,
    "global_variables_initializer": nothing,
    "identity": lambda input, name=None: ops.convert_to_tensor(input),
    "matmul": matmul,
    "name_scope": scope,
    "newaxis": None,
    "one_hot": one_hot,
    "ones": _filled(np.ones),
    "ones_like": lambda input, dtype=None, name=None: ops.ones_like(input, dtype=dtype),
    "range": numbers,
    "reset_default_graph": nothing,
    "reshape": lambda tensor, shape, name=None: ops.reshape(tensor, tuple(shape)),
    "shape": lambda input, out_type=None, name=None: ops.convert_to_tensor(ops.shape(input)),
    "squeeze": lambda input, axis=None, name=None: ops.squeeze(input, axis),
    "stack": lambda values, axis=0, name=None: ops.stack(list(values), axis=axis),
    "stop_gradient": _plain(ops.stop_gradient),
    "tile": lambda input, multiples, name=None: ops.tile(input, tuple(multiples)),
    "transpose": transpose,
    "where": lambda condition, x=None, y=None, name=None: ops.where(condition, x, y),
    "zeros": _filled(np.zeros),
    "zeros_like": lambda input, dtype=None, name=None: ops.zeros_like(input, dtype=dtype),
    "log": _plain(ops.log),
}

_V1 = {
    **ROOT,
    "disable_v2_behavior": nothing,
    "enable_v2_behavior": nothing,
}

TABLES: Mapping[str, Mapping[str, Any]] = {
    "": _V1,
    "math": {**MATH, "confusion_matrix": confusion_matrix, "softplus": activations.softplus},
    "nn": NN,
    "random": {"uniform": _uniform, "normal": _normal},
    "data": {"AUTOTUNE": AUTOTUNE, "Dataset": Dataset},
    "data.experimental": {"AUTOTUNE": AUTOTUNE},
    "config": _CONFIG,
    "config.experimental": _CONFIG,
    "config.optimizer": {"set_jit": nothing},
    "config.threading": {
        "set_inter_op_parallelism_threads": nothing,
        "set_intra_op_parallelism_threads": nothing,
    },
    "debugging": {"set_log_device_placement": nothing},
    "test": {"is_built_with_cuda": no, "is_gpu_available": no, "gpu_device_name": lambda: ""},
    "train": _TRAIN,
    "logging": _LOGGING,
    "compat.v1": _V1,
    "compat.v1.logging": _LOGGING,
    "compat.v1.train": _TRAIN,
    "compat.v2": ROOT,
}


def find(below: str, name: str) -> Any:
    """What a module of TensorFlow has under a name; KeyError if it has nothing.

    Args:
        below: The module's path below ``tensorflow``.
        name: The name in it.
    """
    return TABLES.get(below, {})[name]

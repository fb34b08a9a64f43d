"""The functions that `keras.backend` had, in functions of `keras.ops`.

Keras 3.0 dropped them there. Each is a row of `TABLE`; scripts call them `K.mean` and the like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_lite import config, ops, random
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, KerasLiteError, explain


class NoSession(KerasLiteError, NotImplementedError):
    """There are no sessions and no graphs of placeholders."""


def variable(value: Any, dtype: Any = None, name: str | None = None, constraint: Any = None) -> Any:
    """A variable with a value."""
    array = np.asarray(value, dtype=dtype or config.floatx())
    return Variable(array, dtype=str(array.dtype), name=name or "variable")


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """A tensor with a value."""
    found = ops.convert_to_tensor(np.asarray(value, dtype=dtype or config.floatx()))
    return ops.broadcast_to(found, shape) if shape is not None else found


def get_value(x: Any) -> Any:
    """The value of a variable or tensor as an array."""
    return ops.convert_to_numpy(x)


def set_value(x: Any, value: Any) -> None:
    """Gives a variable another value."""
    x.assign(np.asarray(value))


def batch_get_value(tensors: Any) -> list[Any]:
    """The values of several variables."""
    return [get_value(x) for x in tensors]


def batch_set_value(pairs: Any) -> None:
    """Gives several variables other values."""
    for x, value in pairs:
        set_value(x, value)


def int_shape(x: Any) -> Any:
    """The shape as a tuple; None where it is not known."""
    return tuple(n if isinstance(n, int) else None for n in x.shape)


def ndim(x: Any) -> int:
    """The number of axes."""
    return len(x.shape)


def dtype(x: Any) -> str:
    """The name of the dtype."""
    return str(x.dtype)


def dot(x: Any, y: Any) -> Any:
    """The product of matrices; more axes are kept in front."""
    return ops.matmul(x, y) if len(y.shape) <= 2 else ops.tensordot(x, y, axes=[[-1], [-2]])


def flatten(x: Any) -> Any:
    """All values in one row."""
    return ops.reshape(x, (-1,))


def batch_flatten(x: Any) -> Any:
    """The values of each sample in one row."""
    return ops.reshape(x, (ops.shape(x)[0], -1))


def l2_normalize(x: Any, axis: Any = None) -> Any:
    """x / sqrt(max(sum(x ** 2), 1e-12))."""
    total = ops.sum(ops.square(x), axis=axis, keepdims=True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(total, 1e-12)))


def permute_dimensions(x: Any, pattern: Any) -> Any:
    """The axes in another order."""
    return ops.transpose(x, axes=tuple(pattern))


def concatenate(tensors: Any, axis: int = -1) -> Any:
    """Tensors one behind the other."""
    return ops.concatenate(tensors, axis=axis)


def repeat(x: Any, n: int) -> Any:
    """A row (batch, features) n times: (batch, n, features)."""
    return ops.repeat(ops.expand_dims(x, 1), n, axis=1)


def repeat_elements(x: Any, rep: int, axis: int) -> Any:
    """Each entry along an axis `rep` times."""
    return ops.repeat(x, rep, axis=axis)


def hard_sigmoid(x: Any) -> Any:
    """clip(0.2 * x + 0.5, 0, 1), as Keras had it before version 3."""
    return ops.clip(ops.add(ops.multiply(x, 0.2), 0.5), 0.0, 1.0)


def clip(x: Any, min_value: Any, max_value: Any) -> Any:
    """Values between two bounds."""
    low = -np.inf if min_value is None else min_value
    return ops.clip(x, low, np.inf if max_value is None else max_value)


def relu(x: Any, alpha: float = 0.0, max_value: Any = None, threshold: float = 0.0) -> Any:
    """max(x, 0), with the slope below, the bound above and the threshold of the layer ReLU."""
    from keras_lite import activations

    return activations.relu(x, negative_slope=alpha, max_value=max_value, threshold=threshold)


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Any:
    """One of two values, entry by entry."""
    values = [f() if callable(f) else f for f in (then_expression, else_expression)]
    return ops.where(condition, *values)


def in_train_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """`x` while training, else `alt`."""
    from keras_lite.layers import call_context

    mode = call_context.training() if training is None else training
    chosen = x if mode else alt
    return chosen() if callable(chosen) else chosen


def in_test_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """`alt` while training, else `x`."""
    return in_train_phase(alt, x, training)


def _normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None,
            std: Any = None) -> Any:  # fmt: skip
    return random.normal(shape, mean, stddev if std is None else std, dtype=dtype, seed=seed)


def _uniform(shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: Any = None,
             seed: Any = None, low: Any = None, high: Any = None) -> Any:  # fmt: skip
    low = minval if low is None else low
    return random.uniform(shape, low, maxval if high is None else high, dtype=dtype, seed=seed)


def _reduction(function: Any) -> Any:
    def reduce(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        if function in (ops.mean, ops.std, ops.var) and str(getattr(x, "dtype", "")) == "bool":
            x = ops.cast(x, config.floatx())
        return function(x, axis=tuple(axis) if isinstance(axis, list) else axis, keepdims=keepdims)

    return reduce


def _made(function: Any) -> Any:
    def make(shape: Any, dtype: Any = None, name: str | None = None) -> Any:
        return variable(function(tuple(shape), dtype or config.floatx()), dtype)

    return make


def _crossentropy(function: Any) -> Any:
    def compute(target: Any, output: Any, from_logits: bool = False) -> Any:
        return function(target, output, from_logits=from_logits)

    return compute


def _update(change: Any) -> Any:
    def update(x: Any, value: Any) -> Any:
        x.assign(change(x, value))
        return x

    return update


def nothing(*args: Any, **kwargs: Any) -> None:
    """Settings of sessions, graphs and threads, which change no result."""


class Session:
    """Stands for a TensorFlow session where a script makes one only to hand it on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.graph = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def close(self) -> None:
        """Nothing to close."""

    def as_default(self) -> Session:
        """Itself."""
        return self

    def run(self, fetches: Any, *args: Any, **kwargs: Any) -> Any:
        """None for what sets variables up; anything else cannot be computed like this."""
        if fetches is None or (isinstance(fetches, list) and not fetches):
            return None
        raise NoSession(
            f"Session.run: {fetches!r} arrived, but keras_lite has no graphs to run. Call the "
            "model, or model.predict, on arrays; K.get_value(x) gives the value of a variable."
        )


def get_session(*args: Any, **kwargs: Any) -> Session:
    """A session that only stands for one."""
    return Session()


def placeholder(*args: Any, **kwargs: Any) -> Any:
    """Not there any more.

    Raises:
        NoSession: (a NotImplementedError) always.
    """
    raise NoSession(
        "K.placeholder: keras_lite has no graphs of placeholders. Write keras.Input(shape) and "
        "Model(inputs, outputs)."
    )


def function(inputs: Any, outputs: Any, updates: Any = None, **kwargs: Any) -> Any:
    """A function from arrays to the values of tensors that were computed from `Input`."""
    from keras_lite.models import Model

    if updates:
        raise NoSession("K.function: `updates` are not supported. Use model.train_on_batch.")
    several = isinstance(outputs, (list, tuple))
    inputs = list(inputs)
    made_from = inputs if len(inputs) > 1 else inputs[0]
    model = Model(made_from, list(outputs) if several else outputs)

    def compute(arrays: Any) -> Any:
        # A learning phase may stand behind the arrays.
        given = [np.asarray(a) for a in arrays][: len(inputs)]
        values = model(given if len(given) > 1 else given[0])
        values = [values] if several and not isinstance(values, (list, tuple)) else values
        return [np.asarray(v) for v in values] if several else np.asarray(values)

    return compute


_ORDERINGS = {"th": "channels_first", "tf": "channels_last"}


def set_image_dim_ordering(dim_ordering: str) -> None:
    """ "th" for colours before rows, "tf" for colours last. Source: Keras 1."""
    if dim_ordering not in _ORDERINGS:
        what = '"th" or "tf"'
        raise InvalidArgument(explain("set_image_dim_ordering", dim_ordering, what))
    config.set_image_data_format(_ORDERINGS[dim_ordering])


def image_dim_ordering() -> str:
    """ "th" or "tf". Source: Keras 1."""
    return next(old for old, new in _ORDERINGS.items() if new == config.image_data_format())


_SAME = """
    abs all any arange cast cos elu equal exp eye greater greater_equal
    less less_equal log logsumexp maximum minimum not_equal one_hot ones_like pow power reshape
    round shape sigmoid sign sin softmax softplus softsign sqrt square squeeze stack
    stop_gradient tanh tile transpose zeros_like batch_dot
""".split()  # fmt: skip

TABLE: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(ops, name) for name in _SAME if hasattr(ops, name)},
    **{
        name: _reduction(getattr(ops, name))
        for name in ("sum", "mean", "max", "min", "prod", "std", "var", "any", "all")
    },
    "argmax": lambda x, axis=-1: ops.argmax(x, axis=axis),
    "argmin": lambda x, axis=-1: ops.argmin(x, axis=axis),
    "batch_flatten": batch_flatten,
    "batch_get_value": batch_get_value,
    "batch_set_value": batch_set_value,
    "binary_crossentropy": _crossentropy(ops.binary_crossentropy),
    "categorical_crossentropy": _crossentropy(ops.categorical_crossentropy),
    "clip": clip,
    "concatenate": concatenate,
    "constant": constant,
    "cumprod": ops.cumprod,
    "cumsum": ops.cumsum,
    "dot": dot,
    "dtype": dtype,
    "eval": get_value,
    "expand_dims": lambda x, axis=-1: ops.expand_dims(x, axis),
    "flatten": flatten,
    "function": function,
    "gather": lambda reference, indices: ops.take(reference, indices, axis=0),
    "get_session": get_session,
    "get_value": get_value,
    "hard_sigmoid": hard_sigmoid,
    "image_dim_ordering": image_dim_ordering,
    "in_test_phase": in_test_phase,
    "in_train_phase": in_train_phase,
    "int_shape": int_shape,
    "l2_normalize": l2_normalize,
    "learning_phase": lambda: 0,
    "manual_variable_initialization": nothing,
    "ndim": ndim,
    "ones": _made(np.ones),
    "permute_dimensions": permute_dimensions,
    "placeholder": placeholder,
    "pow": ops.power,
    "random_normal": _normal,
    "random_uniform": _uniform,
    "relu": relu,
    "repeat": repeat,
    "repeat_elements": repeat_elements,
    "set_image_dim_ordering": set_image_dim_ordering,
    "set_learning_phase": nothing,
    "set_session": nothing,
    "set_value": set_value,
    "sparse_categorical_crossentropy": _crossentropy(ops.sparse_categorical_crossentropy),
    "switch": switch,
    "truncated_normal": random.truncated_normal,
    "update": _update(lambda x, value: value),
    "update_add": _update(ops.add),
    "update_sub": _update(ops.subtract),
    "variable": variable,
    "zeros": _made(np.zeros),
}

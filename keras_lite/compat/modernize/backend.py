"""The functions of `keras.backend`, as a program of today says them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import libcst as cst

from keras_lite.compat.modernize.values import code

# Keras 3 has these where they were.
KEPT = frozenset(
    "backend clear_session epsilon floatx get_uid image_data_format is_float_dtype is_int_dtype "
    "is_keras_tensor result_type set_epsilon set_floatx set_image_data_format standardize_dtype"
    .split()
)  # fmt: skip

# The same name and arguments in `keras.ops`.
SAME = frozenset(
    """
    abs all any arange argmax argmin binary_crossentropy cast categorical_crossentropy concatenate
    cos cumprod cumsum elu equal exp expand_dims eye greater greater_equal less less_equal log
    logsumexp max maximum mean min minimum not_equal one_hot ones_like prod reshape round shape
    sigmoid sign sin softmax softplus softsign sparse_categorical_crossentropy sqrt square squeeze
    stack std stop_gradient sum tanh tile transpose var zeros_like
    """.split()
)

_ORDERINGS = '{{"channels_first": "th", "channels_last": "tf"}}[keras.config.image_data_format()]'
_SHAPES = '{{"th": "channels_first", "tf": "channels_last"}}'

# Parameters of the old function, and what to write; a parameter may have a default.
WRITTEN: Mapping[str, tuple[str, str]] = {
    "get_value": ("x", "keras.ops.convert_to_numpy({x})"),
    "eval": ("x", "keras.ops.convert_to_numpy({x})"),
    "set_value": ("x value", "{x}.assign({value})"),
    "update": ("x new_x", "{x}.assign({new_x})"),
    "update_add": ("x increment", "{x}.assign_add({increment})"),
    "update_sub": ("x decrement", "{x}.assign_sub({decrement})"),
    "batch_get_value": ("tensors", "[keras.ops.convert_to_numpy(x) for x in {tensors}]"),
    "variable": ("value dtype=None name=None",
                 "keras.Variable({value}, dtype={dtype}, name={name})"),
    "constant": ("value dtype=None", "keras.ops.convert_to_tensor({value}, dtype={dtype})"),
    "dot": ("x y", "keras.ops.matmul({x}, {y})"),
    "pow": ("x a", "keras.ops.power({x}, {a})"),
    "clip": ("x min_value max_value", "keras.ops.clip({x}, {min_value}, {max_value})"),
    "relu": ("x alpha=0.0 max_value=None threshold=0.0",
             "keras.activations.relu({x}, negative_slope={alpha}, max_value={max_value}, "
             "threshold={threshold})"),
    "hard_sigmoid": ("x", "keras.ops.clip(0.2 * {x} + 0.5, 0.0, 1.0)"),
    "int_shape": ("x", "tuple({x}.shape)"),
    "ndim": ("x", "len({x}.shape)"),
    "dtype": ("x", "keras.backend.standardize_dtype({x}.dtype)"),
    "flatten": ("x", "keras.ops.reshape({x}, (-1,))"),
    "batch_flatten": ("x", "keras.ops.reshape({x}, (keras.ops.shape({x})[0], -1))"),
    "l2_normalize": ("x axis=None",
                     "{x} * keras.ops.rsqrt(keras.ops.maximum(keras.ops.sum(keras.ops.square({x}), "
                     "axis={axis}, keepdims=True), 1e-12))"),
    "permute_dimensions": ("x pattern", "keras.ops.transpose({x}, axes={pattern})"),
    "repeat": ("x n", "keras.ops.repeat(keras.ops.expand_dims({x}, 1), {n}, axis=1)"),
    "repeat_elements": ("x rep axis", "keras.ops.repeat({x}, {rep}, axis={axis})"),
    "gather": ("reference indices", "keras.ops.take({reference}, {indices}, axis=0)"),
    "switch": ("condition then_expression else_expression",
               "keras.ops.where({condition}, {then_expression}, {else_expression})"),
    "zeros": ("shape dtype=None", "keras.Variable(keras.ops.zeros({shape}, dtype={dtype}))"),
    "ones": ("shape dtype=None", "keras.Variable(keras.ops.ones({shape}, dtype={dtype}))"),
    "random_normal": ("shape mean=0.0 stddev=1.0 dtype=None seed=None",
                      "keras.random.normal({shape}, {mean}, {stddev}, dtype={dtype}, seed={seed})"),
    "random_uniform": ("shape minval=0.0 maxval=1.0 dtype=None seed=None",
                       "keras.random.uniform({shape}, {minval}, {maxval}, dtype={dtype}, "
                       "seed={seed})"),
    "truncated_normal": ("shape mean=0.0 stddev=1.0 dtype=None seed=None",
                         "keras.random.truncated_normal({shape}, {mean}, {stddev}, dtype={dtype}, "
                         "seed={seed})"),
    "dropout": ("x level seed=None", "keras.random.dropout({x}, {level}, seed={seed})"),
    "bias_add": ("x bias", "({x} + {bias})"),
    "batch_set_value": ("tuples", "[x.assign(value) for x, value in {tuples}]"),
    "cast_to_floatx": ("x", "keras.ops.cast({x}, keras.config.floatx())"),
    "get_variable_shape": ("x", "tuple({x}.shape)"),
    "name_scope": ("name", "keras.name_scope({name})"),
    "pack": ("x", "keras.ops.stack({x})"),
    "reverse": ("x axes", "keras.ops.flip({x}, axis={axes})"),
    "map_fn": ("fn elems", "keras.ops.map({fn}, {elems})"),
    "image_dim_ordering": ("", _ORDERINGS),
    "set_image_dim_ordering": ("dim_ordering",
                               f"keras.config.set_image_data_format({_SHAPES}[{{dim_ordering}}])"),
}  # fmt: skip

# Settings of sessions and graphs, of which nothing is left to be done.
NEEDLESS = frozenset("set_session manual_variable_initialization set_learning_phase".split())
_SHORTER = {
    f'{_SHAPES.format()}["th"]': '"channels_first"',
    f'{_SHAPES.format()}["tf"]': '"channels_last"',
    ", dtype=None": "",
    ", name=None": "",
    ", seed=None": "",
    ", axis=None": "",
    ", max_value=None": "",
    ", threshold=0.0": "",
    ", negative_slope=0.0": "",
}


def written(name: str, args: Sequence[cst.Arg]) -> cst.BaseExpression | None:
    """A call of an old function in its form of today, or None if there is none."""
    if name not in WRITTEN or any(arg.star for arg in args):
        return None
    parameters, template = WRITTEN[name]
    given = dict(word.split("=") for word in parameters.split() if "=" in word)
    order = [word.partition("=")[0] for word in parameters.split()]
    for index, arg in enumerate(args):
        if arg.keyword is None and index >= len(order):
            return None
        given[arg.keyword.value if arg.keyword is not None else order[index]] = code(arg.value)
    if set(given) != set(order):
        return None
    text = template.format(**given).replace("['th']", '["th"]').replace("['tf']", '["tf"]')
    for long, short in _SHORTER.items():
        text = text.replace(long, short)
    return cst.parse_expression(text)

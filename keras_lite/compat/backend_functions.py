"""The functions that `keras.backend` had, in functions of `keras.ops`.

Keras 3.0 dropped them there. Each is a row of `TABLE`; scripts call them `K.mean` and the like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_lite import config, ops, random
from keras_lite.compat import backend_math as of_tensors
from keras_lite.compat import backend_sessions as sessions
from keras_lite.compat import backend_values as values
from keras_lite.compat.backend_sessions import NoSession, Session, nothing
from keras_lite.errors import InvalidArgument, explain

__all__ = ["TABLE", "NoSession", "Session", "nothing"]

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
    abs cast cos cumprod cumsum elu equal exp greater greater_equal less less_equal log maximum
    minimum not_equal one_hot ones_like pow power reshape round shape sigmoid sign sin softmax
    softplus softsign sqrt square squeeze stack stop_gradient tanh tile transpose zeros_like
    categorical_crossentropy sparse_categorical_crossentropy
""".split()
_OF_VALUES = """
    arange batch_get_value batch_set_value cast_to_floatx constant count_params dropout dtype eye
    get_value identity int_shape is_placeholder is_sparse is_tensor is_variable
    moving_average_update ndim print_tensor reset_uids set_value variable
""".split()
_OF_TENSORS = """
    asymmetric_spatial_2d_padding batch_dot batch_flatten batch_normalization bias_add
    binary_crossentropy binary_focal_crossentropy categorical_focal_crossentropy clip concatenate
    dot expand_dims flatten foldl foldr gather hard_sigmoid in_top_k l2_normalize map_fn
    normalize_batch_in_training permute_dimensions relu repeat repeat_elements resize_images
    resize_volumes reverse rnn switch temporal_padding
""".split()
_OF_SESSIONS = """
    control_dependencies function get_session gradients in_test_phase in_train_phase learning_phase
    learning_phase_scope name_scope placeholder set_learning_phase
""".split()
_REDUCTIONS = "sum mean max min prod std var any all logsumexp".split()

TABLE: Mapping[str, Callable[..., Any]] = {
    "_get_available_gpus": list,
    **{name: getattr(ops, name) for name in _SAME if hasattr(ops, name)},
    **{name: getattr(values, name) for name in _OF_VALUES},
    **{name: getattr(of_tensors, name) for name in _OF_TENSORS},
    **{name: getattr(sessions, name) for name in _OF_SESSIONS},
    **{name: of_tensors.reduction(getattr(ops, name)) for name in _REDUCTIONS},
    "argmax": of_tensors.along(ops.argmax),
    "argmin": of_tensors.along(ops.argmin),
    "asymmetric_temporal_padding": lambda x, left_pad=1, right_pad=1: of_tensors.temporal_padding(
        x, (left_pad, right_pad)
    ),
    "eval": values.get_value,
    "get_variable_shape": values.int_shape,
    "image_dim_ordering": image_dim_ordering,
    "manual_variable_initialization": nothing,
    "ones": values.made(np.ones),
    "pack": ops.stack,
    "pow": ops.power,
    "random_bernoulli": values.binomial,
    "random_binomial": values.binomial,
    "random_normal": values.normal,
    "random_normal_variable": values.normal_variable,
    "random_uniform": values.uniform,
    "random_uniform_variable": values.uniform_variable,
    "set_image_dim_ordering": set_image_dim_ordering,
    "set_session": nothing,
    "slice": of_tensors.cut,
    "spatial_2d_padding": of_tensors.spatial_padding(2),
    "spatial_3d_padding": of_tensors.spatial_padding(3),
    "to_dense": values.identity,
    "truncated_normal": random.truncated_normal,
    "update": values.update(lambda x, value: value),
    "update_add": values.update(ops.add),
    "update_sub": values.update(ops.subtract),
    "zeros": values.made(np.zeros),
}

"""Attention: each place of a sequence as a weighted mean of others."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name
from keras_lite.errors import InvalidArgument, InvalidShape
from keras_lite.ops.conversion import as_tensor, cast, floating
from keras_lite.ops.numpy_product import einsum
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, softmax


@symbolic
def dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any = None,
    mask: Any = None,
    scale: float | None = None,
    is_causal: bool = False,
    flash_attention: bool | None = None,
    attn_logits_soft_cap: float | None = None,
) -> Any:
    """softmax(query @ key.T * scale + bias) @ value, for each head (Vaswani et al., 2017).

    Args:
        query: Shape (batch, T, heads, features).
        key, value: Shape (batch, S, heads, features), or fewer heads that each serve several.
        bias: Added before the softmax; spreads over (batch, heads, T, S).
        mask: True where a place may be looked at; spreads over (batch, heads, T, S).
        scale: 1 / sqrt(features) unless given.
        is_causal: Whether each place looks at itself and earlier ones only.
        flash_attention: Kept for Keras' signature; must not be True.
        attn_logits_soft_cap: Kept for Keras' signature; must be None.

    Raises:
        InvalidShape: (a ValueError) unless all have four axes.
        InvalidArgument: (a ValueError) when a kind of attention is asked for that is not here.
    """
    if flash_attention or attn_logits_soft_cap is not None:
        raise InvalidArgument(
            "dot_product_attention: `flash_attention` and `attn_logits_soft_cap` are not available"
            " here. Leave them out."
        )
    query, key, value = floating(query), floating(key), floating(value)
    for name, x in (("query", query), ("key", key), ("value", value)):
        if len(x.shape) != 4:
            raise InvalidShape(
                f"dot_product_attention: `{name}` has the shape {tuple(x.shape)}, but"
                " (batch, length, heads, features) was expected."
            )
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    logits = arithmetic.multiply(einsum("btnh,bsnh->bnts", query, key), scale)
    if bias is not None:
        logits = arithmetic.add(logits, as_tensor(bias))
    allowed = None if mask is None else cast(mask, "bool")
    if is_causal:
        earlier = np.tri(query.shape[1], key.shape[1], dtype=bool)
        allowed = earlier if allowed is None else compare.logical_and(allowed, earlier)
    if allowed is not None:
        lowest = float(np.finfo(dtype_name(logits.dtype)).max) * -0.7
        logits = compare.where(allowed, logits, lowest)
    return einsum("bnts,bsnh->btnh", softmax.softmax(logits, axis=-1), value)

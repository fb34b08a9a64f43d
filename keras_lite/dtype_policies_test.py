from __future__ import annotations

import numpy as np
import pytest

from keras_lite import config, dtype_policies
from keras_lite.dtype_policies import DTypePolicy
from keras_lite.layers import Dense


def test_the_default_follows_the_settings():
    assert dtype_policies.dtype_policy() == DTypePolicy("float32")
    config.set_floatx("float64")
    try:
        assert dtype_policies.get(None).name == "float64"
    finally:
        config.set_floatx("float32")
    dtype_policies.set_dtype_policy("float16")
    try:
        assert Dense(1).compute_dtype == "float16"
    finally:
        dtype_policies.set_dtype_policy(None)
    assert Dense(1).compute_dtype == "float32"


@pytest.mark.parametrize(
    "identifier",
    ["float64", np.float64, np.dtype("float64"), DTypePolicy("float64")],
)
def test_many_ways_to_say_it(identifier):
    policy = dtype_policies.get(identifier)
    assert (policy.name, policy.compute_dtype, policy.variable_dtype) == ("float64",) * 3
    assert dtype_policies.get(dtype_policies.serialize(policy)) == policy
    assert repr(policy) == '<DTypePolicy "float64">'
    assert len({policy, DTypePolicy("float64")}) == 1


@pytest.mark.parametrize(
    ("identifier", "message"),
    [
        ("flaot32", "Did you mean 'float32'"),
        ("mixed_float16", "Mixed precision is not supported"),
        ([], "`dtype` is .*, but a type such as"),
    ],
)
def test_unknown_ones_are_refused(identifier, message):
    with pytest.raises(ValueError, match=message):
        dtype_policies.get(identifier)

from __future__ import annotations

import numpy as np
import pytest

from keras_lite.layers import Input, InputSpec
from keras_lite.layers.input_spec import check_inputs

ROWS = np.ones((5, 3), "float32")


@pytest.mark.parametrize(
    "spec",
    [
        InputSpec(),
        InputSpec(ndim=2),
        InputSpec(min_ndim=1, max_ndim=2),
        InputSpec(axes={-1: 3, 0: None}),
        InputSpec(shape=(None, 3)),
        InputSpec(shape=(5, 3), dtype="float32"),
        InputSpec(shape=(None, 3, 1), allow_last_axis_squeeze=True),
        [InputSpec(ndim=2)],
        [],
        None,
    ],
)
def test_what_fits_is_accepted(spec):
    check_inputs(spec, ROWS, "layer")
    check_inputs(spec, Input((3,)), "layer")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (InputSpec(ndim=3), r"Input 0 of layer 'it' has shape \(5, 3\).*: 3 axes were expected"),
        (InputSpec(min_ndim=3), "at least 3 axes"),
        (InputSpec(max_ndim=1), "at most 1 axes"),
        (InputSpec(axes={-1: 4}), "length 4 was expected along axis -1.*built for 4"),
        (InputSpec(shape=(None, 4)), r"shape \(None, 4\) was expected"),
        (InputSpec(shape=(None, 4, 1), allow_last_axis_squeeze=True), r"shape \(None, 4, 1\)"),
        (InputSpec(dtype="int32"), "type is float32, but int32"),
        ([InputSpec(), InputSpec()], "got 1 inputs, but 2 were expected"),
        (InputSpec(ndim=3, name="rows"), r"Input 0 \('rows'\) of layer 'it'"),
    ],
)
def test_what_does_not_fit_is_explained(spec, message):
    with pytest.raises(ValueError, match=message):
        check_inputs(spec, ROWS, "it")


def test_a_single_sample_gets_a_hint():
    with pytest.raises(ValueError, match=r"a single one is x\[None, :\]"):
        check_inputs(InputSpec(min_ndim=2), np.ones(3), "it")


def test_no_tensor():
    with pytest.raises(TypeError, match="Input 0 of layer 'it' is 'a', but a tensor"):
        check_inputs(InputSpec(ndim=2), "a", "it")


def test_inputs_in_a_dict_go_by_name():
    specs = [InputSpec(shape=(None, 3), name="a"), InputSpec(shape=(None, 2), name="b")]
    check_inputs(specs, {"b": np.ones((5, 2)), "a": ROWS, "c": 3}, "it")
    with pytest.raises(ValueError, match=r"named \['a'\], but \['a', 'b'\].*Add 'b'"):
        check_inputs(specs, {"a": ROWS}, "it")


def test_optional_inputs_may_be_missing():
    check_inputs([InputSpec(ndim=2, optional=True)], [None], "it")


def test_it_is_written_like_its_constructor():
    spec = InputSpec(min_ndim=2, axes={-1: 3})
    assert repr(spec) == "InputSpec(min_ndim=2, axes={-1: 3})"
    assert repr(InputSpec.from_config(spec.get_config())) == repr(spec)
    assert InputSpec(shape=(None, 3)).ndim == 2
    with pytest.raises(ValueError, match="axes below the rank 2"):
        InputSpec(ndim=2, axes={2: 3})

"""Where the functions are published: Keras' names, its modules, its signatures."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from keras_lite import ops, registry

GOLDEN = Path(__file__).parents[2] / "compat_tests" / "golden" / "keras3_names.txt"
KERAS = set(GOLDEN.read_text(encoding="utf-8").split())

# Convolution, pooling and connectionist classification; complex numbers; slopes of slopes.
MISSING = set(
    "adaptive_average_pool adaptive_max_pool average_pool max_pool conv conv_transpose "
    "depthwise_conv separable_conv ctc_loss ctc_decode eig polar view_as_complex view_as_real "
    "custom_gradient jvp".split()
)
MISSING_IMAGE = set(
    "affine_transform elastic_transform gaussian_blur map_coordinates perspective_transform resize "
    "scale_and_translate sobel_edges ssim".split()
)


def published(module: str) -> set[str]:
    names = {name.removeprefix(module + ".") for name in KERAS if name.startswith(module + ".")}
    return {name for name in names if "." not in name}


def test_names() -> None:
    spaces = {"image", "linalg", "nn", "numpy"}
    assert set(ops.__all__) == published("keras.ops") - spaces - MISSING


@pytest.mark.parametrize("space", ["image", "linalg", "nn", "numpy"])
def test_modules(space: str) -> None:
    module = getattr(ops, space)
    missing = MISSING_IMAGE if space == "image" else MISSING
    found = set(module.__all__) | ({"slogdet"} if space == "linalg" else set())
    assert found - {"slogdet"} == published(f"keras.ops.{space}") - missing - {"slogdet"}
    if space != "image":
        assert all(getattr(module, name) is getattr(ops, name) for name in module.__all__)


def test_an_unknown_name_is_corrected() -> None:
    with pytest.raises(AttributeError, match="no attribute 'softmx'. Did you mean 'softmax'"):
        _ = ops.softmx


def test_signatures_are_kept_through_the_decorator() -> None:
    assert str(inspect.signature(ops.mean)).startswith("(x: 'Any', axis")
    assert list(inspect.signature(ops.where).parameters) == ["condition", "x1", "x2"]


@pytest.mark.parametrize(
    ("module", "name"), [("keras.ops", "logsumexp"), ("keras.ops", "relu6"), ("keras.ops", "mean")]
)
def test_functions_are_found_by_saved_models(module: str, name: str) -> None:
    assert registry.names.find_builtin(module, name) is getattr(ops, name)

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import config, initializers
from keras_lite.initializers.initializer import checked_dtype, checked_shape
from keras_lite.registry import CustomObjectScope

MATRIX = (4, 6)
EXAMPLES = [
    initializers.Zeros(),
    initializers.Ones(),
    initializers.Constant(2.5),
    initializers.Constant([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
    initializers.Identity(0.5),
    initializers.RandomNormal(1.0, 0.5, seed=3),
    initializers.RandomUniform(-2, 3, seed=3),
    initializers.TruncatedNormal(0.1, 0.2, seed=3),
    initializers.VarianceScaling(2.0, "fan_out", "untruncated_normal", seed=3, input_axes=(0,)),
    initializers.GlorotUniform(seed=3),
    initializers.GlorotNormal(seed=3),
    initializers.HeUniform(seed=3),
    initializers.HeNormal(seed=3),
    initializers.LecunUniform(seed=3, input_axes=(1,), output_axes=(0,)),
    initializers.LecunNormal(seed=3),
    initializers.Orthogonal(2.0, seed=3),
]


@pytest.mark.parametrize("initializer", EXAMPLES, ids=repr)
@pytest.mark.parametrize("dtype", [None, "float16", "float64", np.dtype("float32"), np.float64])
def test_values_are_new_plain_arrays_of_shape_and_dtype(initializer: Any, dtype: Any) -> None:
    values = initializer(MATRIX, dtype)
    assert type(values) is np.ndarray and values.shape == MATRIX
    assert values.dtype == np.dtype(dtype or "float32")
    assert values.flags.writeable and values.flags.c_contiguous
    again = initializer(list(MATRIX), dtype=dtype)
    assert again.tolist() == values.tolist() and not np.shares_memory(values, again)


@pytest.mark.parametrize("initializer", EXAMPLES, ids=repr)
def test_configuration_makes_the_same_values(initializer: Any) -> None:
    wanted = initializer(MATRIX).tolist()
    written = initializers.serialize(initializer)
    assert written["module"] == "keras.initializers" and written["registered_name"] is None
    assert written["class_name"] == type(initializer).__name__
    for copy in (initializers.deserialize(written), initializer.clone()):
        assert type(copy) is type(initializer) and copy is not initializer
        assert copy(MATRIX).tolist() == wanted


def test_every_class_is_an_example_or_tested_elsewhere() -> None:
    public = (getattr(initializers, name) for name in initializers.__all__)
    classes = {value for value in public if isinstance(value, type)}
    tested = {type(example) for example in EXAMPLES}
    assert classes - tested == {initializers.Initializer, initializers.STFT}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("glorot_uniform", initializers.GlorotUniform),
        ("GlorotUniform", initializers.GlorotUniform),
        ("normal", initializers.RandomNormal),
        ("uniform", initializers.RandomUniform),
        ("one", initializers.Ones),
        ("zero", initializers.Zeros),
        ("IdentityInitializer", initializers.Identity),
        ("OrthogonalInitializer", initializers.Orthogonal),
        ("stft", initializers.STFT),
        ("STFTInitializer", initializers.STFT),
    ],
)
def test_names(name: str, kind: type) -> None:
    assert type(initializers.get(name)) is kind
    assert type(initializers.deserialize({"class_name": name, "config": {}})) is kind


def test_get_passes_on_what_can_be_called() -> None:
    def sevens(shape: Any, dtype: Any = None) -> Any:
        return np.full(shape, 7.0, dtype)

    zeros = initializers.Zeros()
    assert initializers.get(None) is None
    assert initializers.get(zeros) is zeros
    assert initializers.get(sevens) is sevens
    assert type(initializers.get(initializers.Ones)) is initializers.Ones
    with CustomObjectScope({"sevens": sevens}):
        assert initializers.get("sevens") is sevens


def test_unknown_names_suggest_the_nearest() -> None:
    with pytest.raises(ValueError, match="no initializer named 'he_norml'. Did you mean 'HeNorm"):
        initializers.get("he_norml")
    with pytest.raises(ValueError, match="An initializer was given as 3"):
        initializers.get(3)


def test_lower_case_names_are_the_classes() -> None:
    for name in initializers.__all__:
        value = getattr(initializers, name)
        if isinstance(value, type) and name.islower():
            assert initializers.FAMILY.objects[name] is value


def test_own_initializers() -> None:
    class Sevens(initializers.Initializer):
        def __init__(self, count: int = 7) -> None:
            self.count = count

        def get_config(self) -> dict[str, Any]:
            return {"count": self.count}

    assert repr(Sevens(8).clone()) == "Sevens(count=8)"
    with pytest.raises(NotImplementedError, match="Sevens has no `__call__"):
        Sevens()((2,))


def test_the_default_dtype_follows_floatx() -> None:
    config.set_floatx("float64")
    try:
        assert initializers.Zeros()((1,)).dtype == np.float64
        assert initializers.GlorotUniform()((1,)).dtype == np.float64
    finally:
        config.set_floatx("float32")


@pytest.mark.parametrize("shape", [3, None, (None, 2), (-1, 2), (2.5,), "ab"])
@pytest.mark.parametrize("initializer", [initializers.Zeros(), initializers.GlorotUniform()])
def test_shapes_are_checked(initializer: Any, shape: Any) -> None:
    name = type(initializer).__name__
    with pytest.raises(ValueError, match=f"{name}: `shape` is .*, but a tuple of sizes"):
        initializer(shape)


def test_numpy_integers_are_sizes() -> None:
    assert checked_shape("test", np.array([2, 3])) == (2, 3)


@pytest.mark.parametrize("dtype", ["float", "double", "string", "foo", 3, "complex64"])
def test_dtypes_are_checked(dtype: Any) -> None:
    with pytest.raises(ValueError, match="Zeros: `dtype` is .*, but the name of a dtype"):
        initializers.Zeros()((2,), dtype)


def test_dtypes_in_every_spelling() -> None:
    spellings = (None, float, "float32", np.float32, np.dtype("f4"))
    assert all(checked_dtype("test", dtype) == np.float32 for dtype in spellings)
    assert checked_dtype("test", bool) == np.bool_ and checked_dtype("test", int) == np.int64
    with pytest.raises(ValueError, match="Did you mean 'float32'"):
        checked_dtype("test", "flaot32")


@pytest.mark.parametrize("dtype", ["int32", "bool"])
def test_random_values_are_floats(dtype: str) -> None:
    for initializer in EXAMPLES:
        if hasattr(initializer, "seed"):
            with pytest.raises(ValueError, match=r"`dtype` is .*, but a float type"):
                initializer(MATRIX, dtype)
        else:
            assert initializer(MATRIX, dtype).dtype == dtype

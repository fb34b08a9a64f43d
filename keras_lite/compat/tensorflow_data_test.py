"""Streams of samples, as `tf.data` makes them."""

from __future__ import annotations

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat.tensorflow_data import INFINITE, UNKNOWN, Dataset
from keras_lite.compat.tensorflow_elements import TensorSpec

X = np.arange(14.0, dtype="float32").reshape(7, 2)
Y = np.arange(7)


def values(data):
    return [element.tolist() for element in data.as_numpy_iterator()]


def numbers(count=6):
    return Dataset.range(count)


CASES = [
    (numbers().batch(4), [[0, 1, 2, 3], [4, 5]]),
    (numbers().batch(4, drop_remainder=True), [[0, 1, 2, 3]]),
    (numbers().batch(4).unbatch(), [0, 1, 2, 3, 4, 5]),
    (numbers(3).map(lambda x: x * 2, num_parallel_calls=-1), [0, 2, 4]),
    (numbers().filter(lambda x: x % 2 == 0), [0, 2, 4]),
    (numbers(2).repeat(2), [0, 1, 0, 1]),
    (numbers(2).repeat().take(3), [0, 1, 0]),
    (numbers().take(2), [0, 1]),
    (numbers().take(9), [0, 1, 2, 3, 4, 5]),
    (numbers().skip(4), [4, 5]),
    (numbers(2).concatenate(numbers(1)), [0, 1, 0]),
    (numbers(2).prefetch(1).cache().with_options(), [0, 1]),
    (Dataset.from_generator(lambda: (np.int64(i) for i in range(2)), "int64"), [0, 1]),
    (Dataset.from_tensors([1, 2]), [[1, 2]]),
    (numbers().shard(4, 1), [1, 5]),
    (
        numbers().window(4, shift=2, drop_remainder=True).flat_map(lambda w: w.batch(4)),
        [[0, 1, 2, 3], [2, 3, 4, 5]],
    ),
    (numbers().window(2, shift=3, stride=2).flat_map(lambda w: w.batch(2)), [[0, 2], [3, 5]]),
    (numbers(3).apply(lambda data: data.take(1)), [0]),
    (numbers(3).take(-1), [0, 1, 2]),
    (numbers(3).skip(-1), []),
]


@pytest.mark.parametrize(("data", "expected"), CASES)
def test_elements(data, expected):
    assert values(data) == expected == values(data), "a data set can be gone through again"
    assert data.cardinality() in (len(expected), UNKNOWN)


def test_structures():
    pairs = list(Dataset.from_tensor_slices((X, Y)).batch(3).as_numpy_iterator())
    assert [x.shape for x, _ in pairs] == [(3, 2), (3, 2), (1, 2)]
    assert np.array_equal(np.concatenate([y for _, y in pairs]), Y)
    named = next(iter(Dataset.from_tensor_slices({"a": X, "b": Y})))
    assert named["a"].numpy().tolist() == [0.0, 1.0]
    zipped = Dataset.zip((numbers(3), numbers(2)))
    assert len(zipped) == 2 and [tuple(map(int, pair)) for pair in zipped] == [(0, 0), (1, 1)]
    mapped = Dataset.from_tensor_slices((X, Y)).map(lambda x, y: (x / 2, y))
    assert next(mapped.as_numpy_iterator())[0].tolist() == [0.0, 0.5]
    assert [i for i, _ in numbers(2).enumerate(5)] == [5, 6]


def test_types_and_tables():
    import pandas

    specs = (TensorSpec((2,), "float32"), TensorSpec((), "int32"))
    rows = Dataset.from_generator(lambda: zip(X.tolist(), Y, strict=True), output_signature=specs)
    assert rows.batch(2).element_spec == (TensorSpec((2, 2), "float32"), TensorSpec((2,), "int32"))
    by_type = Dataset.from_generator(lambda n: iter(range(n)), "float32", args=(2,))
    assert [value.dtype.name for value in by_type.as_numpy_iterator()] == ["float32"] * 2
    table = pandas.DataFrame({"a": [1.5, 2.5], "b": [3.0, 4.0]})
    assert values(Dataset.from_tensor_slices(table)) == [[1.5, 3.0], [2.5, 4.0]]
    named = next(Dataset.from_tensor_slices(dict(table)).as_numpy_iterator())
    assert named == {"a": 1.5, "b": 3.0}
    assert numbers(4).reduce(np.int64(0), lambda a, b: a + b).numpy() == 6


def test_what_is_kept():
    calls = []
    data = numbers(3).map(lambda x: calls.append(1) or x).cache()
    assert values(data) == values(data) == [0, 1, 2]
    assert len(calls) == 3


def test_what_is_not_here_is_named():
    with pytest.raises(AttributeError, match=r"Dataset.interleave is not here.*Of tf.data"):
        _ = numbers().interleave


def test_shuffling():
    data = numbers(50).shuffle(50, seed=3)
    first, second = values(data), values(data)
    assert sorted(first) == list(range(50)) == sorted(second) and first != second
    fixed = numbers(50).shuffle(50, seed=3, reshuffle_each_iteration=False)
    assert values(fixed) == values(fixed) != first
    near = values(numbers(50).shuffle(2, seed=1))
    assert sorted(near) == list(range(50)) and all(v <= i + 1 for i, v in enumerate(near))
    with pytest.raises(ValueError, match="`buffer_size` is 0, but a positive number was expected"):
        numbers().shuffle(0)


def test_lengths():
    assert numbers().repeat().cardinality() == INFINITE
    with pytest.raises(TypeError, match="infinite or not known"):
        len(numbers().repeat())
    with pytest.raises(ValueError, match=r"the lengths is \[6, 7\], but arrays of the same length"):
        Dataset.from_tensor_slices((X, Y[:6]))


def test_models_train_on_them():
    def trained(*data, **kwargs):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        return model, model.fit(*data, epochs=2, verbose=0, **kwargs).history["loss"]

    rows = Dataset.from_tensor_slices((X / 14, Y.astype("float32")))
    model, streamed = trained(rows.batch(3))
    twin, expected = trained(X / 14, Y.astype("float32"), batch_size=3, shuffle=False)
    assert streamed == expected
    _, endless = trained(rows.batch(7).repeat(), steps_per_epoch=1)
    assert len(endless) == 2
    inputs = rows.map(lambda x, y: x).batch(2)
    assert np.array_equal(model.predict(inputs, verbose=0), twin.predict(X / 14, verbose=0))
    assert model.evaluate(rows.batch(7), verbose=0) > 0

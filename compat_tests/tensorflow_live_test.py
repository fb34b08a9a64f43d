"""The stand-in for TensorFlow beside TensorFlow: functions, streams of samples, derivatives."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import keras_lite
from compat_tests.oracle import Oracle, available, plain
from keras_lite.compat import importer, tensorflow
from keras_lite.compat.tensorflow_functions_test import CASES

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not available("keras"), reason="needs the real Keras and TensorFlow"),
]


@pytest.fixture(scope="module")
def real():
    with Oracle("keras") as oracle:
        yield oracle


def all_results(keras, cases):
    """The results of all cases, and their types, in one call."""
    import tensorflow as tf

    found = []
    for module, name, arguments in cases:
        place = tf
        for part in filter(None, module.split(".")):
            place = getattr(place, part)
        result = getattr(place, name)(*arguments)
        found.append(list(result) if isinstance(result, (list, tuple)) else result)
    return found


def test_functions_compute_what_tensorflow_s_do(real):
    expected = real.call(all_results, [case[:3] for case in CASES])
    different = []
    for (module, name, arguments, _), theirs in zip(CASES, expected, strict=True):
        ours = tensorflow.find(module, name)(*arguments)
        pairs = zip(ours, theirs, strict=True) if isinstance(theirs, list) else [(ours, theirs)]
        for a, b in ((np.asarray(a), np.asarray(b)) for a, b in pairs):
            if a.dtype != b.dtype or not np.allclose(a, b, rtol=2e-6, atol=1e-6):
                different.append(f"tf.{module}.{name}: {a!r} instead of {b!r}")
    assert not different, "\n".join(different)


def shuffled_orders(keras, tf):
    """Orders of `shuffle` with and without seeds, in each way of going through them again."""
    found = []
    for program in (None, 0, 7):
        for count, size, seed in [(10, 10, 3), (10, 4, 3), (10, 100, 0), (30, 7, None), (1, 3, 2)]:
            if program is seed is None:
                continue
            tf.random.set_seed(program)
            for again in (None, False):
                data = tf.data.Dataset.range(count).shuffle(
                    size, seed=seed, reshuffle_each_iteration=again
                )
                for made in (data, data, data.batch(3), data.repeat(2)):
                    found.append([np.asarray(v).tolist() for v in made.as_numpy_iterator()])
    return found


def streams(keras, tf):
    """What each kind of data set hands out, and how many elements it says it has."""
    rows = np.arange(14.0, dtype="float32").reshape(7, 2)
    numbers = tf.data.Dataset.range
    pairs = tf.data.Dataset.from_tensor_slices((rows, [0.5, 1, 2, 3, 4, 5, 6]))
    signature = (tf.TensorSpec((2,), "float32"), tf.TensorSpec((), "int32"))
    generated = tf.data.Dataset.from_generator(
        lambda: ((row, i) for i, row in enumerate(rows)), output_signature=signature
    )
    windows = numbers(9).window(4, shift=3, drop_remainder=True)
    made = [
        numbers(6).batch(4), numbers(6).batch(4, drop_remainder=True),
        numbers(6).batch(4).unbatch(),
        numbers(3).map(lambda x: x * 2, num_parallel_calls=tf.data.AUTOTUNE),
        numbers(6).filter(lambda x: x % 2 == 0), numbers(2).repeat(2), numbers(2).repeat().take(3),
        numbers(6).take(2), numbers(6).take(9), numbers(6).take(-1), numbers(6).skip(4),
        numbers(2).concatenate(numbers(1)), numbers(6).shard(4, 1), numbers(3).enumerate(4),
        numbers(5).cache().prefetch(1), pairs, pairs.batch(3), pairs.map(lambda x, y: (x + 1, y)),
        pairs.map(lambda x, y: {"x": x[0], "y": y}), generated.batch(2),
        tf.data.Dataset.zip((numbers(3), numbers(2))), tf.data.Dataset.from_tensors(rows),
        windows.flat_map(lambda w: w.batch(4)), numbers(9).window(4).flat_map(lambda w: w.batch(4)),
        numbers(9).window(2, stride=3).flat_map(lambda w: w.batch(4)),
        numbers(9).window(2, shift=4).flat_map(lambda w: w.batch(4)),
        tf.data.Dataset.from_tensor_slices({"a": rows, "b": np.arange(7)}).batch(4),
    ]  # fmt: skip
    found = []
    for data in made:
        elements = list(data.as_numpy_iterator())
        found.append((int(data.cardinality().numpy()), elements))
    found.append(numbers(4).reduce(np.int64(0), lambda a, b: a + b).numpy())
    return found


def trained_on_streams(keras, tf):
    """Histories of fits on shuffled data sets, and what comes after."""
    keras.utils.set_random_seed(5)
    x = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
    y = x.sum(1, keepdims=True)
    rows = tf.data.Dataset.from_tensor_slices((x, y))
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1)]
    )
    model.compile("sgd", "mse")
    train = rows.shuffle(40).batch(8).prefetch(tf.data.AUTOTUNE)
    history = model.fit(train, validation_data=rows.batch(16), epochs=3, verbose=0).history
    again = model.fit(rows.shuffle(10).repeat().batch(8), epochs=2, steps_per_epoch=4, verbose=0)
    return [
        history,
        again.history,
        model.evaluate(train, verbose=0),
        model.predict(rows.batch(7), verbose=0),
    ]


def derivatives(keras, tf):
    """Derivatives of first and second order, and a training loop of a script's own."""
    found = []
    x = tf.constant([[1.0, 2.0], [3.0, -4.0]])
    w = tf.Variable([[0.5], [2.0]])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.matmul(x, w)
        z = tf.reduce_sum(tf.square(y)) + x[0, 1] ** 3
    found += [tape.gradient(z, w), tape.gradient(z, x), tape.gradient(y, [x, w])]
    found += [
        tape.gradient(z, {"w": w, "x": x}),
        tape.gradient(y, w, output_gradients=tf.ones((2, 1))),
    ]
    other = tf.Variable(1.0)
    found += [tape.gradient(z, other) is None]
    found += [tape.gradient(z, other, unconnected_gradients="zero")]
    v = tf.Variable(3.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            cubed = v * v * v
        slope = inner.gradient(cubed, v)
    found += [slope, outer.gradient(slope, v)]
    keras.utils.set_random_seed(2)
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(5, "relu"), keras.layers.BatchNormalization(),
         keras.layers.Dropout(0.25), keras.layers.Dense(2, kernel_regularizer="l2")]
    )  # fmt: skip
    optimizer = keras.optimizers.Adam(0.01)
    loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    metric = keras.metrics.SparseCategoricalAccuracy()
    rows = np.random.default_rng(1).normal(size=(24, 3)).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((rows, (rows.sum(1) > 0).astype("int32"))).batch(8)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_function(y, logits) + sum(model.losses)
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(slopes, model.trainable_variables, strict=True))
        metric.update_state(y, logits)
        return loss

    for _ in range(3):
        found.append([float(step(x, y)) for x, y in data])
        found.append(float(metric.result()))
        metric.reset_state()
    found.append(model.predict(rows, verbose=0))
    normalizing, points = model.layers[1], tf.constant(rows[:8, :3] @ np.eye(3, 5, dtype="float32"))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(points)
        with tf.GradientTape() as inner:
            inner.watch(points)
            judged = tf.reduce_sum(normalizing(points, training=True) ** 3)
        slopes = inner.gradient(judged, points)
        penalty = tf.reduce_mean(tf.square(slopes))
    found += [penalty, *(outer.gradient(penalty, of) for of in (points, normalizing.gamma))]
    return found


@pytest.mark.parametrize("probe", [shuffled_orders, streams, trained_on_streams, derivatives])
def test_streams_and_derivatives(real, stand_in, probe):
    theirs = real.call(f"compat_tests.tensorflow_live_test:real_{probe.__name__}")
    ours = plain(probe(keras_lite, stand_in))
    same(ours, theirs, probe.__name__)


def same(ours, theirs, where):
    """Equal structures, with numbers as close as two summation orders."""
    if isinstance(theirs, dict):
        assert sorted(ours) == sorted(theirs), where
        for key in theirs:
            same(ours[key], theirs[key], f"{where}[{key!r}]")
    elif isinstance(theirs, (list, tuple)):
        assert len(ours) == len(theirs), where
        for i, pair in enumerate(zip(ours, theirs, strict=True)):
            same(*pair, f"{where}[{i}]")
    else:
        assert np.asarray(ours).dtype == np.asarray(theirs).dtype, where
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6, err_msg=where)


@pytest.fixture
def stand_in():
    """The module that `import tensorflow` gives where keras_lite is installed in its place."""
    importer.install()
    try:
        yield importlib.import_module("tensorflow")
    finally:
        importer.uninstall()


def _with_tensorflow(probe):
    def call(keras):
        import tensorflow as tf

        return probe(keras, tf)

    return call


for _probe in (shuffled_orders, streams, trained_on_streams, derivatives):
    globals()[f"real_{_probe.__name__}"] = _with_tensorflow(_probe)

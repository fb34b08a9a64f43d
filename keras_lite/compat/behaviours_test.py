"""What models, histories and optimizers of older versions could do."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat.spellings import SYNONYMS, Logs, Names, other_spellings

X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
Y = np.eye(2, dtype="float32")[np.arange(8) % 2]


@pytest.fixture
def model():
    keras.utils.set_random_seed(1)
    found = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, "softmax")])
    found.compile("sgd", "categorical_crossentropy", metrics=["accuracy", "mae"])
    return found


def batches(size=2):
    while True:
        for i in range(0, 8, size):
            yield X[i : i + size], Y[i : i + size]


@pytest.mark.parametrize("row", SYNONYMS, ids=str)
def test_each_spelling_finds_the_others(row):
    for front in ("", "val_", "out_", "val_out_"):
        for shown in row:
            logs = Logs({front + shown: 1.5})
            for asked in row:
                assert logs[front + asked] == logs.get(front + asked) == 1.5
                assert front + asked in logs
            assert list(logs) == [front + shown]
            assert logs == {front + shown: 1.5}
            assert repr(logs) == repr({front + shown: 1.5})
    assert list(other_spellings(None)) == []


def test_what_is_not_there_stays_an_error():
    logs = Logs(loss=1.0)
    with pytest.raises(KeyError, match="acc"):
        logs["acc"]
    assert logs.get("acc") is None and logs.get("acc", 2) == 2 and "acc" not in logs
    assert "lossy" not in logs and 3 not in logs


def test_logs_are_dicts_to_everybody_else():
    logs = Logs(accuracy=1.0)
    assert type(pickle.loads(pickle.dumps(logs))) is dict
    assert logs.copy()["acc"] == 1.0
    assert "{acc}".format_map(logs) == "1.0"
    assert logs.pop("acc") == 1.0 and not logs and logs.pop("acc", 2) == 2
    with pytest.raises(KeyError):
        logs.pop("acc")


def test_histories_answer_to_both_names(model):
    record = model.fit(X, Y, validation_data=(X, Y), verbose=0)
    assert record.history["acc"] is record.history["accuracy"]
    assert record.history["val_acc"] == record.history["val_accuracy"]
    assert record.history["mean_absolute_error"] == record.history["mae"]
    assert sorted(record.history) == sorted(
        ["accuracy", "loss", "mae", "val_accuracy", "val_loss", "val_mae"]
    )


def test_metrics_called_acc(model):
    model.compile("sgd", "categorical_crossentropy", metrics=["acc"])
    record = model.fit(X, Y, verbose=0)
    assert record.history["accuracy"] == record.history["acc"]
    assert sorted(record.history) == ["acc", "loss"]


def test_callbacks_of_users_see_both_names(model):
    seen = []

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            seen.append((logs.get("acc"), logs["accuracy"], logs.get("val_acc")))

    model.fit(X, Y, callbacks=[Watch()], verbose=0)
    assert seen[0][0] == seen[0][1] and seen[0][2] is None


@pytest.mark.parametrize("name", ["acc", "accuracy", "mae", "mean_absolute_error"])
def test_monitors_answer_to_both_names(model, name):
    stop = keras.callbacks.EarlyStopping(monitor=f"val_{name}", patience=1, min_delta=9)
    record = model.fit(X, Y, validation_data=(X, Y), epochs=9, callbacks=[stop], verbose=0)
    assert len(record.epoch) == 2


def test_names_of_metrics(model):
    model.fit(X, Y, verbose=0)
    assert model.metrics_names.index("acc") == model.metrics_names.index("accuracy") == 1
    assert "acc" in model.metrics_names and "mse" not in model.metrics_names
    assert model.metrics_names == ["loss", "accuracy", "mae"]
    with pytest.raises(ValueError):
        Names(["loss"]).index("acc")


def test_classes_and_probabilities(model):
    probabilities = model.predict(X, verbose=0)
    assert np.array_equal(model.predict_proba(X), probabilities)
    assert np.array_equal(model.predict_classes(X, batch_size=4), probabilities.argmax(-1))
    one = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, "sigmoid")])
    assert np.array_equal(one.predict_classes(X), (one.predict(X, verbose=0) > 0.5).astype("int32"))


def test_generators_as_keras_2_had_them(model):
    twin = keras.models.clone_model(model)
    twin.set_weights(model.get_weights())
    twin.compile("sgd", "categorical_crossentropy", metrics=["accuracy", "mae"])
    old = model.fit_generator(
        batches(), steps_per_epoch=4, epochs=2, verbose=0, validation_data=batches(),
        validation_steps=4, max_queue_size=5, workers=2, use_multiprocessing=True,
    )  # fmt: skip
    new = twin.fit(
        batches(), steps_per_epoch=4, epochs=2, verbose=0, validation_data=batches(),
        validation_steps=4,
    )  # fmt: skip
    assert old.history == new.history
    assert model.evaluate_generator(batches(), 4) == twin.evaluate(batches(), steps=4, verbose=0)
    inputs = (x for x, _ in batches())
    assert model.predict_generator(inputs, steps=2).shape == (4, 2)


def test_generators_as_keras_1_had_them(model):
    record = model.fit_generator(
        batches(), samples_per_epoch=7, nb_epoch=2, verbose=0, validation_data=batches(),
        nb_val_samples=8, nb_worker=1, max_q_size=3, pickle_safe=False,
    )  # fmt: skip
    assert record.epoch == [0, 1] and record.params["steps"] == 4
    assert "val_loss" in record.history
    assert model.fit_generator(batches(4), 8, nb_epoch=1, verbose=0).params["steps"] == 2
    with keras.compat.era("keras1"):
        assert model.fit_generator(batches(4), 8, 1, 0).params["steps"] == 2
    assert model.fit_generator(batches(4), 8, 1, 0).params["steps"] == 8
    assert model.predict_generator((x for x, _ in batches()), val_samples=6).shape == (6, 2)
    with pytest.raises(TypeError, match="got both samples_per_epoch=4 and steps_per_epoch=2"):
        model.fit_generator(batches(), samples_per_epoch=4, steps_per_epoch=2)


def test_accuracy_on_demand(model):
    model.compile("sgd", "categorical_crossentropy")
    record = model.fit(X, Y, nb_epoch=1, verbose=0, show_accuracy=True)
    assert sorted(record.history) == ["accuracy", "loss"]
    loss, accuracy = model.evaluate(X, Y, show_accuracy=True, verbose=0)
    assert 0 <= accuracy <= 1 and loss > 0


def test_no_yaml(model):
    with pytest.raises(RuntimeError, match=r"dropped it in version 2.6, .* Use model.to_json"):
        model.to_yaml()


def test_optimizers_have_lr(model):
    assert float(model.optimizer.lr.numpy()) == pytest.approx(0.01)
    model.optimizer.lr = 0.5
    assert float(model.optimizer.learning_rate.numpy()) == 0.5
    model.optimizer.lr.assign(0.25)
    assert float(model.optimizer.learning_rate.numpy()) == 0.25


def test_decay_is_honoured():
    keras.utils.set_random_seed(1)
    found = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    found.set_weights([np.array([[0.0]])])
    found.compile(keras.optimizers.SGD(lr=0.5, decay=1.0), lambda t, p: keras.ops.mean(t * p))
    x, y = np.ones((1, 1)), np.ones((1, 1))
    moved = []
    for _ in range(3):
        before = found.get_weights()[0].item()
        found.train_on_batch(x, y)
        moved.append(before - found.get_weights()[0].item())
    assert moved == pytest.approx([0.5, 0.25, 0.5 / 3])


def test_metrics_begin_anew_under_either_name():
    mean = keras.metrics.Mean()
    mean(3.0)
    mean.reset_states()
    assert float(mean.result()) == 0.0

    class Counted(keras.metrics.Metric):
        def __init__(self):
            super().__init__()
            self.total = self.add_weight(name="total", initializer="zeros")
            self.times = 0

        def update_state(self, *args, **kwargs):
            self.total.assign_add(1.0)

        def result(self):
            return self.total

        def reset_states(self):
            self.times += 1
            super().reset_states()

    counted = Counted()
    counted.update_state()
    counted.reset_state()
    assert float(counted.result()) == 0.0 and counted.times == 1


def test_names_of_several_outputs_stand_as_evaluate_lists_them():
    x = keras.Input((2,))
    model = keras.Model(x, [keras.layers.Dense(1, name=name)(x) for name in "ab"])
    model.compile("sgd", ["mse", "mse"], metrics=[["mae"], ["accuracy", "mae"]])
    assert model.metrics_names[0] == "loss"
    data = np.ones((4, 2)), [np.ones((4, 1))] * 2
    model.fit(*data, verbose=0)
    values = model.evaluate(*data, verbose=0)
    named = model.evaluate(*data, verbose=0, return_dict=True)
    assert list(model.metrics_names) == "loss a_loss b_loss a_mae b_accuracy b_mae".split()
    assert values == [named[name] for name in model.metrics_names]
    assert model.metrics_names.index("b_acc") == 4

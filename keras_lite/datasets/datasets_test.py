"""The data sets, read from small files of the same form as the real ones."""

from __future__ import annotations

import gzip
import json
import pickle
import struct

import numpy as np
import pytest

from keras_lite import config, datasets
from keras_lite.errors import InvalidFile


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    return tmp_path / "datasets"


def pictures(rows, shape, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (rows, *shape)).astype("uint8")


def texts(rows, seed=0):
    draw = np.random.default_rng(seed)
    found = np.empty(rows, object)
    found[:] = [[int(n) for n in draw.integers(1, 400, draw.integers(1, 9))] for _ in range(rows)]
    return found


def test_mnist(folder):
    x, y = pictures(7, (28, 28)), np.arange(7, dtype="uint8")
    np.savez(folder / "mnist.npz", x_train=x[:5], y_train=y[:5], x_test=x[5:], y_test=y[5:])
    (x_train, y_train), (x_test, y_test) = datasets.mnist.load_data()
    assert np.array_equal(np.concatenate([x_train, x_test]), x)
    assert y_train.tolist() + y_test.tolist() == list(range(7))
    assert x_train.dtype == "uint8"
    x_train[0] = 0  # scripts change what they get
    again = datasets.mnist.load_data(str(folder / "mnist.npz"))
    assert np.array_equal(again[0][0], x[:5])


def test_fashion_mnist(folder):
    inner = folder / "fashion-mnist"
    inner.mkdir()
    for name, rows in (("train", 3), ("t10k", 2)):
        x = struct.pack(">IIII", 2051, rows, 28, 28) + pictures(rows, (28, 28), rows).tobytes()
        y = struct.pack(">II", 2049, rows) + bytes(range(rows))
        (inner / f"{name}-images-idx3-ubyte.gz").write_bytes(gzip.compress(x))
        (inner / f"{name}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(y))
    (x_train, y_train), (x_test, y_test) = datasets.fashion_mnist.load_data()
    assert np.array_equal(x_train, pictures(3, (28, 28), 3)) and y_train.tolist() == [0, 1, 2]
    assert np.array_equal(x_test, pictures(2, (28, 28), 2)) and y_test.tolist() == [0, 1]


@pytest.mark.parametrize(
    "place",
    [
        "cifar-10-batches-py-target/cifar-10-batches-py",
        "cifar-10-batches-py-target",
        "cifar-10-batches-py",
    ],
)
def test_cifar10(folder, place):
    inner = folder / place
    inner.mkdir(parents=True)
    for i, name in enumerate([*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"]):
        batch = {b"data": pictures(2, (3072,), i), b"labels": [i, i + 1]}
        (inner / name).write_bytes(pickle.dumps(batch, protocol=3))
    (x_train, y_train), (x_test, y_test) = datasets.cifar10.load_data()
    assert x_train.shape == (10, 32, 32, 3) and x_test.shape == (2, 32, 32, 3)
    assert y_train[:, 0].tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5] and y_test.shape == (2, 1)
    assert x_train[0, 0, 1, 2] == pictures(2, (3, 32, 32))[0, 2, 0, 1]
    config.set_image_data_format("channels_first")
    try:
        assert datasets.cifar10.load_data()[0][0].shape == (10, 3, 32, 32)
    finally:
        config.set_image_data_format("channels_last")


def test_cifar100(folder):
    inner = folder / "cifar-100-python"
    inner.mkdir()
    for name, rows in (("train", 3), ("test", 2)):
        batch = {
            b"data": pictures(rows, (3072,)),
            b"fine_labels": [7] * rows,
            b"coarse_labels": [1] * rows,
        }
        (inner / name).write_bytes(pickle.dumps(batch, protocol=2))
    (x_train, y_train), (_, y_test) = datasets.cifar100.load_data()
    assert x_train.shape == (3, 32, 32, 3)
    assert set(y_train.ravel()) == {7} and y_test.dtype == "uint8"
    assert set(datasets.cifar100.load_data("coarse")[0][1].ravel()) == {1}
    with pytest.raises(ValueError, match='`label_mode` is 1, but "fine" or "coarse" was expected'):
        datasets.cifar100.load_data(1)


def test_boston_housing(folder):
    x, y = np.arange(60.0).reshape(20, 3), np.arange(20.0)
    np.savez(folder / "boston_housing.npz", x=x, y=y)
    (_x_train, y_train), (x_test, y_test) = datasets.boston_housing.load_data(test_split=0.25)
    assert (len(y_train), len(y_test)) == (15, 5)
    order = np.arange(20)
    np.random.RandomState(113).shuffle(order)
    assert np.concatenate([y_train, y_test]).tolist() == order.tolist()
    assert np.array_equal(x_test, x[order[15:]])
    with pytest.raises(ValueError, match="`test_split` is 1"):
        datasets.boston_housing.load_data(test_split=1)


def test_california_housing(folder):
    np.savez(folder / "california_housing.npz", x=np.ones((700, 8)), y=np.arange(700.0))
    (x_train, y_train), (_, y_test) = datasets.california_housing.load_data("small")
    assert x_train.shape == (480, 8)
    assert sorted([*y_train, *y_test]) == list(range(600))
    assert len(datasets.california_housing.load_data()[0][1]) == 560
    with pytest.raises(ValueError, match="`version` is 'tiny'"):
        datasets.california_housing.load_data("tiny")


def save_imdb(folder):
    train, test = texts(6, 1), texts(5, 2)
    np.savez(
        folder / "imdb.npz", x_train=train, y_train=np.arange(6), x_test=test, y_test=np.arange(5)
    )
    return train


def test_imdb(folder):
    train = save_imdb(folder)
    order = np.arange(6)
    np.random.RandomState(113).shuffle(order)
    (x, y), _ = datasets.imdb.load_data()
    assert y.tolist() == order.tolist()
    assert x[0] == [1, *(word + 3 for word in train[order[0]])]
    (few, _), _ = datasets.imdb.load_data(num_words=100)
    assert few[0] == [word if word < 100 else 2 for word in x[0]]
    (old, _), _ = datasets.imdb.load_data(nb_words=100)
    assert old.tolist() == few.tolist()
    (most, _), (rest, labels) = datasets.imdb.load_data("imdb.pkl", nb_words=100, test_split=0.34)
    assert [*most, *rest] == few.tolist() and labels.tolist() == order[3:].tolist()
    (bare, _), _ = datasets.imdb.load_data(
        num_words=100, skip_top=50, start_char=None, oov_char=None, index_from=0
    )
    assert bare[0] == [word for word in train[order[0]] if 50 <= word < 100]
    (short, labels), _ = datasets.imdb.load_data(maxlen=6)
    assert len(short) == len(labels) < 6 and max(map(len, short)) < 6
    with pytest.raises(ValueError, match="`maxlen` is 1"):
        datasets.imdb.load_data(maxlen=1)
    with pytest.raises(TypeError, match="both nb_words=1 and num_words=2.* Keep `num_words`"):
        datasets.imdb.load_data(nb_words=1, num_words=2)
    with pytest.raises(TypeError, match=r"no argument 'num_word'. Did you mean 'num_words'"):
        datasets.imdb.load_data(num_word=1)


def test_reuters(folder):
    np.savez(folder / "reuters.npz", x=texts(10), y=np.arange(10) % 4)
    (x_train, y_train), (x_test, y_test) = datasets.reuters.load_data(num_words=50, test_split=0.3)
    assert len(x_train) == len(y_train) == 7 and len(x_test) == len(y_test) == 3
    assert max(map(max, x_train)) < 50
    names = datasets.reuters.get_label_names()
    assert len(names) == 46 and names[3] == "earn" and names[-1] == "lead"


@pytest.mark.parametrize("data", [datasets.imdb, datasets.reuters])
def test_word_indices(folder, data):
    name = f"{data.__name__.rpartition('.')[2]}_word_index.json"
    (folder / name).write_text(json.dumps({"the": 1}))
    assert data.get_word_index() == {"the": 1}
    (folder / name).write_text("[1]")
    with pytest.raises(InvalidFile, match="a dict from words to numbers was expected"):
        data.get_word_index()


class Evil:
    def __reduce__(self):
        return (print, ("never printed",))


def test_nothing_is_unpickled(folder, capsys):
    evil = np.empty(1, object)
    evil[0] = Evil()
    names = ("x_train", "y_train", "x_test", "y_test")
    for file in ("imdb", "mnist"):
        np.savez(folder / f"{file}.npz", **dict.fromkeys(names, evil))
        with pytest.raises(InvalidFile, match="pickled data"):
            getattr(datasets, file).load_data()
    assert capsys.readouterr().out == ""


def test_damaged_files(folder):
    save_imdb(folder)
    whole = (folder / "imdb.npz").read_bytes()
    (folder / "imdb.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InvalidFile, match=r"imdb.npz: .* delete the file"):
        datasets.imdb.load_data()
    np.savez(folder / "mnist.npz", x_train=np.ones(2))
    with pytest.raises(InvalidFile, match=r"mnist.npz: .*y_train"):
        datasets.mnist.load_data()


NAMES = "boston_housing california_housing cifar10 cifar100 fashion_mnist imdb mnist reuters"


@pytest.mark.parametrize("name", NAMES.split())
def test_offline(name, monkeypatch, folder):
    import urllib.request

    def unreachable(*args, **kwargs):
        raise OSError("no network")

    monkeypatch.setattr(urllib.request, "urlopen", unreachable)
    with pytest.raises(OSError) as caught:
        getattr(datasets, name).load_data()
    message = str(caught.value)
    assert str(folder) in message and "no network" in message and "Its checksum is" in message

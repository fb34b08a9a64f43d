from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from keras_lite.errors import InvalidFile
from keras_lite.saving.hdf5_reader import Dataset, Group, open_file
from keras_lite.saving.source import Source


def opened(data: bytes) -> Group:
    return open_file(Source(io.BytesIO(data), "x.h5", 0, len(data)))


def written(fill: Any, **options: Any) -> bytes:
    stream = io.BytesIO()
    with h5py.File(stream, "w", **options) as file:
        fill(file)
    return stream.getvalue()


def values(data: bytes) -> Any:
    """The values of the array "a"."""
    found = opened(data).get("a")
    assert isinstance(found, Dataset)
    return found.read()


ARRAYS = [
    np.arange(6, dtype="float32").reshape(2, 3),
    np.arange(3, dtype="float16"),
    np.arange(3, dtype=">f8"),
    np.array(7, dtype="int64"),
    np.array([1, 2], dtype="uint8"),
    np.array([True, False]),
    np.zeros((0, 4), "float32"),
]


def test_arrays_are_read_as_h5py_reads_them() -> None:
    def fill(file: Any) -> None:
        for i, array in enumerate(ARRAYS):
            file.create_dataset(f"a/b/{i}", data=array)

    group = opened(written(fill)).group("a/b")
    assert group is not None and sorted(group.names) == [str(i) for i in range(len(ARRAYS))]
    for i, array in enumerate(ARRAYS):
        dataset = group.dataset(str(i))
        assert dataset is not None and dataset.shape == array.shape
        found = dataset.read()
        assert found.dtype == array.dtype.newbyteorder("=")
        np.testing.assert_array_equal(found, array)


def test_groups_of_many_members_are_trees() -> None:
    def fill(file: Any) -> None:
        for i in range(700):
            file.create_dataset(f"g/{i}", data=i)

    group = opened(written(fill)).group("g")
    assert group is not None and len(group.names) == 700
    for i in (0, 9, 10, 699):
        dataset = group.dataset(str(i))
        assert dataset is not None and dataset.read() == i


def test_attributes_are_text_lists_and_numbers() -> None:
    def fill(file: Any) -> None:
        file.attrs["text"] = "näme"
        file.attrs["bytes"] = np.bytes_(b"old")
        file.attrs["names"] = [b"a", b"bcd"]
        file.attrs["texts"] = ["x", "", "yz"]
        file.attrs["number"] = 3
        file.attrs["none"] = []
        for i in range(30):  # more than fit into the first part of a header
            file.attrs[f"more{i}"] = "z" * 100

    found = opened(written(fill)).attributes
    assert (found["text"], found["bytes"], found["number"]) == ("näme", "old", 3)
    assert (found["names"], found["texts"]) == (["a", "bcd"], ["x", "", "yz"])
    assert list(found["none"]) == [] and found["more29"] == "z" * 100


def test_what_is_not_there_is_none() -> None:
    root = opened(written(lambda file: file.create_dataset("a", data=1)))
    assert root.get("b") is None and root.get("a/b") is None and root.group("a") is None
    assert isinstance(root.get("a"), Dataset) and root.get("") is root


def links(file: Any) -> None:
    file["a"] = h5py.SoftLink("/b")


def external_link(file: Any) -> None:
    file["a"] = h5py.ExternalLink("secret.h5", "/b")


def external_values(file: Any) -> None:
    file.create_dataset("a", (4,), "f4", external=[("secret.bin", 0, 16)])


def virtual(file: Any) -> None:
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("secret.h5", "b", (4,))
    file.create_virtual_dataset("a", layout)


def compressed(file: Any) -> None:
    file.create_dataset("a", data=np.zeros(1000), compression="gzip")


def in_pieces(file: Any) -> None:
    file.create_dataset("a", data=np.zeros(1000), chunks=(10,))


def text(file: Any) -> None:
    file.create_dataset("a", data=["x", "y"])


def pairs(file: Any) -> None:
    file.create_dataset("a", data=np.zeros(2, dtype=[("x", "f4"), ("y", "f4")]))


def never_filled(file: Any) -> None:
    file.create_dataset("a", (10**12,), "f4")


@pytest.mark.parametrize(
    ("fill", "reason"),
    [
        (links, "link"),
        (external_link, "link"),
        (external_values, "another file"),
        (virtual, "layout of its own"),
        (compressed, "compression"),
        (in_pieces, "in pieces"),
        (text, "text in place of numbers"),
        (pairs, "records, of 8 bytes, for 'a'"),
        (never_filled, "takes 4000000000000 bytes, but 0 are there"),
    ],
)
def test_what_keras_never_writes_is_refused_by_name(fill: Any, reason: str) -> None:
    with pytest.raises(InvalidFile, match=rf"^x\.h5: .*{reason}"):
        values(written(fill))


def test_newer_forms_are_refused() -> None:
    data = written(lambda file: file.create_dataset("a", data=1), libver="latest")
    with pytest.raises(InvalidFile, match="form 3 of HDF5"):
        opened(data)
    with pytest.raises(InvalidFile, match="no HDF5 file"):
        opened(b"PK" + bytes(200))


@pytest.mark.parametrize("length", [100, 500, 1000, 2000])
def test_files_that_end_too_early_are_refused(length: int) -> None:
    data = written(lambda file: file.create_dataset("a", data=np.arange(500.0)))
    with pytest.raises(InvalidFile):
        values(data[:length])


def test_a_group_that_leads_back_to_itself_ends() -> None:
    """Its tree of names is made its own child."""
    data = bytearray(written(lambda file: file.create_dataset("a", data=1)))
    tree = data.find(b"TREE")
    data[tree + 32 : tree + 40] = tree.to_bytes(8, "little")
    with pytest.raises(InvalidFile, match="in circles"):
        _ = opened(bytes(data)).names


def test_a_source_never_reads_beyond_its_stretch(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(100)))
    with open(path, "rb") as stream:
        source = Source(stream, "file", 10, 20)
        assert source.read(0, 3) == bytes([10, 11, 12]) and source.read(18, 2) == bytes([28, 29])
        for offset, size in ((19, 2), (0, 21), (-1, 1), (5, -1), (10**30, 1)):
            with pytest.raises(InvalidFile, match="damaged"):
                source.read(offset, size)

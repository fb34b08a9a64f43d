"""Downloads, from addresses of local files: no test needs a network."""

from __future__ import annotations

import hashlib
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from keras_lite.errors import InvalidFile
from keras_lite.utils.download import cache_folder, get_file

TEXT = b"some bytes\n" * 1000


@pytest.fixture
def origin(tmp_path):
    path = tmp_path / "far" / "data.bin"
    path.parent.mkdir()
    path.write_bytes(TEXT)
    return path.as_uri()


def test_a_download_lies_in_the_cache_folder(origin, tmp_path, capsys):
    path = get_file("mine.bin", origin, cache_dir=tmp_path / "cache")
    assert path == str(tmp_path / "cache" / "datasets" / "mine.bin")
    assert Path(path).read_bytes() == TEXT
    assert os.listdir(os.path.dirname(path)) == ["mine.bin"]
    assert f"Downloading data from {origin}" in capsys.readouterr().out


def test_the_name_comes_from_the_address(origin, tmp_path):
    path = get_file(origin=origin, cache_dir=tmp_path, cache_subdir="x/y")
    assert path == str(tmp_path / "x" / "y" / "data.bin")


def test_what_is_there_is_not_downloaded_again(origin, tmp_path):
    path = get_file("a", origin, cache_dir=tmp_path)
    os.remove(tmp_path / "far" / "data.bin")
    assert get_file("a", origin, cache_dir=tmp_path) == path
    with pytest.raises(OSError):
        get_file("a", origin, cache_dir=tmp_path, force_download=True)
    assert Path(path).read_bytes() == TEXT, "a failed download leaves the old file"


@pytest.mark.parametrize("kind", ["sha256", "md5", "sha1", "sha512"])
def test_checksums(origin, tmp_path, kind):
    known = hashlib.new(kind, TEXT).hexdigest()
    assert get_file("a", origin, file_hash=known, cache_dir=tmp_path)
    with pytest.raises(InvalidFile, match="does not have the checksum 0000"):
        get_file("b", origin, file_hash="0" * len(known), cache_dir=tmp_path)
    assert os.listdir(tmp_path / "datasets") == ["a"]


def test_a_file_with_another_checksum_is_downloaded_again(origin, tmp_path):
    path = get_file("a", origin, cache_dir=tmp_path)
    Path(path).write_bytes(b"half")
    assert get_file("a", origin, md5_hash=hashlib.md5(TEXT).hexdigest(), cache_dir=tmp_path) == path
    assert Path(path).read_bytes() == TEXT


def test_offline_the_error_says_what_to_do(tmp_path):
    origin = (tmp_path / "gone.npz").as_uri()
    with pytest.raises(OSError) as caught:
        get_file("gone.npz", origin, file_hash="ab" * 32, cache_dir=tmp_path)
    message = str(caught.value)
    for part in (str(tmp_path / "datasets" / "gone.npz"), origin, "ab" * 32, "put it there"):
        assert part in message


def _tar(path):
    with tarfile.open(path, "w:gz") as file:
        file.add(path.parent / "data.bin", "inner/data.bin")


def _zip(path):
    with zipfile.ZipFile(path, "w") as file:
        file.write(path.parent / "data.bin", "inner/data.bin")


@pytest.mark.parametrize(
    ("arguments", "ending", "folder", "archive"),
    [
        ({"fname": "set", "untar": True}, "tar.gz", "set", "set_archive"),
        ({"fname": "set", "extract": True}, "zip", "set", "set_archive"),
        ({"fname": "set.tar.gz", "untar": True}, "tar.gz", "set_extracted", "set.tar.gz"),
        ({"fname": "set.zip", "extract": True}, "zip", "set_extracted", "set.zip"),
        ({"extract": True}, "zip", "far.zip", "far.zip_archive"),
    ],
)
def test_archives(origin, tmp_path, arguments, ending, folder, archive):
    packed = tmp_path / "far" / f"far.{ending}"
    (_tar if ending == "tar.gz" else _zip)(packed)
    path = get_file(origin=packed.as_uri(), cache_dir=tmp_path, **arguments)
    assert path == str(tmp_path / "datasets" / folder)
    assert (tmp_path / "datasets" / folder / "inner" / "data.bin").read_bytes() == TEXT
    assert sorted(os.listdir(tmp_path / "datasets")) == sorted([folder, archive])


def test_archives_stay_in_their_folder(origin, tmp_path):
    packed = tmp_path / "far" / "evil.tar.gz"
    with tarfile.open(packed, "w:gz") as file:
        file.add(tmp_path / "far" / "data.bin", "../../evil.bin")
    with pytest.raises(InvalidFile):
        get_file("evil", packed.as_uri(), extract=True, cache_dir=tmp_path)
    packed = tmp_path / "far" / "evil.zip"
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("../../evil.bin", b"x")
    with pytest.raises(InvalidFile, match="would land outside its folder"):
        get_file("evil2", packed.as_uri(), extract=True, cache_dir=tmp_path)
    with pytest.raises(InvalidFile, match="a tar or zip archive was expected"):
        get_file("plain", origin, extract=True, cache_dir=tmp_path)
    assert not list(tmp_path.rglob("evil.bin"))


def test_the_cache_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    assert cache_folder() == tmp_path / "home"
    assert cache_folder("~/x") == cache_folder(os.path.expanduser("~/x"))
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".keras"


def test_no_address():
    with pytest.raises(ValueError, match="get_file: `origin` is None, but an address was expected"):
        get_file("a")

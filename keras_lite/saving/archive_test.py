from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from keras_lite.errors import InvalidFile
from keras_lite.saving.archive import Archive, opened


def packed(members: dict[str, bytes], way: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", way) as file:
        for name, data in members.items():
            file.writestr(name, data, way)
    return stream.getvalue()


def archive(data: bytes) -> Archive:
    return Archive("/folder/x.keras", io.BytesIO(data))


@pytest.mark.parametrize("way", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_read_by_name(way: int) -> None:
    values = bytes(range(256)) * 20_000
    found = archive(packed({"a.json": b'{"x": [1, "\xc3\xa4"]}', "n\u00e4me": values}, way))
    assert "a.json" in found and "b.json" not in found
    assert found.json("a.json") == {"x": [1, "\u00e4"]}
    source = found.source("n\u00e4me")
    assert source.length == len(values) and source.read(255, 3) == b"\xff\x00\x01"
    with pytest.raises(InvalidFile, match=r"^x\.keras: there is no 'b\.json'"):
        found.json("b.json")


def test_long_lists_of_members_are_refused_before_they_are_kept() -> None:
    with pytest.raises(InvalidFile, match="the archive has 10001 members"):
        archive(packed({f"{i}": b"" for i in range(10_001)}))
    with pytest.raises(InvalidFile, match="its list of members is too long"):
        archive(packed({f"{i}".zfill(60_000): b"" for i in range(75)}))


def test_large_sizes_are_told_in_64_bits() -> None:
    """Archives of more than four gigabytes are; so may small ones be, and bombs."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file, file.open("a.json", "w", force_zip64=True) as member:
        member.write(b"[1]")
    assert archive(stream.getvalue()).json("a.json") == [1]
    data = packed({"a.json": b"[1]"})
    at = data.rindex(b"a.json") - 46
    size, extra = struct.pack("<I", 0xFFFFFFFF), struct.pack("<HHQ", 1, 8, 1 << 60)
    entry = bytearray(data[at : at + 46 + 6])
    entry[24:28], entry[30:32] = size, struct.pack("<H", len(extra))
    end = bytearray(data[at + 46 + 6 :])
    end[12:16] = struct.pack("<I", len(entry) + len(extra))
    with pytest.raises(InvalidFile, match=f"'a.json' says that it is {1 << 60} bytes long"):
        archive(bytes(data[:at] + entry + extra + end)).json("a.json")


def test_what_is_behind_the_check_sum_is_not_believed() -> None:
    data = packed({"a.json": b"[1]" * 100}, zipfile.ZIP_DEFLATED)
    at, end = data.index(b"a.json") + 6, data.index(b"PK\x01\x02")
    assert end - at > 5
    for place in range(at, end):
        with pytest.raises(InvalidFile, match="'a.json' is damaged|no JSON"):
            archive(data[:place] + bytes([data[place] ^ 255]) + data[place + 1 :]).json("a.json")


def test_a_folder_is_read_like_an_archive(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[2]")
    (tmp_path / "link.json").symlink_to(tmp_path / "a.json")
    with opened(str(tmp_path)) as found:
        assert found.json("a.json") == [2] and "link.json" not in found and "b" not in found

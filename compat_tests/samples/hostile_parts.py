"""The parts of `make_hostile`: a whole model, and what is done to its archive and its weights."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import h5py
import numpy as np

Fill = Callable[[Any], None]
_WEIGHTS = "model.weights.h5"
_DATE = (1980, 1, 1, 0, 0, 0)


# ------------------------------------------------------------------------- a model that is whole


def entry(class_name: str, module: str = "keras.layers", **config: Any) -> dict[str, Any]:
    """The description of a layer."""
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None}


def dense(**config: Any) -> dict[str, Any]:
    """The description of a layer of four neurons."""
    return entry("Dense", **{"name": "dense", "units": 4, **config})


def sequential(*layers: Any, shape: Any = (None, 3)) -> dict[str, Any]:
    """The description of a model."""
    start = entry("InputLayer", name="input", batch_shape=list(shape))
    return entry("Sequential", "keras", name="model", layers=[start, *layers])


def weights(fill: Fill | None = None, **options: Any) -> bytes:
    """An HDF5 file with the weights of one `dense()`, or with what `fill` puts in their place."""
    stream = io.BytesIO()
    with h5py.File(stream, "w", **options) as file:
        held = file.create_group("layers/dense/vars")
        if fill is None or not fill(held):
            if "0" not in held:
                held.create_dataset("0", data=np.ones((3, 4), "f4"))
            if "1" not in held:
                held.create_dataset("1", data=np.ones(4, "f4"))
    return stream.getvalue()


def archive(members: dict[str, bytes], packed: int = zipfile.ZIP_STORED) -> bytes:
    """A zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packed) as file:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = packed
            file.writestr(info, data)
    return stream.getvalue()


def members(config: Any = None, held: bytes | None = None) -> dict[str, bytes]:
    """What is in a `.keras` file."""
    described = sequential(dense()) if config is None else config
    text = described if isinstance(described, bytes) else json.dumps(described).encode()
    return {
        "metadata.json": b'{"keras_version": "3.15.1"}',
        "config.json": text,
        _WEIGHTS: weights() if held is None else held,
    }


def described(*layers: Any, shape: Any = (None, 3)) -> bytes:
    """A `.keras` file with this description."""
    return archive(members(sequential(*layers, shape=shape)), zipfile.ZIP_DEFLATED)


def stored(fill: Fill, **options: Any) -> bytes:
    """A `.keras` file with these weights."""
    return archive(members(held=weights(fill, **options)))


# ----------------------------------------------------------------------------------- the archive


def _patched(data: bytes, member: str, place: int, value: bytes) -> bytes:
    """The archive with other bytes in the entry of a member in the list at the end."""
    at = data.rindex(member.encode()) - 46 + place
    return data[:at] + value + data[at + len(value) :]


def _with_member(name: str, link: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for known, data in members().items():
            file.writestr(zipfile.ZipInfo(known, _DATE), data)
        info = zipfile.ZipInfo(name, _DATE)
        info.create_system = 3
        info.external_attr = (0o120777 if link else 0o100644) << 16
        file.writestr(info, b"../../../etc/passwd")
    return stream.getvalue()


def _twice() -> bytes:
    data = archive({**members(), "config.jsoN": b"{}"})
    return data.replace(b"config.jsoN", b"config.json")


def _other_name() -> bytes:
    data = archive(members())
    return data.replace(b"config.json", b"config.xxxx", 1)


def _declared(size: int) -> bytes:
    return _patched(archive(members(), zipfile.ZIP_DEFLATED), _WEIGHTS, 24, struct.pack("<I", size))


def _overlapping() -> bytes:
    """The weights begin within the description."""
    data = archive(members())
    return _patched(data, _WEIGHTS, 42, struct.pack("<I", data.index(b"config.json") + 20))


def _weights_bomb() -> bytes:
    return archive({**members(), _WEIGHTS: bytes(72_000_000)}, zipfile.ZIP_DEFLATED)


def _long_list() -> bytes:
    """The list of members is said to be two gigabytes long."""
    data = archive(members())
    end = data.rindex(b"PK\x05\x06")
    fields = list(struct.unpack("<4s4H2LH", data[end : end + 22]))
    fields[5] = 0x7FFFFFFF  # the length of the list
    return data[:end] + struct.pack("<4s4H2LH", *fields)


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "zip_twice.keras": _twice,
    "zip_leads_out.keras": lambda: _with_member("../../evil.py"),
    "zip_absolute.keras": lambda: _with_member("/tmp/evil.py"),
    "zip_drive.keras": lambda: _with_member("C:\\evil.py"),
    "zip_link.keras": lambda: _with_member("assets/link", link=True),
    "zip_overlapping.keras": _overlapping,
    "zip_other_name.keras": _other_name,
    "zip_declared_size.keras": lambda: _declared(0xFFFFFFF0),
    "zip_longer_than_declared.keras": lambda: _declared(1000),
    "zip_weights_bomb.keras": _weights_bomb,
    "zip_long_list.keras": _long_list,
    "zip_encrypted.keras": lambda: _patched(archive(members()), _WEIGHTS, 8, b"\x01\x00"),
    "zip_lzma.keras": lambda: archive(members(), zipfile.ZIP_LZMA),
    "zip_checksum.keras": lambda: _patched(archive(members()), _WEIGHTS, 16, b"\0\0\0\0"),
    "zip_truncated.keras": lambda: archive(members())[:3000],
}

# ----------------------------------------------------------------------------------- the weights


def references(group: Any) -> None:
    group.create_dataset("0", data=np.array([group.ref], h5py.ref_dtype))


def _of_any_length(group: Any) -> None:
    made = group.create_dataset("0", (2,), h5py.vlen_dtype(np.float32))
    made[0] = [1.0, 2.0]


def _virtual(group: Any) -> None:
    layout = h5py.VirtualLayout((3, 4), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (3, 4))
    group.create_virtual_dataset("0", layout)


def _external(group: Any) -> None:
    group.create_dataset("0", (3, 4), "f4", external=[("/etc/passwd", 0, 48)])


def _declared_shape(group: Any) -> None:
    """Says that it has a terabyte, and has nothing."""
    group.create_dataset("0", (500_000, 500_000), "f4")


def circle(group: Any) -> None:
    group.file["again"] = group.file["/"]


def doubling(group: Any) -> None:
    """Two ways into each group, 24 deep: sixteen million paths."""
    inner = group.file
    for i in range(24):
        below = inner.create_group("a")
        inner["b"] = below
        inner = below if i < 23 else group.file


def _link(kind: Any) -> Fill:
    def fill(group: Any) -> None:
        group["0"] = kind

    return fill


def typed(data: Any, **options: Any) -> Fill:
    def fill(group: Any) -> None:
        group.create_dataset("0", data=data, **options)

    return fill


def _user_block() -> bytes:
    stream = io.BytesIO()
    with h5py.File(stream, "w", userblock_size=512) as file:
        file.create_dataset("layers/dense/vars/0", data=np.ones((3, 4), "f4"))
    return stream.getvalue()


TREES: dict[str, Fill] = {
    "h5_soft_link.keras": _link(h5py.SoftLink("/layers/dense/vars/1")),
    "h5_external_link.keras": _link(h5py.ExternalLink("/etc/passwd", "/x")),
    "h5_external_values.keras": _external,
    "h5_virtual.keras": _virtual,
    "h5_references.keras": references,
    "h5_any_length.keras": _of_any_length,
    "h5_compound.keras": typed(np.ones(3, [("x", "f4"), ("y", "f4")])),
    "h5_complex.keras": typed(np.ones((3, 4), "c8")),
    "h5_opaque.keras": typed(np.zeros(3, "V8")),
    "h5_long_float.keras": typed(np.ones((3, 4), np.longdouble)),
    "h5_pieces.keras": typed(np.ones((3, 4), "f4"), chunks=(1, 4)),
    "h5_declared_shape.keras": _declared_shape,
    "h5_empty.keras": typed(np.ones((3, 0), "f4")),
    "h5_axes.keras": typed(np.ones((1,) * 32, "f4")),
}


def _damaged(mark: bytes, place: int, value: bytes, fill: Fill | None = None) -> bytes:
    held = weights(fill)
    at = held.index(mark) + place
    return archive(members(held=held[:at] + value + held[at + len(value) :]))


def _same_name() -> bytes:
    """The names of the two arrays become one."""

    def fill(group: Any) -> None:
        group.create_dataset("nn", data=np.ones(1, "f4"))
        group.create_dataset("nm", data=np.ones(1, "f4"))

    held = weights(fill)
    return archive(members(held=held.replace(b"nm\0", b"nn\0")))


DAMAGES: dict[str, Callable[[], bytes]] = {
    "h5_user_block.keras": lambda: archive(members(held=_user_block())),
    "h5_newer.keras": lambda: archive(members(held=weights(libver="latest"))),
    "h5_same_name.keras": _same_name,
    "h5_tree_in_circles.keras": lambda: _damaged(b"TREE", 24 + 8, struct.pack("<Q", 136)),
    "h5_far_away.keras": lambda: _damaged(b"SNOD", 8 + 8, struct.pack("<Q", 1 << 62)),
}

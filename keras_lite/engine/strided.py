"""Where the elements of a value lie in memory: a place to start and a step for each axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace


@dataclass(eq=False)
class Buffer:
    """Memory with a name.

    Attributes:
        name: its name in the source.
        dtype: of its elements.
        size: number of elements.
        kind: "local", "state", "input", "output" or "constant".
        parent: the memory that it is a part of.
        shift: where it starts in there.
    """

    name: str
    dtype: str
    size: int
    kind: str = "local"
    parent: Buffer | None = field(default=None, repr=False)
    shift: int = 0

    @property
    def root(self) -> Buffer:
        """The memory that this is a part of in the end."""
        return self if self.parent is None else self.parent.root

    @property
    def is_another_name(self) -> bool:
        """Whether it is the whole of its parent, and needs no name of its own."""
        return self.parent is not None and not self.shift and self.size == self.parent.size

    @property
    def text(self) -> str:
        """Its name in the source."""
        return self.parent.text if self.parent is not None and self.is_another_name else self.name


@dataclass(frozen=True)
class Strided:
    """A value in memory: element (i, j, ...) is `buffer[offset + i * strides[0] + ...]`."""

    buffer: Buffer
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def transposed(self, axes: Sequence[int]) -> Strided:
        """With the axes in another order."""
        return replace(
            self,
            shape=tuple(self.shape[a] for a in axes),
            strides=tuple(self.strides[a] for a in axes),
        )

    def spread(self, shape: Sequence[int]) -> Strided:
        """Repeated along axes of length 1 and along new axes in front."""
        missing = len(shape) - len(self.shape)
        sizes = (1,) * missing + self.shape
        steps = (0,) * missing + self.strides
        strides = tuple(0 if s == 1 else step for s, step in zip(sizes, steps, strict=True))
        return replace(self, shape=tuple(shape), strides=strides)

    def sliced(self, index: Iterable[int | slice | None]) -> Strided:
        """What an index takes: integers, slices, and `None` for new axes."""
        offset, shape, strides = self.offset, [], []
        axes = iter(zip(self.shape, self.strides, strict=True))
        for entry in index:
            if entry is None:
                shape.append(1)
                strides.append(0)
                continue
            size, stride = next(axes)
            if isinstance(entry, slice):
                places = range(*entry.indices(size))
                offset += places.start * stride if len(places) else 0
                shape.append(len(places))
                strides.append(places.step * stride)
            else:
                offset += (entry % size) * stride
        rest = list(axes)
        shape += [size for size, _ in rest]
        strides += [stride for _, stride in rest]
        return replace(self, offset=offset, shape=tuple(shape), strides=tuple(strides))

    def reshaped(self, shape: Sequence[int]) -> Strided | None:
        """The elements, row by row, in another shape; `None` if steps cannot say where they lie."""
        old = [(s, t) for s, t in zip(self.shape, self.strides, strict=True) if s != 1]
        new = [s for s in shape if s != 1]
        strides: list[int] = []
        while new:
            if not old:
                return None
            count, wanted, taken = old[0][0], new[0], 1
            rows = 1
            while count != wanted:
                if count < wanted:
                    if rows >= len(old) or old[rows - 1][1] != old[rows][0] * old[rows][1]:
                        return None
                    count *= old[rows][0]
                    rows += 1
                else:
                    if taken >= len(new):
                        return None
                    wanted *= new[taken]
                    taken += 1
            steps = [old[rows - 1][1]]
            for size in reversed(new[1:taken]):
                steps.append(steps[-1] * size)
            strides += reversed(steps)
            old, new = old[rows:], new[taken:]
        remaining = iter(strides)
        steps = [0 if s == 1 else next(remaining) for s in shape]
        return replace(self, shape=tuple(shape), strides=tuple(steps))


def in_order(
    buffer: Buffer,
    shape: Sequence[int],
    last: int | None = None,
    offset: int = 0,
    room: int | None = None,
) -> Strided:
    """A value whose elements lie row by row, with the axis `last` as the innermost.

    Such rows may have more room than they are long.
    """
    order = [a for a in range(len(shape)) if a != last] + ([] if last is None else [last])
    strides, step = [0] * len(shape), 1
    for axis in reversed(order):
        strides[axis] = step
        step *= room if axis == last and room is not None else shape[axis]
    return Strided(buffer, offset, tuple(shape), tuple(strides))

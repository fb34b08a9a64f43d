"""Where arrays lie that share memory."""

from __future__ import annotations

import random

from keras_lite.engine.c_memory import bytes_of, lives, places
from keras_lite.engine.strided import Buffer


def test_lives_are_counted_by_kernels_and_through_parts() -> None:
    a, b = Buffer("a", "float32", 4), Buffer("b", "float64", 2)
    kernels = [["a[0] = 1;"], ["ab[0] = 2;"], ["b[0] = 1;"], ["part[3] = b[1];"]]
    assert lives({"a": a, "part": a, "b": b}, kernels) == {a: (0, 3), b: (2, 3)}


def test_what_lives_at_the_same_time_lies_apart() -> None:
    """A hundred random programs; and what does not, may share."""
    generator = random.Random(0)
    for _ in range(100):
        found = {}
        for number in range(12):
            first = generator.randrange(10)
            buffer = Buffer(f"b{number}", "float32", generator.randrange(1, 200))
            found[buffer] = (first, generator.randrange(first, 10))
        starts, total = places(found)
        for a in found:
            assert starts[a] % 64 == 0
            assert starts[a] + bytes_of(a) <= total
            for b in found:
                if a is not b and found[a][0] <= found[b][1] and found[b][0] <= found[a][1]:
                    one, other = sorted((a, b), key=lambda buffer: starts[buffer])
                    assert starts[one] + bytes_of(one) <= starts[other]
        assert total < sum(map(bytes_of, found))


def test_equal_ones_lie_in_the_order_of_their_first_use_whatever_they_are_called() -> None:
    found = []
    for names in ("abcde", "edcba", "qxazc"):
        buffers = {name: Buffer(name, "float32", 16) for name in names}
        used = [[f"{' + '.join(names)};"]]
        starts, _ = places(lives(buffers, used))
        found.append([starts[buffers[name]] for name in names])
    assert found[0] == found[1] == found[2] == [0, 64, 128, 192, 256]

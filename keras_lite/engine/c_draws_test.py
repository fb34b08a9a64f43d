"""Random numbers that a program draws by itself are those of `rng`, bit for bit."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lite.engine import compiler
from keras_lite.engine.c_draws import functions_for
from keras_lite.engine.c_math import HEAD
from keras_lite.engine.rng import reduce_seed, uniform

pytestmark = pytest.mark.skipif(compiler.find() is None, reason="needs a C compiler")

_RUN = """
void draw_{kind}(const long long *seed, int parts, long count, {words} *words, {kind} *y)
{{
    draw_words(seed, parts, (count * sizeof *words + 15) / 16, (unsigned int *)words);
    for (long i = 0; i < count; i++)
        y[i] = low_bits_{kind}(words[i]);
}}
"""
_WORDS = {"float": "unsigned int", "double": "unsigned long long"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("draws")
    runs = [_RUN.format(kind=kind, words=words) for kind, words in _WORDS.items()]
    (folder / "program.c").write_text("\n".join([HEAD, *functions_for(runs), *runs]))
    found = compiler.find()
    assert found is not None
    compiler.start(found, folder / "draws.so")
    return ctypes.CDLL(str(folder / "draws.so"))


@pytest.mark.parametrize(
    "seed",
    [(0, 0), (7, 3), (-1, 5), (2147483646, 2147483645), (-(2**63), 2**63 - 1), (2**40, -(2**40)),
     (5, 9, 0), (2**62 + 1, 77, 2**33), (-3, -4, 12)],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["float", "double"])
def test_same_bits(library: Any, seed: tuple[int, ...], kind: str) -> None:
    dtype, words = ("float32", "uint32") if kind == "float" else ("float64", "uint64")
    for count in (1, 3, 4, 30, 67):
        found, room = np.empty(count, dtype), np.empty(count + 4, words)
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in (np.array(seed, "int64"), room, found)]
        getattr(library, f"draw_{kind}")(
            pointers[0], len(seed), ctypes.c_long(count), *pointers[1:]
        )
        expected = uniform(reduce_seed(seed), (count,), dtype)
        assert found.tobytes() == expected.tobytes()

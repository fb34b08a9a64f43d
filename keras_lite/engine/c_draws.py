"""Random words that a program draws by itself, as C source: the same bits as `rng` draws."""

from __future__ import annotations

import re
from collections.abc import Sequence

from keras_lite.engine.bound import Bound
from keras_lite.engine.c_loops import place_in
from keras_lite.engine.c_words import BLOCKS
from keras_lite.engine.kernels import Lowered

_DRAW = """\
/* The words of a seed. Two numbers are brought into 0 .. 2147483645 and encrypted once to give the
   key and the upper half of the counter; three are a key, an upper half and the first block. */
static void draw_words(const long long *seed, int parts, long blocks, unsigned int *words)
{
    const long long limit = 2147483646;
    if (parts == 3) {
        write_blocks(seed[0], seed[2], seed[1], blocks, words);
        return;
    }
    unsigned int mixed[4];
    write_blocks(0x02461E293EC8F720, (seed[0] % limit + limit) % limit,
                 (seed[1] % limit + limit) % limit, 1, mixed);
    write_blocks(mixed[0] | (unsigned long long)mixed[1] << 32, 0,
                 mixed[2] | (unsigned long long)mixed[3] << 32, blocks, words);
}
"""

_FRACTIONS = {
    "low_bits_float": """\
/* The low bits of a word as the fraction of a number in [1, 2), less 1. */
static inline float low_bits_float(unsigned int word)
{
    const unsigned int bits = (word & 0x7FFFFF) | 0x3F800000;
    float y;
    memcpy(&y, &bits, sizeof y);
    return y - 1.0f;
}
""",
    "low_bits_double": """\
/* The low bits of two words, of which the first is the high half, in the same way. */
static inline double low_bits_double(unsigned long long words)
{
    const unsigned long long both = words << 32 | words >> 32;
    const unsigned long long bits = (both & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000;
    double y;
    memcpy(&y, &bits, sizeof y);
    return y - 1.0;
}
""",
}

_CALLED = re.compile(r"\b(draw_words|low_bits_float|low_bits_double)\(")


def functions_for(lines: Sequence[str]) -> list[str]:
    """The functions that lines call, with what those lean on."""
    called = {name for line in lines for name in _CALLED.findall(line)}
    drawing = [BLOCKS, _DRAW] if "draw_words" in called else []
    return drawing + [text for name, text in _FRACTIONS.items() if name in called]


def drawing_lines(words: Bound, lowered: Lowered) -> list[str]:
    """A call that draws all words of a value."""
    (seed,) = words.inputs
    seen, target = lowered.seen(seed), lowered.seen(words).buffer
    blocks = target.size // (4 if words.dtype == "uint32" else 2)
    cast = "" if words.dtype == "uint32" else "(unsigned int *)"
    start = place_in(seen, ["0"])
    return [f"draw_words({start}, {seed.shape[0]}, {blocks}, {cast}{target.text});"]

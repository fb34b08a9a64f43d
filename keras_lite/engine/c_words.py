"""Random words in C: the same as `philox` computes with NumPy, in a tenth of the time.

Compiled once, by the compiler that compiles programs, as soon as a compiled program needs random
numbers. Which of the two draws is of no account, for every bit is equal.
"""

from __future__ import annotations

import numpy as np

from keras_lite.engine import compiler, philox
from keras_lite.engine.philox_rounds import Lanes, Words

BLOCKS = """\
/* Philox4x32-10: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
   SC11. A stream is a key and a counter of 128 bits, given as three words of 64 bits. */
static void write_blocks(unsigned long long key, unsigned long long low, unsigned long long high,
                         long blocks, unsigned int *out)
{
#pragma omp simd
    for (long i = 0; i < blocks; i++) {
        const unsigned long long place = low + (unsigned long long)i;
        const unsigned long long above = high + (place < low);
        unsigned int c0 = (unsigned int)place, c1 = (unsigned int)(place >> 32);
        unsigned int c2 = (unsigned int)above, c3 = (unsigned int)(above >> 32);
        unsigned int k0 = (unsigned int)key, k1 = (unsigned int)(key >> 32);
        for (int turn = 0; turn < 10; turn++) {
            const unsigned long long p0 = (unsigned long long)c0 * 0xD2511F53u;
            const unsigned long long p1 = (unsigned long long)c2 * 0xCD9E8D57u;
            c0 = (unsigned int)(p1 >> 32) ^ c1 ^ k0;
            c1 = (unsigned int)p1;
            c2 = (unsigned int)(p0 >> 32) ^ c3 ^ k1;
            c3 = (unsigned int)p0;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        out[4 * i] = c0;
        out[4 * i + 1] = c1;
        out[4 * i + 2] = c2;
        out[4 * i + 3] = c3;
    }
}
"""

_SOURCE = (
    BLOCKS
    + """
long run(long streams, const unsigned long long *of, const long long *blocks, unsigned int *out)
{
    for (long s = 0; s < streams; s++)
        write_blocks(of[3 * s], of[3 * s + 1], of[3 * s + 2], *blocks, out + 4 * *blocks * s);
    return 0;
}
"""
)


def install() -> None:
    """From here on words are drawn in C.

    Raises:
        CannotCompile: without a compiler; then NumPy goes on drawing them.
    """
    if philox.is_drawn_elsewhere():
        return
    run = compiler.load(_SOURCE, pointers=3)

    def draw(streams: Lanes, blocks: int) -> Words:
        streams = np.ascontiguousarray(streams)
        each, out = np.array([blocks]), np.empty((len(streams), blocks, 4), np.uint32)
        run(len(streams), *map(compiler.address, (streams, each, out)))
        return out

    philox.draw_by(draw)

"""Orders of rows in C: the same as `permutation` makes with Python, in a fiftieth of the time.

Compiled once, by the compiler that compiles programs, as soon as one of these is.
"""

from __future__ import annotations

import numpy as np

from keras_lite.engine import compiler, permutation
from keras_lite.engine.c_words import BLOCKS
from keras_lite.engine.permutation import Order
from keras_lite.engine.philox import Stream

_SOURCE = (
    BLOCKS
    + """
/* The numbers 0 to count - 1, each exchanged with one from there on (R. Durstenfeld, "Algorithm
   235: random permutation", CACM 7, 1964). Which one, a word tells: its remainder. The quotient of
   two such integers never rounds up to a whole number, for doubles have 53 bits. */
long run(long count, const unsigned long long *stream, long long *order)
{
    unsigned int words[1024], chosen[1024];
    for (long i = 0; i < count; i++)
        order[i] = i;
    for (long start = 0; start < count - 1; start += 1024) {
        const long left = count - 1 - start, here = left < 1024 ? left : 1024;
        const unsigned long long place = stream[1] + (unsigned long long)start / 4;
        write_blocks(stream[0], place, stream[2] + (place < stream[1]), (here + 3) / 4, words);
#pragma omp simd
        for (long i = 0; i < here; i++) {
            const unsigned int among = (unsigned int)(count - start) - (unsigned int)i;
            const unsigned int whole = (unsigned int)((double)words[i] / (double)among);
            chosen[i] = words[i] - whole * among;
        }
        for (long i = 0; i < here; i++) {
            long long *one = order + start + i, *other = one + chosen[i];
            const long long row = *one;
            *one = *other;
            *other = row;
        }
    }
    return 0;
}
"""
)


def install() -> None:
    """From here on orders are made in C.

    Raises:
        CannotCompile: without a compiler; then Python goes on making them.
    """
    if permutation.is_quick(0):
        return
    run = compiler.load(_SOURCE, pointers=2)

    def shuffle(count: int, stream: Stream, block: int) -> Order:
        start = stream.counter + block
        low, high = start & 0xFFFFFFFFFFFFFFFF, start >> 64 & 0xFFFFFFFFFFFFFFFF
        place, order = np.array([stream.key, low, high], np.uint64), np.empty(count, np.int64)
        run(count, *map(compiler.address, (place, order)))
        return order

    permutation.shuffle_by(shuffle)

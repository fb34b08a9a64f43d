"""Very long loops of compiled programs, shared between two threads.

The second thread lives as long as one call of the program and sleeps between such loops. Which half
it computes changes no bit, so it makes no difference to a result whether there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np

from keras_lite.engine.c_loops import SIMD
from keras_lite.engine.c_numbers import C_TYPES
from keras_lite.engine.strided import Buffer

SHARED_FROM = 32 << 20
"""Bytes of the arrays in a loop from which on it is shared: below, waking a thread costs more."""

HEAD = """\
#include <pthread.h>
#include <signal.h>

/* A thread that computes the second half of a loop and sleeps until there is another. */
struct helper {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void (*part)(long start, long stop, void **arrays);
    long start, stop;
    void **arrays;
    int is_there, is_busy, is_done;
};

static void *help(void *given)
{
    struct helper *helper = given;
    pthread_mutex_lock(&helper->lock);
    while (1) {
        while (!helper->is_busy && !helper->is_done)
            pthread_cond_wait(&helper->changed, &helper->lock);
        if (helper->is_done)
            break;
        pthread_mutex_unlock(&helper->lock);
        helper->part(helper->start, helper->stop, helper->arrays);
        pthread_mutex_lock(&helper->lock);
        helper->is_busy = 0;
        pthread_cond_signal(&helper->changed);
    }
    pthread_mutex_unlock(&helper->lock);
    return 0;
}

/* Signals are for the thread that started this one. Without a thread everything goes on alone. */
static void hire(struct helper *helper)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    helper->is_there = !pthread_create(&helper->thread, 0, help, helper);
    pthread_sigmask(SIG_SETMASK, &before, 0);
}

static void dismiss(struct helper *helper)
{
    if (!helper->is_there)
        return;
    pthread_mutex_lock(&helper->lock);
    helper->is_done = 1;
    pthread_cond_signal(&helper->changed);
    pthread_mutex_unlock(&helper->lock);
    pthread_join(helper->thread, 0);
}

/* Computes all parts of a loop from 0 to `count`. */
static void share(struct helper *helper, void (*part)(long, long, void **), long count,
                  void **arrays)
{
    if (!helper->is_there) {
        part(0, count, arrays);
        return;
    }
    const long half = count / 128 * 64;
    pthread_mutex_lock(&helper->lock);
    helper->part = part;
    helper->start = half;
    helper->stop = count;
    helper->arrays = arrays;
    helper->is_busy = 1;
    pthread_cond_signal(&helper->changed);
    pthread_mutex_unlock(&helper->lock);
    part(0, half, arrays);
    pthread_mutex_lock(&helper->lock);
    while (helper->is_busy)
        pthread_cond_wait(&helper->changed, &helper->lock);
    pthread_mutex_unlock(&helper->lock);
}
"""

HIRING = (
    "struct helper helper = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed ="
    " PTHREAD_COND_INITIALIZER};",
    "if (threads > 1)",
    "    hire(&helper);",
)
DISMISSAL = "dismiss(&helper);"

_LOOP = re.compile(r"for \(long i = 0; i < (\d+); i\+\+\)( \{)?")
_NAME = re.compile(r"\b[A-Za-z_]\w*\b")


def names_of(buffers: Iterable[Buffer]) -> dict[str, Buffer]:
    """Arrays by the names they have in the source."""
    return {buffer.text: buffer for buffer in buffers}


def shared(
    lines: list[str], arrays: Mapping[str, Buffer], name: str
) -> tuple[list[str], list[str]] | None:
    """A loop as a call, and as a function that computes a part of it; `None` if it is too short.

    Args:
        lines: the loop.
        arrays: what may occur in it, by name.
        name: of the function.
    """
    found = _LOOP.fullmatch(lines[1]) if len(lines) > 2 and lines[0] == SIMD else None
    if found is None or any("place_of(" in line for line in lines):
        return None
    used = [n for n in dict.fromkeys(_NAME.findall("\n".join(lines))) if n in arrays]
    count = int(found.group(1))
    long_ones = [arrays[n] for n in used if arrays[n].size >= count]
    if sum(count * np.dtype(b.dtype).itemsize for b in long_ones) < SHARED_FROM:
        return None
    function = [f"static void {name}(long start, long stop, void **arrays)", "{"]
    for number, n in enumerate(used):
        kind = C_TYPES[arrays[n].dtype]
        function.append(f"    {kind} *{n} = ({kind} *)arrays[{number}];")
    head = lines[1].replace("i = 0; i < " + found.group(1), "i = start; i < stop")
    function += ["", *(f"    {line}" for line in [lines[0], head, *lines[2:]]), "}"]
    casts = ", ".join(f"(void *){n}" for n in used)
    call = ["{", f"    void *arrays[] = {{{casts}}};"]
    return [*call, f"    share(&helper, {name}, {count}, arrays);", "}"], function

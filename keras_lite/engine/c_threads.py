"""Very long loops of compiled programs, shared between two threads.

The second thread lives as long as one call of the program. For some time after a loop it looks out
for the next one, then it sleeps. What it has not begun when the first thread is through with its
own half, that one takes back, so that a busy machine delays nothing. Which half it computes changes
no bit, so it makes no difference to a result whether there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np

from keras_lite.engine.c_loops import SIMD
from keras_lite.engine.c_numbers import C_TYPES
from keras_lite.engine.strided import Buffer

SHARED_FROM = 32 << 20
"""Bytes of the arrays in a loop from which on it is shared: below, what one processor has in its
cache and the other writes costs more than the second one gains."""

HEAD = """\
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

/* A second thread for the second half of a loop. */
enum { NOTHING, OFFERED, TAKEN };
enum { LOOKS = 200 };
struct helper {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    atomic_int work, is_asleep, is_done;
    void (*part)(long start, long stop, void **arrays);
    long start, stop;
    void **arrays;
    int is_there;
};

static int has_news(struct helper *helper)
{
    return atomic_load(&helper->work) == OFFERED || atomic_load(&helper->is_done);
}

static void *help(void *given)
{
    struct helper *helper = given;
    while (1) {
        for (int looks = 0; looks < LOOKS && !has_news(helper); looks++)
            sched_yield();
        pthread_mutex_lock(&helper->lock);
        atomic_store(&helper->is_asleep, 1);
        while (!has_news(helper))
            pthread_cond_wait(&helper->changed, &helper->lock);
        atomic_store(&helper->is_asleep, 0);
        pthread_mutex_unlock(&helper->lock);
        int work = OFFERED;
        if (atomic_compare_exchange_strong(&helper->work, &work, TAKEN)) {
            helper->part(helper->start, helper->stop, helper->arrays);
            atomic_store(&helper->work, NOTHING);
        } else if (atomic_load(&helper->is_done))
            return 0;
    }
}

static void wake(struct helper *helper)
{
    if (!atomic_load(&helper->is_asleep))
        return;
    pthread_mutex_lock(&helper->lock);
    pthread_cond_signal(&helper->changed);
    pthread_mutex_unlock(&helper->lock);
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
    atomic_store(&helper->is_done, 1);
    wake(helper);
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
    helper->part = part;
    helper->start = half;
    helper->stop = count;
    helper->arrays = arrays;
    atomic_store(&helper->work, OFFERED);
    wake(helper);
    part(0, half, arrays);
    int work = OFFERED;
    if (atomic_compare_exchange_strong(&helper->work, &work, NOTHING))
        part(half, count, arrays);
    while (atomic_load(&helper->work) == TAKEN)
        sched_yield();
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

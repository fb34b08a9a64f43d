"""More threads for compiled programs: one team for the process, compiled once like any program.

For some time after a piece of work each looks out for the next, then it sleeps. What one has not
begun when the thread that asked is through with its own piece, that one takes back, so that a busy
machine delays nothing. No element depends on how the work is cut, so it makes no difference to a
result how many threads there are, or whether another program has them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from keras_lite.engine import compiler
from keras_lite.engine.c_tiles import ROOM

MOST = 16
"""Threads that work on one program."""

TYPE = """\
/* Does what lies from 0 to `count` in pieces, in at most so many threads; each piece begins at a
   multiple of `grain`. Each thread has room of its own. */
typedef void sharing(void (*part)(long start, long stop, void **arrays, char *room), long count,
                     long grain, long most, void **arrays, char *room);"""

PARAMETER = "sharing *share"

SOURCE = """\
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef void a_part(long start, long stop, void **arrays, char *room);

enum { NOTHING, OFFERED, TAKEN };
enum { LOOKS = 400, MOST = %d, ROOM = %d };
struct helper {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    atomic_int work, is_asleep;
    a_part *part;
    long start, stop;
    void **arrays;
    char *room;
};

static struct helper helpers[MOST - 1];
static atomic_int is_claimed;
static int wanted, hired;

static void *help(void *given)
{
    struct helper *self = given;
    while (1) {
        for (int looks = 0; looks < LOOKS && atomic_load(&self->work) != OFFERED; looks++)
            sched_yield();
        if (atomic_load(&self->work) != OFFERED) {
            pthread_mutex_lock(&self->lock);
            atomic_store(&self->is_asleep, 1);
            while (atomic_load(&self->work) != OFFERED)
                pthread_cond_wait(&self->changed, &self->lock);
            atomic_store(&self->is_asleep, 0);
            pthread_mutex_unlock(&self->lock);
        }
        int work = OFFERED;
        if (atomic_compare_exchange_strong(&self->work, &work, TAKEN)) {
            self->part(self->start, self->stop, self->arrays, self->room);
            atomic_store(&self->work, NOTHING);
        }
    }
    return 0;
}

static void offer(struct helper *helper)
{
    atomic_store(&helper->work, OFFERED);
    if (!atomic_load(&helper->is_asleep))
        return;
    pthread_mutex_lock(&helper->lock);
    pthread_cond_signal(&helper->changed);
    pthread_mutex_unlock(&helper->lock);
}

/* Threads do not live on in a forked process. */
static void forget(void)
{
    hired = 0;
    atomic_store(&is_claimed, 0);
}

/* Signals are for the threads of whoever asks. Fewer threads than wanted do as well. */
static void hire(void)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; hired < wanted; hired++) {
        struct helper *helper = helpers + hired;
        char *room = helper->room ? helper->room : aligned_alloc(64, ROOM);
        *helper = (struct helper){.lock = PTHREAD_MUTEX_INITIALIZER,
                                  .changed = PTHREAD_COND_INITIALIZER, .room = room};
        pthread_t thread;
        if (!room || pthread_create(&thread, 0, help, helper)) {
            wanted = hired;
            break;
        }
        pthread_detach(thread);
    }
    pthread_sigmask(SIG_SETMASK, &before, 0);
}

static long piece(long number, long pieces, long count, long grain)
{
    const long grains = (count + grain - 1) / grain, end = grains * number / pieces * grain;
    return end < count ? end : count;
}

static void share(a_part *part, long count, long grain, long most, void **arrays, char *room)
{
    int claimed = 0;
    if (!atomic_compare_exchange_strong(&is_claimed, &claimed, 1)) {
        part(0, count, arrays, room);
        return;
    }
    if (hired < wanted)
        hire();
    const long threads = 1 + (hired < wanted ? hired : wanted);
    const long pieces = threads < most ? threads : most;
    for (long i = 1; i < pieces; i++) {
        struct helper *helper = helpers + i - 1;
        helper->part = part;
        helper->start = piece(i, pieces, count, grain);
        helper->stop = piece(i + 1, pieces, count, grain);
        helper->arrays = arrays;
        offer(helper);
    }
    part(0, piece(1, pieces, count, grain), arrays, room);
    for (long i = 1; i < pieces; i++) {
        struct helper *helper = helpers + i - 1;
        int work = OFFERED;
        if (atomic_compare_exchange_strong(&helper->work, &work, NOTHING))
            part(helper->start, helper->stop, arrays, room);
    }
    for (long i = 1; i < pieces; i++)
        while (atomic_load(&helpers[i - 1].work) == TAKEN)
            sched_yield();
    atomic_store(&is_claimed, 0);
}

long run(long threads, void **found)
{
    if (!*found)
        pthread_atfork(0, 0, forget);
    wanted = (threads < MOST ? threads : MOST) - 1;
    *found = (void *)share;
    return 0;
}
""".replace("MOST = %d, ROOM = %d", f"MOST = {MOST}, ROOM = {ROOM}")


@cache
def _team() -> tuple[Callable[..., int], np.ndarray]:
    return compiler.load(SOURCE, pointers=1), np.zeros(1, np.uintp)


def address(threads: int) -> int:
    """Where the function of type `sharing` lies, which from now on uses so many threads.

    Raises:
        CannotCompile: without a compiler.
    """
    run, found = _team()
    run(threads, compiler.address(found))
    return int(found[0])

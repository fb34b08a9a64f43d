"""What a seed means: the customs of Keras 3, unless those of another version hold.

Which ones hold is for others to say; here they can say it without the engine being loaded.
"""

from __future__ import annotations

from collections.abc import Callable

from keras_lite.record import Record


class Customs(Record):
    """What versions of Keras do differently with the same seed.

    Attributes:
        draws_when_made: whether an initializer without a seed draws one as it is made; if not, it
            does so at its first call, which is when a layer is built.
        own_generator: whether default seeds come from a generator that `set_random_seed` puts
            aside, and not from Python's global one.
        orders_continue: whether the stream of orders goes on from epoch to epoch of one `fit`; if
            not, every epoch restarts it, and has the same order.
        kernels_count: whether noise comes from random operations that count for themselves; if not,
            from the seeds of layers.
        rounds_limits: whether the limits of uniform weights are rounded to float32, which shows in
            weights of float64.
        repeats_first_batches: whether a generator that is used up gives its first two batches again
            in each further epoch.
    """

    draws_when_made: bool = True
    own_generator: bool = False
    orders_continue: bool = False
    kernels_count: bool = False
    rounds_limits: bool = True
    repeats_first_batches: bool = True


MODERN = Customs()

_find: Callable[[], Customs] | None = None


def customs() -> Customs:
    """The customs that hold now: those of Keras 3, unless somebody knows better."""
    return MODERN if _find is None else _find()


def on_customs(find: Callable[[], Customs]) -> None:
    """From here on `find` tells which customs hold."""
    global _find
    _find = find

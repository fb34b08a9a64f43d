"""What stands for the seeds of layers in eras whose layers had none that count."""

from __future__ import annotations

from typing import Any


def teach_generator(generator: Any) -> None:
    """Settles what `SeedGenerator(...)` makes before `__init__`: in Keras 2, `KernelSeeds`."""

    def __new__(cls: Any, *args: Any, **kwargs: Any) -> Any:
        from keras_lite.customs import customs

        if cls is generator and customs().kernels_count:
            from keras_lite.compat.kernel_seeds import KernelSeeds

            return object.__new__(KernelSeeds)
        return object.__new__(cls)

    generator.__new__ = __new__

"""The parts of TensorFlow that set up a machine; mostly there is nothing to do here."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from typing import Any, NamedTuple

from keras_lite.compat.backend_functions import nothing


class Settings:
    """Stands for `tf.ConfigProto` and its like: any attribute can be set, none has an effect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.update(kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.__dict__[name] = Settings()
        return self.__dict__[name]


class Device(NamedTuple):
    """A processor, as `tf.config.list_physical_devices` describes it."""

    name: str
    device_type: str


class Strategy:
    """Stands for `tf.distribute.Strategy` on one machine: what it runs, runs once, here."""

    num_replicas_in_sync = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def scope(self) -> Any:
        """A ``with`` block that changes nothing."""
        return contextlib.nullcontext()

    def run(self, fn: Callable[..., Any], args: Any = (), kwargs: Any = None) -> Any:
        """The result of the function."""
        return fn(*args, **(kwargs or {}))

    def experimental_distribute_dataset(self, dataset: Any, options: Any = None) -> Any:
        """The data set."""
        return dataset


# What the optimizers of TensorFlow 1 call the arguments of today's.
_ARGUMENTS = {"beta1": "beta_1", "beta2": "beta_2", "decay": "rho", "use_nesterov": "nesterov"}


def _optimizer(name: str, **defaults: Any) -> Callable[..., Any]:
    """An optimizer of TensorFlow 1: one of ours, with the small numbers that it had."""

    def make(learning_rate: float = 0.001, *args: Any, **kwargs: Any) -> Any:
        from keras_lite import optimizers

        kwargs.pop("use_locking", None)
        kwargs = defaults | {_ARGUMENTS.get(key, key): value for key, value in kwargs.items()}
        return getattr(optimizers, name)(float(learning_rate), *args, **kwargs)

    return make


def physical_devices(device_type: str | None = None) -> list[Device]:
    """The processor; graphics cards of TensorFlow's are not here."""
    cpu = Device("/physical_device:CPU:0", "CPU")
    return [cpu] if device_type in (None, "CPU") else []


def logical_devices(device_type: str | None = None) -> list[Device]:
    """The processor; graphics cards of TensorFlow's are not here."""
    cpu = Device("/device:CPU:0", "CPU")
    return [cpu] if device_type in (None, "CPU") else []


def no(*args: Any, **kwargs: Any) -> bool:
    """False: there is no such thing here."""
    return False


def yes(*args: Any, **kwargs: Any) -> bool:
    """True: it always is so here."""
    return True


@contextlib.contextmanager
def scope(*args: Any, **kwargs: Any) -> Any:
    """A ``with`` block that changes nothing: devices, graphs, names."""
    yield None


class DefaultGraph:
    """Stands for a `tf.Graph` where a script only enters it: models need none here."""

    def as_default(self) -> Any:
        """A ``with`` block that changes nothing."""
        return contextlib.nullcontext(self)

    def finalize(self) -> None:
        """Nothing to end."""


def get_logger() -> logging.Logger:
    """The logger that TensorFlow would write to; nothing does here."""
    return logging.getLogger("tensorflow")


def set_verbosity(v: Any) -> None:
    """From which level on the logger speaks."""
    get_logger().setLevel(v)


def _log(level: int) -> Any:
    def log(msg: Any, *args: Any, **kwargs: Any) -> None:
        get_logger().log(level, msg, *args, **kwargs)

    return log


def run(main: Any = None, argv: Any = None) -> None:
    """Calls ``main(argv)`` and ends the program, as `tf.app.run` does."""
    import sys

    main = main or sys.modules["__main__"].main
    sys.exit(main(argv or sys.argv))


CONFIG: dict[str, Any] = {
    "enable_op_determinism": nothing,
    "experimental_connect_to_cluster": nothing,
    "experimental_run_functions_eagerly": nothing,
    "functions_run_eagerly": no,
    "get_visible_devices": physical_devices,
    "list_logical_devices": logical_devices,
    "list_physical_devices": physical_devices,
    "run_functions_eagerly": nothing,
    "set_memory_growth": nothing,
    "set_soft_device_placement": nothing,
    "set_visible_devices": nothing,
}

TRAIN: dict[str, Any] = {
    "AdadeltaOptimizer": _optimizer("Adadelta", epsilon=1e-8),
    "AdagradOptimizer": _optimizer("Adagrad", epsilon=0.0),
    "AdamOptimizer": _optimizer("Adam", epsilon=1e-8),
    "FtrlOptimizer": _optimizer("Ftrl"),
    "GradientDescentOptimizer": _optimizer("SGD"),
    "MomentumOptimizer": _optimizer("SGD"),
    "RMSPropOptimizer": _optimizer("RMSprop", epsilon=1e-10),
}

LOGGING: dict[str, Any] = {
    "DEBUG": 10, "INFO": 20, "WARN": 30, "WARNING": 30, "ERROR": 40, "FATAL": 50,
    "debug": _log(10), "info": _log(20), "warn": _log(30), "warning": _log(30), "error": _log(40),
    "set_verbosity": set_verbosity,
}  # fmt: skip

TEST: dict[str, Any] = {
    "gpu_device_name": lambda: "",
    "is_built_with_cuda": no,
    "is_built_with_gpu_support": no,
    "is_gpu_available": no,
}

DISTRIBUTE: dict[str, Any] = {
    "MirroredStrategy": Strategy,
    "OneDeviceStrategy": Strategy,
    "get_strategy": Strategy,
}

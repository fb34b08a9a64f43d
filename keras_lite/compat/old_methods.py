"""Methods that models had: predictions as classes, generators, YAML, accuracy on demand."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from keras_lite.compat import eras
from keras_lite.compat.conversions import flag_before_verbose
from keras_lite.errors import InvalidArgument, InvalidType, KerasLiteError, explain


class NoYaml(KerasLiteError, RuntimeError):
    """Keras gave up YAML, because reading it can run code."""


def predict_classes(self: Any, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Any:
    """The class of each row: the largest output's number, or whether a single one exceeds 0.5.

    Source: Keras 0.1 to 2.5.
    """
    probabilities = self.predict(x, batch_size=batch_size, verbose=verbose)
    if probabilities.shape[-1] > 1:
        return probabilities.argmax(axis=-1)
    return (probabilities > 0.5).astype("int32")


def predict_proba(self: Any, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Any:
    """What `predict` returns. Source: Keras 0.1 to 2.5."""
    return self.predict(x, batch_size=batch_size, verbose=verbose)


_QUEUE = frozenset(
    "max_queue_size workers use_multiprocessing max_q_size nb_worker pickle_safe wait_time "
    "nb_val_worker".split()
)


def fit_generator(self: Any, generator: Any, *args: Any, **kwargs: Any) -> Any:
    """`fit` on an iterable of batches; Keras 1 counted an epoch in samples, Keras 2 in steps."""
    names = [
        "steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data",
        "validation_steps", "validation_freq", "class_weight",
    ]  # fmt: skip
    given = _named("fit_generator", names, args, kwargs)
    by_samples = _take(given, "samples_per_epoch", "steps_per_epoch")
    counted = by_samples is not None
    if eras.current() in ("keras0", "keras1") or "nb_epoch" in given:
        counted, by_samples = True, by_samples or given.pop("steps_per_epoch", None)
    val_samples = _take(given, "nb_val_samples", "validation_steps")
    if counted and by_samples:
        generator, given["steps_per_epoch"] = _steps(generator, by_samples)
    if counted and val_samples is None:
        val_samples = given.pop("validation_steps", None)
    if val_samples and _is_stream(given.get("validation_data")):
        data, given["validation_steps"] = _steps(given["validation_data"], val_samples)
        given["validation_data"] = data
    return self.fit(generator, **given)


def evaluate_generator(self: Any, generator: Any, *args: Any, **kwargs: Any) -> Any:
    """`evaluate` on an iterable of batches."""
    given = _named("evaluate_generator", ["steps", "callbacks"], args, kwargs)
    samples = _take(given, "val_samples", "steps")
    if samples is not None:
        generator, given["steps"] = _steps(generator, samples)
    return self.evaluate(generator, **{"verbose": 0, **given})


def predict_generator(self: Any, generator: Any, *args: Any, **kwargs: Any) -> Any:
    """`predict` on an iterable of batches."""
    given = _named("predict_generator", ["steps", "callbacks"], args, kwargs)
    samples = _take(given, "val_samples", "steps")
    if samples is not None:
        generator, given["steps"] = _steps(generator, samples)
    return self.predict(generator, **{"verbose": 0, **given})


def to_yaml(self: Any, **kwargs: Any) -> Any:
    """Not there any more.

    Raises:
        NoYaml: (a RuntimeError) always.
    """
    raise NoYaml(
        "to_yaml: Keras dropped it in version 2.6, because reading YAML can run code. Use "
        "model.to_json() and keras.models.model_from_json()."
    )


METHODS: Mapping[str, Callable[..., Any]] = {
    "predict_classes": predict_classes,
    "predict_proba": predict_proba,
    "fit_generator": fit_generator,
    "evaluate_generator": evaluate_generator,
    "predict_generator": predict_generator,
    "to_yaml": to_yaml,
}


_FLAGS = {
    "fit": "show_accuracy",
    "evaluate": "show_accuracy",
    "train_on_batch": "accuracy",
    "test_on_batch": "accuracy",
}


def teach_show_accuracy(model: Any) -> None:
    """``fit(show_accuracy=True)`` of Keras 0.x: accuracy is measured from then on."""
    for name, flag in _FLAGS.items():
        setattr(model, name, _with_flag(getattr(model, name), flag))


def _with_flag(original: Callable[..., Any], flag: str) -> Callable[..., Any]:
    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if original.__name__ == "evaluate":
            args, kwargs = flag_before_verbose(args, kwargs) or (args, kwargs)
        if flag in kwargs and kwargs.pop(flag) and self.compiled:
            _measure_accuracy(self)
        return original(self, *args, **kwargs)

    return method


def _measure_accuracy(model: Any) -> None:
    arguments = dict(model._compile_arguments)
    metrics = arguments.get("metrics") or []
    if not metrics:
        model.compile(model.optimizer, **{**arguments, "metrics": ["accuracy"]})


def _named(
    where: str, names: list[str], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """All arguments by name, without those that said how threads wait for each other."""
    if len(args) > len(names):
        raise InvalidType(f"{where}: got {len(args) + 1} arguments by place; pass them by name.")
    given = dict(zip(names, args, strict=False)) | kwargs
    return {name: value for name, value in given.items() if name not in _QUEUE}


def _take(given: dict[str, Any], old: str, new: str) -> Any:
    value = given.pop(old, None)
    if value is not None and given.get(new) is not None:
        raise InvalidType(
            f"got both {old}={value!r} and {new}={given[new]!r}, but `{old}` is what Keras 1 had "
            f"in place of `{new}`. Keep `{new}`."
        )
    return value


def _is_stream(data: Any) -> bool:
    return data is not None and not isinstance(data, (tuple, list)) and hasattr(data, "__iter__")


def _steps(stream: Any, samples: Any) -> tuple[Any, int]:
    """The stream, and the number of its batches that have as many samples; looks at the first."""
    if not isinstance(samples, int) or samples < 1:
        raise InvalidArgument(explain("the number of samples", samples, "a positive integer"))
    if hasattr(stream, "__getitem__") and hasattr(stream, "__len__"):
        return stream, max(1, -(-samples // _rows(stream[0])))
    iterator: Iterator[Any] = iter(stream)
    first = next(iterator)
    return itertools.chain([first], iterator), max(1, -(-samples // _rows(first)))


def _rows(batch: Any) -> int:
    x = batch[0] if isinstance(batch, (tuple, list)) else batch
    while isinstance(x, (list, tuple, dict)):
        x = next(iter(x.values())) if isinstance(x, dict) else x[0]
    return max(1, len(x))

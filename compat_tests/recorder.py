"""Runs a script and notes what its models did: histories, predictions, summaries, shapes.

The script's text is not touched. `Model.fit`, `predict`, `evaluate` and `summary` are wrapped from
outside while it runs, in the real Keras and in keras_lite alike, so that both start from the same
weights and see the rows in the same order for the same number of epochs.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import os
import random
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy


def starting_weights(shapes: list[tuple[int, ...]], seed: int) -> list[numpy.ndarray]:
    """Weights alike on every machine: Glorot-uniform matrices, small biases, a frozen stream."""
    stream = numpy.random.RandomState(seed)
    weights = []
    for shape in shapes:
        limit = numpy.sqrt(6.0 / sum(shape)) if len(shape) == 2 else 0.1
        weights.append(stream.uniform(-limit, limit, shape).astype("float32"))
    return weights


class Recorder:
    """What one run of a script did, and the wrappers that note it.

    `epochs`: every `fit` runs this many, from `starting_weights`, unshuffled; None: as it is.
    """

    def __init__(self, epochs: int | None) -> None:
        self.epochs = epochs
        self.record: dict[str, list[Any]] = {
            "histories": [],
            "predictions": [],
            "evaluations": [],
            "summaries": [],
            "weights": [],
        }
        self._fitting = False
        self._prepared: set[int] = set()
        self._models: list[Any] = []  # kept alive: an id must not be used twice

    @contextlib.contextmanager
    def watching(self, model_class: type) -> Iterator[dict[str, list[Any]]]:
        """Wraps the methods of `model_class` and puts the originals back."""
        wrappers = {
            "fit": self._fit,
            "predict": self._predict,
            "evaluate": self._evaluate,
            "summary": self._summary,
        }
        inherited = [name for name in wrappers if name not in vars(model_class)]
        originals = {name: getattr(model_class, name) for name in wrappers}
        for name, wrapper in wrappers.items():
            setattr(model_class, name, _bound(wrapper, originals[name]))
        try:
            yield self.record
        finally:
            for name, original in originals.items():
                if name in inherited:
                    delattr(model_class, name)
                else:
                    setattr(model_class, name, original)

    def _fit(self, original: Callable[..., Any], model: Any, *args: Any, **kwargs: Any) -> Any:
        if self.epochs is not None:
            if id(model) not in self._prepared:
                self._prepared.add(id(model))
                self._models.append(model)
                shapes = [weight.shape for weight in model.get_weights()]
                model.set_weights(starting_weights(shapes, seed=len(self._models)))
            kwargs.update(epochs=self.epochs, shuffle=False, verbose=0)
        self._fitting = True
        try:
            history = original(model, *args, **kwargs)
        finally:
            self._fitting = False
        self.record["histories"].append(
            {key: list(values) for key, values in history.history.items()}
        )
        self.record["weights"].append(
            [(weight.shape, str(weight.dtype)) for weight in model.get_weights()]
        )
        return history

    def _predict(self, original: Callable[..., Any], model: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(model, *args, **{**kwargs, "verbose": 0})
        self.record["predictions"].append(numpy.array(result, subok=False))
        return result

    def _evaluate(self, original: Callable[..., Any], model: Any, *args: Any, **kwargs: Any) -> Any:
        if (
            self._fitting
        ):  # Keras' fit validates through evaluate; the script did not ask for that one
            return original(model, *args, **kwargs)
        result = original(model, *args, **{**kwargs, "verbose": 0})
        self.record["evaluations"].append(result)
        return result

    def _summary(self, original: Callable[..., Any], model: Any, *args: Any, **kwargs: Any) -> Any:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            result = original(model, *args, **kwargs)
        self.record["summaries"].append(printed.getvalue())
        sys.stdout.write(printed.getvalue())
        return result


def _bound(wrapper: Callable[..., Any], original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def method(model: Any, *args: Any, **kwargs: Any) -> Any:
        return wrapper(original, model, *args, **kwargs)

    return method


@contextlib.contextmanager
def quiet_folder() -> Iterator[None]:
    """Runs the body in an empty folder of its own, so that a script's pictures do not lie about."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(here)


@contextlib.contextmanager
def fresh(library: Any, seed: int) -> Iterator[None]:
    """Runs the body as a new process would: seeded, names from zero, no pictures, no warnings."""
    library.utils.set_random_seed(seed)
    library.utils.clear_session()
    random.seed(seed)
    numpy.random.seed(seed)
    with quiet_folder(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


def record_script(
    library: Any, text: str, name: str, epochs: int | None = None, seed: int = 0
) -> dict[str, list[Any]]:
    """The record of the script `text`, run with `library`; everything random starts from `seed`.

    Returns:
        lists under "histories" (dict of lists of floats), "predictions" (arrays), "evaluations",
        "summaries" (text) and "weights" (shape and dtype of each), one item per call, in order.
    """
    with fresh(library, seed), Recorder(epochs).watching(library.Model) as record:
        exec(compile(text, name, "exec"), {"__name__": "__main__", "__file__": name})
    return record


def record_command(
    library: Any, path: str, epochs: int | None = None, seed: int = 0
) -> dict[str, list[Any]]:
    """The same for the unchanged script at `path`, run by the command `keras_lite run`."""
    cli = importlib.import_module("keras_lite.cli")
    with fresh(library, seed), Recorder(epochs).watching(library.Model) as record:
        try:
            code = cli.main(["run", "--seed", str(seed), path])
        except SystemExit as stop:
            code = stop.code
    if code:
        raise RuntimeError(f"keras_lite run {path} ended with exit code {code}")
    return record


def xor_accuracy(library: Any, text: str, seed: int, together: int = 1) -> float:
    """The share of new points that the XOR document's program `text` gets right.

    `together` batches go through one call of the compiled step: TensorFlow is quicker then.
    """
    compile_model = library.Model.compile
    library.Model.compile = functools.partialmethod(compile_model, steps_per_execution=together)
    scope: dict[str, Any] = {"__name__": "__main__"}
    try:
        with fresh(library, seed):
            exec(
                compile(
                    text.replace("batch_size=100)", "batch_size=100, verbose=0)"), "xor", "exec"
                ),
                scope,
            )
    finally:
        library.Model.compile = compile_model
    points, answers = scope["X_test"], numpy.asarray(scope["y_test"])
    return float(numpy.mean((answers[:, 0] > answers[:, 1]) == (points[:, 0] * points[:, 1] > 0)))

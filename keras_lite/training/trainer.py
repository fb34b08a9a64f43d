"""What a model can do once it is compiled: fit, evaluate, predict, and show its program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lite.errors import InvalidArgument, NotReady
from keras_lite.layers.arguments import signature_of
from keras_lite.training import checks, evaluation, fitting, prediction, preparing
from keras_lite.training.compilable import Compilable
from keras_lite.training.data import to_arrays
from keras_lite.training.program_text import CText, ProgramText
from keras_lite.training.programs import Programs
from keras_lite.training.steps import Layout


class Trainer(Compilable):
    """The training half of `Model`.

    It knows of the model only that it can be called, and which variables it has.
    """

    def __init__(self) -> None:
        super().__init__()
        self._programs = Programs(self)
        self.history: Any = None
        self._output_structure: Any = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The model's outputs: of arrays, symbolic tensors, or values being traced."""
        if len(args) == 1 and (not kwargs or kwargs == {"training": False}):
            result = self._programs.call(args[0])
            if result is not None:
                return result
        return super().__call__(*args, **kwargs)

    # What a step is made of -------------------------------------------------------------------

    def _call_on_batch(self, x: Any, training: bool) -> Any:
        return self(x, training=training) if self._tells_mode() else self(x)

    def _tells_mode(self) -> bool:
        """Whether layers get to know that they are trained."""
        # Keras: 3.15 says so to a `call` that asks for it, and to no layer inside of another.
        return signature_of(self).takes("training")

    def _ordered(self, logs: dict[str, float]) -> Any:
        """Log values as `evaluate` lists them: loss and metrics in order, then the rest."""
        values = [logs[name] for name in self._programs.order(tuple(logs))]
        return values[0] if len(values) == 1 else values

    # Loops ------------------------------------------------------------------------------------

    @checks.known_arguments
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | Sequence[int] = 1,
    ) -> Any:
        """Trains for `epochs` passes over the data.

        Args:
            x: inputs: an array, a list or dict of arrays, a DataFrame, or an iterable of batches.
            y: targets, likewise; not with an iterable.
            batch_size: rows per step (32).
            epochs: number of the last epoch.
            verbose: 0 silent, 1 or "auto" a progress bar, 2 a line per epoch.
            callbacks: objects whose hooks are called.
            validation_split: share of the rows, from the end and before shuffling, to evaluate on.
            validation_data: `(x, y)` or `(x, y, sample_weight)` to evaluate on.
            shuffle: new order each epoch; "batch" keeps rows in their batch.
            class_weight: class number -> weight of its samples.
            sample_weight: a weight per row.
            initial_epoch: number of epochs done before.
            steps_per_epoch: steps per epoch instead of a whole pass.
            validation_steps, validation_batch_size: likewise for validation.
            validation_freq: validate every so many epochs, or after the epochs listed.

        Returns:
            A `History`: its `history` maps log names to one value per epoch.

        Raises:
            ValueError, TypeError: for data that do not fit the model; nothing has changed then.
        """
        self._require_compiled("fit")
        request = fitting.FitRequest(**{k: v for k, v in locals().items() if k != "self"})
        return fitting.fit(self, request)

    @checks.known_arguments
    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """Loss and metrics on data, with the model in inference mode.

        Returns:
            The loss, or a list of loss and metrics (`metrics_names` names them), or a dict with
            `return_dict=True`.
        """
        self._require_compiled("evaluate")
        logs = evaluation.evaluate(self, x, y, batch_size, verbose, sample_weight, steps, callbacks)
        return logs if return_dict else self._ordered(logs)

    @checks.known_arguments
    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Any:
        """The model's outputs for x, as NumPy arrays of one row per row of x."""
        return prediction.predict(self, x, batch_size, verbose, steps, callbacks)

    @checks.known_arguments
    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: dict[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """One training step on one batch.

        Returns:
            Loss and metrics of this batch alone, as `evaluate` returns them.
        """
        self._require_compiled("train_on_batch")
        if class_weight is not None:
            if sample_weight is not None:
                raise InvalidArgument(
                    "train_on_batch: pass sample_weight or class_weight, not both."
                )
            sample_weight = checks.class_weights(to_arrays(y, "y"), class_weight)
        logs = preparing.on_batch(self, "train", x, y, sample_weight)
        return logs if return_dict else self._ordered(logs)

    @checks.known_arguments
    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Evaluates one batch; returns as `train_on_batch`."""
        self._require_compiled("test_on_batch")
        logs = preparing.on_batch(self, "test", x, y, sample_weight)
        return logs if return_dict else self._ordered(logs)

    def predict_on_batch(self, x: Any) -> Any:
        """The model's outputs for one batch."""
        return prediction.predict_on_batch(self, x)

    # The program ------------------------------------------------------------------------------

    def program(
        self,
        mode: str = "train",
        batch_size: int | None = None,
        level: str = "plain",
        language: str = "numpy",
    ) -> ProgramText:
        """The program that a step of this model is, as text.

        Args:
            mode: "train", "test" or "predict".
            batch_size: rows per step of the saved form; those of the last training step, or 32.
            level: "plain" to read, "fast" as it runs.
            language: "numpy", or "c" for the function that a C compiler makes of the same step,
                for batches of `batch_size` rows (`keras_lite.config.set_executor` has it run).

        Returns:
            An object with `.source` and `.save("step.py")`.

        Raises:
            NotReady: if the model is not built, or not compiled for "train" and "test", or C has no
                form for something in it.
        """
        choices = {
            "mode": (mode, ("train", "test", "predict")),
            "level": (level, ("plain", "fast")),
            "language": (language, ("numpy", "c")),
        }
        for argument, (value, allowed) in choices.items():
            if value not in allowed:
                raise InvalidArgument(
                    f"program: {argument}={value!r} arrived, one of {allowed} is expected."
                )
        if mode != "predict":
            self._require_compiled("program")
        program = self._programs.get(mode, self._known_layout(mode))
        if program is None:
            raise NotReady(
                f"program: the model {self.name!r} runs eagerly (run_eagerly=True, or Python code"
                " that looks at values), so there is no program to show."
            )
        last = self._programs.last_batch()
        if batch_size is None:
            batch_size = 32 if last is None else last[0]
        if language == "c":
            return CText(program, batch_size)
        fits = last is not None and last[0] == batch_size and mode == "train"
        return ProgramText(program, level, batch_size, last[1] if last and fits else None)

    def _known_layout(self, mode: str) -> Layout:
        """The batch layout of the last fit, or one that follows from inputs and outputs."""
        last = self.__dict__.get("_last_layout")
        if last is not None and mode != "predict":
            return last
        return preparing.layout_from_shapes(self, with_targets=mode != "predict")

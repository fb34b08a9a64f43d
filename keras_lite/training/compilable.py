"""What a model minimises and what it measures: `compile`, the loss of a batch, and the metrics."""

from __future__ import annotations

from typing import Any

from keras_lite import ops, optimizers, tree
from keras_lite.errors import NotReady
from keras_lite.metrics import Mean, Metric
from keras_lite.training import checks
from keras_lite.training.objectives import (
    CompiledLoss,
    CompiledMetrics,
    check_losses,
    check_metrics,
)
from keras_lite.training.outputs import Outputs, outputs_of
from keras_lite.training.programs import Programs


class Compilable:
    """The half of `Trainer` that `compile` sets up; the other half runs it."""

    _programs: Programs

    def __init__(self) -> None:
        self.compiled = False
        self.run_eagerly = False
        self.stop_training = False
        self.optimizer: Any = None
        self.loss: Any = None
        self.steps_per_execution = 1
        self.jit_compile = False
        self._loss_tracker: Mean | None = None
        self._compile_loss: CompiledLoss | None = None
        self._compile_metrics: CompiledMetrics | None = None
        self._compile_arguments: dict[str, Any] = {}

    @checks.known_arguments
    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Chooses what training minimises, how, and what it measures.

        Args:
            optimizer: a name, config or optimizer.
            loss: a name, function or loss; a list or dict of them for several outputs.
            loss_weights: factors for the outputs' losses.
            metrics: what else is measured, without sample weights.
            weighted_metrics: what is measured with sample weights.
            run_eagerly: run Python code at every step instead of a program.
            steps_per_execution: steps between two calls of batch hooks.
            jit_compile: True for the random numbers that TensorFlow draws when it compiles; what
                else runs, and how fast, does not depend on it.
            auto_scale_loss: accepted for Keras' sake; used with mixed precision only.

        Raises:
            ValueError: for an unknown optimizer, loss or metric, with the nearest name.
        """
        self.optimizer = optimizers.get(optimizer)
        self.loss = loss
        self._loss_tracker = Mean(name="loss")
        self._compile_arguments = {
            "loss": loss,
            "loss_weights": loss_weights,
            "metrics": metrics,
            "weighted_metrics": weighted_metrics,
        }
        self.run_eagerly = bool(run_eagerly)
        self._start_objectives()
        self.steps_per_execution = steps_per_execution
        self.jit_compile = jit_compile
        self.stop_training = False
        self.compiled = True
        built = all(layer.built for layer in self._flatten_layers(include_self=True))
        weights = list(self.trainable_variables) if built else None  # others are yet to come
        self.__dict__["_weights_at_compile"] = weights or None
        self._programs.clear()

    def _start_objectives(self) -> None:
        """Makes losses and metrics if the outputs are known; otherwise the first call does."""
        self._compile_loss = self._compile_metrics = None
        names = getattr(self, "output_names", None)
        if names:
            structure = self.__dict__.get("_outputs_struct")
            named = isinstance(structure, dict)
            self._make_objectives(outputs_of(structure) if named else Outputs(tuple(names)))
            return
        given = self._compile_arguments
        check_losses(given["loss"])
        check_metrics([given["metrics"], given["weighted_metrics"]])

    def _make_objectives(self, outputs: Outputs) -> None:
        given = self._compile_arguments
        if given["loss"] is not None:
            self._compile_loss = CompiledLoss(
                given["loss"], given["loss_weights"], outputs, self.run_eagerly
            )
        self._compile_metrics = CompiledMetrics(
            given["metrics"], given["weighted_metrics"], outputs
        )

    def _match_objectives(self, y_pred: Any) -> None:
        """Makes losses and metrics for the outputs that a first call returned."""
        if self._compile_metrics is None:
            self._make_objectives(outputs_of(y_pred))

    def _require_compiled(self, where: str) -> None:
        if not self.compiled:
            raise NotReady(
                f"{where}: the model {self.name!r} is not compiled. You must call `compile()`"
                f" before using `{where}`: model.compile(optimizer='adam', loss=...)."
            )

    # The loss ---------------------------------------------------------------------------------

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The total loss of a batch: what was compiled, plus what layers add.

        Args:
            x, y, sample_weight: a batch.
            y_pred: the model's outputs for x.
            training: whether it is a training step.

        Returns:
            A scalar, or `None` when there is nothing to minimise.
        """
        total = None
        if self._compile_loss is not None:
            total = self._compile_loss(y, y_pred, sample_weight)
        for extra in self.losses:
            total = ops.sum(extra) if total is None else total + ops.sum(extra)
        return total

    def _total_loss(self, x: Any, y: Any, y_pred: Any, weight: Any, training: bool) -> Any:
        loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=weight, training=training)
        if loss is None and training:
            raise NotReady(
                f"fit: the model {self.name!r} has nothing to minimise: it was compiled without a"
                " loss and no layer adds one. Pass loss=... to compile()."
            )
        return loss

    def _track_loss(self, loss: Any, x: Any) -> None:
        assert self._loss_tracker is not None
        rows = ops.shape(tree.flatten(x)[0])[0]
        self._loss_tracker.update_state(loss, sample_weight=rows)

    def _track_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any) -> None:
        if self._compile_metrics:
            self._compile_metrics.update_state(y, y_pred, sample_weight)

    # Metrics ----------------------------------------------------------------------------------

    @property
    def metrics(self) -> list[Metric]:
        """Loss and metrics, in the order in which `evaluate` returns them."""
        found: list[Any] = []
        if self.compiled:
            found.append(self._loss_tracker)
            if self._compile_metrics is not None:
                found.extend(self._compile_metrics.metrics)
            if self._compile_loss is not None:
                found.extend(self._compile_loss.metrics)
        for layer in self._flatten_layers(include_self=True):
            found.extend(m for m in layer.__dict__.get("_metrics", []) if m not in found)
        return found

    @property
    def metrics_names(self) -> list[str]:
        """Names of the values that `evaluate` returns."""
        return [m.name for m in self.metrics]

    def reset_metrics(self) -> None:
        """Sets loss and metrics to their start."""
        self._programs.reset_metrics()

    def get_metrics_result(self) -> dict[str, float]:
        """Log name -> value, sorted by name, as callbacks get it."""
        return self._programs.results()

    def _measures_itself(self) -> bool:
        """Whether a subclass has its own way to reset or to read loss and metrics."""
        own = type(self)
        return (
            own.reset_metrics is not Compilable.reset_metrics
            or own.get_metrics_result is not Compilable.get_metrics_result
        )

    def _metric_results(self) -> dict[str, Any]:
        """Log name -> value of loss and metrics, in functions of `keras.ops`."""
        logs: dict[str, Any] = {}
        if self._loss_tracker is not None:
            logs["loss"] = self._loss_tracker.result()
        for metric in self._compile_loss.metrics if self._compile_loss else ():
            logs[metric.name] = metric.result()
        if self._compile_metrics is not None:
            logs.update(self._compile_metrics.results())
        compiled = self._compile_metrics.metrics if self._compile_metrics else []
        for metric in self.metrics:
            if metric.name not in logs and metric not in compiled:
                logs[metric.name] = metric.result()
        flat: dict[str, float] = {}
        for name, value in logs.items():
            flat.update(value if isinstance(value, dict) else {name: value})
        return flat

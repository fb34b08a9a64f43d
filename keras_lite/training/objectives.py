"""What `compile` was told to minimise and to measure, matched to a model's outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lite import losses, metrics, ops, tree
from keras_lite.errors import InvalidArgument, suggest
from keras_lite.losses.loss import Loss, LossFunctionWrapper
from keras_lite.metrics import Mean, MeanMetricWrapper, Metric
from keras_lite.naming import to_snake_case
from keras_lite.training.outputs import Outputs

_ACCURACY = ("accuracy", "acc", "Accuracy")
_CROSSENTROPY = ("crossentropy", "ce")


def per_output(argument: str, given: Any, names: Sequence[str]) -> list[Any]:
    """Spreads what `compile` got for one of its arguments over the outputs.

    Args:
        argument: name of the argument, for errors.
        given: one value for all outputs, a list with one per output, or a dict by output name.
        names: the outputs' names.

    Raises:
        InvalidArgument: for an unknown output name or a list of another length.
    """
    if isinstance(given, dict):
        for key in given:
            if key not in names:
                raise InvalidArgument(
                    f"compile: {argument} has the key {key!r}, but the outputs are called"
                    f" {list(names)}.{suggest(key, names)} Use the outputs' names as keys."
                )
        return [given.get(name) for name in names]
    if isinstance(given, (list, tuple)):
        if len(given) != len(names):
            raise InvalidArgument(
                f"compile: {argument} is a list of {len(given)} for a model with {len(names)}"
                f" outputs ({list(names)}). Give one entry per output."
            )
        return list(given)
    return [given] * len(names)


def loss_object(identifier: Any) -> Loss | None:
    """The loss that a string, function, class or object stands for; a list may hold it."""
    if isinstance(identifier, (list, tuple)) and len(identifier) == 1:
        identifier = identifier[0]
    if identifier is None:
        return None
    loss = losses.get(identifier)
    if isinstance(loss, Loss):
        return loss
    return LossFunctionWrapper(loss, name=_name_of(loss))


def _kind(y_true: Any, y_pred: Any, binary: Any, sparse: Any, categorical: Any) -> Any:
    """Which variant of a metric fits the shapes of targets and outputs."""
    if y_pred.shape[-1] == 1:
        return binary
    ranks = len(y_true.shape), len(y_pred.shape)
    if ranks[0] < ranks[1] or y_true.shape[-1] == 1:
        return sparse
    return categorical


def metric_object(identifier: Any, y_true: Any, y_pred: Any) -> Metric | None:
    """The metric that a string, function, class or object stands for, under the name given."""
    if identifier is None:
        return None
    if isinstance(identifier, str) and identifier in _ACCURACY:
        metric = _kind(
            y_true,
            y_pred,
            metrics.BinaryAccuracy,
            metrics.SparseCategoricalAccuracy,
            metrics.CategoricalAccuracy,
        )(name=identifier)
    elif isinstance(identifier, str) and identifier in _CROSSENTROPY:
        metric = _kind(
            y_true,
            y_pred,
            metrics.BinaryCrossentropy,
            metrics.SparseCategoricalCrossentropy,
            metrics.CategoricalCrossentropy,
        )(name=identifier)
    else:
        metric = metrics.get(identifier)
    if isinstance(identifier, str):
        name = identifier
    else:
        name = _name_of(metric)
    if not isinstance(metric, Metric):
        metric = MeanMetricWrapper(metric, name=name)
    metric.name = name
    return metric


class CompiledLoss:
    """The weighted sum of the outputs' losses.

    Args:
        loss: what `compile` got.
        weights: `loss_weights`, likewise.
        outputs: what the outputs are called.
        counts_rows: whether the outputs' means count rows; otherwise they count batches.

    Attributes:
        metrics: one running mean per loss, when there are several, as `evaluate` lists them.
    """

    def __init__(
        self, loss: Any, weights: Any, outputs: Outputs, counts_rows: bool = False
    ) -> None:
        self._counts_rows = counts_rows
        names = self.names = list(outputs.names)
        given = per_output("loss", loss, names)
        self.losses = [loss_object(i) for i in given]
        self.weights = (
            [None] * len(names) if weights is None else per_output("loss_weights", weights, names)
        )
        several = sum(item is not None for item in self.losses) > 1
        self._means = [
            Mean(name=f"{name if outputs.named else _name_of(item)}_loss")
            if several and loss is not None
            else None
            for name, item, loss in zip(names, given, self.losses, strict=True)
        ]
        self.metrics = [mean for mean in outputs.in_order(self._means, loss) if mean is not None]

    def check_targets(self, y_true: Any, y_pred: Any) -> None:
        """Refuses targets that cannot be right (class numbers beyond the last class…).

        Args:
            y_true: all targets, as arrays.
            y_pred: the outputs, of which only the shapes are looked at.
        """
        targets = matched("y", y_true, y_pred, self.names)
        for loss, target, output in zip(self.losses, targets, tree.flatten(y_pred), strict=True):
            if loss is not None and target is not None:
                loss.check_targets(target, tuple(output.shape))

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The total loss of a batch (a scalar), or `None` when no output has a loss."""
        targets = matched("y", y_true, y_pred, self.names)
        outputs = tree.flatten(y_pred)
        sample_weights = matched("sample_weight", sample_weight, y_pred, self.names)
        total = None
        rows = zip(
            self.losses, self.weights, self._means, targets, outputs, sample_weights, strict=True
        )
        for loss, weight, mean, target, output, sample in rows:
            if loss is None:
                continue
            if target is None:
                raise InvalidArgument(
                    f"{loss.name}: no targets arrived for an output that has a loss. Pass y, or"
                    " compile with loss=None for that output."
                )
            value = loss(target, output, sample)
            if mean is not None:
                # Keras: 3.15 averages the loss of one output over batches, whatever their lengths,
                # unless it runs eagerly: a graph of TensorFlow does not know the number of rows.
                mean.update_state(value, ops.shape(output)[0] if self._counts_rows else None)
            if weight is not None:
                value = value * weight
            total = value if total is None else total + value
        return total


def matched(argument: str, given: Any, y_pred: Any, names: Sequence[str]) -> list[Any]:
    """One entry of `given` per output of the model."""
    outputs = tree.flatten(y_pred)
    if given is None:
        return [None] * len(outputs)
    if isinstance(given, dict):
        if isinstance(y_pred, dict):
            return [given.get(name) for name in sorted(y_pred)]
        return [given.get(name) for name in names]
    leaves = tree.flatten(given)
    if len(leaves) == len(outputs):
        return leaves
    if len(leaves) == 1 and argument == "sample_weight":
        return leaves * len(outputs)
    raise InvalidArgument(
        f"fit: {argument} holds {len(leaves)} arrays for a model with {len(outputs)} outputs"
        f" ({list(names)}). Give one array per output, in a list or in a dict by output name."
    )


class CompiledMetrics:
    """The metrics of all outputs, and what they are called in logs.

    A metric given as a string is chosen when the shapes are known (`build`).
    """

    def __init__(self, plain: Any, weighted: Any, outputs: Outputs) -> None:
        self.names = list(outputs.names)
        self._prefixes = outputs.named and len(self.names) > 1
        self._given = [
            [_as_list(i) for i in self._spread("metrics", plain)],
            [_as_list(i) for i in self._spread("weighted_metrics", weighted)],
        ]
        check_metrics([plain, weighted])  # an unknown name is an error now, not in the first step
        self.built = False
        self._plain: list[list[Metric]] = []
        self._weighted: list[list[Metric]] = []

    def _spread(self, argument: str, given: Any) -> list[Any]:
        if len(self.names) == 1 and not isinstance(given, dict):
            inner = _as_list(given)
            # metrics=[["accuracy"]] is the list-per-output form with one output.
            return [inner[0] if len(inner) == 1 and isinstance(inner[0], list) else inner]
        if given is None:
            return [None] * len(self.names)
        return per_output(argument, given, self.names)

    def __bool__(self) -> bool:
        return any(items for group in self._given for items in group)

    @property
    def metrics(self) -> list[Metric]:
        """All metrics, in the order in which `evaluate` returns them."""
        return [m for group in (self._plain, self._weighted) for items in group for m in items]

    def build(self, y_true: Any, y_pred: Any) -> None:
        """Chooses the metrics for these targets and outputs; later calls do nothing."""
        if self.built:
            return
        targets = matched("y", y_true, y_pred, self.names)
        outputs = tree.flatten(y_pred)
        made = []
        for group in self._given:
            made.append(
                [
                    [m for i in items if (m := metric_object(i, target, output)) is not None]
                    for items, target, output in zip(group, targets, outputs, strict=True)
                ]
            )
        self._plain, self._weighted = made
        self.built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds a batch. `metrics` ignore sample weights, `weighted_metrics` use them."""
        self.build(y_true, y_pred)
        targets = matched("y", y_true, y_pred, self.names)
        outputs = tree.flatten(y_pred)
        weights = matched("sample_weight", sample_weight, y_pred, self.names)
        for i, (target, output) in enumerate(zip(targets, outputs, strict=True)):
            for metric in self._plain[i]:
                metric.update_state(target, output)
            for metric in self._weighted[i]:
                metric.update_state(target, output, weights[i])

    def results(self) -> dict[str, Any]:
        """Log name -> current value."""
        logs: dict[str, Any] = {}
        for group in (self._plain, self._weighted):
            for name, items in zip(self.names, group, strict=False):
                for metric in items:
                    prefix = f"{name}_" if self._prefixes else ""
                    key = f"{prefix}{metric.name}"
                    if group is self._weighted and key in logs:
                        key = f"{prefix}weighted_{metric.name}"
                    logs[_free(key, logs)] = metric.result()
        return logs


def check_losses(given: Any) -> None:
    """Raises for what `losses.get` does not know."""
    for item in tree.flatten(given):
        loss_object(item)


def check_metrics(given: Any) -> None:
    """Raises for a name that `metrics.get` does not know."""
    for item in tree.flatten(given):
        if isinstance(item, str) and item not in (*_ACCURACY, *_CROSSENTROPY):
            metrics.get(item)


def _name_of(objective: Any) -> str:
    """What logs call a loss or a metric: its name, or that of the function, in snake case."""
    if isinstance(objective, str):
        return objective
    name = getattr(objective, "name", None)
    if name is None:
        name = to_snake_case(getattr(objective, "__name__", type(objective).__name__))
    return str(name)


def _free(key: str, taken: dict[str, Any]) -> str:
    """`key`, with a number if it is taken."""
    number, free = 0, key
    while free in taken:
        number += 1
        free = f"{key}_{number}"
    return free


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]

"""What all metrics share: variables that batches add to, and a result that is read from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from keras_lite import config, initializers
from keras_lite.engine import trace as tracing
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, explain
from keras_lite.metrics.family import METRICS
from keras_lite.naming import auto_name


@METRICS.add
class Metric:
    """A number that says how good a model is, kept up to date batch by batch.

    Args:
        dtype: dtype of the computation; `keras.config.floatx()` by default.
        name: Name of the metric; the class name in snake case by default.

    To write your own, subclass this, make variables with `add_weight` in `__init__`, change them
    in `update_state` and read them in `result`, in functions of `keras.ops`:

    Example:
        >>> from keras_lite import ops
        >>> class Positives(Metric):
        ...     def __init__(self, **kwargs):
        ...         super().__init__(**kwargs)
        ...         self.seen = self.add_weight(name="seen", initializer="zeros")
        ...     def update_state(self, y_true, y_pred, sample_weight=None):
        ...         self.seen.assign_add(ops.sum(ops.cast(ops.greater(y_pred, 0.5), "float32")))
        ...     def result(self):
        ...         return self.seen
        >>> metric = Positives()
        >>> metric.update_state([0, 1], ops.convert_to_tensor([0.2, 0.9]))
        >>> float(metric.result())
        1.0
    """

    # Whether larger ("up") or smaller ("down") is better, where that is known; callbacks ask.
    _direction: str | None = None

    def __init__(self, dtype: Any = None, name: str | None = None) -> None:
        self.name = name or auto_name(type(self).__name__)
        dtype = getattr(dtype, "compute_dtype", dtype)
        self._dtype = str(getattr(dtype, "name", dtype)) if dtype is not None else config.floatx()
        self._variables: list[Variable] = []
        self._metrics: list[Metric] = []

    @property
    def dtype(self) -> str:
        """The dtype of the computation."""
        return self._dtype

    @property
    def variables(self) -> list[Variable]:
        """The metric's variables, then those of the metrics inside it."""
        return [*self._variables, *(v for metric in self._metrics for v in metric.variables)]

    def add_variable(
        self,
        shape: Sequence[int],
        initializer: Any,
        dtype: Any = None,
        aggregation: str = "sum",
        name: str | None = None,
    ) -> Variable:
        """A new variable of the metric."""
        with tracing.scope(self.name.replace("/", ">")):
            return self._tracked(
                Variable(
                    initializers.get(initializer or "zeros"),
                    shape=tuple(shape),
                    dtype=dtype,
                    trainable=False,
                    aggregation=aggregation,
                    synchronization="on_read",
                    name=name,
                )
            )

    def add_weight(
        self,
        shape: Sequence[int] = (),
        initializer: Any = None,
        dtype: Any = None,
        name: str | None = None,
    ) -> Variable:
        """A new variable of the metric; a scalar that is 0 by default."""
        return self.add_variable(shape, initializer, dtype=dtype, name=name)

    def _tracked(self, variable: Variable) -> Variable:
        if not any(variable is known for known in self._variables):
            self._variables.append(variable)
        return variable

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if isinstance(value, Variable):
            self._tracked(value)
        elif isinstance(value, Metric) and not any(value is known for known in self._metrics):
            self._metrics.append(value)

    def update_state(self, *args: Any, **kwargs: Any) -> Any:
        """Takes a batch in. To be written by subclasses."""
        raise NotImplementedError(
            f"{type(self).__name__} has no `update_state(self, y_true, y_pred,"
            " sample_weight=None)`. Write one that changes the metric's variables."
        )

    def result(self) -> Any:
        """The metric of all batches since the last `reset_state`. To be written by subclasses."""
        raise NotImplementedError(
            f"{type(self).__name__} has no `result(self)`. Write one that returns a scalar, or a"
            " dict of scalars, computed from the metric's variables."
        )

    def reset_state(self) -> None:
        """Forgets all batches: every variable is 0 again."""
        for variable in self.variables:
            variable.clear()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """`update_state`, then `result`."""
        self.update_state(*args, **kwargs)
        return self.result()

    def stateless_update_state(self, metric_variables: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """The values of the variables after a batch, given those before; changes nothing."""
        with self._holding(metric_variables):
            self.update_state(*args, **kwargs)
            return [v.value for v in self.variables]

    def stateless_result(self, metric_variables: Any) -> Any:
        """The result for given values of the variables; changes nothing."""
        with self._holding(metric_variables):
            return self.result()

    def stateless_reset_state(self) -> list[Any]:
        """The values of the variables after `reset_state`; changes nothing."""
        with self._holding([v.value for v in self.variables]):
            self.reset_state()
            return [v.value for v in self.variables]

    @contextmanager
    def _holding(self, values: Sequence[Any]) -> Iterator[None]:
        """The variables have other values inside."""
        variables = self.variables
        if len(values) != len(variables):
            where = f"{type(self).__name__}: the number of `metric_variables`"
            fix = "Give one for each of the metric's `variables`."
            raise InvalidArgument(explain(where, len(values), f"{len(variables)}", fix))
        before = [v.value for v in variables]
        try:
            for variable, value in zip(variables, values, strict=True):
                variable.assign(value)
            yield
        finally:
            for variable, value in zip(variables, before, strict=True):
                variable.assign(value)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments by name."""
        return {"name": self.name, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        """The metric with this configuration."""
        return cls(**config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"

"""The variables of an optimizer: counter, learning rate, and slots for each weight."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from keras_lite import initializers, ops
from keras_lite.engine import trace as tracing
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, InvalidShape, KerasLiteWarning, NotReady, explain
from keras_lite.optimizers.layout import Layout


class OptimizerState:
    """The part of an optimizer that knows its variables; `Optimizer` knows what to do with them."""

    name: str
    use_ema: bool
    gradient_accumulation_steps: int | None

    def __init__(self) -> None:
        self.built = False
        self._variables: list[Variable] = []
        self._tracked: set[int] = set()
        self._indices: dict[int, int] = {}
        self._layout = Layout(())
        self._excluded: list[Variable] = []
        self._excluded_names: re.Pattern[str] | None = None
        # The model's variables are kept where attributes are not tracked as the optimizer's own.
        self.__dict__["_trainable_variables"] = []
        self._iterations = self.add_variable((), dtype="int64", name="iteration")

    @property
    def variables(self) -> list[Variable]:
        """Counter, learning rate and slots, in the order in which they are saved."""
        return list(self._variables)

    @property
    def iterations(self) -> Any:
        """The number of updates so far."""
        if self.gradient_accumulation_steps:
            return ops.floor_divide(self._iterations, self.gradient_accumulation_steps)
        return self._iterations

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        held = value.values() if type(value) is dict else value
        for item in held if type(value) in (list, tuple, dict) else (value,):
            if isinstance(item, Variable):
                self._track_variable(item)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """A copy, whose variables have arrays and identities of their own."""
        self.__dict__.update(state)
        self._tracked = set(map(id, self._variables))
        self._indices = {id(v): i for i, v in enumerate(self._trainable_variables)}
        self._layout = Layout(())

    def _track_variable(self, variable: Variable) -> None:
        if id(variable) not in self._tracked:
            self._tracked.add(id(variable))
            self._variables.append(variable)

    def build(self, variables: Iterable[Variable]) -> None:
        """Makes the slots for `variables`, and lays both out in flat vectors.

        Subclasses call this first, then make their own slots.
        """
        variables = list(variables)
        self.__dict__["_trainable_variables"] = variables
        self._layout = Layout(variables)
        if not getattr(type(self).update_step, "elementwise", False):
            self._layout.groups = []
        self._indices = {id(v): i for i, v in enumerate(variables)}
        self._indices.update(self._layout.flat_indices())
        if self.use_ema:
            self._averages = self.add_optimizer_variables(variables, "average")
        if self.gradient_accumulation_steps:
            self._accumulators = [
                self.add_variable_from_reference(v, "gradient_accumulator") for v in variables
            ]
        self.built = True

    def add_variable(
        self,
        shape: Sequence[int],
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str = "none",
        layout: Any = None,
        name: str | None = None,
    ) -> Variable:
        """A new variable of the optimizer, which is saved with it."""
        with tracing.scope(self.name):
            variable = Variable(
                initializers.get(initializer),
                shape=tuple(shape),
                dtype=dtype,
                trainable=False,
                aggregation=aggregation,
                name=name,
            )
        self._track_variable(variable)
        return variable

    def add_variable_from_reference(
        self, reference_variable: Variable, name: str | None = None, initializer: Any = "zeros"
    ) -> Variable:
        """A slot: a variable of the shape, dtype and name of a weight, with `name` appended."""
        path = reference_variable.path.replace("/", "_")
        return self.add_variable(
            reference_variable.shape,
            initializer,
            dtype=reference_variable.dtype,
            name=f"{path}_{name or 'var'}",
        )

    def add_optimizer_variables(
        self, trainable_variables: Sequence[Variable], name: Any, initializer: Any = "zeros"
    ) -> Any:
        """One slot for each weight, or several: a list, or a tuple of lists for a list of names.

        Args:
            trainable_variables: The weights. One that is overwritten with its gradient gets none.
            name: Name of the slot, or a list of names.
            initializer: Its start value, or a list of them.
        """
        names = [name] if isinstance(name, str) else list(name)
        single = not isinstance(initializer, (list, tuple))
        starts = [initializer] * len(names) if single else list(initializer)
        if len(names) != len(starts):
            fix = "Give one initializer for all slots, or one for each."
            what = f"{len(names)} initializers"
            raise InvalidArgument(
                explain("add_optimizer_variables: `initializer`", starts, what, fix)
            )
        slots: tuple[list[Any], ...] = tuple([] for _ in names)
        for variable in trainable_variables:
            for slot, own, start in zip(slots, names, starts, strict=True):
                absent = variable.overwrite_with_gradient
                slot.append(
                    None if absent else self.add_variable_from_reference(variable, own, start)
                )
        if list(map(id, trainable_variables)) == list(map(id, self._trainable_variables)):
            slots = tuple(self._layout.slots(s, n) for s, n in zip(slots, names, strict=True))
        return slots[0] if isinstance(name, str) else slots

    def knows(self, variable: Variable) -> bool:
        """Whether it was built for a variable."""
        return id(variable) in self._indices

    def _get_variable_index(self, variable: Variable) -> int:
        return self._indices[id(variable)]

    def assign(self, variable: Variable, value: Any) -> None:
        """variable = value."""
        variable.assign(value)

    def assign_add(self, variable: Variable, value: Any) -> None:
        """variable += value."""
        variable.assign_add(value)

    def assign_sub(self, variable: Variable, value: Any) -> None:
        """variable -= value."""
        variable.assign_sub(value)

    def _decays(self, variable: Variable) -> bool:
        pattern = self._excluded_names
        named = pattern is not None and pattern.search(variable.name) is not None
        return not named and not any(variable is v for v in self._excluded)

    def exclude_from_weight_decay(
        self,
        var_list: Iterable[Variable] | None = None,
        var_names: Iterable[str] | None = None,
    ) -> None:
        """Keeps weights from shrinking, whatever `weight_decay` is.

        Args:
            var_list: The weights.
            var_names: Regular expressions; weights in whose name one is found are meant too.
        """
        self._excluded = list(var_list or ())
        names = list(var_names or ())
        self._excluded_names = re.compile("|".join(names)) if names else None

    # ------------------------------------------------------------------------------ in and out

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Sets the optimizer's variables, in the order of `variables`.

        Raises:
            NotReady: (a ValueError) before `build`.
            InvalidShape: (a ValueError) when a value has another shape than its variable.
        """
        if not self.built:
            raise NotReady(
                f"{type(self).__name__}.set_weights was called before there are slots to set. Call"
                " `build(model.trainable_variables)` first."
            )
        for variable, weight in zip(self._variables, weights, strict=False):
            shape = tuple(ops.shape(weight))
            if shape != variable.shape:
                where = f"set_weights: the value for {variable.path!r} has a shape that"
                fix = "Give the values in the order of `optimizer.variables`."
                raise InvalidShape(explain(where, shape, f"{variable.shape}", fix))
            variable.assign(weight)

    def save_own_variables(self, store: Any) -> None:
        """Puts the variables into a mapping, under "0", "1", …"""
        for i, variable in enumerate(self.variables):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Takes the variables from a mapping as `save_own_variables` fills it.

        Another number of them is left alone, with a warning.
        """
        if len(store.keys()) != len(self.variables):
            warnings.warn(
                f"The state of optimizer {self.name!r} was not loaded: {len(store.keys())} values"
                f" were saved, and it has {len(self.variables)} variables. Build it on the model"
                " that it was saved with; otherwise training starts with fresh slots.",
                KerasLiteWarning,
                stacklevel=2,
            )
            return
        for i, variable in enumerate(self.variables):
            variable.assign(store[str(i)][()])

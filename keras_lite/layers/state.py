"""What a layer holds: its weights, the layers inside it, and all that belongs to them."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Any

from keras_lite import constraints, initializers, ops, regularizers
from keras_lite.engine import trace
from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.engine.values import Traced
from keras_lite.engine.variable import Variable, note_change
from keras_lite.errors import InvalidArgument, InvalidShape, NotReady, explain
from keras_lite.layers.call_context import naming
from keras_lite.layers.holder import Holder

_ORDER = (
    "shape initializer dtype trainable autocast regularizer constraint aggregation "
    "overwrite_with_gradient name"
).split()
_ORDER_OF_KERAS_2 = "name shape dtype initializer regularizer trainable constraint".split()


class State(Holder):
    """The half of `Layer` that is about its weights; `Layer` itself has the other half."""

    variable_dtype: str

    def add_weight(
        self,
        *args: Any,
        shape: Any = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        aggregation: str | None = "none",
        overwrite_with_gradient: bool = False,
        name: str | None = None,
    ) -> Variable:
        """Makes a weight of this layer.

        Args:
            *args: Any of the following without its name, in this order; or, name first, in that of
                Keras 2: name, shape, dtype, initializer, regularizer, trainable, constraint.
            shape: Its shape; () for a single number.
            initializer: What its values start as: a name, an `Initializer`, a function of the shape
                and the dtype, or an array. By default "glorot_uniform" for floats and "zeros" for
                everything else.
            dtype: The type of its values; that of the layer by default.
            trainable: Whether training changes it.
            autocast, aggregation: Kept for Keras' signature.
            regularizer: A penalty on it, added to the loss.
            constraint: A function applied to it after each update.
            overwrite_with_gradient: Whether an update puts the gradient in its place.
            name: Its name; the last part of its path.

        Raises:
            InvalidShape: (a ValueError) for a shape with unknown lengths.
        """
        if args:
            given = {k: v for k, v in locals().items() if k in _ORDER}
            order = _ORDER_OF_KERAS_2 if isinstance(args[0], str) else _ORDER
            return self.add_weight(**{**given, **dict(zip(order, args, strict=False))})
        self._check_ready()
        where = f"Layer '{self.name}': add_weight"
        if name is not None and (not isinstance(name, str) or "/" in name):
            raise InvalidArgument(explain(f"{where}: `name`", name, "a string without '/'"))
        dtype = self.variable_dtype if dtype is None else dtype_name(dtype)
        if initializer is None:
            initializer = "glorot_uniform" if is_float(dtype) else "zeros"
        shape = _weight_shape(shape, where)
        with naming(self), trace.suspended():
            weight = Variable(
                _start(initializer, shape, where),
                shape=shape,
                dtype=dtype,
                trainable=trainable,
                autocast=autocast,
                aggregation=aggregation,
                name=name,
            )
        if not self._trainable:
            weight.trainable = False
        weight.regularizer = regularizers.get(regularizer)
        weight.constraint = constraints.get(constraint)
        weight.overwrite_with_gradient = overwrite_with_gradient
        self._hold("_trainable_variables" if trainable else "_non_trainable_variables", weight)
        return weight

    @property
    def weights(self) -> list[Any]:
        """All weights: one's own, then those of the inner layers; no seeds, no metrics."""
        return _unique(v for layer in self._walk() for v in layer._own_variables())

    @property
    def variables(self) -> list[Any]:
        """The weights and the state of random generators, layer by layer."""
        return _unique(
            v
            for layer in self._walk()
            for v in (*layer._own_variables(), *(g.state for g in layer._seed_generators))
        )

    @property
    def trainable_weights(self) -> list[Any]:
        """The weights that training changes; those of a frozen layer are not among them."""
        found = self._unfrozen()
        return [v for v in self.weights if id(v) in found]

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The weights that training leaves alone."""
        found = self._unfrozen()
        return [v for v in self.weights if id(v) not in found]

    @property
    def trainable_variables(self) -> list[Any]:
        """As `trainable_weights`."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Any]:
        """As `non_trainable_weights`, with the state of random generators."""
        found = self._unfrozen()
        return [v for v in self.variables if id(v) not in found]

    def _own_variables(self) -> list[Any]:
        # A weight made while the layer is frozen is in both lists.
        return _unique((*self._trainable_variables, *self._non_trainable_variables))

    def _unfrozen(self) -> set[int]:
        """The ids of all variables that training changes."""
        found: set[int] = set()
        seen: set[int] = set()
        pending: list[Any] = [self]
        while pending:
            layer = pending.pop()
            if id(layer) not in seen and layer._trainable:
                seen.add(id(layer))
                found.update(id(v) for v in layer._own_variables() if v.trainable)
                pending.extend(layer._layers)
        return found

    @property
    def trainable(self) -> bool:
        """Whether training changes this layer. Setting it sets all layers inside too."""
        return bool(self._trainable)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        note_change()
        for layer in self._walk():
            object.__setattr__(layer, "_trainable", bool(value))
            for variable in layer._trainable_variables:
                variable.trainable = bool(value)

    @property
    def metrics(self) -> list[Any]:
        """The metrics of this layer and of those inside it."""
        return _unique(metric for layer in self._walk() for metric in layer._metrics)

    @property
    def metrics_variables(self) -> list[Any]:
        """The variables of the metrics."""
        return [variable for metric in self.metrics for variable in metric.variables]

    def get_weights(self) -> list[Any]:
        """The values of all weights, as NumPy arrays, in the order of `weights`."""
        return [weight.numpy() for weight in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Sets the values of all weights.

        Args:
            weights: Arrays in the order and of the shapes that `get_weights` returns.

        Raises:
            InvalidShape: (a ValueError) for a wrong number of arrays or a wrong shape; nothing is
                changed then.
        """
        own, values = self.weights, [ops.convert_to_tensor(value) for value in weights]
        if len(values) != len(own):
            hint = "" if own else " A layer has no weights before it is built."
            raise InvalidShape(
                f"Layer '{self.name}': set_weights got {len(values)} arrays, but {len(own)} were "
                f"expected: {[v.name for v in own]}. Give one for each.{hint}"
            )
        for weight, value in zip(own, values, strict=True):
            if tuple(value.shape) != weight.shape:
                raise InvalidShape(
                    f"Layer '{self.name}': set_weights got shape {tuple(value.shape)} for weight "
                    f"'{weight.path}', but {weight.shape} was expected. Reshape or transpose it."
                )
        for weight, value in zip(own, values, strict=True):
            weight.assign(value)

    def save_own_variables(self, store: Any) -> None:
        """Puts the weights of this layer, without those inside it, into a mapping: "0", "1"..."""
        for i, variable in enumerate(self._own_variables()):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Takes them from a mapping as `save_own_variables` fills it.

        Raises:
            InvalidShape: (a ValueError) when it has another number of them.
        """
        own = self._own_variables()
        if len(store.keys()) != len(own):
            hint = "" if own else " A layer has no weights before it is built."
            raise InvalidShape(
                f"Layer '{self.name}': {len(store.keys())} arrays were saved, but {len(own)} were "
                f"expected: {[v.name for v in own]}.{hint}"
            )
        for i, variable in enumerate(own):
            variable.assign(store[str(i)])

    def count_params(self) -> int:
        """The number of values in all weights.

        Raises:
            NotReady: (a ValueError) before the layer is built.
        """
        if not self.built:
            raise NotReady(
                f"Layer '{self.name}': count_params was called, but the layer isn't built and has "
                "no weights yet. Call the layer on data, or call its `build(input_shape)`."
            )
        return sum(weight.size for weight in self.weights)

    def add_loss(self, loss: Any) -> None:
        """Adds a scalar, computed from the inputs of this call, to the loss of the model.

        Args:
            loss: A scalar tensor, or a list of them.
        """
        for value in loss if isinstance(loss, (list, tuple)) else [loss]:
            if value is not None:
                self._losses.append(value)

    @property
    def losses(self) -> list[Any]:
        """Scalars to be added to the loss: of the last call, then the penalties on the weights."""
        found = [v for layer in self._walk() for v in layer._losses if not _is_of_the_past(v)]
        penalized = [v for v in self.trainable_weights if v.regularizer is not None]
        return found + [weight.regularizer(weight) for weight in penalized]

    def _clear_losses(self) -> None:
        for layer in self._walk():
            layer._losses.clear()


def _unique(values: Iterable[Any]) -> list[Any]:
    return list({id(value): value for value in values}.values())


def _weight_shape(shape: Any, where: str) -> tuple[int, ...]:
    if shape is None:
        return ()
    if not hasattr(shape, "__iter__"):
        fix = f"Write ({shape},) for one axis."
        raise InvalidShape(explain(f"{where}: `shape`", shape, "a tuple", fix))
    try:
        return tuple(operator.index(length) for length in shape)
    except TypeError:
        expected = "a tuple of whole numbers"
        fix = "A weight cannot depend on the batch size or on other lengths that are not known."
        raise InvalidShape(explain(f"{where}: `shape`", shape, expected, fix)) from None


def _start(initializer: Any, shape: tuple[int, ...], where: str) -> Any:
    """What a `Variable` takes as its start."""
    is_values = hasattr(initializer, "__array__") or isinstance(initializer, (list, tuple, float))
    if not is_values and not isinstance(initializer, int):
        return initializers.get(initializer)
    values = ops.convert_to_tensor(initializer)
    if tuple(values.shape) not in ((), shape):
        fix = "Give it the shape of the weight."
        expected = f"an array of shape {shape}"
        raise InvalidShape(explain(f"{where}: `initializer`", initializer, expected, fix))
    return values


def _is_of_the_past(value: Any) -> bool:
    """Whether a value belongs to a trace that has ended."""
    return isinstance(value, Traced) and value.trace is not trace.active()

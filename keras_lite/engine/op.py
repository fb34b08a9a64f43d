"""What an operation is: one class, four answers, and a row of examples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, ClassVar

from keras_lite.engine.ir import Dim, Shape, Size, Spec, SymbolicFitError
from keras_lite.record import Record

Array = Any
"""An array of the array module in use; engine code never assumes NumPy's."""


class Name(str):
    """Source of a value in an emitted program: a variable's name or a literal.

    Attributes:
        spec: shape and dtype.
        memory: name of the array whose memory it is; several values may use one after another.
    """

    __slots__ = ("memory", "spec")
    spec: Spec
    memory: str

    def __new__(cls, text: str, spec: Spec, memory: str | None = None) -> Name:
        name = super().__new__(cls, text)
        name.spec = spec
        name.memory = memory or text
        return name

    def shares(self, other: Name) -> bool:
        """Whether writing to this array overwrites the other."""
        return self.memory == other.memory


OPS: dict[str, type[Op]] = {}
"""Every operation by name. Primitives put themselves here when their class is made."""


class Op(Record):
    """An operation with its parameters, as an immutable and comparable value.

    A subclass names its parameters (axes, shapes, dtypes) by annotations, as a dataclass does, and
    answers four questions. Subclasses register themselves under `name`.

    Attributes:
        name: snake_case name; defaults to the class name.
        reuses: inputs whose buffer the result may take, if it has the result's shape and dtype
            and nobody reads it afterwards.
        is_view: the result shares the memory of input 0 and costs nothing.
        is_elementwise: each output element depends on the input elements at its (broadcast)
            place only.
        is_leaf: has no inputs and no code; the program is handed its value.
        needs_contiguous: a view that renames elements, so its input must lie in order (reshape);
            the result then lies in order too.
        places_inputs: the result is the inputs side by side; `places` says where each lies, and the
            planner has them computed there; `prepare` fills the rest, once.
        accumulates: y = a + b: state made so from its old value is a running sum.
        on_bits: where that is possible, emitted lines get floats as integers of the same bits.
        scratch: extra arrays of the result's shape and dtype that `emit` gets after the inputs.
        support: functions beside those of the array module that emitted lines call.
        infix: Python source of the readable form with operators, with `{0}`, `{1}`… for its inputs.
        expression_c: an elementwise operation in C, with `{0}`, `{1}`… for its inputs.
        integers_in_c: whether that holds for integers and booleans too.
    """

    name: ClassVar[str] = ""
    reuses: ClassVar[tuple[int, ...]] = ()
    is_view: ClassVar[bool] = False
    is_elementwise: ClassVar[bool] = False
    is_leaf: ClassVar[bool] = False
    needs_contiguous: ClassVar[bool] = False
    places_inputs: ClassVar[bool] = False
    accumulates: ClassVar[bool] = False
    on_bits: ClassVar[bool] = False
    scratch: ClassVar[int] = 0
    support: ClassVar[tuple[Any, ...]] = ()
    infix: ClassVar[str | None] = None
    expression_c: ClassVar[str | None] = None
    integers_in_c: ClassVar[bool] = False

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if abstract:
            return
        if "name" not in cls.__dict__:
            cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        if cls.name in OPS:
            raise TypeError(f"Two operations are called {cls.name!r}: {OPS[cls.name]} and {cls}.")
        OPS[cls.name] = cls

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        """The result, in plain array code of module `xp`: the oracle for the other answers."""
        raise NotImplementedError

    def spec(self, *inputs: Spec) -> Spec:
        """Shape and dtype of the result. Raises the user's error when the inputs do not fit."""
        raise NotImplementedError

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        """Slopes for each input (`None`: none), in traced operations, from the slope `g` of `y`.

        Never mentions broadcasting: a slope may have the broadcast shape, autodiff sums it back.
        """
        return (None,) * len(inputs)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        """Lines that compute the result into the existing array `out`; one array call each."""
        return [f"copyto({out}, {self.expression(*inputs)})"]

    def stacked(self) -> Op | None:
        """The same operation on inputs that all have one more axis in front; `None` if unknown.

        Elementwise operations need not answer: they are their own.
        """
        return None

    def places(self, out: Name, *inputs: Spec) -> Sequence[str]:
        """Sources of the views of `out` where each input lies (with `places_inputs`)."""
        raise NotImplementedError

    def prepare(self, out: Name) -> Sequence[str]:
        """Lines that fill what lies beside the inputs, when the array is made."""
        return []

    def expression(self, *inputs: Name) -> str:
        """The result as one readable expression in NumPy source (`np.` is the array module)."""
        raise NotImplementedError

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Inputs that the op kit tries. A registered operation without examples fails the kit."""
        return ()


class Example(Record):
    """One row of the op kit: the operation with parameters, and what it is applied to.

    Attributes:
        op: the operation.
        inputs: shapes (arrays of standard normal numbers are made) or ready arrays.
        low, high: when given, inputs are uniform in between instead (for logs, roots…).
        differentiable: inputs whose slope is compared with the numeric slope.
        dtypes: float dtypes that the shapes are tried in.
    """

    op: Op
    inputs: tuple[Any, ...]
    low: float | None = None
    high: float | None = None
    differentiable: tuple[int, ...] | None = None
    dtypes: tuple[str, ...] = ("float32", "float64")


_REGISTER_THEMSELVES = "keras_lite.primitives"


@cache
def load_operations() -> None:
    """Has the operations register themselves and install the operators.

    The first trace or variable needs them. Before that they are not loaded, for there are a
    hundred, and many a program that imports a layer only asks for its name.
    """
    import_module(_REGISTER_THEMSELVES)


def call(name: str, *inputs: Any, **parameters: Any) -> Any:
    """Applies the operation registered as `name`: how the engine reaches what it does not know."""
    from keras_lite.engine.trace import apply

    return apply(OPS[name](**parameters), *inputs)


def broadcast_shapes(op: Op, *shapes: Shape) -> Shape:
    """The common shape of broadcast inputs.

    Raises:
        ValueError: if two lengths of one axis differ and neither is 1; where one of them is only
            known when the program runs, it is a `SymbolicFitError`.
    """
    known: Shape = ()
    for shape in shapes:
        if shape and shape != known:
            if known:
                return _broadcast(op, shapes)
            known = shape
    return known


def _broadcast(op: Op, shapes: Sequence[Shape]) -> Shape:
    rank = max(map(len, shapes))
    result: list[Size] = []
    for axis in range(-rank, 0):
        length: Size = 1
        for shape in shapes:
            size = shape[axis] if -axis <= len(shape) else 1
            if size == 1 or size == length:
                continue
            if length != 1:
                listed = ", ".join(str(tuple(s)) for s in shapes)
                # A number beside the batch size may be that very size.
                unknown = isinstance(length, Dim) != isinstance(size, Dim)
                raise (SymbolicFitError if unknown else ValueError)(
                    f"{op.name}: the shapes {listed} do not fit together: axis {axis} has lengths"
                    f" {length} and {size}. Give both the same length, or 1."
                )
            length = size
        result.append(length)
    return tuple(result)

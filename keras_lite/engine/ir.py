"""The graph: sizes, specifications and nodes. Nothing here names an operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Union

from keras_lite.record import Bundle

if TYPE_CHECKING:
    from keras_lite.engine.op import Op

Size = Union[int, "Dim"]
Shape = tuple[Size, ...]


class Dim:
    """A size that depends on the batch size n: a polynomial in n with integer coefficients.

    A graph is traced once for every batch size, so the batch axis has this for its length.
    `Dim` behaves as an integer in shape arithmetic (`n * 3`, `2 * n + 1`, `(6 * n) // 3`);
    it becomes a number only in `at(n)`.
    """

    __slots__ = ("coefficients",)

    def __init__(self, coefficients: Sequence[int]) -> None:
        self.coefficients = tuple(coefficients)

    @staticmethod
    def make(coefficients: Sequence[int]) -> Size:
        """Returns a plain `int` when nothing depends on n."""
        trimmed = list(coefficients)
        while len(trimmed) > 1 and trimmed[-1] == 0:
            trimmed.pop()
        return trimmed[0] if len(trimmed) == 1 else Dim(trimmed)

    def at(self, n: int) -> int:
        """The size for batch size `n`."""
        total = 0
        for coefficient in reversed(self.coefficients):
            total = total * n + coefficient
        return total

    def __add__(self, other: Size) -> Size:
        if not isinstance(other, (int, Dim)):
            return NotImplemented
        a, b = list(self.coefficients), list(_coefficients(other))
        length = max(len(a), len(b))
        a += [0] * (length - len(a))
        b += [0] * (length - len(b))
        return Dim.make([x + y for x, y in zip(a, b, strict=True)])

    __radd__ = __add__

    def __neg__(self) -> Size:
        return Dim.make([-c for c in self.coefficients])

    def __sub__(self, other: Size) -> Size:
        return self + (-other)

    def __rsub__(self, other: Size) -> Size:
        return -self + other

    def __mul__(self, other: Size) -> Size:
        if not isinstance(other, (int, Dim)):
            return NotImplemented
        b = _coefficients(other)
        product = [0] * (len(self.coefficients) + len(b) - 1)
        for i, x in enumerate(self.coefficients):
            for j, y in enumerate(b):
                product[i + j] += x * y
        return Dim.make(product)

    __rmul__ = __mul__

    def __floordiv__(self, other: Size) -> Size:
        quotient, rest = self._divide(other)
        if any(rest):
            raise ValueError(
                f"A size of {self} cannot be divided by {other} for every batch size n."
                " Choose sizes that divide evenly, or keep the batch axis apart."
            )
        return Dim.make(quotient)

    def __mod__(self, other: Size) -> int:
        _, rest = self._divide(other)
        return 1 if any(rest) else 0

    def _divide(self, other: Size) -> tuple[list[int], list[int]]:
        divisor = _coefficients(other)
        rest, quotient = list(self.coefficients), [0] * len(self.coefficients)
        for power in range(len(rest) - len(divisor), -1, -1):
            quotient[power] = rest[power + len(divisor) - 1] // divisor[-1]
            for i, c in enumerate(divisor):
                rest[power + i] -= quotient[power] * c
        return quotient, rest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dim) and self.coefficients == other.coefficients

    def __hash__(self) -> int:
        return hash(self.coefficients)

    def __bool__(self) -> bool:
        return True

    def __index__(self) -> int:
        raise SymbolicSizeError(
            f"The batch size ({self}) is not a number while a model is traced; use keras_lite.ops"
            " on it, or `ops.shape(x)[0]`."
        )

    __int__ = __float__ = __index__

    def _order(self, other: object) -> bool:
        raise SymbolicSizeError(
            f"The batch size ({self}) is not known while a model is traced and has no order."
        )

    __lt__ = __le__ = __gt__ = __ge__ = _order

    def __repr__(self) -> str:
        terms = []
        for power in range(len(self.coefficients) - 1, -1, -1):
            c = self.coefficients[power]
            if c:
                factor = [] if power and c == 1 else [str(c)]
                terms.append(" * ".join(factor + ["n"] * power))
        return " + ".join(terms)


def _coefficients(size: Size) -> tuple[int, ...]:
    return size.coefficients if isinstance(size, Dim) else (int(size),)


BATCH = Dim((0, 1))
"""The batch size n itself."""


class SymbolicSizeError(TypeError):
    """A Python number was wanted of a size that is only known when the program runs."""


class SymbolicFitError(SymbolicSizeError, ValueError):
    """Sizes must be equal of which one is only known when the program runs."""


def size_at(size: Size, n: int) -> int:
    """The number that `size` is for batch size `n`."""
    return size.at(n) if isinstance(size, Dim) else size


def shape_at(shape: Iterable[Size], n: int) -> tuple[int, ...]:
    """The shape for batch size `n`."""
    return tuple([s.at(n) if isinstance(s, Dim) else s for s in shape])


def product(sizes: Iterable[Size]) -> Size:
    """The product of sizes; 1 for none."""
    result: Size = 1
    for size in sizes:
        result = result * size
    return result


class Spec:
    """Shape and dtype of a value. The shape may hold `Dim`s; the dtype is a NumPy name."""

    __slots__ = ("dtype", "shape")

    def __init__(self, shape: Shape, dtype: str) -> None:
        self.shape = shape
        self.dtype = dtype

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spec) and (self.shape, self.dtype) == (other.shape, other.dtype)

    def __hash__(self) -> int:
        return hash((self.shape, self.dtype))

    @property
    def rank(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> Size:
        return product(self.shape)

    def __repr__(self) -> str:
        return f"{self.dtype}[{', '.join(map(str, self.shape))}]"


class Node:
    """One operation applied to the results of others.

    Attributes:
        op: what is computed; carries its parameters.
        inputs: nodes it reads.
        spec: shape and dtype of the result.
        scope: path of the layer (or phase) whose code recorded it, outermost first.
        role: a suggestion for its name in the emitted program.
        phase: "forward", "backward" or "update": the section of the program it belongs to.
    """

    __slots__ = ("inputs", "op", "phase", "role", "scope", "spec")

    def __init__(
        self,
        op: Op,
        inputs: Sequence[Node],
        spec: Spec,
        scope: tuple[str, ...] = (),
        role: str | None = None,
        phase: str = "forward",
    ) -> None:
        self.op = op
        self.inputs = tuple(inputs)
        self.spec = spec
        self.scope = scope
        self.role = role
        self.phase = phase

    def replaced(self, op: Op, inputs: Sequence[Node], spec: Spec | None = None) -> Node:
        """A node of the same place and name that computes something else."""
        return Node(op, inputs, spec or self.spec, self.scope, self.role, self.phase)

    def __repr__(self) -> str:
        return f"<{'/'.join((*self.scope, self.role or self.op.name))}: {self.op} -> {self.spec}>"


class Graph(Bundle):
    """What a trace recorded, in the order of recording.

    Attributes:
        nodes: every node, inputs before users.
        inputs: name -> leaf node, in the order in which values are handed in.
        outputs: name -> node whose value is handed out.
        reads: state key -> leaf node with the value at the start of the step.
        writes: state key -> node with the value after the step.
        owners: state key -> the object whose value it is (a `Variable`).
    """

    nodes: list[Node]
    inputs: dict[str, Node]
    outputs: dict[str, Node]
    reads: dict[int, Node]
    writes: dict[int, Node]
    owners: dict[int, Any]

    def results(self) -> Iterator[Node]:
        """The nodes that must be computed: outputs and new state."""
        yield from self.outputs.values()
        yield from self.writes.values()

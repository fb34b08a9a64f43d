"""Planning of what is done once per slice of steps: before them, and after them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from keras_lite.engine.ir import Node, Spec
from keras_lite.engine.leaves import Input
from keras_lite.engine.names import Names
from keras_lite.engine.op import Op
from keras_lite.engine.rates import Rates, stacked_op
from keras_lite.engine.schedule import Call, Operand, Schedule


def plan_slices(
    rates: Rates, schedule: Schedule, names: Names, operands: dict[Node, Operand]
) -> None:
    """Fills `before` and `after` of a schedule whose steps are planned.

    Args:
        rates: the split graph.
        schedule: gets the calls.
        names: hands out names.
        operands: arrays of the values known when the batch size is bound.
    """
    _Slices(rates, schedule, names, operands).plan()


class _Slices:
    """Every array here has a leading axis of steps, and is made by an expression."""

    def __init__(
        self, rates: Rates, schedule: Schedule, names: Names, operands: dict[Node, Operand]
    ) -> None:
        self.rates = rates
        self.schedule = schedule
        self.names = names
        self.operands = operands
        self.stacks: dict[Node, Operand] = {}

    def plan(self) -> None:
        by_node = {node: name for name, node in self.rates.inner_inputs.items()}
        for name, node in self.rates.inner_outputs.items():
            self.stacks[node] = _stack(self.schedule.outputs[name].steps_name, node)
        for node in self.rates.before:
            inner = by_node.get(node)
            known = self.schedule.inputs[inner].steps_name if inner else None
            self._compute(node, known, self.schedule.before)
        for node in self.rates.after:
            self._compute(node, None, self.schedule.after)
        for key, added in self.rates.sums.items():
            total = self.schedule.states[key]
            source = f"running_sum({total.name}, {self._operand(added).text}, steps)"
            self._state(source)
        for key, (_, step) in self.rates.counters.items():
            counter = self.schedule.states[key].name
            self._state(f"{counter}[...] += steps * {self.operands[step].text}")
        if self.rates.sums:
            self.schedule.support.append(running_sum)

    def _state(self, source: str) -> None:
        dummy = Operand("", Spec((), "float32"), "value")
        self.schedule.after.append(Call(None, (), dummy, "statement", ("after", ()), source))

    def _operand(self, node: Node) -> Operand:
        """The stack of a value; values that are the same in all steps stay as they are."""
        if node in self.operands and not isinstance(node.op, Input) and node not in self.stacks:
            return self.operands[node]
        if node not in self.stacks:
            assert isinstance(node.op, Input)
            self.stacks[node] = _stack(self.schedule.inputs[node.op.key].steps_name, node)
        return self.stacks[node]

    def _compute(self, node: Node, name: str | None, calls: list[Call]) -> None:
        if isinstance(node.op, Input):
            return
        operand = _stack(name or self.names.unique(f"{self.names.of(node)}_steps"), node)
        counter = next((c for c in self.rates.counters.values() if c[0] is node), None)
        section = (node.phase, node.scope)
        if counter is not None:
            source = self._counted(node, self.operands[counter[1]])
            calls.append(Call(None, (), operand, "expression", section, source))
        else:
            self._made(node, operand, known=name is not None, calls=calls)
        self.stacks[node] = operand

    def _made(self, node: Node, operand: Operand, known: bool, calls: list[Call]) -> None:
        """Computes a stack; what steps read, so that it lies in order, for then NumPy is quick."""
        op = stacked_op(node.op)
        assert op is not None
        section = (node.phase, node.scope)
        inputs = [self._aligned(i, node) for i in node.inputs]
        self.schedule.support.extend(f for f in op.support if f not in self.schedule.support)
        operand.contiguous = _lies_in_order(op, inputs)
        if operand.contiguous or op.is_view or not known:
            calls.append(Call(op, inputs, operand, "expression", section))
            return
        turned = _stack(self.names.unique(f"{operand.name}_turned"), node)
        calls.append(Call(op, inputs, turned, "expression", section))
        source = f"np.ascontiguousarray({turned.name})"
        calls.append(Call(None, (turned,), operand, "expression", section, source))
        operand.contiguous = True

    def _counted(self, node: Node, step: Operand) -> str:
        """Source of the values of a counter at every step."""
        start = self.operands[node].name
        numbers = "np.arange(steps)" + (".reshape((-1, 1))" if node.spec.rank else "")
        source = f"{start} + {numbers} * {step.text}"
        return source if node.spec.dtype == "int64" else f'({source}).astype("{node.spec.dtype}")'

    def _aligned(self, source: Node, node: Node) -> Operand:
        """A stack with axes of length 1 put in, so that it broadcasts as its steps do."""
        operand = self._operand(source)
        missing = node.spec.rank - source.spec.rank
        if operand.kind != "stack" or not node.op.is_elementwise or missing <= 0:
            return operand
        shape = (-1, *(1,) * missing, *source.spec.shape)
        text = f"{operand.name}.reshape({shape})"
        return Operand(operand.name, operand.spec, "stack", literal=text)


def _lies_in_order(op: Op, inputs: Sequence[Operand]) -> bool:
    """Whether an expression makes an array whose elements lie one after another.

    Elementwise operations lay their results out as their inputs are.
    """
    if op.is_view:
        return op.needs_contiguous and inputs[0].contiguous
    return not op.is_elementwise or all(i.contiguous for i in inputs if i.kind == "stack")


def _stack(name: str, node: Node) -> Operand:
    return Operand(name, Spec((-1, *node.spec.shape), node.spec.dtype), "stack")


def running_sum(total: np.ndarray, terms: np.ndarray, steps: int) -> None:
    """Adds one term per step to `total`, in order: the same bits as adding them one by one."""
    if steps == 1:
        np.add(total, terms[0] if np.ndim(terms) > total.ndim else terms, out=total)
        return
    sums = np.empty((steps + 1, *total.shape), total.dtype)
    sums[0] = total
    sums[1:] = terms
    np.add.accumulate(sums, axis=0, out=sums)
    total[...] = sums[-1]


def numbers(values: np.ndarray, held: list[np.ndarray]) -> list[np.ndarray]:
    """An array without axes for each number: any other number NumPy converts at every call.

    Args:
        values: the numbers of all steps.
        held: the arrays of slices before, which are used again.
    """
    if len(held) <= len(values):
        memory = np.empty(len(values), values.dtype)
        held[:] = [memory, *(memory[i : i + 1].reshape(()) for i in range(len(memory)))]
    held[0][: len(values)] = values
    return held[1 : len(values) + 1]

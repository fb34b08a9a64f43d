"""Long elementwise chains in blocks: a block stays in the cache from one operation to the next.

An optimizer's update is a dozen elementwise calls over all weights. Above some ten thousand
weights each call reads and writes main memory; taken block by block, only the first one does.

A second thread gains nothing here. A call on a block takes a few microseconds, and whenever both
threads want the interpreter at once, one of them sleeps for longer than that.
"""

from __future__ import annotations

from keras_lite.engine.ir import Spec
from keras_lite.engine.names import Names
from keras_lite.engine.schedule import Call, Operand, Schedule

BLOCK = 32_768
"""Elements of a block: with half a dozen float32 arrays it fits into a second-level cache."""

_LEAST = 4 * BLOCK
_LEAST_CALLS = 3


def block_long_chains(schedule: Schedule, names: Names) -> None:
    """Turns chains of elementwise calls over long vectors into loops over blocks, in place."""
    step: list[Call] = []
    chain: list[Call] = []
    for call in [*schedule.step, None]:
        if call is not None and _fits(call, chain):
            chain.append(call)
            continue
        step += _looped(chain, schedule, names) if len(chain) >= _LEAST_CALLS else chain
        chain = []
        if call is not None:
            if _fits(call, chain):
                chain = [call]
            else:
                step.append(call)
    schedule.step[:] = step


def _fits(call: Call, chain: list[Call]) -> bool:
    """Whether a call may stand in a chain of calls over vectors of one length."""
    if call.form != "out" or call.op is None or not call.op.is_elementwise or call.op.on_bits:
        return False
    shape = call.out.spec.shape
    if len(shape) != 1 or not isinstance(shape[0], int) or shape[0] < _LEAST:
        return False
    if chain and (chain[0].out.spec.shape != shape or chain[0].section != call.section):
        return False
    arrays = [*call.inputs, call.out]
    return all(o.spec.shape in ((), shape) and not (o.every_step and o.spec.shape) for o in arrays)


def _looped(chain: list[Call], schedule: Schedule, names: Names) -> list[Call]:
    parts: dict[str, tuple[Operand, Operand]] = {}
    for call in chain:
        for operand in (*call.inputs, call.out):
            if operand.spec.shape and operand.name not in parts:
                parts[operand.name] = (operand, _part(operand, names))
    body = [
        Call(
            call.op,
            [parts[i.name][1] if i.spec.shape else i for i in call.inputs],
            parts[call.out.name][1],
            "out",
            call.section,
        )
        for call in chain
    ]
    section = chain[0].section
    blocks = names.unique(f"{section[0]}_blocks")
    operands = [operand for operand, _ in parts.values()]
    _cut(schedule, blocks, operands, _passing(chain, schedule), int(chain[0].out.spec.shape[0]))
    head = f"for {', '.join(p.name for _, p in parts.values())} in {blocks}:"
    inputs = [o for call in chain for o in (*call.inputs, call.out)]
    return [Call(None, inputs, _nothing(), "loop", section, head, body)]


def _cut(
    schedule: Schedule, name: str, operands: list[Operand], passing: set[str], length: int
) -> None:
    """Makes the list of blocks: for each, the parts of all vectors."""
    cuts = [
        f"{o.root.name}[: {length} - i]" if o.root.name in passing else f"{o.text}[i : i + {BLOCK}]"
        for o in operands
    ]
    cut = f"{name} = [({', '.join(cuts)}) for i in range(0, {length}, {BLOCK})]"
    schedule.setup.append(Call(None, (), _nothing(), "statement", ("setup", ()), cut))


def _nothing() -> Operand:
    return Operand("", Spec((), "float32"), "value")


def _passing(chain: list[Call], schedule: Schedule) -> set[str]:
    """Buffers that only the chain uses: one block of each is enough, and stays in the cache."""
    inside = {id(call) for call in chain}
    elsewhere = {
        o.root.name
        for call in schedule.step
        if id(call) not in inside
        for o in (*call.inputs, call.out)
    }
    passing = set()
    for i, call in enumerate(schedule.setup):
        memory = call.out
        if call.form != "allocate" or memory.name in elsewhere:
            continue
        if any(o.root is memory for c in chain for o in (*c.inputs, c.out)):
            passing.add(memory.name)
            source = f'empty(({BLOCK},), "{memory.spec.dtype}")'
            schedule.setup[i] = Call(None, (), memory, "expression", call.section, source)
    return passing


def _part(operand: Operand, names: Names) -> Operand:
    """One block of a vector; blocks of vectors that share memory share it too."""
    memory = operand.root if operand.root.spec.shape == operand.spec.shape else operand
    root = None if memory is operand else Operand(f"{memory.name}_block", operand.spec, "value")
    name = names.unique(f"{operand.name}_block")
    return Operand(name, operand.spec, "value", root=root)

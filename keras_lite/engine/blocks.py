"""Long elementwise chains in blocks: a block stays in the cache from one operation to the next.

An optimizer's update is a dozen elementwise calls over all weights. Above some ten thousand
weights each call reads and writes main memory; taken block by block, only the first one does. Very
long vectors are shared between two threads.
"""

from __future__ import annotations

from keras_lite.engine.ir import Spec
from keras_lite.engine.names import Names
from keras_lite.engine.schedule import Call, Operand, Schedule
from keras_lite.engine.threads import in_two_threads

BLOCK = 32_768
"""Elements of a block: with half a dozen float32 arrays it fits into a second-level cache."""

_LEAST = 4 * BLOCK
_LEAST_FOR_TWO = 16 * BLOCK
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
    length = int(chain[0].out.spec.shape[0])
    passing = _passing(chain, schedule)
    operands = [operand for operand, _ in parts.values()]
    two = length >= _LEAST_FOR_TWO
    middle = length // BLOCK // 2 * BLOCK if two else length
    _cut(schedule, blocks, operands, passing, range(0, middle, BLOCK), length)
    head = f"for {', '.join(p.name for _, p in parts.values())} in "
    inputs = [o for call in chain for o in (*call.inputs, call.out)]
    if not two:
        return [Call(None, inputs, _nothing(), "loop", section, f"{head}{blocks}:", body)]
    _cut(
        schedule,
        f"{blocks}_2",
        operands,
        _doubled(passing, schedule, names),
        range(middle, length, BLOCK),
        length,
    )
    schedule.support.append(in_two_threads)
    function = Operand(names.unique(f"{section[0]}_part"), chain[0].out.spec, "value")
    loop = Call(None, inputs, function, "loop", section, f"{head}blocks:", body)
    both = f"in_two_threads({function.name}, {blocks}, {blocks}_2)"
    return [Call(None, inputs, function, "threads", section, both, [loop])]


def _cut(
    schedule: Schedule,
    name: str,
    operands: list[Operand],
    passing: dict[str, str],
    starts: range,
    length: int,
) -> None:
    """Makes the list of blocks: for each, the parts of all vectors."""
    cuts = [
        f"{passing[o.root.name]}[: {length} - i]"
        if o.root.name in passing
        else f"{o.text}[i : i + {BLOCK}]"
        for o in operands
    ]
    listed = f"{starts.start}, {starts.stop}, {starts.step}"
    cut = f"{name} = [({', '.join(cuts)}) for i in range({listed})]"
    schedule.setup.append(Call(None, (), _nothing(), "statement", ("setup", ()), cut))


def _doubled(passing: dict[str, str], schedule: Schedule, names: Names) -> dict[str, str]:
    """The same buffers once more, for the second thread."""
    doubled = {name: names.unique(f"{name}_2") for name in passing}
    for call in list(schedule.setup):
        if call.out.name in doubled and call.form == "expression" and call.source:
            if call.source.startswith("empty("):
                line = f"{doubled[call.out.name]} = {call.source}"
                schedule.setup.append(Call(None, (), _nothing(), "statement", call.section, line))
    return doubled


def _nothing() -> Operand:
    return Operand("", Spec((), "float32"), "value")


def _passing(chain: list[Call], schedule: Schedule) -> dict[str, str]:
    """Buffers that only the chain uses: one block of each is enough, and stays in the cache."""
    inside = {id(call) for call in chain}
    elsewhere = {
        o.root.name
        for call in schedule.step
        if id(call) not in inside
        for o in (*call.inputs, call.out)
    }
    passing = {}
    for i, call in enumerate(schedule.setup):
        memory = call.out
        if call.form != "allocate" or memory.name in elsewhere:
            continue
        if any(o.root is memory for c in chain for o in (*c.inputs, c.out)):
            passing[memory.name] = memory.name
            source = f'empty(({BLOCK},), "{memory.spec.dtype}")'
            schedule.setup[i] = Call(None, (), memory, "expression", call.section, source)
    return passing


def _part(operand: Operand, names: Names) -> Operand:
    """One block of a vector; blocks of vectors that share memory share it too."""
    memory = operand.root if operand.root.spec.shape == operand.spec.shape else operand
    root = None if memory is operand else Operand(f"{memory.name}_block", operand.spec, "value")
    name = names.unique(f"{operand.name}_block")
    return Operand(name, operand.spec, "value", root=root)

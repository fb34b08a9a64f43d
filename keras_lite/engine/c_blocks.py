"""Products of small matrices as C source: calls of the functions that compute blocks of them."""

from __future__ import annotations

from collections.abc import Sequence

from keras_lite.engine.bound import Bound
from keras_lite.engine.c_loops import loops_over, nest, place_in
from keras_lite.engine.c_numbers import C_TYPES
from keras_lite.engine.kernels import Lowered
from keras_lite.engine.matrices import turned
from keras_lite.engine.small_products import Blocks, as_matrix, columns_of, least, width_of
from keras_lite.engine.strided import Strided


def block_lines(blocks: Blocks, lowered: Lowered) -> list[str]:
    """A call for the product or the sums, in loops if there are many matrices."""
    node = blocks.node
    if blocks.way == "turned":
        return _turning(lowered.seen(node), lowered.seen(blocks.inputs[0]))
    result, *inputs = (lowered.seen(v) for v in (node, *blocks.inputs))
    if len(inputs) == 1:
        return _sums(node, result, inputs[0])
    loops = loops_over(node.shape[:-2], None)
    index = [loop.variable for loop in loops]
    named = [_named(v, seen) for v, seen in zip(blocks.inputs, inputs, strict=True)]
    a, b = inputs if blocks.way != "rows" else (turned(inputs[1]), turned(inputs[0]))
    c = result if blocks.way != "rows" else turned(result)
    (m, n), terms = c.shape[-2:], a.shape[-1]
    calls = []
    if blocks.way == "dots":
        places = [f"{_start(a, index)}, {a.strides[-2]}", f"{_start(b, index)}, {b.strides[-1]}"]
        places.append(f"{_start(c, index)}, {c.strides[-2]}, {c.strides[-1]}")
        calls.append(f"{_function('dots', terms, node)}{m}, {n}, {terms}, {', '.join(places)});")
    else:
        for start, stop, width in columns_of(n, least(node)):
            places = [f"{_start(a, index)}, {a.strides[-2]}, {a.strides[-1]}"]
            places += [f"{_start(x, index, start)}, {x.strides[-2]}" for x in (b, c)]
            function = f"multiply_{width}_{C_TYPES[node.dtype]}"
            calls.append(f"{function}({m}, {stop - start}, {terms}, {', '.join(places)});")
    said = f"/* {result.buffer.text} = {' @ '.join(named)} */"
    around = [loop for loop in loops if loop.size != 1]
    return [said, *(nest(around, calls, simd=False) if around else calls)]


def _turning(result: Strided, source: Strided) -> list[str]:
    seen, target = as_matrix(source), as_matrix(result)
    assert seen is not None and target is not None
    if seen.strides[1] != 1:
        seen, target = turned(seen), turned(target)
    places = [
        f"{place_in(x, ['0', '0'])}, {step}"
        for x, step in ((seen, seen.strides[0]), (target, target.strides[1]))
    ]
    return [f"turn_4_float({seen.shape[0]}, {seen.shape[1]}, {', '.join(places)});"]


def _sums(node: Bound, result: Strided, source: Strided) -> list[str]:
    down = source.strides.index(1) - 1
    terms = source.shape[down + 1]
    places = f"{place_in(source, ['0', '0'])}, {source.strides[down]}"
    target = f"{place_in(result, ['0'])}, {result.strides[0]}"
    return [f"{_function('sums', terms, node)}{node.shape[0]}, {terms}, {places}, {target});"]


def _function(name: str, size: int, node: Bound) -> str:
    return f"{name}_{width_of(size, least(node))}_{C_TYPES[node.dtype]}("


def _start(seen: Strided, index: Sequence[str], column: int = 0) -> str:
    """Where the matrix at a place among many begins, or one of its columns."""
    before = seen.shape[:-2]
    own = index[len(index) - len(before) :]
    where = ["0" if s == 1 else i for s, i in zip(before, own, strict=True)]
    return place_in(seen, [*where, "0", str(column)])


def _named(source: Bound, seen: Strided) -> str:
    """What stands in the formula: rows of a batch are rows there, however they lie."""
    rank, (down, along) = len(seen.shape), seen.strides[-2:]
    as_it_is = source.batch_axis != rank - 1 if source.batch_axis is not None else along <= down
    return seen.buffer.text if as_it_is else f"{seen.buffer.text}.T"

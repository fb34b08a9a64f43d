"""From a schedule to Python source, and from source to a function. The only `exec`."""

from __future__ import annotations

import linecache
import re
import textwrap
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine import aligned
from keras_lite.engine.device import NUMPY, Device
from keras_lite.engine.op import Name
from keras_lite.engine.places import SETUP
from keras_lite.engine.schedule import Call, Operand, Schedule
from keras_lite.engine.slices import numbers
from keras_lite.engine.support import on

_CALLED = re.compile(r"(?<![\w.])([a-z_][a-z_0-9]*)\(")
_HOW_TO_READ = ["Functions write what they return to `out`, or to the last of their arguments."]
_NAMED = {"maximum", "minimum"}  # NumPy 2.4 warns where their results have no name
_WITH_OUT = re.compile(r"([a-z_0-9]+)\(([^=]*), out=([^=,]+)\)")
_COPIED = re.compile(r"copyto\(([a-z_0-9]+)(\[[^\]=]*\])?, ([^=]+?)(?:, casting=\"unsafe\")?\)")


def emit(schedule: Schedule, level: str = "fast", device: Device = NUMPY) -> str:
    """The program as Python source.

    The source defines `program(n, <state>, <constants>)`: it makes the buffers for batch size n
    and returns a function. Of the "plain" level that is `step(<inputs>)`, which returns the
    outputs; of the "fast" level it is `run(<inputs>_steps, <outputs>_steps)`, which runs one step
    for each row of the arrays it is given.
    """
    return _Emitter(schedule, level, device).source()


class _Emitter:
    def __init__(self, schedule: Schedule, level: str, device: Device) -> None:
        self.schedule = schedule
        self.plain = level == "plain"
        self.device = device
        self.scalars: dict[tuple[str, str], str] = {}
        # The model's own name stands before each of its layers; it need not be said every time.
        roots = {call.section[1][0] for call in schedule.step if len(call.section[1]) > 1}
        self.common = 1 if len(roots) == 1 else 0

    def source(self) -> str:
        s = self.schedule
        step = list(self._step_lines())
        before, after = (
            [line for c in calls for line in self._lines(c)] for calls in (s.before, s.after)
        )
        setup = [line for call in s.setup for line in self._lines(call)]
        states = [o.name for o in s.states.values()]
        parameters = ", ".join(["n", *states, *s.constants])
        head = self._docstring()
        head += self._bindings(setup + before + step + after)
        body = [*self._scalar_lines(), *setup]
        lines = [*head, "", f"def program({parameters}):", *_indented(body), ""]
        function = self._step_function(step) if self.plain else self._run(before, step, after)
        lines += _indented(function)
        return "\n".join(line.rstrip() for line in lines).strip() + "\n"

    def _docstring(self) -> list[str]:
        """The title; and, where it is to be read, what comes in and what is kept."""
        s = self.schedule
        if not self.plain:
            return [f'"""{s.title or "A program"}.', "", *_HOW_TO_READ, '"""']
        lines = [f'"""{s.title or "A program"}, for batches of n rows.', ""]
        for what, operands in (
            ("Comes in at every step", s.inputs.values()),
            ("Goes out", s.outputs.values()),
            ("Is kept from step to step", s.states.values()),
        ):
            shown = ", ".join(f"{o.name} {_sizes(o)}" for o in operands)
            if shown:
                lines += textwrap.wrap(f"{what}: {shown}.", 96, subsequent_indent="    ")
        return [*lines, '"""', ""]

    def _step_function(self, step: list[str]) -> list[str]:
        inputs = ", ".join(o.name for o in self.schedule.inputs.values())
        outputs = ", ".join(o.name for o in self.schedule.outputs.values())
        result = [f"return {outputs}"] if outputs else []
        lines = [f"def step({inputs}):", *_indented([*step, *result] or ["pass"])]
        return [*lines, "", "return step"]

    def _run(self, before: list[str], step: list[str], after: list[str]) -> list[str]:
        """The function that runs a slice of steps."""
        s = self.schedule
        arrays = {**s.inputs, **s.outputs}
        outside = [o.steps_name for name, o in arrays.items() if name not in s.inner]
        kept = [
            f'{o.steps_name} = np.empty({_shape(o, "steps")}, "{o.spec.dtype}")'
            for name, o in s.outputs.items()
            if name in s.inner
        ]
        used = self._used_in_steps()
        looped = [o for o in arrays.values() if o.name in used]
        counted = bool(before or after or kept or not looped)
        body = [f"steps = len({outside[0]})"] if counted else []
        if before:
            body += ["", "# before the steps of this slice", *before]
        body += kept
        if step:
            body += ["", _loop_head([(o.name, self._each(o)) for o in looped]), *_indented(step)]
        if after:
            body += ["", "# after the steps of this slice", *after]
        body = body[1:] if body and not body[0] else body
        held = [f"{o.name}_arrays = []" for o in looped if self._is_number(o)] if step else []
        return [
            *held,
            *([""] if held else []),
            f"def run({', '.join(outside)}):",
            *_indented(body or ["pass"]),
            "",
            "return run",
        ]

    def _used_in_steps(self) -> set[str]:
        used: set[str] = set()
        for call in self.schedule.step:
            used.update(o.root.name for o in [*call.inputs, call.out])
            used.update(o.name for o in [*call.inputs, call.out])
        return used

    def _each(self, operand: Operand) -> str:
        """What gives the array of each step; of numbers, arrays without axes."""
        name = operand.steps_name
        if self._is_number(operand):
            return f"numbers({name}, {operand.name}_arrays)"
        if operand.kind == "output" and not operand.spec.shape:
            return f"[row.reshape(()) for row in {name}.reshape((-1, 1))]"
        return name

    def _is_number(self, operand: Operand) -> bool:
        """Whether it is a number that comes in, and such are made arrays."""
        comes_in = operand.kind == "input" and not operand.spec.shape
        return comes_in and numbers in self.schedule.support

    # Lines ------------------------------------------------------------------------------------

    def _step_lines(self) -> Iterator[str]:
        section = None
        for call in self.schedule.step:
            if call.section != section:
                if section is not None:
                    yield ""
                section = call.section
                title = section_title(section[0], section[1][self.common :])
                yield f"# {title}{self._result_of(section)}"
            yield from self._lines(call)

    def _result_of(self, section: tuple[str, tuple[str, ...]]) -> str:
        """For a layer that is to be read: the shape of what it hands on."""
        if not self.plain or section[0] != "forward" or not section[1]:
            return ""
        calls = [c for c in self.schedule.step if c.section == section and c.form == "expression"]
        return f", result {_sizes(calls[-1].out)}" if calls else ""

    def _lines(self, call: Call) -> list[str]:
        out, op = call.out, call.op
        if call.form == "statement":
            return [str(call.source)]
        if call.form == "loop":
            inside = [line for inner in call.body for line in self._lines(inner)]
            return [str(call.source), *_indented(inside)]
        if call.form == "allocate":
            empty = "empty" if aligned.empty in self.schedule.support else "np.empty"
            return [f'{out.name} = {empty}({_shape(out)}, "{out.spec.dtype}")']
        if call.form == "expression":
            source = call.source
            if source is None:
                assert op is not None
                source = op.expression(*(self._readable(i, op.infix) for i in call.inputs))
                if call.section == SETUP and not (out.spec.shape or op.is_view or self.plain):
                    source = f"np.asarray({source})"  # NumPy makes numbers of arrays without axes
            return [f"{out.name} = {source}"]
        assert op is not None
        if self.plain:
            target = out.name if out.kind == "output" else f"{out.name}[...]"
            return [f"{target} = {call.inputs[0].text}"]
        lines = op.emit(out.text, *map(self._operand, call.inputs))
        return [_quickly(line) for line in lines] if self.device.module is np else list(lines)

    def _readable(self, operand: Operand, infix: str | None) -> Name:
        text = operand.text
        negative = operand.kind == "scalar" and text.startswith("-")
        return Name(f"({text})", operand.spec) if infix and negative else text

    def _operand(self, operand: Operand) -> Name:
        """Scalars become arrays without axes, made once: NumPy converts a float at every call."""
        if operand.kind != "scalar" or self.device.literals:
            return operand.text
        key = (operand.text, operand.spec.dtype)
        if key not in self.scalars:
            self.scalars[key] = f"number_{len(self.scalars) + 1}"
        return Name(self.scalars[key], operand.spec)

    def _scalar_lines(self) -> list[str]:
        return [
            f'{name} = np.asarray({literal}, "{dtype}")'
            for (literal, dtype), name in self.scalars.items()
        ]

    def _bindings(self, lines: list[str]) -> list[str]:
        """Lines that bind the array functions used, so that a step looks no attribute up."""
        support = {f.__name__ for f in self.schedule.support}
        found: set[str] = set()
        for line in lines:
            found.update(_CALLED.findall(line))
        names = sorted(
            found - support - {"float", "program", "run", "step", "range", "tuple", "zip", "len"}
        )
        return [f"{name} = {self.device.function(name)}" for name in names]


def _quickly(line: str) -> str:
    """The same call as NumPy is quicker at it: the result by place and not by name, no `copyto`.

    It takes 40 ns to look at a name and 250 ns more to copy by a function, where a whole call on
    short arrays takes 400.
    """
    call = _WITH_OUT.fullmatch(line)
    if call:
        name, inputs, out = call.groups()
        is_quick = isinstance(getattr(np, name, None), np.ufunc) and name not in _NAMED
        return f"{name}({inputs}, {out})" if is_quick or name == "dot" else line
    copied = _COPIED.fullmatch(line)
    return f"{copied[1]}{copied[2] or '[...]'} = {copied[3]}" if copied else line


def section_title(phase: str, scope: tuple[str, ...]) -> str:
    where = "/".join(scope)
    return f"{where}: {phase}" if where else phase


def _loop_head(looped: list[tuple[str, str]]) -> str:
    if not looped:
        return "for _ in range(steps):"
    names, rows = (", ".join(part) for part in zip(*looped, strict=True))
    return f"for {names} in {rows}:" if len(looped) == 1 else f"for {names} in zip({rows}):"


def _sizes(operand: Operand) -> str:
    return str(operand.spec.shape) if operand.spec.shape else "(a number)"


def _shape(operand: Operand, *leading: str) -> str:
    sizes = [*leading, *map(str, operand.spec.shape)]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]


_counter = iter(range(1 << 62))


def load(source: str, name: str, module: ModuleType, support: list[Any]) -> Callable[..., Any]:
    """Compiles emitted source and returns its function `program`.

    The text is registered with `linecache`, so that a traceback shows its lines.
    """
    filename = f"<keras_lite program {next(_counter)}: {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    namespace: dict[str, Any] = {"np": module, "__name__": filename}
    namespace.update({function.__name__: on(function, module) for function in support})
    exec(compile(source, filename, "exec"), namespace)
    result: Callable[..., Any] = namespace["program"]
    return result


def forget(program: Callable[..., Any]) -> None:
    """Removes the text of a program that is not used any more."""
    linecache.cache.pop(program.__code__.co_filename, None)

"""The command line: run a Keras script on keras_lite, or show the program it would train.

python -m keras_lite run [--seed N] [--era E] [--quiet] script.py [arguments]
python -m keras_lite show [--seed N] [--era E] [--level plain|fast] script.py [arguments]
python -m keras_lite explain [--era E] script.py
python -m keras_lite modernize [--era E] script.py
python -m keras_lite cache clear
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

USAGE = """\
usage: python -m keras_lite run  [OPTIONS] SCRIPT [ARGUMENTS...]
       python -m keras_lite show [OPTIONS] [--level plain|fast] SCRIPT [ARGUMENTS...]
       python -m keras_lite explain [--era E] SCRIPT
       python -m keras_lite modernize [--era E] SCRIPT
       python -m keras_lite cache clear

run        runs a script that says `import keras`, `from keras...` or `tensorflow.keras` on
           keras_lite, as `python SCRIPT` would.
show       runs it up to its first `fit` and prints the program that this fit would replay.
explain    names the Keras that it was written for, with what in it is older than Keras 3.
modernize  prints it as Keras 3 has it, comments and layout kept; what it cannot say in Keras 3
           is marked, and the exit status is 1.
cache      `cache clear` removes the programs that were compiled from C.

A notebook (.ipynb) is a SCRIPT too; its pictures are saved beside it.
Instead of SCRIPT: -m MODULE, -c CODE, or - for what is typed or piped in, as for python.

  --seed N     seed Python, NumPy and keras_lite before the script starts
  --era E      the defaults of keras0, keras1, keras2, tf.keras or keras3; without it, those of
               the Keras that the script was written for
  --quiet      leave out the warnings of keras_lite, and the line that names the era
  --level L    plain: a page to read, layer by layer (default); fast: what runs
  --version    print the version of keras_lite
  --help       print this
"""


class Order(NamedTuple):
    """What the command line asks for."""

    command: str = ""
    seed: int | None = None
    quiet: bool = False
    level: str = "plain"
    form: str = "script"
    program: str = ""
    arguments: tuple[str, ...] = ()
    era: str = ""


class UsageError(Exception):
    """The command line cannot be followed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Follows a command line.

    Args:
        arguments: Without the program's name; None takes them from `sys.argv`.

    Returns:
        The exit status, unless the script ends the process in its own way.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0 if words else 2
    if words[0] == "--version":
        import keras_lite

        print(f"keras_lite {keras_lite.__version__}")
        return 0
    if words[0] == "cache":
        return _cache(words[1:])
    try:
        order = read_order(words)
        if order.command == "help":
            print(USAGE, end="")
            return 0
        source = _as_program(order, _load(order))
        if order.command in ("explain", "modernize"):
            from keras_lite.compat import commands

            return commands.COMMANDS[order.command](order.program, source, order.era)
    except UsageError as error:
        print(f"keras_lite: {error}", file=sys.stderr)
        return 2
    _prepare(order)
    _choose_era(order, source)
    if order.command == "show":
        from keras_lite.compat import show

        return show.first_program(lambda: _start(order, source), order.program, order.level)
    _start(order, source)
    return 0


def _as_program(order: Order, source: bytes) -> bytes:
    """The text itself, or that of the cells of a notebook."""
    if order.form != "script" or not order.program.endswith(".ipynb"):
        return source
    from keras_lite.compat import notebook
    from keras_lite.errors import InvalidFile

    name = os.path.basename(order.program)
    try:
        program, left_out = notebook.program_of(source, name)
    except InvalidFile as error:
        raise UsageError(str(error)) from None
    if left_out and not order.quiet:
        print(f"keras_lite: left out of {name}: {'; '.join(left_out)}", file=sys.stderr)
    if order.command == "run" and b"matplotlib" in program:
        notebook.save_pictures(order.program)
    return program


def _choose_era(order: Order, source: bytes) -> None:
    """The defaults of `--era` hold, or those of the era that the text shows; one line says so."""
    era, name = order.era, order.program
    if order.form == "code" or name == "-":
        name = "<string>" if order.form == "code" else "<stdin>"
    if not era and order.form == "module":
        from keras_lite.compat import script

        source = script.text_of_module(name)
    if not era and b"keras" in source:
        from keras_lite.compat import explain

        era, line = explain.announcement(name, source)
        if line and not order.quiet:
            print(line, file=sys.stderr)
    if era:
        from keras_lite.compat import eras

        eras.set_era(era)


def _cache(words: Sequence[str]) -> int:
    """Empties the folder of compiled programs."""
    if words != ["clear"]:
        said = " ".join(["cache", *words])
        print(f"keras_lite: {said!r} is no command; there is `cache clear`.", file=sys.stderr)
        return 2
    from keras_lite.engine import library_folder

    count = library_folder.clear()
    programs = "program" if count == 1 else "programs"
    print(f"{count} compiled {programs} removed from {library_folder.path_of_folder()}")
    return 0


def read_order(words: Sequence[str]) -> Order:
    """The order that the words of a command line give.

    Everything behind the script's name belongs to the script, whatever it looks like.

    Raises:
        UsageError: If the words cannot be followed; the message says what would be.

    Example:
        >>> read_order(["run", "--seed", "7", "xor.py", "--seed", "8"])[5:7]
        ('xor.py', ('--seed', '8'))
    """
    from keras_lite.errors import suggest

    command, *rest = words
    if command not in _COMMANDS:
        hint = suggest(command, [*_COMMANDS, "cache"])
        raise UsageError(
            f"{command!r} is no command; there are {', '.join(_COMMANDS)} and cache.{hint}\n{USAGE}"
        )
    order = Order(command)
    while rest:
        word = rest.pop(0)
        option, equals, value = word.partition("=")
        if word in ("-h", "--help"):
            return Order("help")
        if word in ("-q", "--quiet"):
            order = order._replace(quiet=True)
        elif option in _OPTIONS:
            value = value if equals else _next(rest, option)
            order = order._replace(**{option[2:]: _OPTIONS[option](value)})
        elif word in ("-m", "-c"):
            form = "module" if word == "-m" else "code"
            program = _next(rest, word)
            return order._replace(form=form, program=program, arguments=tuple(rest))
        elif word.startswith("-") and word != "-":
            known = ["--seed", "--quiet", "--level", "--era", "--help", "-m", "-c"]
            raise UsageError(f"{command}: there is no option {word}.{suggest(option, known)}")
        else:
            return order._replace(program=word, arguments=tuple(rest))
    raise UsageError(f"{command}: no script was named.\n{USAGE}")


def _next(rest: list[str], option: str) -> str:
    if not rest:
        raise UsageError(f"{option} was given without the value that belongs behind it.")
    return rest.pop(0)


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**32):
        raise UsageError(
            f"--seed is {text!r}, but a whole number from 0 to 4294967295 was expected."
        )
    return int(text)


def _level(text: str) -> str:
    if text not in ("plain", "fast"):
        raise UsageError(f"--level is {text!r}, but plain or fast was expected.")
    return text


def _era(text: str) -> str:
    from keras_lite.compat.eras import ERAS
    from keras_lite.errors import suggest

    if text not in ERAS:
        hint = suggest(text, ERAS)
        raise UsageError(f"--era is {text!r}, but one of {', '.join(ERAS)} was expected.{hint}")
    return text


_COMMANDS = ("run", "show", "explain", "modernize")
_OPTIONS: dict[str, Callable[[str], Any]] = {"--seed": _seed, "--level": _level, "--era": _era}


def _load(order: Order) -> bytes:
    """The text of the program, read before anything else happens; nothing for a module.

    Raises:
        UsageError: If there is no such script or module.
    """
    from importlib.util import find_spec

    if order.form == "code":
        return order.program.encode()
    if order.form == "module":
        if find_spec(order.program.partition(".")[0]) is None:
            raise UsageError(f"No module named {order.program}")
        return b""
    if order.program == "-":
        return sys.stdin.buffer.read()
    path = os.path.abspath(order.program)
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        from keras_lite.errors import suggest

        scripts = [name for name in _names_in(os.path.dirname(path)) if name.endswith(".py")]
        hint = suggest(os.path.basename(path), scripts)
        reason = f"[Errno {error.errno}] {error.strerror}"
        raise UsageError(f"can't open file {path!r}: {reason}.{hint}") from None


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _prepare(order: Order) -> None:
    """Everything that must be in place before the script's first line."""
    from keras_lite.compat import importer

    # Seeding by hand before the import counts the import's own draw; `--seed` comes after it.
    importer.install(draw=order.seed is None)
    if order.quiet:
        import warnings

        from keras_lite.errors import KerasLiteWarning

        warnings.simplefilter("ignore", KerasLiteWarning)
    if order.seed is not None:
        from keras_lite.utils import set_random_seed

        set_random_seed(order.seed)


def _start(order: Order, source: bytes) -> None:
    from keras_lite.compat import script

    if order.form == "module":
        script.run_module(order.program, order.arguments)
    elif order.form == "code":
        script.run_source(source, "<string>", ["-c", *order.arguments], folder="")
    elif order.program == "-":
        script.run_source(source, "<stdin>", ["-", *order.arguments], folder="")
    else:
        script.run_file(order.program, source, order.arguments)

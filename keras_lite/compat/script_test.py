"""The pieces of running a script that can be seen without a process of their own."""

from __future__ import annotations

import sys

import pytest

from keras_lite import cli
from keras_lite.compat import script


@pytest.fixture
def interpreter(monkeypatch):
    """Everything that running a script changes, put back afterwards."""
    monkeypatch.setattr(sys, "argv", ["keras_lite"])
    monkeypatch.setattr(sys, "path", ["here", *sys.path])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def test_a_script_is_main(interpreter, tmp_path):
    path = tmp_path / "program.py"
    source = b"import sys\nseen = (__name__, __file__, sys.argv, sys.path[0])\nhere = globals()\n"
    script.run_file(str(path), source, ["--flag", "2"])
    main = sys.modules["__main__"]
    assert main.seen == ("__main__", str(path), [str(path), "--flag", "2"], str(tmp_path))
    assert main.here is vars(main)
    assert (main.__package__, main.__spec__, main.__doc__) == (None, None, None)


def test_hooks_see_the_frames_of_the_program_only(interpreter):
    shown = []
    sys.excepthook = lambda kind, value, trace: shown.append((value, trace))
    with pytest.raises(ZeroDivisionError) as caught:
        script.run_source(b"def f():\n    1 / 0\nf()\n", "<demo>", ["demo"], "")
    sys.excepthook(caught.type, caught.value, caught.tb)
    ((value, trace),) = shown
    frames = []
    while trace is not None:
        frames.append((trace.tb_frame.f_code.co_name, trace.tb_lineno))
        trace = trace.tb_next
    assert value is caught.value
    assert frames == [("<module>", 3), ("f", 2)]


def test_reading_the_command_line():
    order = cli.read_order(["run", "--seed", "7", "-q", "xor.py", "--seed", "8", "-h"])
    assert order == cli.Order("run", 7, True, program="xor.py", arguments=("--seed", "8", "-h"))
    assert cli.read_order(["show", "--level=fast", "--seed=0", "x"])[1:4] == (0, False, "fast")
    assert cli.read_order(["run", "-m", "a.b", "-c"])[4:7] == ("module", "a.b", ("-c",))
    assert cli.read_order(["run", "-c", "1", "2"])[4:7] == ("code", "1", ("2",))
    assert cli.read_order(["run", "--help"]).command == "help"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["rum", "x.py"],
            "'rum' is no command; there are run, show, explain, modernize and cache."
            " Did you mean 'run'?",
        ),
        (["run"], "run: no script was named."),
        (["run", "--sed", "1", "x.py"], "there is no option --sed. Did you mean '--seed'?"),
        (["run", "--seed", "x.py"], "--seed is 'x.py', but a whole number from 0 to 4294967295"),
        (["run", "--seed", "4294967296", "x.py"], "but a whole number from 0 to 4294967295 was"),
        (["run", "--seed"], "--seed was given without the value"),
        (["show", "--level", "slow", "x.py"], "--level is 'slow', but plain or fast was expected."),
    ],
)
def test_a_command_line_that_cannot_be_followed(words, message):
    with pytest.raises(cli.UsageError) as caught:
        cli.read_order(words)
    assert message in str(caught.value)

"""`python -m keras_lite run` beside plain `python`: the same script, the same everything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RUN = ["-m", "keras_lite", "run"]


@pytest.fixture
def call(tmp_path):
    """Calls Python in a folder of its own and returns (exit status, output, errors)."""

    def calling(*words, typed=None, **files):
        for name, text in files.items():
            (tmp_path / f"{name}.py").write_text(text)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return calling


SCRIPTS = {
    "facts": """
import sys
print(__name__, __file__, __doc__, __package__, __spec__, sorted(globals()), __builtins__)
print(sys.argv, sys.path[0], sys.modules["__main__"].__dict__ is globals())
""",
    "error": "def f(x):\n    return 1 / x\n\nprint('before')\nf(0)\n",
    "chained": "try:\n    {}['a']\nexcept KeyError:\n    raise ValueError('b')\n",
    "caused": "try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('b') from e\n",
    "group": "raise ExceptionGroup('many', [ValueError(1), KeyError(2)])\n",
    "syntax": "x = (\n",
    "indent": "def f():\nreturn 1\n",
    "coding": "# -*- coding: latin-1 -*-\nprint(ascii('\\xe9'))\n",
    "exit_none": "import sys\nsys.exit()\n",
    "exit_number": "import sys\nsys.exit(3)\n",
    "exit_text": "import sys\nsys.exit('gone')\n",
    "exit_function": "exit(4)\n",
    "raise_exit": "raise SystemExit(5)\n",
    "at_exit": "import atexit\natexit.register(print, 'last')\n1 / 0\n",
    "hook": "import sys\nsys.excepthook = lambda k, v, t: print(k, v, t.tb_lineno)\n1 / 0\n",
    "thread": "import threading\nthreading.Thread(target=lambda: print(7)).start()\n1 / 0\n",
    "interrupt": "raise KeyboardInterrupt\n",
    "pickled": "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))) is A)\n",
    "neighbour": "import error\n",
    "stdin": "import sys\nprint(sys.stdin.read() == '')\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_as_with_plain_python(name, call):
    files = {name: SCRIPTS[name], "error": SCRIPTS["error"]}
    words = (f"{name}.py", "one", "--two", "-c")
    assert call(*RUN, *words, **files) == call(*words, **files)


def test_an_interrupt_ends_the_process_by_its_signal(call):
    status, _, errors = call(*RUN, "stop.py", stop="raise KeyboardInterrupt\n")
    assert status == -signal.SIGINT
    assert errors.endswith("KeyboardInterrupt\n")


@pytest.mark.parametrize("words", [("-m", "facts", "a"), ("-c", SCRIPTS["facts"], "-m")])
def test_modules_and_code(words, call):
    plain, ours = (call(*start, *words, facts=SCRIPTS["facts"]) for start in ((), RUN))
    if words[0] == "-m":  # the module's spec shows where it was found, which differs in form only
        assert ours[1].splitlines()[-1] == plain[1].splitlines()[-1]
        assert ours[::2] == plain[::2]
    else:
        assert ours == plain


def test_a_script_from_the_pipe(call):
    text = "import sys\nprint(sys.argv, __name__, sys.path[0] == '')\n1 / 0\n"
    plain, ours = (call(*start, "-", "a", typed=text) for start in ((), RUN))
    assert ours == plain
    assert ours[0] == 1


@pytest.mark.slow
def test_a_path_with_folders(call, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "facts.py").write_text(SCRIPTS["facts"])
    (tmp_path / "link.py").symlink_to("folder/facts.py")
    for path in ("folder/facts.py", "folder/../folder/facts.py", str(tmp_path / "link.py")):
        assert call(*RUN, path) == call(path)


def test_a_script_that_is_not_there(call):
    status, output, errors = call(*RUN, "xer.py", xor="")
    assert (status, output) == (2, "")
    assert "can't open file" in errors
    assert "[Errno 2] No such file or directory. Did you mean 'xor.py'?" in errors


def test_a_module_that_is_not_there(call):
    assert call(*RUN, "-m", "nothing_here")[::2] == (
        2,
        "keras_lite: No module named nothing_here\n",
    )


def test_a_failing_import_shows_the_script_only(call):
    script = "import os\nfrom keras.config import FloatX\n"
    status, _, errors = call(*RUN, "script.py", script=script)
    assert status == 1
    lines = errors.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].endswith('script.py", line 2, in <module>')
    assert lines[2] == "    from keras.config import FloatX"
    assert lines[3].startswith("ImportError: cannot import name 'FloatX' from 'keras.config'. Did")
    assert len(lines) == 4


def test_the_real_libraries_are_never_imported(call):
    script = """
import sys, keras, tensorflow as tf
from tensorflow.keras.config import floatx
files = {m.__file__ for n, m in sys.modules.items() if n.split(".")[0] == "keras"}
print(all("keras_lite" in file for file in files), tf.__version__, floatx())
"""
    assert call(*RUN, "script.py", script=script)[1] == "True 2.21.0 float32\n"


NOTHING_REAL = """
import sys
real = {"keras", "tensorflow", "tf_keras", "jax", "torch"}
for name, module in sys.modules.items():
    ours = type(module).__module__ == "keras_lite.compat.importer"
    assert ours or name.partition(".")[0] not in real, (name, module)
print("nothing real")
"""
TOUCHES = """
import numpy as np
from {keras}.models import Sequential
from {keras}.layers import Dense
model = Sequential([Dense(1, input_dim=2)])
model.compile("sgd", "mse")
model.fit(np.ones((4, 2)), np.ones((4, 1)), nb_epoch=1, verbose=0)
model.save("model.h5")
"""


def _notebook(text):
    cell = {"cell_type": "code", "source": text, "metadata": {}, "outputs": []}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.slow
@pytest.mark.parametrize("way", ["run", "swapped", "install", "notebook"])
def test_no_way_to_run_a_program_imports_the_real_libraries(way, call, tmp_path):
    standing_in = TOUCHES.format(keras="tensorflow.keras") + "import keras, tf_keras\n"
    if way == "run":
        done = call(*RUN, "script.py", script=standing_in + NOTHING_REAL)
    elif way == "swapped":
        done = call("script.py", script=TOUCHES.format(keras="keras_lite") + NOTHING_REAL)
    elif way == "install":
        installed = "import keras_lite\nkeras_lite.install()\n"
        done = call("script.py", script=installed + standing_in + NOTHING_REAL)
    else:
        (tmp_path / "script.ipynb").write_text(
            _notebook("%pip list\n" + standing_in + NOTHING_REAL)
        )
        done = call(*RUN, "script.ipynb")
    assert (done[0], done[1]) == (0, "nothing real\n"), done[2]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["explain", "modernize"])
def test_no_way_to_read_a_program_imports_the_real_libraries(command, call):
    if command == "modernize":
        pytest.importorskip("libcst", reason="libcst comes with the extra `modernize`")
    script = TOUCHES.format(keras="tensorflow.keras") + "import tf_keras\n1 / 0\n"
    main = f"from keras_lite import cli\ncli.main([{command!r}, 'script.py'])\n"
    status, output, errors = call("main.py", script=script, main=main + NOTHING_REAL)
    assert status == 0, errors
    assert output.endswith("nothing real\n") and "epochs" in output


OLD = """
print("a line of the script's own")
import numpy
from keras.models import Sequential
from keras.layers.core import Dense
import keras.optimizers

model = Sequential()
model.add(Dense(4, activation="relu", input_dim=2))
model.add(Dense(2, activation="softmax"))
optimizer = keras.optimizers.SGD(lr=0.1, decay=0.001, momentum=0.99)
model.compile(loss="binary_crossentropy", optimizer=optimizer)
x = numpy.random.randn(100, 2)
y = numpy.eye(2)[(x[:, 0] * x[:, 1] > 0).astype(int)]
history = model.fit(x, y, nb_epoch=3, batch_size=10, verbose=0)
print(len(history.history["loss"]), model.predict(x, verbose=0).shape)
print(model.get_weights()[0].ravel(), history.history["loss"], numpy.random.rand())
"""


@pytest.mark.slow
def test_a_script_of_an_old_era_runs(call):
    status, output, errors = call(*RUN, "old.py", old=OLD)
    assert status == 0
    assert errors.startswith("keras_lite: old.py is taken for Keras 1.x (line 15: fit(nb_epoch=))")
    assert errors.count("\n") == 1
    assert call(*RUN, "--quiet", "old.py")[2] == ""
    assert "3 (100, 2)" in output


@pytest.mark.slow
def test_the_era_of_modules_code_and_what_is_piped_in(call, tmp_path):
    short = "import keras.backend as K\nfrom keras.layers.core import Dense\nDense(output_dim=1)\n"
    said = "is taken for Keras 1.x (line 3: Dense(output_dim=))"
    for words, name in ((("-c", short), "<string>"), (("-m", "old"), "old"), (("-",), "<stdin>")):
        errors = call(*RUN, *words, typed=short, old=short)[2]
        assert errors.startswith(f"keras_lite: {name} {said}")
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("print('once')\n")
    (package / "__main__.py").write_text(short)
    status, output, errors = call(*RUN, "-m", "package")
    assert (status, output) == (0, "once\n")
    assert errors.startswith(f"keras_lite: package {said}")
    assert call(*RUN, "--era", "keras3", "-m", "package")[2] == ""


@pytest.mark.slow
def test_a_seed_makes_runs_equal(call):
    first = call(*RUN, "--seed", "7", "old.py", old=OLD)
    assert first[0] == 0
    assert call(*RUN, "--seed=7", "old.py") == first
    assert call(*RUN, "--seed", "8", "old.py") != first


@pytest.mark.slow
def test_a_seed_is_what_set_random_seed_is(call):
    swapped = "import keras_lite\nkeras_lite.utils.set_random_seed(7)\n" + OLD.replace(
        "from keras.", "from keras_lite."
    ).replace("import keras.optimizers", "import keras_lite as keras")
    assert call("swapped.py", swapped=swapped) == call(*RUN, "--seed", "7", "-q", "old.py", old=OLD)


@pytest.mark.slow
def test_show_prints_the_first_program_and_nothing_else(call):
    show = ("-m", "keras_lite", "show")
    status, output, errors = call(*show, "-q", "old.py", old=OLD)
    assert status == 0
    assert errors == "a line of the script's own\n"
    compile(output, "program", "exec")
    assert output.index("# dense: forward") < output.index("# dense_1: forward")
    fast = call(*show, "--level", "fast", "old.py")
    assert fast[0] == 0
    assert fast[1] != output


@pytest.mark.slow
def test_show_without_a_fit(call):
    status, output, errors = call("-m", "keras_lite", "show", "script.py", script="print(1)\n")
    assert (status, output) == (1, "")
    assert errors == "1\nkeras_lite: script.py ended without calling fit: nothing to show.\n"


@pytest.mark.slow
def test_show_of_a_script_that_fails(call):
    status, output, errors = call("-m", "keras_lite", "show", "error.py", error=SCRIPTS["error"])
    assert (status, output) == (1, "")
    assert next(line for line in errors.splitlines() if "File" in line).endswith(
        'error.py", line 5, in <module>'
    )


@pytest.mark.slow
def test_quiet_leaves_out_our_warnings(call):
    script = (
        "import warnings\nfrom keras_lite.errors import KerasLiteWarning\n"
        "warnings.warn('ours', KerasLiteWarning)\nwarnings.warn('theirs', UserWarning)\n"
    )
    assert "ours" in call(*RUN, "script.py", script=script)[2]
    errors = call(*RUN, "--quiet", "script.py")[2]
    assert "ours" not in errors
    assert "theirs" in errors


@pytest.mark.slow
def test_help_and_version(call):
    for words in (["--help"], ["run", "--help"]):
        status, output, errors = call("-m", "keras_lite", *words)
        assert (status, errors) == (0, "")
        assert output.startswith("usage: python -m keras_lite run")
    assert call("-m", "keras_lite", "--version")[1].startswith("keras_lite ")
    assert call("-m", "keras_lite")[0] == 2

"""The eras of small programs, and what `explain` prints of them."""

from __future__ import annotations

import pytest

from keras_lite import cli
from keras_lite.compat import eras, evidence, explain, modules, names, old_methods
from keras_lite.compat.argument_rows import ROWS
from keras_lite.compat.arguments import Ignored, Renamed

K = "from keras.models import Sequential\n"
PROGRAMS = [
    (K, "keras3"),
    ("import numpy as np\nnp.ones(3)\n", "keras3"),
    ("import nothing\nnothing.Dense(output_dim=3)\n", "keras3"),
    ("x = (\n", "keras3"),
    (K + "m.add(Dense(64, 32))", "keras0"),
    (K + "m.fit(x, y, show_accuracy=True)", "keras0"),
    (K + "m.compile('sgd', metrics=['accuracy'])\nh['val_acc']", "keras2"),
    (K + "m.compile('sgd', metrics=['acc'])\nh['val_acc']", "keras3"),
    (K + "m.compile('sgd', metrics=['mae'])\nh['acc']", "keras3"),
    (K + "m.compile('sgd', 'mse', class_mode='binary')", "keras0"),
    ("from keras.layers.containers import Sequential", "keras0"),
    (K + "m.add(Dense(output_dim=3, init='uniform'))", "keras1"),
    (K + "m.fit(x, y, nb_epoch=3)", "keras1"),
    (K + "Model(input=a, output=b)", "keras1"),
    ("from keras.utils.visualize_util import plot", "keras1"),
    ("from keras.layers.core import Dense", "keras2"),
    ("import keras.layers.core", "keras2"),
    ("from keras.utils import np_utils", "keras2"),
    (K + "keras.optimizers.Adam(lr=0.1)", "keras2"),
    (K + "SGD(0.1, decay=1e-6)", "keras2"),
    (K + "m.fit_generator(g, 3)", "keras2"),
    (K + "m.fit_generator(g, samples_per_epoch=3)", "keras1"),
    (K + "m.evaluate_generator(g, val_samples=3)", "keras1"),
    ("import tensorflow as tf\nm = tf.keras.Sequential()", "tf.keras"),
    ("from tensorflow import keras\nAdam(lr=0.1)", "tf.keras"),
    ("from tensorflow.keras.layers import Dense\nm.fit(x, nb_epoch=3)", "tf.keras"),
    ("import tf_keras as keras", "tf.keras"),
    ("from keras import ops\nAdam(lr=0.1)", "keras3"),
    ("import keras\nkeras.ops.add(1, 2)", "keras3"),
]


@pytest.mark.parametrize(("text", "era"), PROGRAMS)
def test_eras_of_programs(text, era):
    assert evidence.verdict(evidence.evidence(text))[0] == era
    assert explain.announcement("a.py", text.encode())[0] == era


def test_the_line_names_the_evidence():
    line = explain.announcement("a.py", (K + "\nm.fit(x, y,\n  nb_epoch=3)").encode())[1]
    assert line == (
        "keras_lite: a.py is taken for Keras 1.x (line 4: fit(nb_epoch=)), whose defaults hold; "
        "--era keras3 for those of today."
    )
    assert explain.announcement("a.py", K.encode()) == ("keras3", "")


ARGUMENTS = [
    row for row in ROWS
    if isinstance(row, (Renamed, Ignored)) and row.name != "*" and "src" not in row.module
]  # fmt: skip


@pytest.mark.parametrize("row", ARGUMENTS, ids=lambda row: f"{row.name}.{row.method}.{row.old}")
def test_each_old_argument_is_evidence(row):
    called = row.name if row.method == "__init__" else f"model.{row.method}"
    (piece,) = evidence.evidence(f"import keras\n{called}({row.old}=1)\n")
    assert piece.line == 2 and f"({row.old}=)" in piece.old
    assert piece.modern == (f"{row.new}=" if isinstance(row, Renamed) else "")


@pytest.mark.parametrize("row", modules.MODULES, ids=lambda row: row.old)
def test_each_old_module_is_evidence(row):
    pieces = evidence.evidence(f"import keras.{row.old}\n")
    assert pieces == [] if row.old == "src" else pieces[0].old == f"keras.{row.old}"


@pytest.mark.parametrize("row", names.NAMES, ids=lambda row: f"{row.module}.{row.old}")
def test_each_old_name_is_evidence(row):
    pieces = evidence.evidence(f"from keras.{row.module} import {row.old}\n")
    still_there = row.old.startswith(("MaxPool", "AvgPool"))  # Keras 3 has these names too
    assert (pieces == []) == still_there


@pytest.mark.parametrize("name", old_methods.METHODS)
def test_each_old_method_is_evidence(name):
    (piece,) = evidence.evidence(f"import keras\nmodel.{name}(x)\n")
    assert piece.old == f".{name}" and piece.era == "keras2" and piece.modern


def test_the_report():
    text = (
        "from keras.layers.core import Dense\nfrom keras.models import Sequential, Graph\n"
        "import keras.nothing\nm.fit(x, nb_epoch=2)\n"
    )
    assert explain.report("a.py", text.encode()).splitlines() == [
        "a.py: Keras 1.x",
        "  line   1  keras.layers.core  ->  keras.layers  (Keras 2.0 to 2.3)",
        "  line   4  fit(nb_epoch=)     ->  epochs=",
        "not supported:",
        "  line   2  keras.models.Graph Keras dropped it in version 1.0. Write the graph with the "
        "functional API: Input, calls of layers, Model(inputs, outputs).",
        "  line   3  keras.nothing",
    ]
    assert explain.report("b.py", K.encode()).splitlines() == [
        "b.py: Keras 3", "  nothing in it is older than Keras 3",
    ]  # fmt: skip


def test_the_command(tmp_path, capsys):
    path = tmp_path / "a.py"
    path.write_text("from keras.utils import np_utils\n")
    assert cli.main(["explain", str(path)]) == 0
    assert "keras.utils.np_utils  ->  keras.utils" in capsys.readouterr().out
    path.write_text("x = (\n")
    assert cli.main(["explain", str(path)]) == 2
    assert "line 1: this is no program of Python 3: '(' was never closed" in capsys.readouterr().err


def test_the_option():
    assert cli.read_order(["run", "--era", "keras1", "a.py"]).era == "keras1"
    with pytest.raises(cli.UsageError, match="--era is 'keras', but one of keras0, keras1, keras2"):
        cli.read_order(["run", "--era=keras", "a.py"])


@pytest.mark.parametrize(
    ("options", "rate", "said"),
    [([], 1.0, True), (["--quiet"], 1.0, False), (["--era", "keras3"], 0.001, False),
     (["--era=keras2"], 1.0, False)],
)  # fmt: skip
@pytest.mark.slow
def test_running_applies_the_era(options, rate, said, tmp_path):
    import subprocess
    import sys

    path = tmp_path / "a.py"
    path.write_text(
        "from keras.optimizers import Adadelta\nfrom keras.layers.core import Dense\n"
        "print(round(float(Adadelta().learning_rate.numpy()), 5))\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "keras_lite", "run", *options, str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == f"{rate}\n"
    assert ("is taken for Keras 2.0 to 2.3 (line 2: keras.layers.core)" in done.stderr) == said
    assert (done.stderr == "") != said


def test_titles_are_complete():
    assert tuple(eras.TITLES) == eras.ERAS

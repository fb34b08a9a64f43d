"""What a script meets that says `import keras` while keras_lite stands in for it."""

from __future__ import annotations

import importlib
import random
import sys
import types

import pytest

import keras_lite
from keras_lite.compat import importer


@pytest.fixture(autouse=True)
def front_door():
    """keras_lite in front of whatever is installed, for one test."""
    held = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_real(name)}
    importer.install()
    yield
    importer.uninstall()
    sys.modules.update(held)


def _is_real(name):
    return name.partition(".")[0] in ("keras", "tensorflow", "tf_keras")


@pytest.mark.parametrize(
    "line",
    [
        "from keras.config import floatx",
        "from keras import config; floatx = config.floatx",
        "import keras; floatx = keras.config.floatx",
        "import keras.config; floatx = keras.config.floatx",
        "import keras.config as c; floatx = c.floatx",
        "from tensorflow.keras.config import floatx",
        "from tensorflow import keras; floatx = keras.config.floatx",
        "import tensorflow as tf; floatx = tf.keras.config.floatx",
        "import tensorflow.keras as keras; floatx = keras.config.floatx",
        "from tensorflow.python.keras.config import floatx",
        "from tensorflow.compat.v1.keras.config import floatx",
        "import tensorflow as tf; floatx = tf.compat.v1.keras.config.floatx",
        "from tf_keras.config import floatx",
        "from keras.config import *",
    ],
)
def test_every_way_to_import_leads_to_the_same_object(line):
    namespace = {}
    exec(line, namespace)
    assert namespace["floatx"] is keras_lite.config.floatx


def test_old_module_paths_lead_to_todays_module(monkeypatch):
    layers = _fake(monkeypatch, "keras_lite.layers", Dense=object())
    from keras.layers.core import Dense

    assert Dense is layers.Dense
    import keras

    assert keras.layers.core.Dense is keras.layers.Dense is layers.Dense
    assert not hasattr(layers, "core"), "old names stay out of the modern module"


def test_old_module_paths_work_when_the_import_line_was_swapped(monkeypatch):
    layers = _fake(monkeypatch, "keras_lite.layers", Dense=object(), __path__=[])
    core = importlib.import_module("keras_lite.layers.core")
    assert core.Dense is layers.Dense
    del sys.modules["keras_lite.layers.core"]  # for it leads to the fake


def test_old_names_lead_to_todays(monkeypatch):
    optimizers = _fake(monkeypatch, "keras_lite.optimizers", SGD=object())
    import keras

    assert keras.optimizers.sgd is optimizers.SGD


def test_versions_are_those_a_script_expects():
    import keras
    import tensorflow as tf

    assert keras.__version__ == tf.keras.__version__ == "3.15.1"
    assert tf.__version__.startswith("2.")


def test_internal_files_are_no_part_of_keras():
    import keras

    assert not hasattr(keras, "naming")
    assert "naming" not in dir(keras)
    with pytest.raises(ImportError):
        import keras.naming


@pytest.mark.parametrize(
    ("line", "kind", "message"),
    [
        (
            "from keras.config import FloatX",
            ImportError,
            r"cannot import name 'FloatX' from 'keras.config'. Did you mean 'floatx'\? ",
        ),
        (
            "from keras.config import flotx",
            ModuleNotFoundError,
            r"No module or name 'keras.config.flotx'. Did you mean 'floatx'\? ",
        ),
        ("import keras.lyers", ModuleNotFoundError, r"'keras.lyers'. Did you mean 'layers'\?"),
        ("import keras; keras.lyers", AttributeError, r"'lyers'. Did you mean 'layers'\?"),
        ("import keras.quantizers", ModuleNotFoundError, r"part of Keras, but keras_lite does not"),
        (
            "from tensorflow import raw_ops",
            ImportError,
            r"tensorflow.raw_ops is part of TensorFlow, which",
        ),
        (
            "import tensorflow.raw_ops",
            ModuleNotFoundError,
            r"tensorflow.raw_ops is part of TensorFlow",
        ),
        (
            "import tensorflow as tf; tf.raw_ops",
            AttributeError,
            r"tensorflow.raw_ops is part of TensorFlow",
        ),
        (
            "import tensorflow as tf; tf.random.set_sed(1)",
            AttributeError,
            r"tensorflow.random.set_sed is .* Did you mean 'set_seed'\?",
        ),
    ],
)
def test_what_is_missing_is_named(line, kind, message):
    with pytest.raises(kind, match=message):
        exec(line, {})


def test_probing_for_names_works_as_usual():
    import keras
    import tensorflow as tf

    assert not hasattr(keras, "nothing_of_this_name")
    assert not hasattr(tf, "raw_ops")
    namespace = {}
    exec("try:\n import keras.nothing\nexcept ImportError:\n found = False", namespace)
    assert namespace["found"] is False


def test_importing_keras_draws_as_the_real_import_does():
    importer.uninstall()
    importer.install(draw=True)
    random.seed(5)
    random.getrandbits(24)
    expected = random.random()

    random.seed(5)
    import keras  # noqa: F401
    import tensorflow.keras  # noqa: F401

    assert random.random() == expected


def test_a_real_keras_that_is_already_there_is_an_error(monkeypatch):
    importer.uninstall()
    monkeypatch.setitem(sys.modules, "keras", types.ModuleType("keras"))
    with pytest.raises(RuntimeError, match="'keras' is already imported .* Call install.. before"):
        keras_lite.install()


def test_install_twice_and_uninstall():
    importer.install()
    assert sum(isinstance(finder, importer.Finder) for finder in sys.meta_path) == 1
    import keras  # noqa: F401

    importer.uninstall()
    assert not any(isinstance(finder, importer.Finder) for finder in sys.meta_path)
    assert "keras" not in sys.modules


def _fake(monkeypatch, name, **attributes):
    """A module of keras_lite that stands there for one test."""
    module = types.ModuleType(name)
    module.__dict__.update(__file__="", **attributes)
    monkeypatch.setitem(sys.modules, name, module)
    parent, _, last = name.rpartition(".")
    monkeypatch.setattr(sys.modules[parent], last, module, raising=False)
    return module

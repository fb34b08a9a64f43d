"""Where modules of every Keras are found in keras_lite: a table, and how to read a path by it."""

from __future__ import annotations

from typing import NamedTuple


class Root(NamedTuple):
    """A package under which scripts have found Keras."""

    path: str
    dropped: str = ""


class Module(NamedTuple):
    """A module that has moved: its path below the root, where its names are now, and since when."""

    old: str
    new: str
    dropped: str


ROOTS = (
    Root("keras"),
    Root("tf_keras"),
    Root("tensorflow.keras"),
    Root("tensorflow.compat.v1.keras"),
    Root("tensorflow.compat.v2.keras"),
    Root("tensorflow.python.keras", "TensorFlow 2.16"),
    Root("tensorflow.contrib.keras", "TensorFlow 2.0"),
)


class Nested(NamedTuple):
    """A package inside Keras in which its modules stand once more, and until when."""

    path: str
    dropped: str = ""


NESTED = (
    Nested("_tf_keras.keras"),
    Nested("_tf_keras"),
    Nested("api._v1.keras", "TensorFlow 2.14"),
    Nested("api._v2.keras", "TensorFlow 2.14"),
    Nested("api._v1", "TensorFlow 2.14"),
    Nested("api._v2", "TensorFlow 2.14"),
    Nested("api.keras", "TensorFlow 2.0"),
    Nested("api", "3.8"),
    Nested("python.keras", "TensorFlow 2.0"),
    Nested("python", "TensorFlow 2.0"),
    Nested("src"),
)

# The modules that Keras 3 publishes; each has the same path in keras_lite, once it is there.
PUBLIC = frozenset(
    """
    activations applications backend callbacks config constraints datasets distribution
    dtype_policies export initializers layers legacy losses metrics mixed_precision models ops
    optimizers preprocessing quantizers random regularizers saving tree utils visualization wrappers
    applications.imagenet_utils
    datasets.boston_housing datasets.california_housing datasets.cifar10 datasets.cifar100
    datasets.fashion_mnist datasets.imdb datasets.mnist datasets.reuters
    legacy.saving ops.image ops.linalg ops.nn ops.numpy optimizers.legacy optimizers.schedules
    preprocessing.image preprocessing.sequence utils.bounding_boxes utils.legacy
    """.split()
) | {
    # Those that older versions published and that keras_lite has at the same path.
    "preprocessing.text",
    "wrappers.scikit_learn",
}

# Read off the tags of the Keras repository: the first release whose package lacks the module.
# (2.13 moved everything unpublished under `keras.src`; the others were renamed before that.)
MODULES: tuple[Module, ...] = (
    Module("_api", "", "2.13"),
    Module("legacy", "", "2.4"),
    Module("legacy.interfaces", "", "2.4"),
    Module("legacy.preprocessing", "preprocessing", "3.0"),
    Module("legacy.preprocessing.sequence", "preprocessing.sequence", "3.0"),
    Module("legacy.preprocessing.text", "preprocessing.text", "3.0"),
    Module("legacy.saving", "saving", "3.0"),
    Module("legacy.layers", "layers", "2.4"),
    Module("optimizers.legacy", "optimizers", "3.0"),
    Module("optimizers.experimental", "optimizers", "2.13"),
    Module("optimizer_v1", "optimizers", "2.9"),
    Module("optimizer_v2", "optimizers", "2.9"),
    Module("optimizers.optimizer_v2", "optimizers", "2.11"),
    Module("layers.experimental", "layers", "3.0"),
    Module("layers.experimental.preprocessing", "layers", "3.0"),
    Module("layers.core.dense", "layers", "2.13"),
    Module("layers.local", "layers", "2.9"),
    Module("layers.rnn", "layers", "2.13"),
    Module("layers.activation", "layers", "2.13"),
    Module("layers.regularization", "layers", "2.13"),
    Module("layers.reshaping", "layers", "2.13"),
    Module("layers.merging", "layers", "2.13"),
    Module("layers.attention", "layers", "2.13"),
    Module("layers.normalization.batch_normalization", "layers", "2.13"),
    Module("backend.common", "backend", "2.4"),
    Module("backend.theano_backend", "backend", "2.4"),
    Module("utils.all_utils", "utils", "2.13"),
    Module("utils.test_utils", "utils", "2.4"),
    Module("initializers.initializers_v2", "initializers", "2.9"),
    Module("saving.save", "models", "2.13"),
    Module("models.sequential", "models", "2.13"),
    Module("initializations", "initializers", "2.0"),
    Module("mixed_precision", "dtype_policies", "3.0"),
    Module("mixed_precision.experimental", "dtype_policies", "2.11"),
    Module("objectives", "losses", "2.6"),
    Module("engine", "models", "2.13"),
    Module("engine.base_layer", "layers", "2.13"),
    Module("engine.input_layer", "layers", "2.13"),
    Module("engine.input_spec", "layers", "2.13"),
    Module("engine.sequential", "models", "2.13"),
    Module("engine.functional", "models", "2.13"),
    Module("engine.keras_tensor", "", "2.13"),
    Module("engine.network", "models", "2.4"),
    Module("engine.saving", "models", "2.4"),
    Module("engine.topology", "layers", "2.6"),
    Module("engine.training", "models", "2.13"),
    Module("backend.tensorflow_backend", "backend", "2.4"),
    Module("callbacks.callbacks", "callbacks", "2.4"),
    Module("layers.advanced_activations", "layers", "2.9"),
    Module("layers.containers", "models", "1.0"),
    Module("layers.convolutional", "layers", "2.13"),
    Module("layers.convolutional_recurrent", "layers", "2.9"),
    Module("layers.core", "layers", "2.13"),
    Module("layers.cudnn_recurrent", "layers", "2.9"),
    Module("layers.embeddings", "layers", "2.9"),
    Module("layers.merge", "layers", "2.9"),
    Module("layers.noise", "layers", "2.13"),
    Module("layers.normalization", "layers", "2.13"),
    Module("layers.pooling", "layers", "2.13"),
    Module("layers.recurrent", "layers", "2.9"),
    Module("layers.wrappers", "layers", "2.9"),
    Module("utils.data_utils", "utils", "2.13"),
    Module("utils.generic_utils", "utils", "2.13"),
    Module("utils.io_utils", "utils", "2.13"),
    Module("utils.layer_utils", "utils", "2.13"),
    Module("utils.np_utils", "utils", "2.13"),
    Module("utils.multi_gpu_utils", "utils", "2.9"),
    Module("utils.training_utils", "utils", "2.1"),
    Module("utils.vis_utils", "utils", "2.13"),
    Module("utils.visualize_util", "utils", "2.0"),
)

# The single files of packages, which some scripts name: those of 2.x since 2.6, and of 3.
_FILES = {
    "layers": """
        activation.activation activation.elu activation.leaky_relu activation.prelu activation.relu
        activation.softmax activations activations.activation activations.elu
        activations.leaky_relu activations.prelu activations.relu activations.softmax
        core.activation core.embedding core.identity core.input_layer core.lambda_layer
        input_spec kernelized layer merging.add merging.average merging.concatenate
        merging.dot merging.maximum merging.minimum merging.multiply merging.subtract
        normalization.layer_normalization normalization.unit_normalization
        preprocessing preprocessing.normalization preprocessing.rescaling
        regularization.activity_regularization regularization.alpha_dropout
        regularization.dropout regularization.gaussian_dropout regularization.gaussian_noise
        reshaping.flatten reshaping.permute reshaping.repeat_vector reshaping.reshape
    """,
    "models": "cloning functional model",
    "optimizers": """
        optimizer_v2.adadelta optimizer_v2.adagrad optimizer_v2.adam optimizer_v2.adamax
        optimizer_v2.ftrl optimizer_v2.gradient_descent optimizer_v2.nadam
        optimizer_v2.optimizer_v2 optimizer_v2.rmsprop
        legacy.adadelta legacy.adagrad legacy.adam legacy.adamax legacy.ftrl legacy.nadam
        legacy.rmsprop legacy.sgd
    """,
    "losses": "loss losses",
    "metrics": "metric base_metric",
    "callbacks": "callback",
    "initializers": "initializer random_initializers constant_initializers",
    "regularizers": "regularizers",
    "constraints": "constraints",
    "activations": "activations",
    "utils": "numerical_utils sequence_utils progbar rng_utils",
    "saving": "object_registration saving_api saving_lib serialization_lib legacy",
}
_OLD_OPTIMIZERS = """
    adadelta adagrad adam adamax ftrl gradient_descent learning_rate_schedule nadam optimizer_v2
    rmsprop
""".split()


def _files() -> tuple[Module, ...]:
    known = {row.old for row in MODULES}
    paths = [(f"{new}.{name}", new) for new, names in _FILES.items() for name in names.split()]
    paths += [(f"optimizer_v2.{name}", "optimizers") for name in _OLD_OPTIMIZERS]
    return tuple(
        Module(old, new, "2.9" if "optimizer_v2" in old else "2.13")
        for old, new in paths
        if old not in known and old not in PUBLIC
    )


MODULES += _files()

_MOVED = {row.old: row.new for row in MODULES}
_ROOTS = sorted((root.path for root in ROOTS), key=len, reverse=True)
_TOPS = frozenset(root.partition(".")[0] for root in _ROOTS)


def is_front_door(name: str) -> bool:
    """Whether `name` is a module of Keras or TensorFlow, and so ours to answer for."""
    return name.partition(".")[0] in _TOPS


def below_root(name: str) -> str | None:
    """The path below the root: ``"layers"`` for ``tensorflow.keras.layers``, ``""`` for ``keras``.

    None for what is no part of Keras, such as ``tensorflow.nn``.
    """
    for root in _ROOTS:
        if name == root:
            return ""
        if name.startswith(root + "."):
            return name[len(root) + 1 :]
    return None


def target(below: str) -> str | None:
    """The keras_lite module that answers for the Keras module at `below`, or None for none."""
    for row in NESTED:
        if below == row.path or below.startswith(row.path + "."):
            below = below[len(row.path) + 1 :]
            break
    new = _MOVED.get(below, "" if below == "" else None)
    if new is None and below in PUBLIC:
        return f"keras_lite.{below}"
    return None if new is None else f"keras_lite.{new}".rstrip(".")


def names_in(below: str) -> list[str]:
    """The names of the modules that Keras has, or had, directly inside the module at `below`."""
    nested = (row.path for row in NESTED)
    parents = (path.rpartition(".") for path in (*PUBLIC, *_MOVED, *nested))
    return sorted(name for parent, _, name in parents if parent == below)

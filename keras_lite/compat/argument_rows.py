"""The tables of arguments: one row per old spelling, with the version that dropped it.

Read off the tags of the Keras repository, as the tables of names are.
"""

from __future__ import annotations

from keras_lite.compat import conversions as how
from keras_lite.compat.arguments import Converted, Ignored, Positional, Renamed, Row
from keras_lite.compat.era_defaults import DEFAULTS

_WEIGHTED = "Dense Conv1D Conv2D Conv3D LSTM GRU SimpleRNN".split()
_CONVOLUTIONS = "Conv1D Conv2D Conv3D SeparableConv2D Conv2DTranspose".split()
_RECURRENT = "LSTM GRU SimpleRNN".split()


def _renamed(module: str, name: str, dropped: str, **spellings: str) -> list[Row]:
    return [Renamed(module, name, "__init__", old, new, dropped) for old, new in spellings.items()]


def _layers() -> list[Row]:
    rows: list[Row] = []
    for name in _WEIGHTED:
        rows += _renamed(
            "keras.layers",
            name,
            "2.0",
            init="kernel_initializer",
            W_regularizer="kernel_regularizer",
            b_regularizer="bias_regularizer",
            W_constraint="kernel_constraint",
            b_constraint="bias_constraint",
            bias="use_bias",
        )
    for name in ("Dense", *_RECURRENT):
        rows += _renamed("keras.layers", name, "2.0", output_dim="units")
    for name in _RECURRENT:
        rows += _renamed(
            "keras.layers",
            name,
            "2.0",
            inner_init="recurrent_initializer",
            inner_activation="recurrent_activation",
            U_regularizer="recurrent_regularizer",
            dropout_W="dropout",
            dropout_U="recurrent_dropout",
            consume_less="implementation",
        )
    for name in _CONVOLUTIONS:
        rows += _renamed(
            "keras.layers",
            name,
            "2.0",
            nb_filter="filters",
            filter_length="kernel_size",
            subsample="strides",
            subsample_length="strides",
            border_mode="padding",
        )
    rows += _renamed(
        "keras.layers",
        "Embedding",
        "2.0",
        init="embeddings_initializer",
        W_regularizer="embeddings_regularizer",
        W_constraint="embeddings_constraint",
    )
    rows += _renamed("keras.layers", "Dropout", "2.0", p="rate")
    rows += _renamed("keras.layers", "GaussianDropout", "2.0", p="rate")
    rows += _renamed("keras.layers", "AlphaDropout", "2.0", p="rate")
    rows += _renamed("keras.layers", "GaussianNoise", "2.0", sigma="stddev")
    rows += _renamed("keras.layers", "LeakyReLU", "3.0", alpha="negative_slope")
    rows += _renamed("keras.layers", "PReLU", "2.0", init="alpha_initializer")
    rows += _renamed("keras.layers", "Reshape", "2.0", dims="target_shape")
    rows += _renamed("keras.layers", "Lambda", "1.0", forward="function")
    rows += _renamed(
        "keras.layers",
        "BatchNormalization",
        "2.0",
        beta_init="beta_initializer",
        gamma_init="gamma_initializer",
    )
    rows += _renamed("keras.layers", "InputLayer", "3.0", batch_input_shape="batch_shape")
    rows += [
        Renamed("keras.layers", "*", "__init__", "input_dtype", "dtype", "2.0"),
        Converted("keras.layers", "Embedding", "__init__", "dropout", how.embedding_dropout, "2.0"),
        Ignored(
            "keras.layers",
            "BatchNormalization",
            "__init__",
            "mode",
            "2.0",
            (0,),
            "Leave it out; statistics are those of each feature over the batch.",
        ),
        Positional("keras.layers", "Dense", "__init__", how.dense_order, "2.0"),
        Positional("keras.layers", "Reshape", "__init__", how.reshape_order, "0.3"),
        *(
            Ignored("keras.layers", "BatchNormalization", "__init__", old, "3.0", harmless, instead)
            for old, harmless, instead in (
                ("fused", None, ""),
                ("virtual_batch_size", (None,), "Leave it out, and use smaller batches."),
                ("adjustment", (None,), "Leave it out."),
            )
        ),
        Converted("keras.layers", "Dense", "__init__", "input_length", how.input_length, "2.0"),
        Positional("keras.layers", "BatchNormalization", "__init__", how.input_shape_first, "0.3"),
        Positional("keras.layers", "BatchNormalization", "__init__", how.epsilon_first, "2.0"),
        Positional("keras.layers", "PReLU", "__init__", how.input_shape_first, "0.3"),
    ]
    return rows


# The orders of Keras 0 to 2.3.
_ORDERS = {
    "RMSprop": "lr rho epsilon decay",
    "Adagrad": "lr epsilon decay",
    "Adadelta": "lr rho epsilon decay",
    "Adam": "lr beta_1 beta_2 epsilon decay amsgrad",
    "Adamax": "lr beta_1 beta_2 epsilon decay",
    "Nadam": "lr beta_1 beta_2 epsilon schedule_decay",
}


def _optimizers() -> list[Row]:
    place = "keras.optimizers"
    return [
        Converted(place, "*", "__init__", "lr", how.learning_rate, "3.0"),
        Converted(place, "*", "__init__", "decay", how.decay_to_schedule, "2.11"),
        Converted(place, "*", "__init__", "epsilon", how.given_unless_none("epsilon"), "2.4"),
        Ignored(
            place, "Nadam", "__init__", "schedule_decay", "2.4", (0.004,),
            "Leave it out; the momentum follows that schedule.",
        ),
        Positional(place, "SGD", "__init__", how.sgd_order, "2.4"),
        *(
            Positional(place, name, "__init__", how.in_old_order(name, *order.split()), "2.4")
            for name, order in _ORDERS.items()
        ),
        Ignored(place, "Adam", "__init__", "kappa", "0.2"),
    ]  # fmt: skip


def _penalties() -> list[Row]:
    return [
        Renamed("keras.regularizers", "L1", "__init__", "l", "l1", "2.4"),
        Renamed("keras.regularizers", "L2", "__init__", "l", "l2", "2.4"),
        Renamed("keras.constraints", "MaxNorm", "__init__", "m", "max_value", "2.0"),
        Renamed("keras.initializers", "RandomNormal", "__init__", "scale", "stddev", "2.0"),
    ]


def _callbacks() -> list[Row]:
    place = "keras.callbacks"
    return [
        Ignored(place, "ProgbarLogger", "__init__", "count_mode", "3.0"),
        Ignored(place, "ProgbarLogger", "__init__", "stateful_metrics", "3.0"),
        Ignored(place, "ModelCheckpoint", "__init__", "options", "3.0"),
        Positional(place, "EarlyStopping", "__init__", how.patience_second, "2.0"),
        Renamed(place, "ReduceLROnPlateau", "__init__", "epsilon", "min_delta", "2.4"),
    ]


def _models() -> list[Row]:
    loops = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")
    rows: list[Row] = [Renamed("keras", "Model", m, "X", "x", "1.0") for m in loops]
    rows += [
        Renamed("keras", "Model", "fit", "nb_epoch", "epochs", "2.4"),
        Converted("keras", "Model", "fit", "shuffle", how.shuffle, "3.0"),
        Converted("keras", "Model", "fit", "class_weight", how.named_weights, "3.0"),
    ]
    for method in ("fit", "evaluate", "predict"):
        rows += [
            Ignored("keras", "Model", method, old, dropped)
            for old, dropped in (
                ("max_queue_size", "3.0"),
                ("workers", "3.0"),
                ("use_multiprocessing", "3.0"),
                ("max_q_size", "2.0"),
                ("nb_worker", "2.0"),
                ("pickle_safe", "2.0"),
            )
        ]
    rows += [
        Ignored("keras", "Model", "compile", "class_mode", "1.0"),
        Ignored("keras", "Model", "compile", "theano_mode", "1.0"),
        Ignored(
            "keras", "Model", "compile", "sample_weight_mode", "2.4", (None,),
            "Give `fit` sample weights of the shape of the targets.",
        ),
        Ignored(
            "keras", "Model", "compile", "target_tensors", "2.4", (None,),
            "Give `fit` the targets.",
        ),
        Ignored("keras", "Model", "compile", "experimental_run_tf_function", "2.4"),
        Renamed("keras", "Model", "compile", "weight_metrics", "weighted_metrics", "2.1"),
        Positional("keras", "Model", "compile", how.compile_order, "3.0"),
    ]  # fmt: skip
    for place, name in (("keras", "Model"), ("keras.src.models.functional", "Functional")):
        rows += _renamed(place, name, "2.4", input="inputs", output="outputs")
    return rows


ROWS: tuple[Row, ...] = (
    *_layers(),
    *_optimizers(),
    *_penalties(),
    *_callbacks(),
    *_models(),
    *DEFAULTS,
)

PLACES = frozenset((row.module, row.name) for row in ROWS)
"""Where Keras publishes what rows are about; most classes have none."""

"""What a user asks of compile, fit, evaluate and predict, to be asked of both libraries."""

from __future__ import annotations

from typing import Any

import numpy as np

from compat_tests.surface_cases import Case, X, Y, attempt, net

CLASSES = (X.sum(axis=1) > 0).astype("int64")
THREE = np.random.RandomState(1).randint(0, 3, 50)
ONE_HOT = np.eye(3)[THREE]


def fitted(keras: Any, model: Any, y: Any, **arguments: Any) -> Any:
    """What `fit` returns and leaves behind."""
    history = model.fit(X, y, **{"epochs": 2, "verbose": 0, **arguments})
    kinds = [type(values[0]).__name__ for values in history.history.values() if values]
    return [history.history, history.epoch, history.params, kinds, history.model is model]


FITS: dict[str, dict[str, Any]] = {
    "split": {"validation_split": 0.3},
    "validation": {"validation_data": (X[:20], CLASSES[:20]), "validation_freq": 2, "epochs": 4},
    "weighted": {
        "validation_data": (X[:20], CLASSES[:20], np.linspace(0, 1, 20)),
        "validation_batch_size": 7,
        "sample_weight": np.linspace(0, 2, 50),
    },
    "validation_steps": {
        "validation_data": (X[:20], CLASSES[:20]),
        "validation_batch_size": 4,
        "validation_steps": 2,
        "epochs": 3,
    },
    "steps": {"steps_per_epoch": 3},
    "initial_epoch": {"initial_epoch": 3, "epochs": 5, "batch_size": 20},
    "class_weight": {"class_weight": {0: 1.0, 1: 3.0}, "shuffle": False},
}


def fit_arguments(keras: Any) -> Any:
    answers = {}
    for name, arguments in FITS.items():
        keras.utils.set_random_seed(1)
        model = net(keras, 1, "sigmoid")
        weighted = ["accuracy"] if name == "weighted" else None
        model.compile("sgd", "bce", metrics=["accuracy"], weighted_metrics=weighted)
        answers[name] = fitted(keras, model, CLASSES, **arguments)
    return answers


def results(keras: Any) -> Any:
    model = net(keras, 3, "softmax")
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    found = [
        model.evaluate(X, THREE, verbose=0),
        model.evaluate(X, THREE, verbose=0, return_dict=True, batch_size=7),
        model.evaluate(X, THREE, verbose=0, steps=2, batch_size=5),
        model.evaluate(X, THREE, verbose=0, steps=3),
        model.predict(X, verbose=0),
        model.predict(X, verbose=0, steps=1),
        model.predict(X, verbose=0, steps=2, batch_size=10),
        model.train_on_batch(X[:10], THREE[:10]),
        model.train_on_batch(X[10:30], THREE[10:30], sample_weight=np.linspace(0, 1, 20)),
        model.train_on_batch(X, THREE, class_weight={0: 1.0, 1: 5.0, 2: 1.0}),
        model.test_on_batch(X, THREE, return_dict=True),
        model.predict_on_batch(X[:5]),
    ]
    return [found, [type(value).__name__ for value in found]]


# Outputs, activation, loss, targets, metrics.
OBJECTIVES: list[tuple[Any, ...]] = [
    (1, None, "MSE", Y, ["mae", "mean_absolute_error", "RootMeanSquaredError"]),
    (1, "sigmoid", "bce", CLASSES, ["acc", "binary_accuracy", "AUC", "Precision", "Recall"]),
    (3, "softmax", "sparse_categorical_crossentropy", THREE[:, None], ["accuracy"]),
    (3, "softmax", "categorical_crossentropy", ONE_HOT, ["accuracy", "AUC", "F1Score"]),
    (3, "softmax", "mse", ONE_HOT, ["accuracy", "poisson"]),
    (2, "sigmoid", "binary_crossentropy", np.eye(2)[CLASSES], ["accuracy", "accuracy"]),
]


def objectives(keras: Any) -> Any:
    answers = []
    for units, activation, loss, targets, metrics in OBJECTIVES:
        keras.utils.set_random_seed(1)
        model = net(keras, units, activation)
        model.compile("adam", loss, metrics=metrics)
        answers.append(model.fit(X, targets, verbose=0).history)
    return answers


def own_objectives(keras: Any) -> Any:
    ops = keras.ops

    def RMSE(y_true: Any, y_pred: Any) -> Any:
        return ops.sqrt(ops.mean(ops.square(y_true - y_pred)))

    class Count(keras.metrics.Metric):
        def __init__(self, name: str = "count") -> None:
            super().__init__(name=name)
            self.total = self.add_weight(name="total", initializer="zeros")

        def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
            self.total.assign_add(ops.cast(ops.shape(y_true)[0], "float32"))

        def result(self) -> Any:
            return self.total + 0.0

    model = net(keras, activation=lambda x: x * ops.sigmoid(x))
    model.compile("adam", RMSE, metrics=[RMSE, Count(), lambda a, b: ops.mean(abs(a - b))])
    return [fitted(keras, model, Y, validation_split=0.2), model.evaluate(X, Y, verbose=0)]


OUTPUTS: list[tuple[str, dict[str, Any]]] = [
    ("list", {"loss": ["mse", "mae"], "metrics": [["mae", "mse"], ["mse"]]}),
    ("list", {"loss": "mse"}),
    ("list", {"loss": ["mse", None]}),
    ("tuple", {"loss": ("mse", "mae"), "weighted_metrics": ["mae", "mse"]}),
    ("dict", {"loss": {"q": "mae", "p": "mse"}, "metrics": {"p": ["mae"], "q": "mse"}}),
    ("dict", {"loss": "mse", "metrics": {"p": "mae"}}),
]


def mode_of_subclassed(keras: Any) -> Any:
    """Layers of a `call` without `training`, at the top and within another model."""

    class Net(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = keras.layers.Dense(4)
            self.norm = keras.layers.BatchNormalization()
            self.drop = keras.layers.Dropout(0.5)

        def call(self, x: Any) -> Any:
            return self.drop(self.norm(self.dense(x)))

    answers = []
    for wrap in (lambda net: net, lambda net: keras.Sequential([net])):
        keras.utils.set_random_seed(1)
        net = Net()
        model = wrap(net)
        model.compile("sgd", "mse")
        history = model.fit(X, X[:, :4], epochs=2, verbose=0).history
        answers.append([history, net.norm.moving_mean.numpy(), model.predict(X, verbose=0)])
    return answers


def outputs_of_subclassed(keras: Any) -> Any:
    class Net(keras.Model):
        def __init__(self, kind: str) -> None:
            super().__init__()
            self.kind = kind
            self.a, self.b = keras.layers.Dense(2), keras.layers.Dense(3)

        def call(self, x: Any) -> Any:
            p, q = self.a(x), self.b(x)
            return {"list": [p, q], "tuple": (p, q), "dict": {"q": q, "p": p}}[self.kind]

    answers = []
    for kind, arguments in OUTPUTS:
        keras.utils.set_random_seed(1)
        model = Net(kind)
        model.compile("sgd", **arguments)
        p, q = X[:, :2], X[:, :3]
        y = {"list": [p, q], "tuple": (p, q), "dict": {"p": p, "q": q}}[kind]
        history = model.fit(X, y, verbose=0).history
        evaluated = [model.evaluate(X, y, verbose=0), model.train_on_batch(X, y)]
        answers.append([history, evaluated, model.predict(X, verbose=0)])
    return answers


def outputs_of_functional(keras: Any) -> Any:
    layers = keras.layers
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    hidden = layers.Dense(3, activation="relu", name="shared")
    merged = layers.concatenate([hidden(a), hidden(b)])
    ends = [layers.Dense(1, name="s")(merged), layers.Dense(3, "softmax", name="c")(merged)]
    model = keras.Model([a, b], ends)
    losses = {"c": "sparse_categorical_crossentropy", "s": "mse"}
    model.compile("sgd", losses, metrics={"c": "accuracy"}, loss_weights=[0.5, 2.0])
    x, y = {"a": X, "b": X[::-1]}, {"s": Y, "c": THREE}
    history = model.fit(x, y, verbose=0, validation_split=0.2).history
    model.run_eagerly = False
    return [
        [history, model.evaluate([X, X], [Y, THREE], verbose=0), model.predict(x, verbose=0)],
        [model.output_names, [layer.name for layer in model.layers], model.count_params()],
        attempt(lambda: model.fit([X], [Y, THREE], verbose=0)),
        attempt(lambda: model.fit({"a": X}, y, verbose=0)),
        attempt(lambda: model.fit([X, X], [Y], verbose=0)),
    ]


def frames(keras: Any) -> Any:
    import pandas

    random = np.random.RandomState(2)
    frame = pandas.DataFrame(
        {"a": random.rand(30), "b": random.randint(0, 5, 30), "c": random.rand(30) > 0.5}
    )
    frame["y"] = random.rand(30)
    parts = [frame[["a", "b", "c"]], frame[["a", "c"]].astype(float), frame["a"], frame[["b"]]]
    answers = []
    for x in parts:
        keras.utils.set_random_seed(1)
        width = x.shape[1] if x.ndim == 2 else 1
        model = keras.Sequential([keras.Input((width,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        history = model.fit(x, frame["y"], verbose=0, sample_weight=frame["a"]).history
        answers.append([history, model.predict(x, verbose=0), model.evaluate(x, frame[["y"]])])
    return answers


def arrays(keras: Any) -> Any:
    kinds = [X > 0, X.astype("float64"), (5 * X).astype("int32"), X.astype("float16"), X[::-1]]
    model = net(keras)
    model.compile("sgd", "mse")
    generated = ((X[:10], Y[:10]) for _ in range(20))
    return [
        [[model.predict(x, verbose=0), model.train_on_batch(x, Y)] for x in kinds],
        [model.evaluate([X], [Y[:, 0]], verbose=0), model.train_on_batch(X, Y > 0)],
        [model.fit(generated, steps_per_epoch=3, verbose=0).history],
        [model.predict(generated, steps=2, verbose=0)],
    ]


def hooks(keras: Any) -> Any:
    log: list[Any] = []
    kinds = ("train", "test", "predict")
    names = [f"on_{k}_{part}" for k in kinds for part in ("begin", "end")]
    names += [f"on_{k}_batch_{part}" for k in kinds for part in ("begin", "end")]
    names += ["on_epoch_begin", "on_epoch_end"]

    def hook(name: str) -> Any:
        def called(self: Any, *arguments: Any) -> None:
            index, logs = arguments[:-1], arguments[-1]
            log.append([name, *index, None if logs is None else dict(logs)])

        if "batch" in name or "epoch" in name:
            return lambda self, index, logs=None: called(self, index, logs)
        return lambda self, logs=None: called(self, logs)

    watcher = type("Watcher", (keras.callbacks.Callback,), {name: hook(name) for name in names})()
    for together in (1, 3):
        model = net(keras, 1, "sigmoid")
        model.compile("sgd", "bce", metrics=["acc"], steps_per_execution=together)
        arguments = {"callbacks": [watcher], "verbose": 0}
        model.fit(X, CLASSES, batch_size=8, validation_split=0.3, epochs=2, **arguments)
        model.evaluate(X, CLASSES, batch_size=30, **arguments)
        model.predict(X, batch_size=30, **arguments)
    return [log, watcher.params]


def stopping(keras: Any) -> Any:
    answers = []
    for arguments in (
        {"monitor": "val_loss", "patience": 1, "min_delta": 5.0, "restore_best_weights": True},
        {"monitor": "loss", "baseline": 0.01},
        {"monitor": "val_mae", "mode": "max", "start_from_epoch": 2},
    ):
        keras.utils.set_random_seed(1)
        stop = keras.callbacks.EarlyStopping(**arguments)
        model = net(keras)
        model.compile("sgd", "mse", metrics=["mae"])
        history = model.fit(
            X, Y, epochs=6, validation_split=0.2, callbacks=[stop], verbose=0
        ).history
        answers.append([history, stop.stopped_epoch, stop.best, stop.wait, model.get_weights()])
    return answers


def refused(keras: Any) -> Any:
    model = net(keras)
    early = [attempt(lambda: model.fit(X, Y)), attempt(lambda: model.train_on_batch(X, Y))]
    model.compile("sgd", "mse")
    wrong: list[dict[str, Any]] = [
        {"batch_size": -1},
        {"epochs": 1.5},
        {"epochs": "3"},
        {"validation_split": 1.0},
        {"validation_split": 0.999},
        {"batchsize": 3},
        {"validation_data": 3},
        {"sample_weight": np.ones(3)},
        {"y": Y[:30]},
        {"x": X.astype(str)},
        {"y": None},
        {"x": {"features": X}},
    ]
    return [
        early,
        [attempt(lambda a=a: model.fit(**{"x": X, "y": Y, "verbose": 0, **a})) for a in wrong],
        attempt(lambda: model.compile("adma", "mse")),
    ]


CASES: dict[str, Case] = {
    case.__name__: case
    for case in (
        fit_arguments,
        results,
        objectives,
        own_objectives,
        outputs_of_subclassed,
        mode_of_subclassed,
        outputs_of_functional,
        frames,
        arrays,
        hooks,
        stopping,
        refused,
    )
}

"""Exported models predict without keras_lite: with NumPy alone, and in onnxruntime."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.layer_cases import CASES as LAYERS
from compat_tests.layer_cases import INPUTS
from compat_tests.model_cases import TRAINED
from compat_tests.saving_cases import CASES, _data, _model, _outputs
from keras_lite.errors import InvalidArgument, NotReady, NotSupported
from keras_lite.saving.exporter import onnx_model

layers = keras_lite.layers

# Loads each program, with keras_lite out of reach, and writes down what it predicts.
RUNNER = """
import importlib.util, sys
from pathlib import Path
import numpy as np
folder = Path(sys.argv[1])
assert importlib.util.find_spec("keras_lite") is None
for path in sorted(folder.glob("net_*.py")):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    data = np.load(folder / f"data_{path.stem}.npz")
    x = [data[name] for name in data.files]
    predict, _ = module.load(batch_size=len(x[0]))
    found = predict(*x)
    found = found if isinstance(found, (list, tuple)) else [found]
    np.savez(folder / f"found_{path.stem}.npz", *found)
assert not [name for name in sys.modules if "keras" in name]
"""


@pytest.mark.slow
def test_exported_programs_predict_with_numpy_alone(tmp_path: Path) -> None:
    wanted: dict[str, Any] = {}
    for seed in range(CASES):
        model = _model(keras_lite, seed)
        model.run_eagerly = False
        x, _ = _data(model, seed)
        name = f"net_{seed}"
        model.export(tmp_path / f"{name}.py", format="numpy")
        np.savez(tmp_path / f"data_{name}.npz", *(x if isinstance(x, list) else [x]))
        wanted[name] = _outputs(model, x)
    # An editable installation would be found otherwise, in isolated mode too.
    hidden = f"import sys; sys.path[:] = [p for p in sys.path if p != {_installed()!r}]\n"
    hidden += "sys.meta_path[:] = [f for f in sys.meta_path if 'editable' not in repr(f)]\n"
    subprocess.run([sys.executable, "-I", "-c", hidden + RUNNER, str(tmp_path)], check=True)
    for name, outputs in wanted.items():
        found = np.load(tmp_path / f"found_{name}.npz")
        assert len(found.files) == len(outputs)
        for i, output in enumerate(outputs):
            np.testing.assert_allclose(found[f"arr_{i}"], output, rtol=1e-6, atol=1e-6)


def _installed() -> str:
    return str(Path(keras_lite.__file__).parents[1])


def test_what_cannot_be_exported(tmp_path: Path) -> None:
    model = keras_lite.Sequential([keras_lite.Input((2,)), layers.Dense(1)])
    for arguments in ({}, {"format": "tf_saved_model"}):
        with pytest.raises(InvalidArgument, match="'numpy' or 'onnx' was expected"):
            model.export(tmp_path / "net.py", **arguments)
    with pytest.raises(InvalidArgument, match=r"ends in `\.py`"):
        model.export(tmp_path / "net", format="numpy")
    with pytest.raises(InvalidArgument, match="unknown arguments.*'opset_version'"):
        model.export(tmp_path / "net.py", format="numpy", opset_version=18)
    with pytest.raises(InvalidArgument, match="`input_signature`.*Leave it out"):
        model.export(tmp_path / "net.py", format="numpy", input_signature=[1])


# ---------------------------------------------------------------------------------------- ONNX


@pytest.fixture
def runtime() -> Any:
    """onnxruntime: `run(model, inputs) -> outputs`, from a file as a user has it."""
    pytest.importorskip("onnx", reason="onnx comes with the extra `onnx`")
    found = pytest.importorskip("onnxruntime", reason="onnxruntime comes with the extra `test`")
    options = found.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1

    def run(model: Any, x: Any) -> list[Any]:
        data = model if isinstance(model, (str, bytes)) else model.SerializeToString()
        session = found.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        values = x if isinstance(x, list) else [x]
        names = [i.name for i in session.get_inputs()]
        return list(session.run(None, dict(zip(names, values, strict=True))))

    return run


def same(found: list[Any], wanted: Any, limit: float = 1e-6) -> None:
    wanted = list(wanted) if isinstance(wanted, (list, tuple)) else [wanted]
    for ours, theirs in zip(found, wanted, strict=True):
        assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
        np.testing.assert_allclose(ours, theirs, rtol=limit, atol=limit)


@pytest.mark.parametrize("name", LAYERS)
def test_each_layer_in_onnx(name: str, runtime: Any) -> None:
    kind, arguments, inputs, _ = LAYERS[name]
    x = INPUTS[inputs]
    many = x if isinstance(x, list) else [x]
    ends = [
        keras_lite.Input(batch_shape=(None, *a.shape[1:]), dtype=str(a.dtype), name=f"in_{i}")
        for i, a in enumerate(many)
    ]
    layer = getattr(layers, kind)(**arguments)
    if kind == "Normalization" and arguments.get("mean") is None:
        layer.adapt(x)
    model = keras_lite.Model(ends, layer(ends if isinstance(x, list) else ends[0]))
    wanted = model.predict(x, verbose=0, batch_size=100)
    half = "float16" in str(arguments.get("dtype", ""))  # whose last digit is 1 in 1024
    same(runtime(onnx_model(model), x), wanted, 1e-3 if half else 1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "name",
    "celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear"
    " log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus"
    " softsign sparse_plus sparse_sigmoid sparsemax squareplus tanh tanh_shrink".split(),
)
def test_each_activation_in_onnx(name: str, dtype: str, runtime: Any) -> None:
    start = keras_lite.Input((6,), dtype=dtype)
    model = keras_lite.Model(start, layers.Activation(name, dtype=dtype)(start))
    # Keras: 3.15 has `predict` take all floats as numbers of 32 bits first.
    x = np.random.default_rng(0).normal(0, 3, (7, 6)).astype("float32").astype(dtype)
    found = runtime(onnx_model(model), x)
    same(found, model.predict(x, verbose=0), 1e-6 if dtype == "float32" else 1e-13)


@pytest.mark.parametrize("name", TRAINED)
def test_each_kind_of_model_in_onnx(name: str, runtime: Any) -> None:
    model, x = TRAINED[name](keras_lite)
    wanted = model.predict(x, verbose=0, batch_size=100)
    values = [np.asarray(a) for a in (x if isinstance(x, (list, tuple)) else [x])]
    if getattr(model, "inputs", None):
        values = [a.astype(i.dtype) for a, i in zip(values, model.inputs, strict=True)]
    # In `reshaped`, rows of nearly equal numbers are normalized, which makes their rounding up to
    # 31 times as large: 1 / sqrt(epsilon).
    same(runtime(onnx_model(model), values), wanted, 31e-7 if name == "reshaped" else 1e-6)


@pytest.mark.parametrize("seed", range(0, CASES, 3))
def test_trained_models_in_onnx(seed: int, runtime: Any, tmp_path: Path) -> None:
    model = _model(keras_lite, seed)
    model.run_eagerly = False
    x, y = _data(model, seed)
    model.fit(x, y, epochs=2, verbose=0)
    path = tmp_path / "net.onnx"
    model.export(path, format="onnx", verbose=False)
    same(runtime(str(path), x), _outputs(model, x))
    first = x[0] if isinstance(x, list) else x
    rest = [a[:5] for a in x] if isinstance(x, list) else first[:5]
    same(runtime(str(path), rest), model.predict(rest, verbose=0))


def _initializers(model: Any) -> dict[str, tuple[int, ...]]:
    return {i.name: tuple(i.dims) for i in model.graph.initializer if "constant/" not in i.name}


def test_names_weights_and_versions() -> None:
    onnx = pytest.importorskip("onnx", reason="onnx comes with the extra `onnx`")
    a, b = keras_lite.Input((3,), name="a"), keras_lite.Input((3,), name="b", dtype="int32")
    shared = layers.Dense(4, activation="relu", name="shared")
    words = layers.Embedding(9, 3, name="words")
    joined = layers.Concatenate(name="joined")([shared(a), layers.Flatten()(words(b)), shared(a)])
    model = keras_lite.Model([a, b], [layers.Dense(1, name="score")(joined), joined], name="net")
    model.compile("adam", ["mse", "mse"])
    x = [np.ones((4, 3), "float32"), np.ones((4, 3), "int32")]
    weights = {"shared/kernel": (3, 4), "shared/bias": (4,), "words/embeddings": (9, 3),
               "score/kernel": (17, 1), "score/bias": (1,)}  # fmt: skip
    for _ in range(2):  # trained weights lie in one vector, of which each has its piece
        found = onnx_model(model)
        assert _initializers(found) == weights
        assert [i.name for i in found.graph.input] == ["a", "b"]
        assert [o.name for o in found.graph.output] == ["score", "joined"]
        assert {"shared/matmul", "shared/add", "shared/relu"} <= {n.name for n in found.graph.node}
        model.train_on_batch(x, [np.ones((4, 1)), np.ones((4, 17))])
    assert len({n.name for n in found.graph.node}) == len(found.graph.node)
    ends = [*found.graph.input, *found.graph.output]
    dims = [[d.dim_param or d.dim_value for d in e.type.tensor_type.shape.dim] for e in ends]
    assert dims == [["batch", 3], ["batch", 3], ["batch", 1], ["batch", 17]]
    assert [(o.domain, o.version) for o in found.opset_import] == [("", 18)]
    assert found.producer_name == "keras_lite" and found.graph.name == "net"
    newer = onnx_model(model, 21)
    assert [o.version for o in newer.opset_import] == [21]
    assert onnx.helper.find_min_ir_version_for(newer.opset_import) == newer.ir_version


def test_tied_weights_are_there_once(runtime: Any) -> None:
    class Tied(layers.Layer):
        def __init__(self, of: Any) -> None:
            super().__init__()
            self.of = of

        def call(self, x: Any) -> Any:
            return keras_lite.ops.matmul(x, keras_lite.ops.transpose(self.of.kernel))

    start = keras_lite.Input((3,))
    first = layers.Dense(5, name="first")
    model = keras_lite.Model(start, Tied(first)(first(start)))
    found = onnx_model(model)
    assert _initializers(found) == {"first/kernel": (3, 5), "first/bias": (5,)}
    x = np.ones((2, 3), "float32")
    same(runtime(found, x), model.predict(x, verbose=0))


class Pair(keras_lite.Model):
    """A model of a class of its own, which takes two inputs and gives two outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = layers.Dense(3), layers.Dense(2, activation="softmax")

    def call(self, x: Any) -> Any:
        return {"one": self.first(x[0]), "two": self.second(x[1])}


def test_models_of_own_classes_in_onnx(runtime: Any) -> None:
    model = Pair()
    with pytest.raises(NotReady, match="not built"):
        onnx_model(model)
    x = [np.ones((4, 5), "float32"), np.ones((4, 6), "float32")]
    wanted = model.predict(x, verbose=0)
    found = onnx_model(model)
    assert [i.name for i in found.graph.input] == ["input_0", "input_1"]
    same(runtime(found, x), [wanted["one"], wanted["two"]])


def test_inputs_by_name_in_onnx(runtime: Any) -> None:
    ends = {"b": keras_lite.Input((2,), name="b"), "a": keras_lite.Input((3,), name="a")}
    out = {"y": layers.Dense(2, name="d")(ends["a"]), "x": layers.Dense(1, name="e")(ends["b"])}
    model = keras_lite.Model(ends, out)
    x = {"b": np.ones((4, 2), "float32"), "a": np.full((4, 3), 2, "float32")}
    wanted = model.predict(x, verbose=0)
    found = onnx_model(model)
    order = [i.name for i in found.graph.input]
    outputs = [o.name for o in found.graph.output]
    assert sorted(order) == ["a", "b"] and sorted(outputs) == ["x", "y"]
    same(runtime(found, [x[n] for n in order]), [wanted[n] for n in outputs])


def test_what_onnx_has_no_form_for(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx comes with the extra `onnx`")
    start = keras_lite.Input((3,))

    def grown(x: Any) -> Any:
        return keras_lite.ops.cumprod(x, axis=1)

    odd = keras_lite.Model(start, layers.Lambda(grown, name="grown")(start))
    path = tmp_path / "net.onnx"
    with pytest.raises(NotSupported, match="'grown' computes 'cumprod'.*format='numpy'"):
        odd.export(path, format="onnx")
    model = keras_lite.Model(start, layers.Dense(1)(start))
    for version in (17, 999, "18", 18.0, True):
        with pytest.raises(InvalidArgument, match="`opset_version` is .*from 18 to"):
            model.export(path, format="onnx", opset_version=version)
    with pytest.raises(InvalidArgument, match="unknown arguments.*'opset'"):
        model.export(path, format="onnx", opset=18)
    with pytest.raises(InvalidArgument, match="there is no folder"):
        model.export(tmp_path / "none" / "net.onnx", format="onnx")
    with pytest.raises(IsADirectoryError):
        model.export(tmp_path, format="onnx")
    model.run_eagerly = True
    with pytest.raises(NotReady, match="runs eagerly"):
        model.export(path, format="onnx")
    assert list(tmp_path.iterdir()) == []


def test_what_a_call_changes_cannot_be_kept() -> None:
    pytest.importorskip("onnx", reason="onnx comes with the extra `onnx`")

    class Counted(layers.Layer):
        def build(self, shape: Any) -> None:
            self.count = self.add_weight(shape=(), name="count", trainable=False)

        def call(self, x: Any) -> Any:
            self.count.assign(self.count + 1)
            return x * self.count

    start = keras_lite.Input((3,))
    model = keras_lite.Model(start, Counted(name="counted")(start))
    with pytest.raises(NotSupported, match="changes the variable 'counted/count'"):
        onnx_model(model)


def test_export_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("onnx", reason="onnx comes with the extra `onnx`")
    model = keras_lite.Sequential([keras_lite.Input((2,)), layers.Dense(1)])
    model.export(tmp_path / "net.onnx", format="onnx")
    assert capsys.readouterr().out == f"Saved artifact at '{tmp_path / 'net.onnx'}'.\n"
    model.export(tmp_path / "net.onnx", format="onnx", verbose=False)
    assert capsys.readouterr().out == ""

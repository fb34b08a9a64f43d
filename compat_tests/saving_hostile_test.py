"""Each hostile file is refused: with which error, naming which part, for which reason."""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import keras_lite
from compat_tests.samples import make_hostile
from compat_tests.saving_fuzz_watch import Watch, import_everything
from compat_tests.saving_samples import ROOT
from keras_lite.errors import KerasLiteError

HOSTILE = ROOT / "hostile"
EVIL = "is in another place, too"
LINK = "a link in place of 'layers/dense/vars/0'"
VARS = "'layers/dense/vars/0'"
UNKNOWN = "which keras_lite does not have"

# Descriptions: of a layer, a weight, a graph, what the model was compiled with.
DESCRIPTIONS = {
    "cfg_activation_exec.keras": ("CannotDeserialize", "Dense 'dense'.*'exec'"),
    "cfg_array_of_objects.keras": ("InvalidType", "Dense 'dense'.*array of type 'object'"),
    "cfg_array_of_text.keras": ("CannotDeserialize", "Dense 'dense'.*U900000000"),
    "cfg_circle.keras": ("CannotDeserialize", r"layers \['a', 'b', 'c'\] on tensors that no layer"),
    "cfg_control_letters.keras": ("CannotDeserialize", r"'\\x07\\x1b\]0;evil\\x07' is a No\\x1b"),
    "cfg_deep_json.keras": ("InvalidFile", "nested 10000 deep"),
    "cfg_dtype.keras": ("InvalidArgument", "Dense 'dense'.*'object'"),
    "cfg_dunder.keras": ("CannotDeserialize", f"layer 'dense' is a __class__, {UNKNOWN}"),
    "cfg_duplicate_names.keras": ("InvalidFile", "two layers are named 'dense'"),
    "cfg_enormous_units.keras": ("InvalidFile", "layer 'dense': `units` is a number of 133 bits"),
    "cfg_fetches.keras": ("CannotDeserialize", "Lambda 'evil'.*no class 'get_file'"),
    "cfg_function_text.keras": ("InvalidFile", "layer 'evil' holds Python byte code"),
    "cfg_half_letter.keras": ("CannotDeserialize", rf"layer 'dense' is a \\ud800, {UNKNOWN}"),
    "cfg_half_units.keras": ("InvalidArgument", "Dense 'dense'.*`units` is 2.5"),
    "cfg_huge_shape.keras": ("InvalidFile", "'model/dense' asks for values of shape.* only 64 b"),
    "cfg_huge_units.keras": ("InvalidFile", "'model/dense' asks for values of shape.* only 64 b"),
    "cfg_huge_vocabulary.keras": ("InvalidFile", "'model/words' asks for values of shape"),
    "cfg_itself.keras": ("CannotDeserialize", r"layers \['a'\] on tensors that no layer makes"),
    "cfg_lambda.keras": ("InvalidFile", "layer 'l' holds Python byte code"),
    "cfg_layer_name_traversal.keras": ("InvalidArgument", "Dropout.*'../../evil'"),
    "cfg_letters_alike.keras": ("CannotDeserialize", f"layer 'dense' is a D\u0435nse, {UNKNOWN}"),
    "cfg_long_name.keras": ("InvalidFile", "`name` is 3000000 letters long"),
    "cfg_long_text.keras": ("InvalidFile", "layer 'dense': `activation` is 3000000 letters long"),
    "cfg_loss_eval.keras": ("CannotDeserialize", "no function 'eval'"),
    "cfg_loss_module.keras": ("CannotDeserialize", "no class 'system' in module 'os'"),
    "cfg_many_layers.keras": ("InvalidFile", "8201 layers and calls of layers"),
    "cfg_many_parts.keras": ("InvalidFile", "more than 1000000 parts"),
    "cfg_metric_memory.keras": ("InvalidFile", "`num_thresholds` is 100000000"),
    "cfg_module_os.keras": ("CannotDeserialize", "is a system of module 'os'"),
    "cfg_module_path.keras": ("CannotDeserialize", f"layer 'dense' is a os.system, {UNKNOWN}"),
    "cfg_much_at_once.keras": ("InvalidFile", "layer 'evil': `num` is 1000000000"),
    "cfg_much_memory.keras": ("InvalidFile", "'model/evil' asks for values of shape"),
    "cfg_named_function.keras": ("CannotDeserialize", "Lambda 'evil'.*no function 'os.system'"),
    "cfg_nan_rate.keras": ("InvalidArgument", "Dropout 'drop'.*`rate` is nan"),
    "cfg_nan_units.keras": ("InvalidArgument", "Dense 'dense'.*`units` is nan"),
    "cfg_negative_shape.keras": ("InvalidShape", "InputLayer 'input'.*the length -3"),
    "cfg_negative_units.keras": ("InvalidArgument", "Dense 'dense'.*`units` is -5"),
    "cfg_not_json.keras": ("InvalidFile", "no JSON"),
    "cfg_open_quote.keras": ("InvalidFile", "no JSON: Unterminated string"),
    "cfg_optimizer.keras": ("CannotDeserialize", "no class 'Popen' in module 'subprocess'"),
    "cfg_other_shape.keras": ("InvalidFile", r"'dense' has the weight .* \(3, 5\).* \(3, 4\) at"),
    "cfg_reads_a_file.keras": ("CannotDeserialize", "Lambda 'evil'.*no class 'load_model'"),
    "cfg_registered_name.keras": ("CannotDeserialize", "'dense' is a Thing of module 'evil'"),
    "cfg_same_key.keras": ("InvalidFile", "the key 'units' twice"),
    "cfg_seeds.keras": ("CannotDeserialize", "Dense 'dense'.*no class 'set_random_seed'"),
    "cfg_text_lookup.keras": ("CannotDeserialize", f"'words' is a StringLookup, {UNKNOWN}"),
    "cfg_too_many_units.keras": ("InvalidFile", "'model/dense' asks for values of shape"),
    "cfg_unlocks.keras": ("CannotDeserialize", "Dense 'dense'.*'enable_unsafe_deserialization'"),
}
# The HDF5 file in the archive.
TREES = {
    "h5_any_length.keras": ("InvalidFile", f"lists of any length, of 16 bytes, for {VARS}"),
    "h5_axes.keras": ("InvalidFile", r"layer 'dense' has the weight .* shape \(1, 1, 1"),
    "h5_complex.keras": ("InvalidFile", f"records, of 8 bytes, for {VARS}"),
    "h5_compound.keras": ("InvalidFile", f"records, of 8 bytes, for {VARS}"),
    "h5_declared_shape.keras": ("InvalidFile", "layer 'dense'.* has shape .500000, 500000. at"),
    "h5_empty.keras": ("InvalidFile", r"layer 'dense'.* the file has shape \(3, 0\)"),
    "h5_external_link.keras": ("InvalidFile", "links, or groups in the newer form, in 'layers/"),
    "h5_external_values.keras": ("InvalidFile", f"another file for the values of {VARS}"),
    "h5_far_away.keras": ("InvalidFile", "16 bytes at 4611686018427387904"),
    "h5_long_float.keras": ("InvalidFile", f"floats of 16 bytes for {VARS}"),
    "h5_many_paths.keras": ("InvalidFile", EVIL),
    "h5_newer.keras": ("InvalidFile", "form 3 of HDF5"),
    "h5_of_links.keras": ("InvalidFile", f"the group 'again' {EVIL}"),
    "h5_opaque.keras": ("InvalidFile", f"bytes without a meaning, of 8 bytes, for {VARS}"),
    "h5_pieces.keras": ("InvalidFile", f"values in pieces for {VARS}"),
    "h5_references.keras": ("InvalidFile", f"references, of 8 bytes, for {VARS}"),
    "h5_same_name.keras": ("InvalidFile", "the group 'layers/dense/vars' has 'nn' twice"),
    "h5_shape_bomb.keras": ("InvalidFile", f"compression in {VARS}"),
    "h5_soft_link.keras": ("InvalidFile", LINK),
    "h5_string_dtype.keras": ("InvalidFile", f"text in place of numbers in {VARS}"),
    "h5_tree_in_circles.keras": ("InvalidFile", "goes in circles"),
    "h5_user_block.keras": ("InvalidFile", "this is no HDF5 file"),
    "h5_virtual.keras": ("InvalidFile", f"a layout of its own for {VARS}"),
    "h5_wrong_shape.keras": ("InvalidFile", r"'dense/kernel' of shape \(2, 8\).*\(3, 8\)"),
    "no_weights.keras": ("InvalidFile", "no 'model.weights.h5'"),
}
# The archive.
ARCHIVES = {
    "zip_absolute.keras": ("InvalidFile", "named '/tmp/evil.py', which leads out"),
    "zip_checksum.keras": ("InvalidFile", "'model.weights.h5' is damaged: its check sum"),
    "zip_config_bomb.keras": ("InvalidFile", "'config.json' says that it is 67108872 bytes"),
    "zip_declared_size.keras": ("InvalidFile", "'model.weights.h5' says that it is 4294967280 b"),
    "zip_drive.keras": ("InvalidFile", r"named 'C:\\evil.py', which leads out"),
    "zip_encrypted.keras": ("InvalidFile", "'model.weights.h5' is encrypted, or packed"),
    "zip_leads_out.keras": ("InvalidFile", "named '../../evil.py', which leads out"),
    "zip_link.keras": ("InvalidFile", "'assets/link' is a link"),
    "zip_long_list.keras": ("InvalidFile", "no readable zip archive"),
    "zip_longer_than_declared.keras": ("InvalidFile", "'model.weights.h5' is damaged: .*longer"),
    "zip_lzma.keras": ("InvalidFile", "'config.json' is encrypted, or packed"),
    "zip_other_name.keras": ("InvalidFile", "'config.json' is not where, or what, the archive"),
    "zip_overlapping.keras": ("InvalidFile", "'config.json' and 'model.weights.h5' lie over each"),
    "zip_truncated.keras": ("InvalidFile", "no readable zip archive"),
    "zip_twice.keras": ("InvalidFile", "the archive has 'config.json' twice"),
    "zip_weights_bomb.keras": ("InvalidFile", "'model.weights.h5' says that it is 72000000 bytes"),
}
# The files of Keras 1 and 2, weights alone, weights in several files, JSON alone.
OTHERS = {
    "old_byte_code.h5": ("InvalidFile", "layer 'evil' holds Python byte code"),
    "old_linked_layer.h5": (
        "InvalidFile",
        "links, or groups in the newer form, in 'model_weights'",
    ),
    "old_loss.h5": ("UnknownName", "no loss named 'eval'"),
    "old_no_such_layer.h5": ("InvalidFile", "layer '../../dense' is named in it, but not there"),
    "old_numbers_for_names.h5": ("InvalidFile", "`layer_names` of 'model_weights' are no names"),
    "old_other_shape.h5": ("InvalidFile", r"layer 'dense' has weights of the shapes \[\(3, 5\)"),
    "old_yaml.h5": ("InvalidFile", "no JSON"),
    "other.h5": ("InvalidFile", "no description of a model"),
    "secret.bin": ("InvalidFile", "neither"),
    "shards_absolute.weights.json": ("InvalidFile", "'/layers/dense/vars' are said to be in"),
    "shards_elsewhere.weights.json": ("InvalidFile", "'/layers/dense/vars' are said to be in"),
    "shards_missing.weights.json": ("MissingFile", "'nowhere.weights.h5'"),
    "text_code.json": ("InvalidFile", "layer 'evil' holds Python byte code"),
    "text_deep.json": ("InvalidFile", "nested 5000 deep"),
    "text_huge.json": ("InvalidFile", "'model/dense' asks for values of shape"),
    "text_slow.json": ("InvalidFile", "'model/dense' asks for values of shape"),
    "weights_other_shape.weights.h5": ("InvalidFile", r"layer 'dense'.*\(3, 4\).*\(3, 5\)"),
    "weights_soft_link.weights.h5": ("InvalidFile", LINK),
    "weights_type.weights.h5": ("InvalidFile", f"references, of 8 bytes, for {VARS}"),
}
EXPECTED = {**DESCRIPTIONS, **TREES, **ARCHIVES, **OTHERS}


@pytest.fixture(scope="module")
def watch() -> Watch:
    import_everything()
    for path in sorted((ROOT / "keras3").glob("xor*")):  # what Python itself loads late
        read(path) if path.suffix in (".keras", ".h5") and "weights" not in path.name else None
    return Watch()


def model() -> Any:
    start = keras_lite.Input((3,))
    return keras_lite.Sequential([start, keras_lite.layers.Dense(4, name="dense")])


def read(path: Path) -> Any:
    if ".weights." in path.name:
        return model().load_weights(path)
    if path.suffix == ".json":
        return keras_lite.models.model_from_json(path.read_text())
    return keras_lite.models.load_model(path)


def test_all_hostile_samples_are_listed() -> None:
    assert {path.name for path in HOSTILE.iterdir()} == set(EXPECTED)
    assert set(make_hostile.MAKERS) < set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_hostile_files_are_refused_for_their_reason(name: str, watch: Watch) -> None:
    kind, reason = EXPECTED[name]
    shown = "model_from_json" if name.startswith("text_") else name
    keras_lite.utils.set_random_seed(7)
    before, start = _memory(), time.process_time()
    with (
        pytest.raises(KerasLiteError, match=f"(?s)^{shown}: .*{reason}") as caught,
        watch.reading(HOSTILE / name),
    ):
        read(HOSTILE / name)
    assert type(caught.value).__name__ == kind
    assert len(str(caught.value)) < 3000 and str(caught.value).isprintable()
    assert not watch.harm, "it opened, imported or ran something"
    assert time.process_time() - start < 2 and _memory() - before < 150
    assert not keras_lite.config.is_unsafe_deserialization_enabled()


def test_the_same_file_unharmed_is_read(tmp_path: Path) -> None:
    """The whole form of what the others are damaged forms of."""
    path = tmp_path / "whole.keras"
    path.write_bytes(make_hostile.archive(make_hostile.members()))
    found = keras_lite.models.load_model(path).get_weights()
    assert [w.shape for w in found] == [(3, 4), (4,)] and all((w == 1).all() for w in found)


def test_links_beside_weights_are_not_followed(tmp_path: Path) -> None:
    """A link on the disk could lead to any file; archives in folders and shards have none."""
    path, secret = tmp_path / "x.weights.json", tmp_path / "secret.h5"
    model().save_weights(path, max_shard_size=1)
    shard = tmp_path / "x_00000.weights.h5"
    shard.rename(secret)
    shard.symlink_to(secret)
    with pytest.raises(ValueError, match=r"x\.weights\.json: the file 'x_00000.* is not beside it"):
        model().load_weights(path)
    folder = tmp_path / "folder.keras"
    model().save(folder, zipped=False)
    (folder / "config.json").rename(tmp_path / "config.json")
    (folder / "config.json").symlink_to(tmp_path / "config.json")
    with pytest.raises(ValueError, match=r"folder\.keras: there is no 'config.json'"):
        keras_lite.models.load_model(folder)


def test_huge_values_are_refused_before_they_take_memory(tmp_path: Path) -> None:
    """A file of two gigabytes that has holes in place of them."""
    path = tmp_path / "x.weights.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("layers/dense/vars/0", (3, 4), "f4")
        held = file.create_dataset("layers/dense/vars/1", (500_000_000,), "f4")
        held[499_999_999] = 1
    before = _memory()
    with pytest.raises(ValueError, match=r"layer 'dense'.* \(4,\), but .* \(500000000,\)"):
        model().load_weights(path)
    assert _memory() - before < 50 and np.dtype("f4").itemsize == 4


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

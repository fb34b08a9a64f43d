from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from keras_lite import config


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Each test starts from the defaults, in a home without a file."""
    before = dict(config._settings)
    config._settings.clear()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    yield tmp_path
    config._settings.clear()
    config._settings.update(before)


def test_defaults() -> None:
    assert (config.floatx(), config.epsilon()) == ("float32", 1e-7)
    assert config.image_data_format() == "channels_last"
    assert config.is_interactive_logging_enabled() and config.is_traceback_filtering_enabled()
    assert config.max_epochs() is None and config.max_steps_per_epoch() is None


def test_the_users_file_is_read(fresh: Path) -> None:
    text = '{"floatx": "float64", "epsilon": 1e-5, "image_data_format": "channels_first"}'
    (fresh / "keras.json").write_text(text)
    assert (config.floatx(), config.epsilon()) == ("float64", 1e-5)
    assert config.image_data_format() == "channels_first"


@pytest.mark.parametrize("text", ["{", "[]", '{"floatx": "int8", "epsilon": "small"}'])
def test_a_broken_file_leaves_the_defaults(fresh: Path, text: str) -> None:
    (fresh / "keras.json").write_text(text)
    assert (config.floatx(), config.epsilon()) == ("float32", 1e-7)


def test_setting_before_reading_keeps_the_other_settings() -> None:
    config.set_floatx("float64")
    assert config.floatx() == "float64"
    assert config.epsilon() == 1e-7


@pytest.mark.parametrize("value", ["int8", "float", None, float])
def test_set_floatx_names_the_choices(value: object) -> None:
    with pytest.raises(ValueError, match="set_floatx: `value` is .*'float32'"):
        config.set_floatx(value)  # type: ignore[arg-type]
    assert config.floatx() == "float32"


def test_data_format_is_read_without_case_and_checked() -> None:
    config.set_image_data_format("Channels_First")
    assert config.image_data_format() == "channels_first"
    assert config.standardize_data_format(None) == "channels_first"
    assert config.standardize_data_format("channels_last") == "channels_last"
    with pytest.raises(ValueError, match="`data_format` is 'nhwc'"):
        config.standardize_data_format("nhwc")
    with pytest.raises(ValueError, match="set_image_data_format"):
        config.set_image_data_format("nhwc")


def test_set_epsilon_takes_numbers_only() -> None:
    config.set_epsilon(1e-3)
    assert config.epsilon() == 1e-3
    with pytest.raises(TypeError, match="set_epsilon: `value` is 'a'"):
        config.set_epsilon("a")  # type: ignore[arg-type]


def test_switches() -> None:
    config.disable_interactive_logging()
    config.disable_traceback_filtering()
    assert not config.is_interactive_logging_enabled()
    assert not config.is_traceback_filtering_enabled()
    config.enable_interactive_logging()
    config.enable_traceback_filtering()
    assert config.is_interactive_logging_enabled() and config.is_traceback_filtering_enabled()
    assert not config.is_unsafe_deserialization_enabled()
    config.enable_unsafe_deserialization()
    assert config.is_unsafe_deserialization_enabled()


def test_limits_are_positive_or_none() -> None:
    config.set_max_epochs(2)
    config.set_max_steps_per_epoch(3)
    assert (config.max_epochs(), config.max_steps_per_epoch()) == (2, 3)
    config.set_max_epochs(None)
    assert config.max_epochs() is None
    with pytest.raises(ValueError, match="set_max_epochs: `max_epochs` is 0"):
        config.set_max_epochs(0)

"""Arguments and names: what is refused, the order in signatures, and configurations."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from keras_lite import optimizers
from keras_lite.optimizers.optimizer_test import MADE


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"learning_rate": 1}, "`learning_rate` is 1, but a float"),
        ({"learning_rate": "fast"}, "`learning_rate` is 'fast'"),
        ({"momentum": 2.0}, "`momentum` is 2.0, but a float from 0 to 1"),
        ({"clipnorm": 1.0, "clipvalue": 1.0}, "Keep one of clipnorm, clipvalue"),
        ({"gradient_accumulation_steps": 1}, "`gradient_accumulation_steps` is 1"),
        ({"use_ema": True, "ema_momentum": 2.0}, "`ema_momentum` is 2.0"),
        ({"use_ema": True, "ema_overwrite_frequency": 0.5}, "`ema_overwrite_frequency` is 0.5"),
        ({"learning_rat": 0.1}, "no argument 'learning_rat'.*Did you mean 'learning_rate'"),
    ],
)
def test_impossible_arguments(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        optimizers.SGD(**arguments)


def test_common_arguments_stand_in_the_signature_in_keras_order() -> None:
    names = list(inspect.signature(optimizers.AdamW).parameters)
    assert (
        names
        == (
            "learning_rate weight_decay beta_1 beta_2 epsilon amsgrad clipnorm clipvalue"
            " global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor"
            " gradient_accumulation_steps name kwargs"
        ).split()
    )
    assert optimizers.Adam(0.1, 0.8, 0.9, 1e-3, True, 0.2).weight_decay == 0.2


@pytest.mark.parametrize(
    "kind", [k for k in MADE if k not in ("plain", "overridden", "averaging_plain")]
)
def test_configurations_round_trip(kind: str) -> None:
    optimizer = MADE[kind]()
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    assert type(again) is type(optimizer)
    assert again.get_config() == optimizer.get_config()


def test_names() -> None:
    assert isinstance(optimizers.get("ADAMW"), optimizers.AdamW)
    assert isinstance(optimizers.get(optimizers.SGD), optimizers.SGD)
    assert optimizers.get(None) is None
    config = {"class_name": "rmsprop", "config": {"rho": 0.5}}
    assert optimizers.get(config).get_config()["rho"] == 0.5
    with pytest.raises(ValueError, match="no optimizer named 'adma'. Did you mean 'Adam'"):
        optimizers.get("adma")
    with pytest.raises(ValueError, match="An optimizer was given as 3"):
        optimizers.get(3)

"""The state of optimizers in files of every age: which stored array belongs into which variable.

Keras 3 stores the counter, the learning rate and then the slots; Keras 2 has no learning rate
there, and before TF 2.11 it kept all slots of one kind together, most often.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from typing import Any

from keras_lite.errors import KerasLiteWarning
from keras_lite.saving.hdf5_reader import Dataset

# What a slot is called in Keras 3 -> its names in Keras 2, new and old.
_ROLES = {
    "momentum": ("m", "momentum", "moment"),
    "velocity": ("v", "velocity", "rms", "accumulator"),
    "velocity_hat": ("vhat", "velocity_hat"),
    "average_gradient": ("mg", "average_gradient"),
    "norm": ("u", "v", "norm"),
    "accumulator": ("accumulator",),
    "accumulated_grad": ("accum_grad", "accumulated_grad", "accumulator"),
    "accumulated_delta_var": ("accum_var", "accumulated_delta_var", "delta_accumulator"),
    "linear": ("linear",),
}
KERAS_2_ROLES = {role: names[0] for role, names in _ROLES.items()} | {"velocity": "v"}
_KEPT_TOGETHER = ("momentum", "velocity", "norm", "velocity_hat", "average_gradient")


def load_state(
    optimizer: Any,
    stored: Sequence[Dataset],
    names: Sequence[str],
    file: str,
    order: Sequence[Any] | None = None,
) -> None:
    """Sets the variables of a built optimizer to stored values; with a warning if it cannot.

    Args:
        optimizer: Built on the variables of the model that was read.
        stored: The arrays, in the order of the file.
        names: Their names; empty where they are only numbered.
        file: What the file is called in messages.
        order: The weights in the order of their slots; by default as the optimizer has them.
    """
    pairs = _pairs(optimizer, list(stored), list(names), order)
    if pairs is None or any(tuple(v.shape) != tuple(d.shape) for v, d in pairs):
        shapes = [tuple(d.shape) for d in stored][:6]
        warnings.warn(
            f"{file}: the state of optimizer {optimizer.name!r} was not loaded: {len(stored)} "
            f"values were saved, of shapes {shapes}..., and it has {len(optimizer.variables)} "
            "variables. Training goes on with fresh slots.",
            KerasLiteWarning,
            stacklevel=4,
        )
        return
    for variable, array in [(v, d.read()) for v, d in pairs]:
        variable.assign(array.astype(variable.dtype))
    if len(pairs) < len(optimizer.variables):
        _complete(optimizer)


def _pairs(
    optimizer: Any, stored: list[Dataset], names: list[str], order: Sequence[Any] | None
) -> list[tuple[Any, Dataset]] | None:
    own = optimizer.variables
    if len(own) == len(stored) and not _is_of_keras_2(names) and order is None:
        return list(zip(own, stored, strict=True))
    has_counter = bool(stored) and stored[0].shape == ()
    counter = [(own[0], stored[0])] if has_counter else []
    rest, labels = stored[has_counter:], names[has_counter:]
    slots = [v for v in own[1:] if v is not optimizer.constant_rate]
    if len(rest) < len(slots):
        # Keras: 3 has whole numbers in place of what Adafactor does not keep of a bias, 2 nothing.
        slots = [v for v in slots if not is_unused(v)]
    if names and not _is_by_weight(labels):
        named = _named_last(optimizer, slots, rest, labels)
        if named is not None:
            return counter + named
        slots = _kept_together(optimizer, slots, order)
        if order is not None and len(rest) == len(slots) + 1 and rest[0].shape == ():
            rest = rest[1:]  # a number of Nadam's
    # Keras 2 always keeps the slots of SGD, needed or not, and the product of Nadam never.
    product = getattr(optimizer, "_u_product", None)
    slots = [v for v in slots if v is not product or len(slots) == len(rest)]
    if len(rest) < len(slots):
        return None
    return counter + list(zip(slots, rest, strict=False))


def is_unused(slot: Any) -> bool:
    """Whether it is one of the whole numbers that Adafactor has for what it does not keep."""
    return tuple(slot.shape) == () and slot.dtype == "int32"


def _is_of_keras_2(names: list[str]) -> bool:
    return any(name.endswith(":0") for name in names)


def _is_by_weight(names: list[str]) -> bool:
    """Whether the slots are in today's order, as the names ``Adam/m/dense/kernel`` tell."""
    known = {name for spellings in _ROLES.values() for name in spellings}
    pattern = re.compile(r"^[^/]+/([^/]+)/.+")
    found = [pattern.match(name) for name in names]
    return not names or any(match is not None and match.group(1) in known for match in found)


def _named_last(
    optimizer: Any, slots: list[Any], stored: list[Dataset], names: list[str]
) -> list[tuple[Any, Dataset]] | None:
    """Pairs by the last part of names: ``Adam/dense/kernel/m:0``, or ``training/Adam/m_0:0``.

    What is named otherwise has no counterpart here. None if a slot would be left over.
    """
    roles = _by_role(optimizer, slots)
    left = {role: iter(variables) for role, variables in roles.items()}
    pairs = []
    for name, dataset in zip(names, stored, strict=True):
        last = re.sub(r"(_\d+)?(:0)?$", "", name.rpartition("/")[2])
        role = next((role for role in roles if last in _ROLES.get(role, (role,))), None)
        variable = next(left[role], None) if role is not None else None
        if variable is not None:
            pairs.append((variable, dataset))
    product = getattr(optimizer, "_u_product", None)  # of another formula then
    wanted = [v for v in slots if v is not product]
    return pairs if pairs and len(pairs) == len(wanted) else None


def _by_role(optimizer: Any, slots: list[Any]) -> dict[str, list[Any]]:
    roles: dict[str, list[Any]] = {}
    for variable in slots:
        roles.setdefault(role_of(optimizer, variable), []).append(variable)
    return roles


def _kept_together(
    optimizer: Any, slots: list[Any], order: Sequence[Any] | None = None
) -> list[Any]:
    """The slots, all of one kind after all of another, each kind in the order of some weights."""
    roles = _by_role(optimizer, slots)
    known = [role for role in _KEPT_TOGETHER if role in roles]
    known += [role for role in roles if role not in known]
    weights = list(map(id, optimizer._trainable_variables))
    places = [weights.index(id(v)) for v in (order or ()) if id(v) in weights]
    if len(places) == len(weights):
        each = {role: len(found) == len(places) for role, found in roles.items()}
        roles = {r: [v[i] for i in places] if each[r] else v for r, v in roles.items()}
    return [v for role in known for v in roles[role]]


def role_of(optimizer: Any, variable: Any) -> str:
    """What a slot is for: "momentum" of "net_dense_kernel_momentum"."""
    best = ""
    for weight in optimizer._trainable_variables:
        start = weight.path.replace("/", "_") + "_"
        if variable.name.startswith(start) and len(start) > len(best):
            best = start
    return str(variable.name[len(best) :])


def _complete(optimizer: Any) -> None:
    """Works out what Keras 2 did not store: the product of Nadam's momenta."""
    product = getattr(optimizer, "_u_product", None)
    if product is None or not hasattr(optimizer, "beta_1"):
        return
    value = 1.0
    for step in range(1, min(int(optimizer.variables[0].numpy()), 100_000) + 1):
        value *= optimizer.beta_1 * (1.0 - 0.5 * 0.96 ** (step * optimizer._schedule_decay))
    product.assign(value)

"""Layers that keras_lite does not have, written as a user would write them, to be held to goldens.

They draw what the layers of that name draw in Keras 3.15: an object for each initializer and seed,
in the order of its constructor, wasted ones included; masks at every call, training or not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite import initializers, layers, ops, random


class Recurrent(layers.Layer):
    """What SimpleRNN, LSTM and GRU have in common; returns the last output."""

    gates = 1
    seed_comes_first = False
    bias_rows: tuple[int, ...] = ()

    def __init__(self, units: int, dropout: float = 0.0, recurrent_dropout: float = 0.0) -> None:
        super().__init__()
        self.units, self.rate, self.recurrent_rate = units, dropout, recurrent_dropout
        if self.seed_comes_first:
            self.seed_generator = random.SeedGenerator()
        self.first = initializers.GlorotUniform()
        self.second = initializers.Orthogonal()
        if not self.seed_comes_first:
            self.seed_generator = random.SeedGenerator()

    def build(self, input_shape: Any) -> None:
        wide = self.gates * self.units
        self.kernel = self.add_weight((input_shape[-1], wide), self.first, name="kernel")
        self.recurrent = self.add_weight((self.units, wide), self.second, name="recurrent_kernel")
        self.bias = self.add_weight((*self.bias_rows, wide), self.first_bias, name="bias")

    def first_bias(self, shape: Any, dtype: Any = None) -> Any:
        return np.zeros(shape, dtype)

    def masks(self, x: Any, features: int, rate: float, training: bool) -> Any:
        """One mask, or as many as gates where the recurrent input is dropped as well."""
        count = self.gates if self.recurrent_rate and self.gates > 1 else 1
        ones = ops.ones_like(ops.repeat(x[:, 0, :1], features, axis=1))
        if not rate:
            return [ones] * count
        drawn = [random.dropout(ones, rate, seed=self.seed_generator) for _ in range(count)]
        return drawn if training else [ones] * count

    def call(self, x: Any, training: bool = False) -> Any:
        inputs = self.masks(x, x.shape[-1], self.rate, training)
        hidden = self.masks(x, self.units, self.recurrent_rate, training)
        state: Any = [ops.zeros_like(hidden[0])] * 2
        for step in range(x.shape[1]):
            state = self.step(_each(x[:, step], inputs), _each(state[0], hidden), state)
        return state[0]

    def product(self, gates: Any, kernel: Any, bias: Any = 0.0) -> Any:
        """Each gate's part of the product with its own masked inputs."""
        if len(gates) == 1:
            return gates[0] @ kernel + bias
        parts = [
            gate @ kernel[:, i * self.units : (i + 1) * self.units] for i, gate in enumerate(gates)
        ]
        return ops.concatenate(parts, axis=1) + bias


def _each(x: Any, masks: Any) -> Any:
    return [x * mask for mask in masks]


class SimpleRNN(Recurrent):
    seed_comes_first = True

    def step(self, x: Any, h: Any, state: Any) -> Any:
        new = ops.tanh(self.product(x, self.kernel, self.bias) + self.product(h, self.recurrent))
        return [new, new]


class LSTM(Recurrent):
    gates = 4

    def first_bias(self, shape: Any, dtype: Any = None) -> Any:
        bias = np.zeros(shape, dtype)
        bias[self.units : 2 * self.units] = 1
        return bias

    def step(self, x: Any, h: Any, state: Any) -> Any:
        z = self.product(x, self.kernel, self.bias) + self.product(h, self.recurrent)
        i, f, c, o = ops.split(z, 4, axis=1)
        cell = ops.sigmoid(f) * state[1] + ops.sigmoid(i) * ops.tanh(c)
        return [ops.sigmoid(o) * ops.tanh(cell), cell]


class GRU(Recurrent):
    gates = 3
    bias_rows = (2,)

    def step(self, x: Any, h: Any, state: Any) -> Any:
        xz, xr, xh = ops.split(self.product(x, self.kernel, self.bias[0]), 3, axis=1)
        hz, hr, hh = ops.split(self.product(h, self.recurrent, self.bias[1]), 3, axis=1)
        z, r = ops.sigmoid(xz + hz), ops.sigmoid(xr + hr)
        new = z * state[0] + (1 - z) * ops.tanh(xh + r * hh)
        return [new, new]


class Conv2D(layers.Layer):
    """3 by 3, with ReLU."""

    def __init__(self, filters: int) -> None:
        super().__init__()
        self.filters = filters
        self.first = initializers.GlorotUniform()

    def build(self, input_shape: Any) -> None:
        shape = (3, 3, input_shape[-1], self.filters)
        self.kernel = self.add_weight(shape, self.first, name="kernel")
        self.bias = self.add_weight((self.filters,), "zeros", name="bias")

    def call(self, x: Any) -> Any:
        height, width = x.shape[1] - 2, x.shape[2] - 2
        parts = [
            x[:, i : i + height, j : j + width] @ self.kernel[i, j]
            for i in range(3)
            for j in range(3)
        ]
        return ops.relu(sum(parts[1:], parts[0]) + self.bias)


class MaxPooling2D(layers.Layer):
    """2 by 2."""

    def call(self, x: Any) -> Any:
        rows = ops.maximum(x[:, 0::2], x[:, 1::2])
        return ops.maximum(rows[:, :, 0::2], rows[:, :, 1::2])

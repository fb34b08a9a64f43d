"""The training loop that a textbook has: NumPy, an array for every intermediate result."""

from __future__ import annotations

from typing import Any

import numpy as np

from compat_tests.speed.models import Model


class Run:
    """Weights, Adam's moments, and a loop."""

    def __init__(self, numpy: Any, model: Model, variant: str, weights: Any) -> None:
        self.x, self.y = model.data()
        self.batch = model.batch
        self.weights = weights
        self.w = [w.copy() for w in weights]
        self.m = [np.zeros_like(w) for w in self.w]
        self.v = [np.zeros_like(w) for w in self.w]
        self.t = 0
        self.random = np.random.default_rng(1)

    def train(self, epochs: int) -> float:
        rows = len(self.x)
        loss = right = 0.0
        for _ in range(epochs):
            order = self.random.permutation(rows)
            loss = right = 0.0
            for first in range(0, rows, self.batch):
                chosen = order[first : first + self.batch]
                x, y = self.x[chosen], self.y[chosen]
                values = self.forward(x)
                loss += self.loss(values[-1], y) * len(x)
                right += self.hits(values[-1], y)
                self.update(self.backward(values, y))
        self.accuracy = right / rows
        return loss / rows

    def forward(self, x: np.ndarray) -> list[np.ndarray]:
        values = [x]
        for w, b in zip(self.w[:-2:2], self.w[1:-2:2], strict=True):
            values.append(np.maximum(values[-1] @ w + b, 0))
        z = values[-1] @ self.w[-2] + self.w[-1]
        if z.shape[1] == 1:
            values.append(1 / (1 + np.exp(-z)))
        else:
            e = np.exp(z - z.max(axis=1, keepdims=True))
            values.append(e / e.sum(axis=1, keepdims=True))
        return values

    def loss(self, p: np.ndarray, y: np.ndarray) -> float:
        p = np.clip(p, 1e-7, 1 - 1e-7)
        if p.shape[1] == 1:
            return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
        return float(-np.mean(np.sum(y * np.log(p), axis=1)))

    def hits(self, p: np.ndarray, y: np.ndarray) -> float:
        if p.shape[1] == 1:
            return float(np.sum((p > 0.5) == y))
        return float(np.sum(p.argmax(axis=1) == y.argmax(axis=1)))

    def backward(self, values: list[np.ndarray], y: np.ndarray) -> list[np.ndarray]:
        slopes: list[np.ndarray] = []
        d = (values[-1] - y) / len(y)
        for i in range(len(values) - 2, -1, -1):
            slopes[:0] = [values[i].T @ d, d.sum(axis=0)]
            if i:
                d = (d @ self.w[2 * i].T) * (values[i] > 0)
        return slopes

    def update(self, slopes: list[np.ndarray]) -> None:
        self.t += 1
        rate = np.float32(0.001 * np.sqrt(1 - 0.999**self.t) / (1 - 0.9**self.t))
        for w, m, v, g in zip(self.w, self.m, self.v, slopes, strict=True):
            m += (g - m) * 0.1
            v += (g * g - v) * 0.001
            w -= rate * m / (np.sqrt(v) + 1e-7)

    def predict_row(self) -> Any:
        return self.forward(self.x[:1])[-1]

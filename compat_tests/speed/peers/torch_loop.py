"""A training loop in torch as a good user writes it: no DataLoader, a fused Adam, sums on tensors.

Two threads, or as many as there are cores.
"""

from __future__ import annotations

import os
from typing import Any

from compat_tests.speed.models import Model


class Run:
    """A Sequential of Linear and ReLU; the loss takes logits."""

    def __init__(self, torch: Any, model: Model, variant: str, weights: Any) -> None:
        torch.set_num_threads(len(os.sched_getaffinity(0)))
        torch.manual_seed(0)
        self.torch = torch
        self.weights = weights
        x, y = model.data()
        self.one = y.shape[1] == 1
        self.x = torch.from_numpy(x)
        self.y = torch.from_numpy(y if self.one else y.argmax(axis=1))
        self.batch = model.batch
        parts: list[Any] = []
        for i, (before, after) in enumerate(zip(model.layers, model.layers[1:], strict=False)):
            linear = torch.nn.Linear(before, after)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(weights[2 * i].T))
                linear.bias.copy_(torch.from_numpy(weights[2 * i + 1]))
            parts += [linear, torch.nn.ReLU()]
        self.model = torch.nn.Sequential(*parts[:-1])
        self.optimizer = torch.optim.Adam(self.model.parameters(), 1e-3, eps=1e-7, fused=True)
        entropy = torch.nn.functional
        self.loss = entropy.binary_cross_entropy_with_logits if self.one else entropy.cross_entropy

    def train(self, epochs: int) -> float:
        torch, model, optimizer = self.torch, self.model, self.optimizer
        rows = len(self.x)
        for _ in range(epochs):
            order = torch.randperm(rows)
            xs, ys = self.x[order], self.y[order]
            total, right = torch.zeros(()), torch.zeros((), dtype=torch.int64)
            for x, y in zip(xs.split(self.batch), ys.split(self.batch), strict=True):
                z = model(x)
                loss = self.loss(z, y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                with torch.no_grad():
                    total += loss * len(x)
                    right += ((z > 0) == y if self.one else z.argmax(1) == y).sum()
            mean, self.accuracy = total.item() / rows, right.item() / rows
        return float(mean)

    def predict_row(self) -> Any:
        with self.torch.inference_mode():
            return self.model(self.x[:1])

"""A whole epoch as one compiled function: shuffled rows through `lax.scan`, written by hand.

NumPy makes the permutation, which is quicker than sorting random numbers in JAX.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from compat_tests.speed.models import Model


class Run:
    """Weights, Adam's moments and the number of steps, given to the epoch and taken back."""

    def __init__(self, jax: Any, model: Model, variant: str, weights: Any) -> None:
        self.jax = jax
        self.weights = weights
        x, y = model.data()
        self.rows, self.batch, self.one = len(x), model.batch, y.shape[1] == 1
        self.x, self.y = jax.numpy.asarray(x), jax.numpy.asarray(y)
        w = [jax.numpy.array(part) for part in weights]
        zeros = [jax.numpy.zeros_like(part) for part in w]
        self.state = w, zeros, [jax.numpy.zeros_like(part) for part in w], jax.numpy.zeros(())
        self.epoch = jax.jit(self._epoch, donate_argnums=0)
        self.call = jax.jit(self._forward)
        self.random = np.random.default_rng(1)

    def train(self, epochs: int) -> float:
        for _ in range(epochs):
            order = self.random.permutation(self.rows).astype("int32")
            self.state, loss, right = self.epoch(self.state, self.x, self.y, order)
        self.accuracy = float(right) / self.rows
        return float(loss) / self.rows

    def _forward(self, w: Any, x: Any) -> Any:
        for kernel, bias in zip(w[:-2:2], w[1:-2:2], strict=True):
            x = self.jax.nn.relu(x @ kernel + bias)
        return x @ w[-2] + w[-1]

    def _loss(self, w: Any, x: Any, y: Any) -> Any:
        jnp, nn = self.jax.numpy, self.jax.nn
        z = self._forward(w, x)
        if self.one:
            losses = nn.relu(z) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z)))
            right = jnp.sum((z > 0) == (y > 0.5))
        else:
            losses = -jnp.sum(y * nn.log_softmax(z), axis=1)
            right = jnp.sum(jnp.argmax(z, axis=1) == jnp.argmax(y, axis=1))
        return jnp.mean(losses), right

    def _step(self, state: Any, batch: Any) -> Any:
        jax, jnp = self.jax, self.jax.numpy
        w, m, v, t = state
        (loss, right), slopes = jax.value_and_grad(self._loss, has_aux=True)(w, *batch)
        t = t + 1
        rate = 0.001 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        m = [a + (g - a) * 0.1 for a, g in zip(m, slopes, strict=True)]
        v = [a + (g * g - a) * 0.001 for a, g in zip(v, slopes, strict=True)]
        w = [p - rate * a / (jnp.sqrt(b) + 1e-7) for p, a, b in zip(w, m, v, strict=True)]
        return (w, m, v, t), (loss * len(batch[0]), right)

    def _epoch(self, state: Any, x: Any, y: Any, order: Any) -> Any:
        steps, rest = divmod(self.rows, self.batch)
        cut = steps * self.batch
        x, y = x[order], y[order]
        batches = (
            x[:cut].reshape(steps, self.batch, -1),
            y[:cut].reshape(steps, self.batch, -1),
        )
        state, (losses, right) = self.jax.lax.scan(self._step, state, batches)
        loss, hits = losses.sum(), right.sum()
        if rest:
            state, (last, more) = self._step(state, (x[cut:], y[cut:]))
            loss, hits = loss + last, hits + more
        return state, loss, hits

    def predict_row(self) -> Any:
        return np.asarray(self.call(self.state[0], self.x[:1]))

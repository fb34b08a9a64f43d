"""scikit-learn's MLPClassifier: the same layers, Adam, shuffling; it measures the loss alone.

Two classes it always tells apart by one output, so its 2-4-4-2 is a 2-4-4-1.
"""

from __future__ import annotations

import warnings
from typing import Any

from compat_tests.speed.models import Model


class Run:
    """An MLPClassifier that goes on where it stopped."""

    def __init__(self, sklearn: Any, model: Model, variant: str, weights: Any) -> None:
        from sklearn.neural_network import MLPClassifier

        self.weights = None
        self.x, y = model.data()
        self.y = y.argmax(axis=1) if y.shape[1] > 1 else y[:, 0].astype(int)
        self.model = MLPClassifier(
            hidden_layer_sizes=model.layers[1:-1],
            alpha=0.0,
            batch_size=min(model.batch, len(self.x)),
            warm_start=True,
            n_iter_no_change=1_000_000,
            random_state=0,
        )

    def train(self, epochs: int) -> float:
        self.model.max_iter = epochs
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it is not finished yet
            self.model.fit(self.x, self.y)
        return float(self.model.loss_)

    def predict_row(self) -> Any:
        return self.model.predict_proba(self.x[:1])

"""`KerasClassifier` and `KerasRegressor`, as Keras 1 and 2 had them: models for scikit-learn.

Needs scikit-learn, which is imported with this file only.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from keras_lite.errors import InvalidArgument, NotReady, suggest
from keras_lite.models import Model
from keras_lite.utils import to_categorical

_METHODS = ("fit", "predict", "evaluate")


class _Wrapper(BaseEstimator):  # type: ignore[misc]
    """A function that makes a model, and what the model's methods are given.

    Args:
        build_fn: Returns a compiled model; or an object with such a `__call__`. Without it, the
            subclass' own `__call__` is used.
        **sk_params: Arguments for `build_fn`, and for the model's `fit`, `predict` and `evaluate`.

    Raises:
        InvalidArgument: (a ValueError) for an argument that none of them takes.
    """

    def __init__(self, build_fn: Callable[..., Any] | None = None, **sk_params: Any) -> None:
        self.build_fn = build_fn
        self.sk_params = sk_params
        self._check(sk_params)

    def _maker(self) -> Callable[..., Any]:
        made = self.build_fn if self.build_fn is not None else self.__call__
        return made if inspect.isroutine(made) or inspect.isclass(made) else made.__call__

    def _check(self, given: Iterable[str]) -> None:
        known = set(inspect.signature(self._maker()).parameters)
        for method in _METHODS:
            function = getattr(Model, method)
            known |= set(inspect.signature(function).parameters)
            known |= getattr(function, "old_spellings", frozenset())
        for name in given:
            if name not in known:
                raise InvalidArgument(
                    f"{type(self).__name__}: {name} is not a legal parameter: neither `build_fn` "
                    f"nor fit, predict or evaluate takes it.{suggest(name, known - {'self'})}"
                )

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """All arguments of the constructor."""
        return {"build_fn": self.build_fn, **copy.copy(self.sk_params)}

    def set_params(self, **params: Any) -> Any:
        """Changes arguments of the constructor."""
        if "build_fn" in params:
            self.build_fn = params.pop("build_fn")
        self._check(params)
        self.sk_params.update(params)
        return self

    def _arguments(self, function: Callable[..., Any], given: dict[str, Any]) -> dict[str, Any]:
        names = set(inspect.signature(function).parameters)
        names |= getattr(function, "old_spellings", frozenset())
        kept = {name: value for name, value in self.sk_params.items() if name in names}
        return {**kept, **given}

    def fit(self, x: Any, y: Any, **kwargs: Any) -> Any:
        """Makes a model and trains it.

        Returns:
            The `History` of the training, as Keras did; not the estimator.
        """
        maker = self._maker()
        self.model = maker(**self._arguments(maker, {}))
        if self.model.loss == "categorical_crossentropy" and np.ndim(y) != 2:
            y = to_categorical(y)
        self.n_features_in_ = np.shape(x)[-1]
        return self.model.fit(x, y, **self._arguments(Model.fit, kwargs))

    def _predicted(self, x: Any, kwargs: dict[str, Any]) -> Any:
        if not hasattr(self, "model"):
            raise NotReady(f"{type(self).__name__}: there is no model yet. Call fit first.")
        return np.asarray(self.model.predict(x, **self._arguments(Model.predict, kwargs)))

    def _evaluated(self, x: Any, y: Any, kwargs: dict[str, Any]) -> dict[str, float]:
        given = self._arguments(Model.evaluate, {**kwargs, "return_dict": True})
        return self.model.evaluate(x, y, **given)  # type: ignore[no-any-return]


class KerasClassifier(ClassifierMixin, _Wrapper):  # type: ignore[misc]
    """A classifier for scikit-learn. Source: Keras 1.0 to 2.11."""

    def fit(self, x: Any, y: Any, **kwargs: Any) -> Any:
        """Makes a model and trains it; labels may be of any kind, or rows of zeros and a one."""
        y = np.asarray(y)
        if y.ndim == 2 and y.shape[1] > 1:
            self.classes_ = np.arange(y.shape[1])
        else:
            self.classes_ = np.unique(y)
            y = np.searchsorted(self.classes_, y)
        self.n_classes_ = len(self.classes_)
        return super().fit(x, y, **kwargs)

    def predict(self, x: Any, **kwargs: Any) -> Any:
        """The class of each row."""
        found = self._predicted(x, kwargs)
        if found.shape[-1] > 1:
            return self.classes_[found.argmax(axis=-1)]
        return self.classes_[(found > 0.5).astype(int)]

    def predict_proba(self, x: Any, **kwargs: Any) -> Any:
        """The probability of each class for each row."""
        found = self._predicted(x, kwargs)
        return np.hstack([1 - found, found]) if found.shape[1] == 1 else found

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """The accuracy that the model measures.

        Raises:
            InvalidArgument: (a ValueError) when it measures none.
        """
        y = np.asarray(y)
        if not (y.ndim == 2 and y.shape[1] > 1):
            y = np.searchsorted(self.classes_, y)
        if self.model.loss == "categorical_crossentropy" and y.ndim != 2:
            y = to_categorical(y, self.n_classes_)
        logs = self._evaluated(x, y, kwargs)
        for name in ("accuracy", "acc"):
            if name in logs:
                return logs[name]
        raise InvalidArgument(
            "KerasClassifier.score: the model measures no accuracy. Give `compile` "
            'metrics=["accuracy"] in `build_fn`.'
        )


class KerasRegressor(RegressorMixin, _Wrapper):  # type: ignore[misc]
    """A regressor for scikit-learn. Source: Keras 1.0 to 2.11."""

    def predict(self, x: Any, **kwargs: Any) -> Any:
        """The outputs, one number per row if there is one output."""
        return np.squeeze(self._predicted(x, kwargs), axis=-1)

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """The loss with its sign turned, so that more is better."""
        return -self._evaluated(x, y, kwargs)["loss"]

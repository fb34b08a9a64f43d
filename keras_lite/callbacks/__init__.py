"""Code that runs at certain moments of `fit`, `evaluate` and `predict`."""

from __future__ import annotations

from keras_lite.lazy import lazy_names as _lazy_names

__getattr__, __dir__, __all__ = _lazy_names(
    __name__,
    {
        "BackupAndRestore": "keras_lite.callbacks.backup_and_restore",
        "CSVLogger": "keras_lite.callbacks.csv_logger",
        "Callback": "keras_lite.callbacks.callback",
        "CallbackList": "keras_lite.callbacks.callback_list",
        "EarlyStopping": "keras_lite.callbacks.early_stopping",
        "History": "keras_lite.callbacks.history",
        "LambdaCallback": "keras_lite.callbacks.lambda_callback",
        "LearningRateScheduler": "keras_lite.callbacks.learning_rate_scheduler",
        "ModelCheckpoint": "keras_lite.callbacks.model_checkpoint",
        "ProgbarLogger": "keras_lite.callbacks.progress",
        "ReduceLROnPlateau": "keras_lite.callbacks.reduce_lr_on_plateau",
        "TerminateOnNaN": "keras_lite.callbacks.terminate_on_nan",
    },
)

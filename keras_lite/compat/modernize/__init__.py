"""Programs of older Keras in the form of Keras 3, with comments and layout kept.

`python -m keras_lite modernize script.py` prints one. It goes by the tables that `run` goes by;
libcst, which keeps every blank of a program, is needed for it (``pip install
'keras-lite[modernize]'``).
"""

from __future__ import annotations

from keras_lite.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(
    __name__,
    {
        "Modern": "keras_lite.compat.modernize.program",
        "modernize": "keras_lite.compat.modernize.program",
    },
)

"""The operations, each one class that answers four questions, with a function to apply it."""

from keras_lite.primitives import (
    arithmetic,
    bends,
    bitwise,
    cast,
    compare,
    cumulative,
    erf,
    gather,
    linalg,
    matmul,
    nonlinear,
    random,
    reduce,
    shape,
    slicing,
    softmax,
    state,
    trigonometry,
)

# Last, for they are about all of them. So is `c_forms`, which is loaded when C is written.
from keras_lite.primitives import fewer_passes, layouts, quick_calls, rules, side_by_side  # isort: skip
from keras_lite.primitives import column_sums  # isort: skip

"""Functions on tensors, as `keras.ops` publishes them.

Each is a composition of primitives. Given arrays, lists, numbers or variables it computes at once;
given values that are being traced it becomes part of the program; given a `KerasTensor` it is noted
as a call that a model replays. The result's type follows Keras' rules: Python numbers give way to
the types of tensors, integers become floats where an operation needs them.
"""

from __future__ import annotations

from keras_lite.lazy import lazy_names
from keras_lite.ops import dispatch

_NAMES = {
    "core": (
        "cast convert_to_numpy convert_to_tensor dtype is_tensor saturate_cast scatter "
        "scatter_update shape slice slice_update stop_gradient unstack"
    ),
    "core_control": ("associative_scan cond fori_loop map scan switch vectorized_map while_loop"),
    "einops": "rearrange",
    "linalg_matrix": (
        "cholesky cholesky_inverse det eigh inv lstsq lu_factor matrix_rank norm pinv qr solve "
        "solve_triangular svd"
    ),
    "math_fourier": "fft fft2 ifft2 irfft istft rfft stft",
    "math_functions": (
        "cdist erf erfc erfinv extract_sequences in_top_k logdet logsumexp rsqrt segment_max "
        "segment_min segment_prod segment_sum top_k"
    ),
    "nn_activation": (
        "celu elu gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu "
        "log_sigmoid relu relu6 selu sigmoid silu soft_shrink softplus softsign sparse_plus "
        "sparse_sigmoid squareplus swish tanh_shrink threshold"
    ),
    "nn_attention": "dot_product_attention",
    "nn_loss": (
        "binary_crossentropy categorical_crossentropy multi_hot one_hot psnr "
        "sparse_categorical_crossentropy"
    ),
    "nn_normalize": ("batch_normalization layer_normalization moments normalize rms_normalization"),
    "nn_patches": "depth_to_space fold space_to_depth unfold",
    "nn_softmax": "log_softmax softmax sparsemax",
    "numpy_arithmetic": (
        "abs absolute add cbrt ceil clip deg2rad divide divide_no_nan fabs floor floor_divide "
        "fmax fmin fmod heaviside maximum minimum mod multiply nan_to_num negative power rad2deg "
        "reciprocal round sign sqrt square subtract true_divide trunc"
    ),
    "numpy_bitwise": (
        "bitwise_and bitwise_invert bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift "
        "bitwise_xor gcd lcm ldexp left_shift nextafter right_shift"
    ),
    "numpy_create": (
        "arange array copy empty empty_like eye full full_like geomspace identity linspace "
        "logspace ones ones_like tri zeros zeros_like"
    ),
    "numpy_functions": (
        "arccos arccosh arcsin arcsinh arctan arctan2 arctanh cos cosh exp exp2 expm1 hypot i0 "
        "log log10 log1p log2 logaddexp logaddexp2 sin sinc sinh tan tanh"
    ),
    "numpy_index": (
        "diag diagflat diagonal get_item nonzero take take_along_axis trace tril triu unravel_index"
    ),
    "numpy_join": (
        "append array_split concatenate dsplit dstack hsplit hstack meshgrid split stack vsplit "
        "vstack"
    ),
    "numpy_logic": (
        "allclose equal greater greater_equal isclose isfinite isin isinf isnan isneginf isposinf "
        "isreal less less_equal logical_and logical_not logical_or logical_xor not_equal select "
        "signbit where"
    ),
    "numpy_nan": (
        "nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin nanpercentile "
        "nanprod nanquantile nanstd nansum nanvar"
    ),
    "numpy_product": ("correlate cross dot einsum inner kron matmul outer slogdet tensordot vdot"),
    "numpy_reduce": (
        "all amax amin any argmax argmin average count_nonzero cumprod cumsum max mean min prod "
        "ptp std sum var"
    ),
    "numpy_series": (
        "angle bartlett blackman conj conjugate corrcoef diff hamming hanning imag kaiser ndim "
        "real size trapezoid vander vectorize view"
    ),
    "numpy_shape": (
        "broadcast_to expand_dims flip fliplr flipud moveaxis pad ravel repeat reshape roll rot90 "
        "squeeze swapaxes tile transpose"
    ),
    "numpy_sort": (
        "argpartition argsort bincount digitize histogram median percentile quantile searchsorted "
        "sort unique"
    ),
}
_PLACES = {
    name: f"keras_lite.ops.{module}" for module, names in _NAMES.items() for name in names.split()
}
_SPACES = {space: f"keras_lite.ops.{space}:" for space in ("image", "linalg", "nn", "numpy")}
__getattr__, __dir__, _ = lazy_names(__name__, {**_PLACES, **_SPACES})
__all__ = sorted(_PLACES)


def places_of(space: str) -> dict[str, str]:
    """The functions that Keras publishes once more, in a module such as `keras.ops.numpy`."""
    return {name: place for name, place in _PLACES.items() if f".{space}_" in place}


dispatch.install()

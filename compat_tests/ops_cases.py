"""Calls of `keras.ops` that both libraries answer, written as they stand in a program."""

from __future__ import annotations

from typing import Any

import numpy as np

_random = np.random.RandomState(7)

DATA: dict[str, Any] = {
    "x": (_random.rand(3, 4) * 4 - 2).astype("float32"),
    "y": (_random.rand(3, 4) * 4 - 2).astype("float32"),
    "p": (_random.rand(3, 4) * 0.98 + 0.01).astype("float32"),
    "t": (_random.rand(2, 3, 4) * 4 - 2).astype("float32"),
    "s": (_random.rand(2, 4, 4) * 4 - 2).astype("float32"),
    "v": (_random.rand(5) * 4 - 2).astype("float32"),
    "w": (_random.rand(5) * 4 - 2).astype("float32"),
    "i": np.array([[3, -2, 7, 0], [5, 1, -4, 2], [1, 1, 9, 6]], "int32"),
    "j": np.array([[2, 3, -2, 1], [4, -1, 3, 2], [5, 2, 2, 3]], "int32"),
    "b": np.array([[True, False, True, False], [True, True, True, True], [False] * 4]),
    "n": np.array([[1.0, np.nan, 3.0, np.inf], [np.nan] * 4, [-np.inf, 0.0, -0.0, 2.5]], "float32"),
    "labels": np.array([2, 0, 3], "int32"),
    "onehot": np.eye(4, dtype="float32")[[2, 0, 3]],
    "bits": np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]], "float32"),
    "limits": np.array([-1.5, -0.5, 0.5, 1.5], "float32"),
    "images": _random.rand(2, 4, 6, 3).astype("float32"),
}

CREATE = """
zeros((2, 3)) | ones((2,), dtype="int32") | full((2, 2), 7) | full((2, 2), [1.0, 2.0]) | eye(3)
eye(2, 3, k=1) | identity(3, dtype="int32") | tri(3) | tri(2, 4, k=1) | arange(5)
arange(1, 7, 2) | arange(0.5, 2.5, 0.5) | arange(3, dtype="float32") | linspace(0, 1, 5)
linspace(0, 10, 4, dtype="int32") | linspace(-1.0, 2.0, 7, endpoint=False) | linspace(v, w, 4)
linspace(0, 1, 1) | linspace(v, w, 4, axis=-1) | linspace(0, 1, 5, retstep=True)
logspace(0, 2, 4) | geomspace(1.0, 100.0, 4) | zeros_like(i) | ones_like(x, dtype="int32")
full_like(i, 3) | empty((0, 2)) | array([1, 2]) | array([1.5, 2])
convert_to_tensor([[1, 2], [3, 4]]) | convert_to_tensor(True) | convert_to_tensor([np.int64(3)])
convert_to_tensor(np.arange(3)) | convert_to_tensor(2**40)
convert_to_tensor([1, 2], dtype="int8") | convert_to_tensor(np.float64(1.5)) | cast(x, "int32")
cast(i, "float16") | cast(b, "float32") | saturate_cast(x * 200, "uint8")
saturate_cast(i, "uint8") | bartlett(5) | blackman(6) | hamming(5) | hanning(4) | kaiser(5, 8.6)
bartlett(1) | copy(x) | is_tensor(x) | shape(t) | ndim(t) | size(t) | dtype(i)
"""

ELEMENTWISE = """
add(x, y) | add(x, 1) | add(i, 2.5) | add(i, j) | subtract(x, y) | multiply(x, i) | divide(x, y)
divide(i, j) | true_divide(i, 2) | divide_no_nan(x, bits) | floor_divide(i, j)
floor_divide(x, y) | mod(i, j) | mod(x, y) | fmod(x, y) | power(p, y) | power(x, 2) | power(i, 2)
power(2, i * 0 + 3) | negative(i) | absolute(x) | abs(i) | fabs(x) | sign(x) | sign(i) | square(x)
square(i) | sqrt(p) | sqrt(i * i) | cbrt(x) | reciprocal(x) | maximum(x, y) | maximum(i, 1.5)
minimum(x, 0) | fmax(n, 1.0) | fmin(n, x) | clip(x, -1, 1) | clip(i, 0, 5) | clip(b, 0, 1)
floor(x) | ceil(x) | trunc(x) | trunc(i) | round(x) | round(x, 1) | round(i) | heaviside(x, 0.5)
deg2rad(x) | rad2deg(x) | nan_to_num(n) | nan_to_num(n, nan=1.0, posinf=9.0, neginf=-9.0) | exp(x)
exp(i) | exp2(x) | expm1(x) | log(p) | log10(p) | log2(p) | log1p(p) | logaddexp(x, y)
logaddexp2(x, y) | sin(x) | cos(x) | tan(x) | arcsin(p) | arccos(p) | arctan(x) | arctan2(x, y)
sinh(x) | cosh(x) | tanh(x) | arcsinh(x) | arccosh(p + 1) | arctanh(p) | hypot(x, y) | sinc(x)
i0(x * 3) | erf(x) | erfc(x) | erfinv(p) | rsqrt(p) | ldexp(x, i) | angle(x) | real(x) | imag(x)
conj(x) | conjugate(x) | nextafter(x, y) | gcd(i, j) | lcm(i, j) | bitwise_and(i, j)
bitwise_or(i, j) | bitwise_xor(i, j) | bitwise_not(i) | bitwise_invert(i) | left_shift(i * i, 2)
right_shift(i, 1) | bitwise_left_shift(i * i, 1) | bitwise_right_shift(i, 2) | equal(i, j)
not_equal(i, j) | less(x, y) | less_equal(x, 0) | greater(i, 1.5) | greater_equal(x, y)
logical_and(b, x > 0) | logical_or(b, x > 0) | logical_xor(b, x > 0) | logical_not(b)
logical_not(i) | isnan(n) | isinf(n) | isfinite(n) | isposinf(n) | isneginf(n) | isreal(x)
signbit(n) | isnan(i) | isclose(x, x + 1e-6) | isclose(n, n) | isclose(n, n, equal_nan=True)
allclose(x, x + 1e-9) | isin(i, j) | isin(i, [1, 9], invert=True) | where(b, x, y)
where(x > 0, x, 0) | where(b, 1, 2.5) | where(b, i, x) | where(b)
select([x > 1, x > 0], [x, y], 9.0) | view(x, dtype="int32") | stop_gradient(x)
"""

REDUCE = """
sum(x) | sum(x, axis=0) | sum(t, axis=(0, 2)) | sum(t, axis=-1, keepdims=True) | sum(b)
prod(x, axis=1) | prod(i, axis=0) | mean(x) | mean(i, axis=1)
mean(t, axis=(0, 1), keepdims=True) | var(x, axis=0) | var(i) | std(x, axis=1, keepdims=True)
max(x, axis=1) | max(b, axis=0) | min(i, axis=0) | max(x, axis=0, initial=1.0)
min(x, initial=-9.0) | amax(x, axis=1) | amin(t, axis=(0, 1)) | ptp(x, axis=1) | any(b, axis=1)
all(b, axis=1) | all(b, axis=0, keepdims=True) | any(i) | count_nonzero(i, axis=1)
count_nonzero(b) | argmax(x, axis=1) | argmax(x) | argmin(i, axis=0)
argmax(t, axis=-1, keepdims=True) | argmin(x, keepdims=True) | cumsum(x, axis=1) | cumsum(i)
cumsum(b, axis=0) | cumprod(x, axis=0) | cumsum(i, axis=0, dtype="float32") | average(x, axis=0)
average(x, axis=1, weights=p) | average(x, axis=0, weights=[1.0, 2.0, 3.0]) | average(i)
median(x, axis=1) | median(x) | median(t, axis=(0, 2)) | median(x, axis=0, keepdims=True)
median(i, axis=1) | quantile(x, 0.3) | quantile(x, [0.1, 0.9], axis=1)
quantile(x, 0.35, axis=0, method="lower") | quantile(x, 0.35, axis=0, method="higher")
quantile(x, 0.35, axis=0, method="midpoint") | quantile(x, 0.35, axis=0, method="nearest")
quantile(t, 0.5, axis=(0, 1), keepdims=True) | percentile(x, 30, axis=1)
percentile(x, [25.0, 75.0]) | nansum(n, axis=1) | nanprod(n[:1], axis=1)
nanmean(n[:, :3], axis=1) | nanvar(n[:, :3], axis=0) | nanstd(n[:1, :3]) | nanmax(n, axis=1)
nanmin(n, axis=1) | nanargmax(n[:1], axis=1) | nanargmin(n[2:], axis=1)
nancumsum(n[:2, :3], axis=1) | nancumprod(n[:2, :3], axis=1) | nanmedian(n[:2, :3], axis=1)
nanquantile(n[:, :3], 0.3, axis=1) | nanpercentile(n[:, :3], 30, axis=1) | logsumexp(x)
logsumexp(x, axis=1) | logsumexp(t, axis=(0, 2), keepdims=True) | sort(x, axis=0) | sort(i)
argsort(x) | argsort(i, axis=0) | argsort(x, axis=None) | sort(x, axis=None) | top_k(x, 2)
top_k(i, 3) | in_top_k(labels, x, 2) | searchsorted(limits, x[0])
searchsorted([1, 3, 3, 5], [3, 4], side="right") | digitize(x, limits) | bincount([1, 1, 4, 2])
bincount([1, 1, 4, 2], weights=[0.5, 1.0, 2.0, 1.5], minlength=7) | histogram(v, bins=4)
histogram(v, bins=3, range=(-1.0, 1.0)) | unique([3, 1, 3, 2]) | corrcoef(x)
unique([3, 1, 3, 2], return_inverse=True, return_counts=True) | moments(x, axes=[0])
moments(t, [0, 1], True) | segment_sum(x, labels, num_segments=4)
segment_max(x, labels // 2, 3) | segment_min(x, labels // 3, 4)
segment_prod(x, labels * 0 + 1, num_segments=2) | trapezoid(x) | trapezoid(x, dx=0.5, axis=0)
diff(x) | diff(i, 2, 0) | trapezoid(x, x=[0.0, 1.0, 3.0, 4.0]) | norm(x) | norm(x, ord=1, axis=1)
norm(x, ord="fro", axis=(0, 1)) | norm(x, ord=np.inf, axis=1, keepdims=True)
norm(s, ord="nuc", axis=(1, 2)) | norm(s, ord=2, axis=(1, 2)) | norm(x, ord=3, axis=0)
norm(x, ord=-np.inf, axis=0) | norm(x, ord=0, axis=0) | norm(s, ord=-1, axis=(1, 2))
"""

SHAPE = """
reshape(x, (4, 3)) | reshape(x, (2, -1)) | reshape(x, -1) | ravel(t) | transpose(t)
transpose(t, (1, 0, 2)) | swapaxes(t, 0, -1) | moveaxis(t, 0, -1) | moveaxis(t, (0, 1), (2, 0))
expand_dims(x, 1) | expand_dims(x, (0, -1)) | squeeze(x[None, :, :, None]) | squeeze(x[None], 0)
broadcast_to(x[:1], (3, 4)) | flip(x) | flip(x, axis=1) | fliplr(x) | flipud(x) | rot90(x)
rot90(x, k=3) | rot90(t, 1, axes=(1, 2)) | tile(x, 2) | tile(x, (2, 1)) | tile(v, (2, 2))
repeat(x, 2) | repeat(x, 2, axis=0) | repeat(x, [1, 0, 2], axis=0) | roll(x, 1)
roll(x, -1, axis=1) | roll(x, (1, 2), axis=(0, 1)) | pad(x, ((1, 1), (1, 1)))
pad(x, ((1, 0), (0, 2))) | pad(x, ((1, 1), (2, 0)), constant_values=5.0)
pad(x, ((1, 1), (0, 2)), mode="reflect") | pad(x, ((1, 1), (2, 0)), mode="symmetric")
concatenate([x, y]) | concatenate([x, i], axis=1) | concatenate([x, y], axis=-1) | stack([x, y])
stack([x, y], axis=-1) | append(x, y) | append(x, y, axis=0) | hstack([x, y]) | hstack([v, w])
vstack([x, y]) | vstack([x, t[0]]) | dstack([x, y]) | dstack([v, w]) | split(x, 2, axis=1)
split(v, [1, 3]) | split(t, 3, axis=-2) | array_split(v, 2) | array_split(x, 3, axis=1)
hsplit(x, 2) | vsplit(x, [1]) | dsplit(t, 2) | unstack(x) | unstack(t, axis=1) | meshgrid(v, w)
meshgrid(v, w, x[0], indexing="ij") | get_item(x, np.s_[:, 1])
get_item(t, np.s_[..., ::-1]) | take(x, [2, 0]) | take(x, [1, -1], axis=1)
take(x, [[0, 1]], axis=0) | take_along_axis(x, argsort(x, axis=1), axis=1)
take_along_axis(x, [[1], [0], [3]], axis=1) | diag(v) | diag(x) | diag(v, k=-1)
diagflat(x[:2, :2], k=1) | diagonal(t, 1, 1, 2) | diagonal(x) | trace(x)
trace(t, axis1=1, axis2=2) | tril(x) | triu(x, k=1) | tril(s, k=-1)
unravel_index([5, 7], (3, 4)) | nonzero(i) | slice(x, (1, 0), (2, 3))
slice_update(x, (1, 1), y[:2, :2]) | scatter([[0], [2]], x[:2], (4, 4))
scatter_update(x, [[0, 1], [2, 3]], [9.0, 8.0])
scatter_update(x, [[1], [1]], y[:2], reduction="add")
scatter_update(x, [[0], [2]], y[:2], reduction="max")
scatter_update(x, [[0], [2]], y[:2], reduction="mul") | vander(v) | vander(v, 3, increasing=True)
extract_sequences(x, 2, 1) | depth_to_space(images[..., :1] + zeros((2, 4, 6, 4)), 2)
space_to_depth(images, 2)
space_to_depth(transpose(images, (0, 3, 1, 2)), 2, data_format="channels_first")
unfold(transpose(images, (0, 3, 1, 2)), 2)
unfold(transpose(images, (0, 3, 1, 2)), (2, 3), dilation=1, padding=1, stride=2)
fold(unfold(transpose(images, (0, 3, 1, 2)), 2, stride=2), (4, 6), 2, stride=2)
"""

PRODUCT = """
matmul(x, transpose(y)) | matmul(t, transpose(x)) | matmul(s, s) | matmul(v, w) | matmul(x, x[0])
dot(x, y[0]) | dot(t, transpose(x)) | dot(2.0, x) | inner(x, y) | vdot(x, y) | outer(v, w)
tensordot(t, x, axes=[[1, 2], [0, 1]]) | tensordot(x, transpose(y), axes=1)
einsum("ij,kj->ik", x, y) | einsum("abc,bc->a", t, x) | einsum("ij->ji", x) | einsum("ij->j", x)
einsum("bij,bjk->bik", s, s) | einsum("ii->i", s[0]) | einsum("...ij,...jk->...ik", t, s)
einsum("i,j->ij", v, w) | einsum("bqd,bkd->bqk", t, s) | cross(x[:, :3], y[:, :3])
cross(x[:, :2], y[:, :2]) | kron(x, y[:2, :2]) | kron(v, w) | correlate(v, w[:3])
correlate(v, w[:2], mode="same") | correlate(v, w[:3], mode="full") | matmul(i, transpose(j))
cdist(x, y) | det(s) | inv(s) | solve(s, s[:, :, :2]) | solve(s, s[:, :, 0])
cholesky(matmul(s, transpose(s, (0, 2, 1))) + eye(4)) | slogdet(s)
cholesky(matmul(s, transpose(s, (0, 2, 1))) + eye(4), upper=True)
solve_triangular(tril(s) + eye(4) * 3, s, lower=True) | solve_triangular(triu(s) + eye(4) * 3, s)
matrix_rank(s) | pinv(t) | lstsq(x[:, :2], y[:, 0])
logdet(matmul(s, transpose(s, (0, 2, 1))) + eye(4)) | eigh(s + transpose(s, (0, 2, 1)))[0]
svd(t, compute_uv=False) | absolute(qr(t)[1])
cholesky_inverse(cholesky(matmul(s[0], transpose(s[0])) + eye(4))) | lu_factor(flip(s[0], 0))
lu_factor(t[0])
"""

CONTROL = """
cond(True, lambda: x, lambda: y) | cond(x[0, 0] > 0, lambda: x + 1, lambda: y)
map(lambda r: r * 2, x) | switch(1, [lambda a: a, lambda a: a * 2], x)
switch(array(7), [lambda a: a, lambda a: -a], x) | scan(lambda c, r: (c + r, c * r), x[0], y)
scan(lambda c, r: (c + 1, c), array(0), length=3)
scan(lambda c, r: (c + r, c), x[0], y, reverse=True)
associative_scan(lambda a, c: a + c, x, axis=1)
associative_scan(lambda a, c: a * c, x, reverse=True)
while_loop(lambda k: k < 5, lambda k: k + 2, array(0))
while_loop(lambda k, z: k < 3, lambda k, z: (k + 1, z * 2), (array(0), x))
vectorized_map(sum, x) | fori_loop(0, 3, lambda k, z: z * 2, x) | rearrange(t, "a b c -> c (a b)")
rearrange(images, "b (h k) w c -> b k h (w c)", k=2)
"""

FOURIER = """
fft((x, y)) | fft2((x, y)) | ifft2((x, y)) | rfft(x) | rfft(x, fft_length=6)
rfft(v, fft_length=3) | irfft((x, y)) | irfft((x, y), fft_length=5)
stft(ravel(images[0]), 8, 4, 8) | stft(ravel(t), 6, 3, 8)
stft(ravel(t), 8, 4, 8, window="hamming", center=False) | stft(ravel(t), 8, 4, 8, window=None)
istft(stft(ravel(t), 8, 2, 8), 8, 2, 8) | istft(stft(ravel(t), 8, 2, 8), 8, 2, 8, length=20)
istft(stft(images[:, 0, :, 0], 4, 2, 4), 4, 2, 4, window="hamming")
"""

IMAGE = """
image.rgb_to_grayscale(images) | image.rgb_to_grayscale(cast(images * 255, "uint8"))
image.rgb_to_grayscale(transpose(images[0], (2, 0, 1)), data_format="channels_first")
image.rgb_to_hsv(images) | image.hsv_to_rgb(images) | image.rgb_to_hsv(round(images))
image.rgb_to_hsv(transpose(images, (0, 3, 1, 2)), data_format="channels_first")
image.crop_images(images, 1, 2, target_height=2, target_width=3)
image.crop_images(images[0], 1, 2, bottom_cropping=0, right_cropping=1)
image.pad_images(images, 1, 2, target_height=7, target_width=9)
image.pad_images(images, 1, 0, 2, 3) | image.extract_patches(images, 2)
image.extract_patches(images, (2, 3), strides=(1, 2))
image.extract_patches(images[0], 2, padding="same")
image.extract_patches(images, 3, strides=2, padding="same")
image.extract_patches(images, 2, strides=1, dilation_rate=2)
image.extract_patches_3d(images[None], 2)
"""

NETWORK = """
relu(x) | relu(i) | relu6(x * 4) | leaky_relu(x) | leaky_relu(x, 0.5) | sigmoid(x)
sigmoid(x * 50) | sparse_sigmoid(x) | softplus(x) | softplus(x * 40) | softsign(x)
soft_shrink(x) | sparse_plus(x) | silu(x) | swish(x) | squareplus(x) | log_sigmoid(x * 30)
hard_sigmoid(x * 2) | hard_silu(x * 2) | hard_swish(x) | elu(x) | elu(x, 0.5) | selu(x) | gelu(x)
gelu(x, approximate=False) | celu(x, 0.5) | glu(x) | glu(x, axis=1) | tanh_shrink(x)
hard_tanh(x) | hard_shrink(x) | threshold(x, 0.5, -1.0) | softmax(x) | softmax(x, axis=0)
softmax(t, axis=(1, 2)) | softmax(x, axis=None) | log_softmax(x) | log_softmax(t, axis=1)
sparsemax(x) | one_hot(labels, 5) | one_hot([[0, 1], [2, -1]], 3, axis=1)
one_hot(labels, 4, dtype="int32") | multi_hot(labels[:2], 4)
multi_hot(labels[[[0, 2], [1, 1]]], 4) | binary_crossentropy(bits, p)
binary_crossentropy(bits, x, from_logits=True) | binary_crossentropy(bits, sigmoid(x))
binary_crossentropy(bits, softmax(x)) | binary_crossentropy(bits, bits)
categorical_crossentropy(onehot, p) | categorical_crossentropy(onehot, x, from_logits=True)
categorical_crossentropy(onehot, softmax(x)) | categorical_crossentropy(onehot, p, axis=0)
categorical_crossentropy(onehot, x, from_logits=True, axis=0)
sparse_categorical_crossentropy(labels, p)
sparse_categorical_crossentropy(labels, x, from_logits=True)
sparse_categorical_crossentropy(labels[:, None], softmax(x))
batch_normalization(x, v[:4], p[0], -1)
batch_normalization(x, v[:4], p[0], -1, offset=w[:4], scale=v[1:])
batch_normalization(t, v[:3], p[0, :3], 1, epsilon=0.1) | layer_normalization(x)
layer_normalization(x, gamma=v[:4], beta=w[:4]) | layer_normalization(t, axis=(1, 2))
rms_normalization(x) | layer_normalization(t, gamma=v[:3], axis=1)
rms_normalization(x, scale=v[:4], axis=-1) | normalize(x) | normalize(x, axis=0, order=1)
normalize(x, order=3) | psnr(x, y, 2.0)
dot_product_attention(t[:, :, None], t[:, :, None], t[:, :, None])
dot_product_attention(images, images, images, is_causal=True)
dot_product_attention(images, images, images, mask=ones((2, 6, 4, 4)) > 0, scale=0.3)
"""

CASES = [
    case.strip()
    for block in (CREATE, ELEMENTWISE, REDUCE, SHAPE, PRODUCT, CONTROL, FOURIER, IMAGE, NETWORK)
    for line in block.strip().splitlines()
    for case in line.split(" | ")
]


def evaluate(keras: Any, cases: list[str], data: dict[str, Any]) -> list[Any]:
    """The result of each call: what it returns, or the name of the error it raises.

    Given as text to the process that holds the library, so it sees its arguments only.
    """
    import warnings

    results: list[Any] = []
    scope = {name: getattr(keras.ops, name) for name in dir(keras.ops) if name[0] != "_"}
    scope.update(data, np=np)
    for case in cases:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                results.append(eval(case, dict(scope)))
            except Exception as error:
                results.append(f"{type(error).__name__}: {str(error)[:200]}")
    return results


def symbolic(keras: Any, cases: list[str], data: dict[str, Any]) -> list[Any]:
    """Shape, dtype and operation of each result on symbolic tensors with an unknown batch size."""
    tensors = {
        name: keras.KerasTensor((None, *array.shape[1:]), array.dtype.name)
        for name, array in data.items()
    }
    results: list[Any] = []
    scope = {name: getattr(keras.ops, name) for name in dir(keras.ops) if name[0] != "_"}
    scope.update(tensors, np=np)
    for case in cases:
        try:
            found = eval(case, dict(scope))
            parts = list(found) if isinstance(found, (list, tuple)) else [found]
            operation = parts[0]._keras_history.operation
            results.append(([(tuple(p.shape), p.dtype) for p in parts], type(operation).__name__))
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:200]}")
    return results


UNARY = (
    "abs absolute all any argmax argmin argsort average ceil clip(_,0,1) count_nonzero cumprod "
    "cumsum diff elu erf exp expm1 flip floor gelu isfinite isnan log1p log_softmax logical_not "
    "logsumexp max mean median min nan_to_num nansum negative ones_like prod quantile(_,0.5) ravel "
    "reciprocal relu round rsqrt sigmoid sign silu sin softmax softplus sort sqrt square std sum "
    "tanh trunc var zeros_like"
).split()
BINARY = (
    "add append arctan2 concatenate divide dot equal floor_divide greater heaviside hypot isclose "
    "logaddexp logical_and matmul maximum minimum mod multiply outer power subtract "
    "tensordot(_,_,1) true_divide vdot where"
).split()
DTYPES = "bool int8 uint8 int32 int64 uint32 float16 float32 float64".split()


def dtypes(keras: Any, unary: list[str], binary: list[str], names: list[str]) -> dict[str, Any]:
    """The type of each function's result for each type of argument (pair, number); None if none."""
    import warnings

    ops = keras.ops
    values = {name: np.array([1, 0, 1], name) for name in names}

    def answer(text: str, *arguments: Any) -> str | None:
        name, _, rest = text.partition("(")
        extra = [eval(part) for part in rest.rstrip(")").split(",") if part and part != "_"]
        if name == "concatenate":
            arguments = (list(arguments),)
        if name == "where":
            arguments = (np.array([True, False, True]), *arguments)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ops.dtype(getattr(ops, name)(*arguments, *extra))
        except Exception:  # TensorFlow's classes are not ours; whether it is refused is compared
            return None

    found: dict[str, Any] = {}
    for text in unary:
        found[text] = {name: answer(text, value) for name, value in values.items()}
    for text in binary:
        found[text] = {
            f"{a} {b}": answer(text, values[a], values[b])
            for a in names
            for b in names
            if names.index(a) <= names.index(b)
        }
        found[text].update(
            {
                f"{a} {number!r}": answer(text, values[a], number)
                for a in names
                for number in (2, 2.5)
                if text in ("add", "divide", "maximum", "multiply", "power", "subtract", "where")
            }
        )
    return found

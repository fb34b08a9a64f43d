from __future__ import annotations

import numpy as np
import pytest

from keras_lite.layers import Add, Average, Concatenate, Dot, Embedding, Input, Multiply, Subtract

A = np.arange(12.0).reshape(2, 3, 2)


def test_shapes_are_stretched():
    assert Add()([A, A[:, :1]]).shape == (2, 3, 2)
    assert Add()([A, A[:, 0]]).shape == (2, 3, 2)
    np.testing.assert_array_equal(Multiply()([A, A[:, 0]])[1, 2], A[1, 2] * A[1, 0])
    assert Add()([Input((3, 1)), Input((1, 4))]).shape == (None, 3, 4)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Add()(A), r"got no list, but a list of at least 1 tensors .* Add\(\)\(\[a, b\]\)"),
        (lambda: Add()(Input((3,))), "got no list"),
        (lambda: Subtract()([A, A, A]), "got a list of 3, but a list of 2 tensors"),
        (lambda: Average()([A, A[:, :2]]), r"equal lengths \(or 1\) were expected along axis 1"),
        (lambda: Concatenate()(A), "got no list"),
        (lambda: Concatenate()([A, A[:, :2]]), "that differ along axis -1 only were expected"),
        (lambda: Concatenate(axis=4)([A, A]), "that differ along axis 4 only"),
        (lambda: Concatenate()([A, A[:, 0]]), "that differ along axis -1 only"),
        (lambda: Dot(axes=1)([A, A[:, :2]]), "equal lengths were expected along axis 1"),
        (lambda: Dot(axes=0)([A, A]), "neither may be the batch axis"),
        (lambda: Dot(axes=(1, 2, 3)), r"`axes` is \(1, 2, 3\), but an integer or a pair"),
        (lambda: Dot(axes=1)([A]), "got a list of 1, but a list of 2 tensors"),
    ],
)
def test_wrong_use_is_explained(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_concatenation_along_any_axis():
    assert Concatenate(axis=1)([A, A[:, :1]]).shape == (2, 4, 2)
    assert Concatenate(axis=1)([Input((3, 2)), Input((None, 2))]).shape == (None, None, 2)
    np.testing.assert_array_equal(Concatenate()([A, A])[0, 0], [0, 1, 0, 1])


def test_products_over_any_axes():
    b = np.arange(8.0).reshape(2, 2, 2)
    expected = np.einsum("bik,bkj->bij", A, b)
    np.testing.assert_array_equal(Dot(axes=(2, 1))([A, b]), expected)
    expected = np.einsum("bik,bjk->bij", A, b)
    np.testing.assert_array_equal(Dot(axes=-1)([A, b]), expected)
    cosine = Dot(axes=1, normalize=True)([A[:, 0] + 1, 5 * A[:, 0] + 5])
    np.testing.assert_allclose(cosine, np.ones((2, 1)), rtol=1e-6)


def test_masks_of_several_inputs():
    words = np.array([[1, 2, 0], [1, 0, 0]])
    a, b = (Embedding(3, 2, mask_zero=True)(x) for x in (words, words[:, ::-1]))
    both = words.astype(bool) & words[:, ::-1].astype(bool)
    np.testing.assert_array_equal(Add()([a, b])._keras_mask, both)
    np.testing.assert_array_equal(
        Concatenate(axis=1)([a, b])._keras_mask, np.concatenate([words, words[:, ::-1]], 1) > 0
    )

"""Functions of images, as `keras.ops.image` publishes them."""

from __future__ import annotations

from keras_lite.lazy import lazy_names

_NAMES = {
    "image_color": "hsv_to_rgb rgb_to_grayscale rgb_to_hsv",
    "image_frame": "crop_images extract_patches extract_patches_3d pad_images",
}
__getattr__, __dir__, __all__ = lazy_names(
    __name__,
    {
        name: f"keras_lite.ops.{module}"
        for module, names in _NAMES.items()
        for name in names.split()
    },
)

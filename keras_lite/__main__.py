"""``python -m keras_lite``: see `keras_lite.cli`."""

from keras_lite.cli import main

if __name__ == "__main__":
    raise SystemExit(main())

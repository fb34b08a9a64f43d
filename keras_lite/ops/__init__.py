"""keras.ops."""

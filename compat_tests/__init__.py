"""keras_lite seen from outside: beside the real Keras, on old scripts, and against the clock."""

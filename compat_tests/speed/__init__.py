"""The side-by-side benchmark: keras_lite and the real Keras on TensorFlow, timed turn by turn.

Only ratios of what was timed in the same run mean anything: machines differ by a third and more,
and so does one machine from hour to hour.
"""

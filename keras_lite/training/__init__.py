"""From a model, a loss and data to trained weights: compile, batches, and the loops."""

"""Models in the form that scikit-learn expects."""

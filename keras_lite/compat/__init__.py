"""The front door: old names of modules, names and arguments, kept as tables.

Each table has a row per old spelling, with the version that dropped it; `importer` and `arguments`
read them. Nothing modern imports this package: `install` puts it in front of a script, and the
hook that `keras_lite` leaves with the registry lets `arguments` wrap finished classes from outside.
"""

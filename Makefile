# make demo    the XOR notebook, unchanged, on keras_lite; writes loss.png and xor.png
# make test    every test, quick ones first, beside the real Keras where TensorFlow has a wheel
# make check   lint, format, types, import directions
# make bench   side by side with the real Keras, JAX, torch and scikit-learn
# Each sets up .venv for itself the first time; only python3 and make are needed.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check --quiet
# Up to four processes, one for each core; every one of them may start the real Keras.
PYTEST := $(PY) -m pytest -q --numprocesses=auto --maxprocesses=4 --dist=worksteal
FAST   := not slow and not live and not gpu and not mpi
# Pictures go to files, and TensorFlow keeps its start-up notes to itself.
export MPLBACKEND ?= Agg
export TF_CPP_MIN_LOG_LEVEL ?= 3

.PHONY: demo test test-fast check bench format clean
.DEFAULT_GOAL := test

demo: $(VENV)/.examples
	$(PY) -m keras_lite run --seed 7 examples/xor_document.py

test: test-fast $(VENV)/.live
	$(PYTEST) -m "not ($(FAST))"

test-fast: $(VENV)/.test
	$(PYTEST) -m "$(FAST)"

check: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/.dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# The numbers, tables and pictures go to bench/; with BENCH=--write they are recorded in
# compat_tests/speed/ and in README.md. A peer that cannot be installed is left out, and named.
bench: $(VENV)/.test $(VENV)/.live $(VENV)/.bench
	$(PY) -m compat_tests.speed $(BENCH)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find keras_lite compat_tests examples -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp file for each set of packages, older than pyproject.toml when there is something to do.
$(PY):
	$(PYTHON) -m venv $(VENV)

$(VENV)/.examples: pyproject.toml | $(PY)
	$(PIP) install --editable '.[examples]'
	touch $@

$(VENV)/.test: pyproject.toml | $(PY)
	$(PIP) install --editable '.[test]'
	touch $@

$(VENV)/.dev: pyproject.toml | $(PY)
	$(PIP) install --editable '.[test,dev]'
	touch $@

# Without these the live tests leave themselves out and say so, so a failure here stops nothing; it
# leaves no stamp either, so that the next call tries again.
HAS_TENSORFLOW := $(PY) -c 'import importlib.util as u; raise SystemExit(not u.find_spec("tensorflow"))'
$(VENV)/.live: pyproject.toml | $(VENV)/.test
	if $(PIP) install --editable '.[live]' && $(HAS_TENSORFLOW) && $(PIP) install --no-deps tf_keras==2.21.0; \
	then touch $@; \
	else echo 'The real Keras is not to be had here: live tests are left out.' >&2; fi

$(VENV)/.bench: pyproject.toml | $(VENV)/.test
	if $(PIP) install --editable '.[bench]'; then touch $@; \
	else echo 'Not all of the libraries to compare with are to be had here.' >&2; fi

# What a newcomer needs: `make demo` shows the main job, `make test` passes the tests. Everything is put in .venv/.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# What the program needs to run, and what its tests need beside that.
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready
TOOLS := $(VENV)/tools
LOCK := requirements.lock
DEV_LOCK := requirements-dev.lock
DATA_DIR ?= .data

# `make demo SERVE=1` opens the pages on the demo ledger afterwards, and prints an address to sign in at.
.PHONY: demo serve test check bench format lock audit tools clean

demo: $(RUNS)
	$(BIN)/outcomes demo --data-dir $(DATA_DIR)
	$(if $(SERVE),$(BIN)/outcomes serve --data-dir $(DATA_DIR))

serve: $(RUNS)
	$(BIN)/outcomes serve --data-dir $(DATA_DIR)

test: $(READY)
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks

format: $(READY)
	$(BIN)/ruff check --fix .

# Writes the lock files anew from pyproject.toml. What is pinned stays, unless UPGRADE=--upgrade (or
# UPGRADE="--upgrade-package NAME") says otherwise.
lock: $(TOOLS)/bin/uv
	$(COMPILE) $(LOCK) --extra build pyproject.toml
	$(COMPILE) $(DEV_LOCK) --constraint $(LOCK) --extra build --extra dev --extra telemetry pyproject.toml

# Never fails for want of the index of known weaknesses; says so instead.
audit: $(TOOLS)/bin/uv
	$(TOOLS)/bin/python .ci/audit.py $(DEV_LOCK)

COMPILE := $(TOOLS)/bin/uv pip compile --quiet --universal --generate-hashes --no-annotate --python-version 3.11 \
    --system-certs --custom-compile-command 'make lock' $(UPGRADE) --output-file

# Apart from the program's own environment, since what they depend on need not agree with it.
tools: $(TOOLS)/bin/uv

$(TOOLS)/bin/uv: Makefile
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9 pip-audit==2.10.1 \
	    openapi-python-client==0.29.1
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(RUNS): pyproject.toml $(LOCK)
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes --requirement $(LOCK)
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $(RUNS)

$(READY): $(RUNS) $(DEV_LOCK)
	$(INSTALL) --require-hashes --requirement $(DEV_LOCK)
	touch $(READY)

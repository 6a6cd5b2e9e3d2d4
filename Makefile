# Every target builds the environment it needs; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3.11
# Each worker starts a PostgreSQL server and compiles kernels: more than the cores is slower.
WORKERS ?= 2
ARGS ?=
PYTEST_ARGS ?=

BIN := .venv/bin
READY := .venv/.ready
# Quiet but for errors.
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

# Public data sets for the tests and demos on real input, where they lie beside the clone.
ifneq ($(wildcard ../shared/data),)
export RISKDESK_DATA ?= $(abspath ../shared/data)
endif
export PYTHONUTF8 := 1
# Neither the type checker nor its node asks the network for a newer version.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.PHONY: help setup demo test prove check format bench bench-detection bench-features bench-inline bench-unsupervised peers spark notebooks lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Build the environment in .venv (PYTHON=python3.11)

$(READY): pyproject.toml requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## Make a company, train, serve and score (ARGS="--once --json")
	@$(BIN)/riskdesk demo $(ARGS)

test: $(READY) ## Run the tests and the examples in docstrings
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

prove: $(READY) ## Run the long proofs of the promises
	@$(BIN)/python -m pytest -q -m prove $(PYTEST_ARGS)

check: $(READY) ## Check format, lint, types and the direction of imports
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary & types=$$!; $(BIN)/pyright; said=$$?; wait $$types && exit $$said
	@$(BIN)/lint-imports --no-logo

format: $(READY) ## Format the code and mend what the linter can mend
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

spark: $(READY) ## Add Spark for histories beyond one machine (needs Java 17)
	@$(BIN)/python -c 'import pyspark' 2>/dev/null || $(PIP) install --require-hashes --no-deps -r requirements-spark.lock

peers: $(READY) ## Add what benchmarks measure against
	@$(BIN)/python -c 'import duckdb, polars' 2>/dev/null || $(PIP) install --require-hashes --no-deps -r requirements-bench.lock

.venv-pyod: requirements-pyod.lock
	@$(PYTHON) -m venv $@ && $@/bin/pip install -q --require-hashes --no-deps -r $< && touch $@

bench-unsupervised: $(READY) .venv-pyod ## Measure the isolation forest against PyOD's, in an environment of its own
	@$(BIN)/python -m benchmarks.detection unsupervised --peer-python .venv-pyod/bin/python $(ARGS)

bench: bench-inline bench-features ## Measure how fast it answers and computes, against peers

bench-detection: $(READY) ## Measure how well anomalies are found
	@$(BIN)/python -m benchmarks $(ARGS)

.venv-inline: requirements-inline.lock
	@$(PYTHON) -m venv $@ && $@/bin/pip install -q --require-hashes --no-deps -r $< && touch $@

bench-inline: $(READY) .venv-inline ## Measure the inline answer against its peers and floors (ARGS="--json")
	@$(BIN)/python -m benchmarks.inline $(ARGS)

bench-features: peers ## Measure how fast features are computed
	@$(BIN)/python -m benchmarks.features $(ARGS)

notebooks: $(READY) ## Execute every notebook on small data
	@test -z "$(NOTEBOOKS)" || $(BIN)/python -m pytest -q -n $(WORKERS) --nbmake $(NOTEBOOKS)

LOCK := uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q

lock: ## Pin every dependency by name, version and hash (needs uv)
	@$(LOCK) --extra training --extra dev pyproject.toml -o requirements.lock
	@$(LOCK) -c requirements.lock pyproject.toml -o requirements-serve.lock
	@printf 'pyspark>=4.0,<5\n' | $(LOCK) -c requirements.lock - -o requirements-spark.lock
	@printf 'pyod>=3\n' | $(LOCK) - -o requirements-pyod.lock
	@printf 'bentoml>=1.4\nlitserve>=0.2\nlightgbm>=4.6\n' | $(LOCK) - -o requirements-inline.lock
	@printf 'duckdb>=1.4\npolars>=1.30\n' | $(LOCK) -c requirements.lock - -o requirements-bench.lock

clean: ## Remove the environment and everything that was built
	@rm -rf .venv .venv-pyod .venv-inline .riskdesk build dist htmlcov mlruns docs/_build .coverage \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

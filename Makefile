# Each target sets up what it needs, once: a fresh machine needs Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
YEAR ?=
PARTNERSHIP ?=
ASKED = $(if $(PARTNERSHIP),--partnership "$(PARTNERSHIP)") $(if $(YEAR),--year $(YEAR))
export PYTHONUTF8 := 1

.PHONY: help setup book test test-full test-quick lint check lab refresh codebook samples bench bench-batch lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (make PYTHON=python3.12)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

setup: $(READY) ## install everything, once

book: $(READY) ## build the latest edition, or YEAR=2023, or PARTNERSHIP="Brighton and Hove"
	@$(BIN)/oscp build $(ASKED)

test: $(READY) ## every test but those of full size
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/python -m oscp_lib.verify.browser.install
	@$(BIN)/python -m compileall -q oscp_lib tests # some environments keep Python from it: each process would compile
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -rs

test-full: $(READY) ## every test, the random ones at full size: takes an hour or more
	@$(BIN)/python -m oscp_lib.verify.browser.install
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -rs --full

test-quick: $(READY) ## the tests that take less than a second each, for each save
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow and not longer" tests

check: $(READY) ## validate the data and texts of the latest edition, or YEAR=2023, or PARTNERSHIP=...
	@$(BIN)/oscp check $(ASKED)

lab: $(READY) ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab notebooks

refresh: $(READY) ## rewrite the notebook outputs that the tests compare
	@$(BIN)/oscp refresh-notebooks

codebook: $(READY) ## rewrite data/README.md, and that of each partnership, from their datapackage.json
	@$(BIN)/python -m oscp_lib.sources.codebook

samples: $(READY) ## rewrite the sample tables
	@$(BIN)/python -m oscp_lib.data.samples

bench: $(READY) ## builds, preview, a street archive and the national tables, each timed beside the plain way
	@$(BIN)/python benchmarks/editions.py
	@$(BIN)/python benchmarks/preview.py
	@$(BIN)/python benchmarks/street_archive.py
	@$(BIN)/python benchmarks/national_tables.py

bench-batch: $(READY) ## a batch of forty editions beside the plain way: takes hours
	@$(BIN)/python benchmarks/batch.py

lint: $(READY) ## format, lint, and check the order of imports
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/lint-imports --no-cache --no-logo

lock: $(READY) ## lock every dependency anew
	@$(BIN)/uv pip compile --quiet pyproject.toml --extra test --extra dev --universal --python-version 3.11 --no-header --no-emit-index-url --generate-hashes --upgrade -o requirements.txt

clean: ## remove what was built; the environment stays
	rm -rf book/_build

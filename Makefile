# The front door. `make help` lists what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python example_project/manage.py
ARGS ?=

.DEFAULT_GOAL := help

.PHONY: help
help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip

$(VENV)/.demo: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install --quiet -c constraints.txt -e '.[wagtail,worker,api]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install --quiet -c constraints.txt -e '.[wagtail,worker,judges,api,openai,metrics,s3,dev]'
	@touch $@ $(VENV)/.demo

.PHONY: demo
demo: $(VENV)/.demo  ## a working shop with its drafts; ARGS=--once ends when they are made
	$(MANAGE) demo $(ARGS)

.PHONY: models
models: $(VENV)/.demo  ## fetch the starter models
	$(MANAGE) pdp_models fetch

.PHONY: test
test: $(VENV)/.dev  ## the whole test suite; with ARGS, such as "-k grounding -x", all but the fault tests
	$(MANAGE) pdp_models fetch smollm2-135m-instruct u2netp
	$(BIN)/python -m pytest -n auto --dist loadgroup --ignore=tests/faults $(ARGS)
	$(if $(ARGS),,$(MAKE) faults-short)

.PHONY: faults-short
faults-short: $(VENV)/.dev  ## kill, freeze and starve every process once: five minutes; a cell that other work disturbed gets a second run
	$(BIN)/python -m pytest tests/faults $(ARGS) || $(BIN)/python -m pytest tests/faults --last-failed $(ARGS)

.PHONY: faults
faults: $(VENV)/.dev  ## the fault tests at full length, about an hour; ARGS="--seed 1 --jobs 10000"
	FAULTS_FORM=long $(BIN)/python -m pytest tests/faults
	$(BIN)/python -m tests.faults.storm $(ARGS)

.PHONY: check
check: $(VENV)/.dev  ## lint, types, import contracts, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djade --check $$(git ls-files '*.html')
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check --fail-level WARNING

.PHONY: messages
messages: $(VENV)/.dev  ## bring the translation catalogues up to date and compile them
	DJANGO_SETTINGS_MODULE=example_project.settings $(BIN)/python -m translations

.PHONY: format
format: $(VENV)/.dev  ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade $$(git ls-files '*.html')

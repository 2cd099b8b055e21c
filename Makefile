# Two commands on a fresh machine: `make start` and `make test`. Everything else serves them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help start demo test lint format check unit long chaos bench docs lock clean

help:  ## Show this help
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

start: $(READY)  ## Run everything on this machine: database, mail, Prefect with its pages, the quarter that is due
	@$(BIN)/iltizam start

demo: $(READY)  ## Rehearse the whole plan with an invented cast: every mail, every deadline, a calendar page (DEMO=more options)
	@$(BIN)/iltizam rehearse --plan deployments/plans/consortium-2025-2027 \
	  --officials deployments/plans/consortium-2025-2027/scenario.yaml --out var/demo $(DEMO)

test: $(READY) lint unit  ## Check style, types, import arrows, and run all tests

lint: $(READY)  ## Style, types and import arrows
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

unit: $(READY)  ## All tests (two processes; tests with real servers say how to get a missing one)
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

long: $(READY)  ## Long forms: every form and run in Chromium, a work pool, machines that die while they ask or send (needs root)
	@$(BIN)/python -m pytest tests/deployments/long_*.py tests/deployments/hosts/long_killed.py tests/deployments/hosts/long_form.py
	@HOSTS_COMMITMENTS=4000 $(BIN)/python -m pytest tests/deployments/hosts/long_sending.py

chaos: $(READY)  ## Kill senders and receivers, take servers away, count every mail (needs root, Postfix, Dovecot, PostgreSQL)
	@$(BIN)/python tests/chaos/run_chaos.py $(CHAOS)

bench: $(READY)  ## Mails a second beside other libraries, which go into an environment of their own
	@test -x $(VENV)/peers/bin/python || $(PYTHON) -m venv $(VENV)/peers
	@$(VENV)/peers/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	@$(BIN)/python -m benchmarks.send --peers $(VENV)/peers/bin/python $(BENCH)

docs: $(READY)  ## Build the documentation as a site into build/docs, checking every link
	@$(BIN)/zensical build --strict --config-file mkdocs.yml

format: $(READY)  ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(READY)  ## Pin every dependency anew (needs uv: https://docs.astral.sh/uv/)
	uv pip compile --universal --python-version 3.11 --generate-hashes --group dev --no-header --no-annotate \
	  --no-strip-extras -o requirements.lock pyproject.toml

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Iltizam needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Say which one to use: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned dependencies (about a minute the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m pip check --disable-pip-version-check >$(VENV)/check.txt || { cat $(VENV)/check.txt; exit 1; }
	@touch $(READY)

clean:  ## Remove the environment and caches; the state in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

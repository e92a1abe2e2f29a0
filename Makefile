# Verbs of Rhapsode. `make` alone lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHOW ?= shows/crossing

.DEFAULT_GOAL := help
.PHONY: help setup setup-test play test check fix bench gpu-check train docs clean

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */  make \1\t/' | expand -t 20

setup: $(VENV)/.base ## system packages that are missing (where allowed), .venv, the base install

setup-test: $(VENV)/.test ## the same, with all that the tests need (torch's CPU build among it)

play: setup ## play the bundled show (SHOW=shows/NAME for another)
	$(BIN)/rhapsode play $(SHOW)

test: setup-test ## everything that must hold: lint, types, import rules, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

check: setup ## preflight of a show in this room
	$(BIN)/rhapsode check $(SHOW)

fix: setup-test ## put the code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## latency, regularity and painting, measured on this machine
	$(BIN)/rhapsode bench paint --json
	$(BIN)/rhapsode bench stage --json
	$(BIN)/rhapsode bench latency --json

gpu-check: ## on a CUDA machine: the GPU's tests and speeds, in under 8 minutes; needs torch, installs nothing
	$$([ -x $(BIN)/python ] && echo $(BIN)/python || echo $(PYTHON)) -m tools.gpu_check

train: setup-test ## make the house model from nothing (resumable; CPU or CUDA; PRESET=large for the larger one)
	$(BIN)/python -m tools.house.train $(if $(PRESET),--preset $(PRESET))

docs: setup-test ## write the references that are made from tables
	$(BIN)/python -m tools.osc_docs
	$(BIN)/python -m tools.show_docs
	$(BIN)/python -m tools.model_docs

clean: ## remove what the verbs made
	rm -rf $(VENV) build out

$(VENV)/.system: tools/system.sh
	@mkdir -p $(VENV)
	bash tools/system.sh play
	@touch $@

$(VENV)/.system-test: tools/system.sh
	@mkdir -p $(VENV)
	bash tools/system.sh test
	@touch $@

$(VENV)/bin/pip:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip

$(VENV)/.base: $(VENV)/.system $(VENV)/bin/pip pyproject.toml
	$(BIN)/pip install --quiet --editable .
	@touch $@

# torch first, in its own step: the test set-up wants the release that the tests were written on.
$(VENV)/.test: $(VENV)/.base $(VENV)/.system-test
	$(BIN)/pip install --quiet torch==2.13.0
	$(BIN)/pip install --quiet --editable '.[test,train]'
	@touch $@

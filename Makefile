# Everything a person types. Each target does what it needs itself; a second run does nothing that is done already.
#
#   make demo        a populated centre at http://127.0.0.1:8000   (PORT=8123 make demo)
#   make test        all tests          make check        lint, types, floors, messages, migrations
#   make install     the environment in .venv, with the command .venv/bin/ognisko

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell command -v python3.13 || command -v python3)
SCALE ?= 6

CATALOGUES := $(wildcard ognisko/*/locale/*/LC_MESSAGES/django.po)
MESSAGES := $(CATALOGUES:.po=.mo)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo serve test journeys check bench screenshots messages translations lock clean system
.DELETE_ON_ERROR:

help:
	@sed -n '3,$$s/^# \{0,1\}//p;/^$$/q' Makefile
	@echo "  also: bench, screenshots, translations (collect new messages), lock (dependencies), clean"

# The environment: a virtual environment, the locked packages, the package itself as it lies here.
install: $(VENV)/installed $(MESSAGES)

$(VENV)/python:
	@if $(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then \
	  $(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing. Debian: apt-get install python3.13-venv" >&2; exit 3; }; \
	elif command -v uv >/dev/null; then \
	  uv venv --quiet --seed --python 3.13 $(VENV); \
	else \
	  echo "Ognisko needs Python 3.13, and there is none here. Install it (Debian 13: apt-get install python3.13-venv;" >&2; \
	  echo "elsewhere: uv python install 3.13, or pyenv install 3.13) or name one: make install PYTHON=/path/to/python3.13" >&2; \
	  exit 3; \
	fi
	@touch $@

$(VENV)/installed: requirements/app.txt requirements/dev.txt pyproject.toml | $(VENV)/python
	@echo "Installing packages …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/app.txt -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# Programmes beside Python that tests and checks use: a browser, and gettext to collect messages.
system: $(VENV)/system

$(VENV)/system: | $(VENV)/python
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v xgettext >/dev/null || missing="$$missing gettext"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing$$missing …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing; \
	  else \
	    echo "Tests and checks need:$$missing. Debian: sudo apt-get install$$missing" >&2; exit 3; \
	  fi; \
	fi
	@touch $@

messages: $(MESSAGES)

%.mo: %.po | $(VENV)/installed
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@ --locale=pl

translations: $(VENV)/installed $(VENV)/system
	$(BIN)/python -m tests.messages --write

demo: install
	@exec $(BIN)/ognisko demo

serve: install
	@exec $(BIN)/ognisko serve

# Journeys wait for pages most of their time: they run beside the other tests, and say how they went at the end.
test: install $(VENV)/system
	@log=$$(mktemp); trap 'rm -f "$$log"' EXIT; \
	$(BIN)/python -m pytest tests/journeys > "$$log" 2>&1 & journeys=$$!; \
	$(BIN)/python -m pytest -n 2 --dist=worksteal --ignore=tests/journeys; tests=$$?; \
	wait $$journeys; walked=$$?; cat "$$log"; exit $$((tests | walked))

# The browser journeys and axe on every page alone, one server for all of them; `make test` runs them too.
journeys: install $(VENV)/system
	$(BIN)/python -m pytest tests/journeys

check: install $(VENV)/system
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tests.messages
	DJANGO_SETTINGS_MODULE=ognisko.config.settings $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=ognisko.config.settings $(BIN)/python -m django check --fail-level WARNING
	$(BIN)/mypy

bench: install
	$(BIN)/python -m benchmarks --scale $(SCALE)

screenshots: install $(VENV)/system
	$(BIN)/python -m tests.screenshots

# Resolve the dependencies anew, with hashes and without the address of any index.
lock: $(VENV)/installed
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-emit-index-url --python-version 3.13 requirements/app.in -o requirements/app.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-emit-index-url --python-version 3.13 requirements/dev.in -o requirements/dev.txt

# The environment and everything made from the sources; the data folder stays.
clean:
	rm -rf $(VENV) $(MESSAGES) *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# `make run` and `make test` do everything on a fresh machine with Python 3.11 or newer.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

export MARQUEE_DATA ?= $(shell sed -n 's/^MARQUEE_DATA=//p' .env 2>/dev/null | tail -n 1)
ifeq ($(strip $(MARQUEE_DATA)),)
MARQUEE_DATA := $(CURDIR)/var
endif

.PHONY: run test check format bench bench-search bench-import pictures lock clean

run: $(VENV)/run.done
	@$(BIN)/python -m bot run

test: $(VENV)/dev.done
	@$(BIN)/python -m pytest -n auto --cov --cov-report=term --cov-fail-under=90 -q

check: $(VENV)/dev.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.done
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: bench-search bench-import

# How well and how fast films and people are found; FILMS=films.jsonl.gz for real titles.
bench-search: $(VENV)/dev.done
	@$(BIN)/python -m benchmarks.search $(FILMS)

# How fast records get into the catalogue, beside a bare executemany of the same rows.
bench-import: $(VENV)/dev.done
	@$(BIN)/python -m benchmarks.importing $(FILMS)

# Needs Chromium. What only pictures need is no part of the locks.
pictures: $(VENV)/dev.done
	@$(PIP) "simcord[preview]~=3.2" "playwright>=1.49"
	@PYTHONPATH=. $(BIN)/python docs/pictures.py

# A stamp names what is installed: `git pull` with a newer lock installs again, nothing else does.
$(VENV)/run.done: requirements.lock | $(VENV)/bin/python
	@echo "Installing what Marquee needs into $(VENV) (once) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/dev.done: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what the tests need into $(VENV) (once) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Marquee needs Python 3.11 or newer; set PYTHON=... to one.")'
	@$(PYTHON) -m venv $(VENV)

# Needs uv. The locks hold for every platform and name no index.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --extra console pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --extra console --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV)

# Each target works alone on a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install test lint demo

# torch first and pinned: other versions pull gigabytes of GPU libraries.
install: $(VENV)/.done

$(VENV)/.done: setup.cfg pyproject.toml requirements/constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip
	$(BIN)/python -m pip install -q torch==2.13.0
	$(BIN)/python -m pip install -q -c requirements/constraints.txt -e '.[tests]'
	touch $@

test: install
	$(BIN)/python -m pytest -n 2

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

demo: install
	$(BIN)/python tools/demo.py --out-dir demo_out
	@echo 'next: source $(BIN)/activate; python tools/digitize.py demo_out/page.png --out-dir out'

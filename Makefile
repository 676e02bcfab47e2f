# `make demo` and `make test` set up what they need: Python 3.11 or newer and make are enough.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: demo test lint golden bench clean

demo: .venv/run.stamp
	@$(BIN)/adjoint derive "A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2" --wrt W3

test: lint
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 8

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: .venv/dev.stamp
	NO_COLOR=1 $(BIN)/python tests/seeds/golden.py

bench: .venv/dev.stamp
	$(BIN)/python benchmarks/derive.py

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

.venv/dev.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@$(BIN)/python -m compileall -q src
	@touch $@ .venv/run.stamp

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist

# What a visitor needs is `make demo` and `make test`; `make help` lists the rest.
# Everything is installed into .venv and .cache beside this file, nothing on the system.

PYTHON ?= python3
ARGS ?=
CASES ?=

BIN  := .venv/bin
PIP  := -m pip -qq --disable-pip-version-check
PEER := iso15118==0.31.2

# Compiled while installing where that is possible; nothing fails where it is not.
ENGINE := $(wildcard secc/exi/_engine*.[ch])

# Advice in one line, on which make stops with exit code 2; empty where this Python will do.
python_trouble = $(shell $(PYTHON) tools/usable_python.py 2>&1 || echo "(Python 3.11 or newer is needed: apt-get install python3-venv)")

.PHONY: help demo test test-deep check generate docs fuzz interop conformance peer evcc bench exibench peerbench clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

demo: .venv/.run ## a simulated car charges at our charger: AC, DC, then Plug & Charge over TLS
	@$(BIN)/secc demo $(ARGS)

test: .venv/.dev peer ## the whole test suite (ARGS="-k sdp" picks some)
	@$(BIN)/pytest $(ARGS)

test-deep: .venv/.dev ## generated types against their schemas: 10,000 payloads each, about half an hour
	@SECC_EXAMPLES=10000 SECC_DEEP=1 nice $(BIN)/pytest tests/contract/test_v2g_xsd.py tests/contract/test_agreement.py tests/codegen/test_features.py $(ARGS)

check: .venv/.dev ## without tests: generated code current, style, types, import layers
	@$(BIN)/python -m codegen check
	@$(BIN)/python -m codegen lint
	@$(BIN)/ruff check --quiet --output-format=concise .
	@$(BIN)/ruff format --check --quiet --output-format=concise .
	@$(BIN)/mypy
	@PYTHONPATH=generated $(BIN)/lint-imports --no-logo > .venv/layers.log 2>&1 || { cat .venv/layers.log; exit 1; }

generate: .venv/.dev ## generated/ anew from interfaces/
	@$(BIN)/python -m codegen generate

fuzz: .venv/.dev ## the EXI codec on damaged input, its C engine under sanitizers (30 s each, or ARGS)
	@PYTHONPATH=.:generated $(BIN)/python -m tests.fuzz $(ARGS)

docs: .venv/.dev ## a site with search in build/docs, from docs/ and the pages of the contract
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -d .cache/doctrees docs build/docs
	@echo "Open build/docs/index.html"

interop: .venv/.dev evcc ## a third-party car against our charger (needs Java and iproute2)
	@$(BIN)/python -m tests.interop.full $(ARGS)

conformance: .venv/.dev ## conformance cases against our charger (CASES=FILE; else the public ones)
	@PYTHONPATH=generated $(BIN)/python -m tests.conformance $(ARGS) $(CASES)

bench: .venv/.dev ## answer times beside a bare echo server, many cars at once, contract checks, TLS, signatures
	@$(BIN)/python -m bench.answers $(ARGS)
	@PYTHONPATH=generated $(BIN)/python -m bench.load
	@PYTHONPATH=generated $(BIN)/python -m bench.validation
	@PYTHONPATH=generated $(BIN)/python -m bench.pnc
	@PYTHONPATH=generated $(BIN)/python -m bench.tls

exibench: .venv/.dev ## the EXI codec, each engine, beside the third-party one (after: make evcc)
	@PYTHONPATH=generated $(BIN)/python -m bench.exi $(ARGS)

peerbench: .venv/.dev evcc ## our charger beside the third-party one, driven by the same car
	@$(BIN)/python -m bench.peer $(ARGS)

peer: .cache/peer/iso15118-0.31.2.dist-info/RECORD ## fetch the package that tests compare our messages with

evcc: .cache/evcc-venv/.installed ## install the third-party car into a venv of its own

clean: ## remove everything that make has made
	rm -rf secc/exi/*.so .venv .cache build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The activate script is the last thing that venv writes: where it stands, the venv is whole.
.venv/bin/activate:
	$(if $(python_trouble),$(error $(python_trouble)))
	@$(PYTHON) -m venv .venv

.venv/.run: pyproject.toml $(ENGINE) | .venv/bin/activate
	@echo "Setting up .venv (once) ..."
	@$(BIN)/python $(PIP) install --editable '.[tools]'
	@touch $@

.venv/.dev: pyproject.toml $(ENGINE) | .venv/bin/activate
	@echo "Setting up .venv with the developer's tools (once) ..."
	@$(BIN)/python $(PIP) install 'pip>=25.1'
	@$(BIN)/python $(PIP) install --editable '.[all]' --group dev
	@touch .venv/.run $@

.cache/peer/iso15118-0.31.2.dist-info/RECORD: | .venv/bin/activate
	@$(BIN)/python $(PIP) install --no-deps --upgrade --target .cache/peer $(PEER)

# Its wheel forgets to name aiofile.
.cache/evcc-venv/.installed:
	$(if $(python_trouble),$(error $(python_trouble)))
	@echo "Installing the third-party car (once) ..."
	@$(PYTHON) -m venv .cache/evcc-venv
	@.cache/evcc-venv/bin/python $(PIP) install $(PEER) aiofile
	@touch $@

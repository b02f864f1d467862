# One command to see it (make demo), one to test it (make test), one to check everything (make check).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made
DEV := $(VENV)/.made-dev

.PHONY: help demo serve test lint check fix browser lock messages schema vendor interop bench bench-experiments bench-rewards bench-rings soak clean

help: ## show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

demo: $(STAMP) ## fill and serve the demo community
	@$(BIN)/fourfold demo

serve: $(STAMP) ## serve a community that was set up with .venv/bin/fourfold setup
	@$(BIN)/fourfold serve

test: $(DEV) ## run all tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(DEV) ## format, lint, types, contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: lint ## lint, migrations, tests; stops at the first failure
	$(BIN)/python -m pytest tests/domain/test_migrations.py
	$(MAKE) test

fix: $(DEV) ## format, and mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

browser: ## get a Chromium for the browser tests (Debian and its kin, as root)
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
		{ apt-get update -q && apt-get install -q -y --no-install-recommends chromium; }

lock: ## write the lock files anew from pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev -c requirements.lock -o tests/requirements.lock

messages: $(DEV) ## collect the sentences to translate into the catalogues
	$(BIN)/python -m web.messages

schema: $(DEV) ## write api/schema.graphql
	$(BIN)/python -m api.schema > api/schema.graphql

vendor: $(DEV) ## fetch the vendored front-end files anew (needs npm)
	$(BIN)/python -m web.vendor

interop: $(DEV) ## let npm's audit of GraphQL over HTTP and verifiers of badges look at this server (needs Node)
	$(BIN)/python -m pytest tests/interop

bench: $(DEV) ## measure against pgbench on the same data, into docs/benchmarks.md (takes a quarter of an hour)
	$(BIN)/python -m benchmarks

RUNS ?= 10000
bench-experiments: $(DEV) ## simulate how often the engine of experiments is right, into docs/experiments.md: RUNS=10000
	$(BIN)/python -m benchmarks.experiments --runs $(RUNS)

bench-rewards: $(DEV) ## measure the ledger with five million entries, into docs/rewards.md (takes half an hour, and 5 GB)
	$(BIN)/python -m benchmarks.rewarding

bench-rings: $(DEV) ## look for planted rings of traded votes, and take one down, into docs/fairness.md (takes ten minutes)
	$(BIN)/python -m benchmarks.rings

VOTES ?= 1000000
KILLS ?= 30
NOTICES ?= 10000
NOTICE_KILLS ?= 12
LEDGER ?= 1000000
LEDGER_KILLS ?= 30
soak: $(DEV) ## cast many votes, tell many people, and pay points while processes are killed: make soak VOTES=1000000 KILLS=30
	SOAK_LEDGER=$(LEDGER) SOAK_LEDGER_KILLS=$(LEDGER_KILLS) $(BIN)/python -m pytest -s tests/process/test_ledger_survives.py
	SOAK_NOTICES=$(NOTICES) SOAK_NOTICE_KILLS=$(NOTICE_KILLS) $(BIN)/python -m pytest -s tests/process/test_notices_survive.py
	SOAK_VOTES=$(VOTES) SOAK_KILLS=$(KILLS) $(BIN)/python -m pytest -s tests/process/test_votes_survive.py

clean: ## remove the environment; data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(STAMP): requirements.lock
	@echo "Making the environment (once) ..."
	@$(PYTHON) -c 'import sys; sys.exit("Fourfold needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@printf '#!/bin/sh\nexec "%s/python" -c "import sys; sys.path.insert(0, \\"%s\\"); sys.argv[0] = \\"fourfold\\"; from web.command import main; main()" "$$@"\n' "$(CURDIR)/$(BIN)" "$(CURDIR)" > $(BIN)/fourfold
	@chmod +x $(BIN)/fourfold
	@$(BIN)/python -m compileall -q domain api web migrations
	@touch $@

$(DEV): $(STAMP) tests/requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r tests/requirements.lock
	@touch $@

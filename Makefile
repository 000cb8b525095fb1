# The one door: setup, demo, test, check, bench. CI runs only what stands here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := $(CURDIR)
BASE := $(VENV)/.base
PLANNING := $(VENV)/.planning
DEV := $(VENV)/.dev

.PHONY: setup demo test test-other coverage check fuzz asvs-proof bench bench-text bench-permits bench-planning bench-rosters bench-hot bench-counts lock texts pages clean

setup: $(DEV)

$(BASE): requirements/base.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements/base.txt
	printf '#!/bin/sh\nPYTHONPATH="%s$${PYTHONPATH:+:$$PYTHONPATH}" exec "%s/$(BIN)/python" -m shuoshi "$$@"\n' "$(CURDIR)" "$(CURDIR)" > $(BIN)/shuoshi
	chmod +x $(BIN)/shuoshi
	touch $@

$(DEV): $(BASE) requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	touch $@ $(PLANNING)

# The demo plans rounds, which the base does not.
$(PLANNING): $(BASE) requirements/planning.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements/planning.txt
	touch $@

demo: $(PLANNING)
	@exec $(BIN)/python -m shuoshi demo $(if $(PORT),--port $(PORT))

# First the rooms on Debian's PostgreSQL 15, where its programs are here: whatever is SQL; then everything
# on the embedded one. `make test-other` runs on 15 all but what starts the embedded one itself (browser, server).
# One worker more than there are cores, as each waits for its database; files in their order, the longest first.
OTHER := /usr/lib/postgresql/15/bin
WORKERS := -n $(shell expr $$(nproc) + 1) --maxprocesses 5 --dist loadfile --no-loadscope-reorder
ITS_OWN := --ignore tests/browser --ignore tests/server --ignore tests/probe/test_fuzz.py
NO_SQL := --ignore tests/asvs --ignore tests/planning --ignore tests/web --ignore tests/matters/test_matrix.py \
	--ignore tests/probe/test_operations.py --ignore tests/probe/test_pages.py --ignore tests/probe/test_deeds.py

test: $(DEV)
	sh tools/browser.sh
	if [ -x $(OTHER)/postgres ]; then \
	SHUOSHI_PG_BIN=$(OTHER) $(BIN)/python -m pytest -q $(WORKERS) $(ITS_OWN) $(NO_SQL); \
	else echo "no PostgreSQL 15 in $(OTHER): skipped"; fi
	$(BIN)/python -m pytest $(WORKERS) $(ARGS)

test-other: $(DEV)
	SHUOSHI_PG_BIN=$(OTHER) $(BIN)/python -m pytest -q $(WORKERS) $(ITS_OWN) $(ARGS)

# Which lines no test reaches: slower by half, so apart from the suite.
coverage: $(DEV)
	$(BIN)/python -m pytest $(WORKERS) --cov --cov-report=term $(ARGS)

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m mypy shuoshi
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/texts.py --check
	$(BIN)/python tools/audit.py
	$(BIN)/python tools/asvs.py --check
	git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --baseline .secrets.baseline --exclude-files 'requirements/.*'
	SHUOSHI_HOME=$$(mktemp -d) $(BIN)/python -m shuoshi programme check
	SHUOSHI_HOME=$$(mktemp -d) $(BIN)/python -m shuoshi privacy dictionary --check
	SHUOSHI_HOME=$$(mktemp -d) DJANGO_SETTINGS_MODULE=shuoshi.server.settings $(BIN)/python -W ignore -m django makemigrations --check --dry-run

# As long as asked: make fuzz SECONDS=3600
fuzz: $(DEV)
	FUZZ_SECONDS=$(or $(SECONDS),600) $(BIN)/python -m pytest -q tests/probe/test_fuzz.py

# Twenty rows of docs/reference/asvs.md, drawn by a seed: their tests fail with their controls off.
asvs-proof: $(DEV)
	$(BIN)/python tools/asvs.py --proof $(if $(SEED),--seed $(SEED)) $(if $(ROWS),--rows $(ROWS))

bench: $(DEV)
	$(BIN)/python -m bench

bench-text: $(DEV)
	$(BIN)/python -m bench.texts

bench-permits: $(DEV)
	$(BIN)/python -m bench.permits

# Hours in full: make bench-planning ARGS="--only r1_2_1 --seconds 10 --seeds 1"
bench-planning: $(DEV)
	$(BIN)/python -m bench.planning $(ARGS)

# An hour in full: make bench-rosters ARGS="--only 1,3,5 --seconds 10", or ARGS=--district
bench-rosters: $(DEV)
	$(BIN)/python -m bench.rosters $(ARGS)

# Passages at posts beside a bare view: make bench-hot ARGS="--requests 500 --rounds 2"
bench-hot: $(DEV)
	$(BIN)/python -m bench.hot $(ARGS)

# A whole district counted once over HTTP, in a database of its own: make bench-counts ARGS="--people 20000"
bench-counts: $(DEV)
	$(BIN)/python -m bench.counts $(ARGS)

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q pyproject.toml -o requirements/base.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q --extra dev pyproject.toml -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q --extra learn pyproject.toml -o requirements/learn.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q --extra planning pyproject.toml -o requirements/planning.txt

texts: $(DEV)
	$(BIN)/python tools/texts.py

pages: $(DEV)
	SHUOSHI_HOME=$$(mktemp -d) $(BIN)/python -m shuoshi programme pages docs/reference/programmes
	SHUOSHI_HOME=$$(mktemp -d) $(BIN)/python -m shuoshi privacy dictionary --write docs/reference/personal-data.md
	$(BIN)/python tools/asvs.py --write

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# `make run` starts Aisle, `make test` tests all of it, `make check` is the part of the tests that takes two minutes.
# Every step leaves a file behind and is skipped while nothing that it depends on is newer.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: run build import train refit nlu-report test check lint types fast web-check browser clean reset help

PYTHON310 ?= python3.10
UV_VERSION := 0.13.9
PY := .venv/bin/python
export AISLE_VAR ?= var
export AISLE_FAQ ?= knowledge/faq
export HF_HUB_OFFLINE := 1
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
# threads that wait by spinning make training five times slower on a machine that has anything else to do
export OMP_WAIT_POLICY := PASSIVE

SEED_SOURCES := $(shell find shop -name '*.py' -o -name '*.yml')
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*')
FAQ_SOURCES := $(shell find $(AISLE_FAQ) -name '*.yml')
BOT_SOURCES := config.yml $(shell find bot/components bot/nlu bot/domain nlu_data stories -name '*.py' -o -name '*.yml')

DEPS := .venv/.synced
WEB := web/dist/.built
SEED := $(AISLE_VAR)/.seeded
INDEX := $(AISLE_VAR)/.indexed
MODEL := models/aisle.tar.gz

help:
	@grep -E '^# ' Makefile | sed 's/^# //'
	@echo 'Also: build, train, refit, lint, types, clean.'

run: build
	@exec $(PY) -m ops.up

build: $(DEPS) $(WEB) $(SEED) $(INDEX) $(MODEL)

$(DEPS): pyproject.toml uv.lock .python-version
	@command -v $(PYTHON310) >/dev/null && $(PYTHON310) -c 'import sys; assert sys.version_info[:2] == (3, 10)' 2>/dev/null \
	|| { printf '%s\n' 'Aisle needs Python 3.10: Rasa 3.6 runs on no newer one. Install it with one of' \
	  '  apt-get install python3.10 python3.10-venv   (Ubuntu 22.04)' \
	  '  pyenv install 3.10                           (any system)' \
	  '  brew install python@3.10                     (macOS)' \
	  'or name it: make run PYTHON310=/path/to/python3.10' >&2; exit 1; }
	@echo '── Python environment'
	test -x $(PY) || $(PYTHON310) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	.venv/bin/uv sync --frozen
	@touch $@

web/node_modules/.installed: web/package.json web/package-lock.json
	@command -v npm >/dev/null || { echo 'Aisle needs Node 20 or newer for its front ends: https://nodejs.org' >&2; exit 1; }
	@echo '── Front-end packages'
	cd web && npm ci --no-audit --no-fund
	@touch $@

$(WEB): web/node_modules/.installed $(WEB_SOURCES)
	@echo '── Front ends'
	cd web && npm run build
	@touch $@

$(SEED): $(DEPS) $(SEED_SOURCES)
	@echo '── The demo shop'
	@mkdir -p -m 700 $(AISLE_VAR)
	$(PY) -m shop.seed
	@touch $@

$(INDEX): $(SEED) $(FAQ_SOURCES) $(wildcard knowledge/*.py)
	@echo '── The knowledge index'
	$(PY) -m shop.vocabulary
	$(PY) -m shop.export_passages $(AISLE_VAR)/passages.jsonl
	$(PY) -m knowledge.build --passages $(AISLE_VAR)/passages.jsonl --faq $(AISLE_FAQ) --out $(AISLE_VAR)/index
	@touch $@

# A shop's own catalogue, the whole file or nothing of it: make import FILE=products.csv OPTIONS='--replace'
import: $(SEED)
	@test -n '$(FILE)' || { echo "make import FILE=products.csv   (or .tsv, .jsonl; OPTIONS='--help' says more)" >&2; exit 1; }
	$(PY) -m shop.importing '$(FILE)' $(OPTIONS)
	@touch $(SEED)
	@$(MAKE) --no-print-directory $(INDEX)

train: $(MODEL)

# Rasa keeps what each component learnt and learns again only what changed.
$(MODEL): $(DEPS) $(BOT_SOURCES) knowledge/encoders.py knowledge/graph.py knowledge/sentence_module.py | $(INDEX)
	@echo '── The model'
	$(PY) -m bot.nlu.examples nlu_data
	.venv/bin/rasa train --domain bot/domain --data nlu_data stories --fixed-model-name aisle
	@touch $@

# What the training examples do, in seconds: a quick model on frozen encoders, from embeddings that are kept.
refit: $(INDEX)
	@$(PY) -m bot.nlu.refit nlu_data

# How well the trained model understands messages that it was never trained on.
nlu-report: $(MODEL)
	$(PY) -m bench.own_nlu --plot $(AISLE_VAR)/nlu-report.png
	$(PY) -m bench.entities --plot $(AISLE_VAR)/entity-report.png

check: $(DEPS) lint types web-check fast

lint: $(DEPS)
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	$(PY) -m bot.nlu.examples nlu_data

types: $(DEPS)
	.venv/bin/mypy actions bot knowledge ops service shop studio

fast: $(DEPS)
	$(PY) -m pytest -q -m 'not slow'

web-check: web/node_modules/.installed
	cd web && npm run --silent lint && npm run --silent typecheck && npm run --silent test

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  echo '── Chromium, for the tests in a browser'; \
	  command -v apt-get >/dev/null || { echo 'The browser tests need Chromium: install it with your package manager.' >&2; exit 1; }; \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium fonts-noto-cjk fonts-noto-color-emoji; }

test: build browser lint types web-check
	$(PY) -m pytest

# What can be built again. Conversations, orders and secrets stay; `make reset` throws those away as well.
clean:
	rm -rf $(AISLE_VAR)/index* $(AISLE_VAR)/encoders $(AISLE_VAR)/passages.jsonl $(AISLE_VAR)/vocabulary.json $(AISLE_VAR)/log $(SEED) $(INDEX) models web/dist .rasa

reset: clean
	rm -rf $(AISLE_VAR)

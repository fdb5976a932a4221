# Everything a developer types. Needed beforehand: Python 3.11 or 3.12 with venv, make, git.
# A newer Python will do where a redis-server is on the PATH: its wheels bring none.
PYTHON ?= $(shell for python in python3 python3.12 python3.11 python3.13 python3.14; do \
	$$python -c 'import ensurepip, shutil, sys; v = sys.version_info[:2]; \
	redis = shutil.which("redis-server") or shutil.which("valkey-server"); \
	sys.exit(v < (3, 11) or (v > (3, 12) and not redis))' 2>/dev/null && echo $$python && break; done)
JOBS ?= 2
SIZE ?= town
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A production's environment, as far as `check --deploy` looks at it, with new secrets every time.
secret = $$(python -c 'import base64, os; print(base64.b64encode(os.urandom($(1))).decode())')
production = PRODUCTION=true SECRET_KEY="$(call secret,48)" ENCRYPTION_KEYS="check:$(call secret,32)" \
	ALLOWED_HOSTS=portal.example PORTAL_URL=https://portal.example
# Checks that read the settings need no servers.
nowhere = DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0

.PHONY: help run test check fix bench lock install frontend chromium
help:  ## Say what each target does
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

run: frontend  ## Start the whole portal with example data; Ctrl-C stops it
	@python -m rosc.run

test: frontend chromium  ## Set everything up and run every test
	pytest -n $(JOBS) --maxschedchunk 1 --ignore=tests/browser
	DJANGO_ALLOW_ASYNC_UNSAFE=1 pytest tests/browser

check: frontend  ## Style, types, templates, imports, migrations, deployment
	ruff check .
	ruff format --check .
	$(nowhere) mypy
	djlint templates --check --lint
	$(nowhere) lint-imports --no-logo
	$(nowhere) python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(nowhere) python -W ignore::RuntimeWarning manage.py print_workflows --check
	$(nowhere) $(production) python manage.py check --deploy --fail-level WARNING

fix: install  ## Put style right where a tool can
	ruff check --fix .
	ruff format .
	djlint templates --reformat --quiet

bench: install  ## Measure speed: make bench SIZE=small|town|england
	python -m tests.benchmarks $(SIZE)

lock: install  ## Compile both lock files anew from pyproject.toml
	uv pip compile pyproject.toml -o requirements.txt $(locked)
	uv pip compile pyproject.toml --group dev -o requirements-dev.txt $(locked)
locked = --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	--custom-compile-command 'make lock'

install: .venv/.installed  ## Make the virtual environment
.venv/.installed: requirements-dev.txt
	@test -n '$(PYTHON)' || { echo 'Install Python 3.11 or 3.12 with venv (a newer one needs a redis-server too), or name it: make PYTHON=...'; exit 1; }
	@echo 'Installing the Python packages: about a minute the first time'
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	python -m pip install --requirement requirements-dev.txt
	@touch $@

frontend: static/build/.built  ## Build the styles and scripts
static/build/.built: node_modules/.installed $(shell find static/src -type f)
	npm run build
	@touch $@
node_modules/.installed: package.json package-lock.json | .venv/.installed
	npm ci --no-audit --no-fund
	@touch $@

# The browser of the tests: what is there, else the system's package, else Playwright's own.
chromium: install
	@for name in chromium chromium-browser google-chrome; do command -v $$name && exit; done; \
	ls -d "$$HOME"/.cache/ms-playwright/chromium-* 2>/dev/null && exit; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get; then \
		apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq chromium; \
	else playwright install chromium; fi \
	|| { echo "The tests need a browser: install your system's chromium."; exit 1; }

# Two commands for a first look: `make demo` (the site) and `make test` (its tests).

PYTHON ?= $(shell command -v python3.11 >/dev/null 2>&1 && echo python3.11 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PORT ?= 8000
CSV ?=
TORCH := torch==2.13.0
SPANISH := locale/es/LC_MESSAGES/django.po

.PHONY: demo test check bench messages screenshots install clean
.DELETE_ON_ERROR:

demo: $(VENV)/.installed
	@$(BIN)/python manage.py up --port $(PORT) $(if $(CSV),--csv "$(CSV)")

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(ARGS)

# What must hold beside the tests.
check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python manage.py makemigrations --check --dry-run
	env DATABASE_URL=postgres://check@localhost/check REDIS_URL=redis://localhost \
	    CACHE_URL=redis://localhost/1 ALLOWED_HOSTS=example.org \
	    SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))") \
	    $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks $(ARGS)

# The texts of the site into the Spanish catalogue, and that compiled; needs gettext.
messages: $(VENV)/.installed-dev
	$(BIN)/python manage.py makemessages --locale es --no-obsolete --no-location --no-wrap \
	    --ignore "$(VENV)" --ignore var --ignore tests --ignore benchmarks
	@# The time of this run would be a change in every commit.
	@sed -i.old -e '/^"POT-Creation-Date:/d' -e '/^"Report-Msgid-Bugs-To:/d' $(SPANISH) && rm $(SPANISH).old
	$(BIN)/python manage.py compilemessages --locale es --ignore "$(VENV)"

# The README's pictures, taken anew: a minute or two.
screenshots: $(VENV)/.installed-dev
	$(BIN)/python docs/screenshots.py

install: $(VENV)/.installed-dev

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# torch comes first and by itself: a CPU build that pip already knows of, else PyTorch's own index
# of CPU builds, else the registry's build. The rest then finds it satisfied.
$(VENV)/.installed: $(VENV)/bin/python requirements/base.txt requirements/ml.txt requirements/embedded.txt
	@echo "Installing (about two minutes the first time) ..."
	@$(PIP) install --quiet --no-index --no-deps $(TORCH) 2>/dev/null \
	    || $(PIP) install --quiet --no-deps --index-url https://download.pytorch.org/whl/cpu $(TORCH) 2>/dev/null \
	    || $(PIP) install --quiet --no-deps $(TORCH)
	@$(PIP) install --quiet -r requirements/ml.txt
	@$(PIP) install --quiet --require-hashes -r requirements/embedded.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.txt
	@$(PIP) install --quiet -r requirements/dev.txt
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev requirements/bench.txt
	@$(PIP) install --quiet -r requirements/bench.txt
	@touch $@

clean:
	rm -rf $(VENV) var

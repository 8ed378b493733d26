# The README's two commands are `make demo` and `make test`; both install what they need first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup demo check format lint types layers test golden bench bench-series bench-framing docs clean

setup: $(STAMP)

# torch first and alone: constraints.txt pins the build, and nothing after it may replace it.
$(STAMP): pyproject.toml constraints.txt backbones.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]' hatchling editables
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r backbones.txt
	touch $(STAMP)

demo: setup
	$(BIN)/stanceline demo --out out/demo

format: setup
	$(BIN)/ruff format pipeline tests benchmarks
	$(BIN)/ruff check --fix --quiet pipeline tests benchmarks

lint: setup
	$(BIN)/ruff format --check pipeline tests benchmarks
	$(BIN)/ruff check pipeline tests benchmarks

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports

# Two processes of one thread each. Files go out as collected, not the fullest first: those with
# the longest tests (acceptance, browser, e2e) hold few and would begin last, one process waiting.
PROCESSES ?= 2
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

test: setup
	$(PYTEST) --durations=10

check: lint types layers
	$(PYTEST) -m "not slow and not browser"

# Golden files change only here, and are read in the diff.
golden: setup
	$(BIN)/python -m pytest tests/golden --update-golden

docs: setup
	$(BIN)/python -m typer stanceline.cli.main utils docs --name stanceline --output docs/cli.md

# Benchmarks take the paths of data that is not shipped: make bench GOLD=... RECORD=...
bench: setup
	$(BIN)/python benchmarks/help_speed.py --out benchmarks/results/help-speed.json
	$(BIN)/python benchmarks/sample_news.py --out benchmarks/results/sample-news.json
	test -z "$(GOLD)" || $(BIN)/stanceline evaluate --data $(GOLD)/passages-open.jsonl --column story=url --baselines $(if $(RECORD),--record-texts $(RECORD)/passages.jsonl) --out benchmarks/results/framing-gold.json
	test -z "$(GOLD)" || $(BIN)/python benchmarks/extraction.py --gold $(GOLD)/articles-open.jsonl --out benchmarks/results/extraction-gold.json

# Three hundred simulated series a scenario; a stopped run goes on where it was.
bench-series: setup
	OMP_NUM_THREADS=1 $(BIN)/python benchmarks/series_acceptance.py --out benchmarks/results/series-acceptance.json

# Public framing and stance sets: make bench-framing DATASETS=PATH [BASE=mpnet] [METHOD=tuned]
BASE ?= minilm
METHOD ?= frozen
bench-framing: setup
	$(BIN)/python benchmarks/framing_public.py --datasets $(DATASETS) --base $(BASE) --method $(METHOD) --out benchmarks/results/framing-public.json

clean:
	rm -rf out dist .mypy_cache .ruff_cache .pytest_cache

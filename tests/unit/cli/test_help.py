import os
import subprocess
import sys

HEAVY = ("torch", "transformers", "spacy", "sklearn", "datasets", "pandas", "ray", "fastapi")
PROBE = """
import sys
sys.argv = ["stanceline", "--help"]
from stanceline.cli.main import main
try:
    main()
except SystemExit:
    pass
print("LOADED", sorted(set(sys.modules) & set(%r)), file=sys.stderr)
"""
# What the library that prints it costs by itself is the measure: machines differ, and are busy.
LIBRARY = [sys.executable, "-c", "import typer, typer.rich_utils"]
HELP = [sys.executable, "-m", "stanceline.cli.main", "--help"]
LIMIT = 2.0


def test_help_loads_no_heavy_library():
    result = subprocess.run(
        [sys.executable, "-c", PROBE % (HEAVY,)], capture_output=True, text=True, check=True
    )
    assert "LOADED []" in result.stderr
    assert "premium for security" in " ".join(result.stdout.split())


def test_help_costs_little_more_than_the_library_that_prints_it():
    rounds = [(processor_seconds(HELP), processor_seconds(LIBRARY)) for _ in range(5)]
    ours, library = (min(column) for column in zip(*rounds, strict=True))
    assert ours < LIMIT * library


def processor_seconds(command):
    before = os.times()
    subprocess.run(command, capture_output=True, check=True)
    after = os.times()
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )


def test_importing_the_package_loads_no_heavy_library():
    probe = f"import sys, stanceline; print(sorted(set(sys.modules) & set({HEAVY!r})))"
    result = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"

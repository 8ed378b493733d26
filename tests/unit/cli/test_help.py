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
LIMIT_S = 0.3


def test_help_loads_no_heavy_library():
    result = subprocess.run(
        [sys.executable, "-c", PROBE % (HEAVY,)], capture_output=True, text=True, check=True
    )
    assert "LOADED []" in result.stderr
    assert "premium for security" in " ".join(result.stdout.split())


def test_help_is_there_at_once():
    # Processor time, and the least of several: what else the machine does must not count.
    spent = []
    for _ in range(5):
        before = os.times()
        subprocess.run(
            [sys.executable, "-m", "stanceline.cli.main", "--help"],
            capture_output=True,
            check=True,
        )
        after = os.times()
        spent.append(
            after.children_user
            - before.children_user
            + after.children_system
            - before.children_system
        )
    assert min(spent) < LIMIT_S


def test_importing_the_package_loads_no_heavy_library():
    probe = f"import sys, stanceline; print(sorted(set(sys.modules) & set({HEAVY!r})))"
    result = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"

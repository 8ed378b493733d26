import subprocess
import sys
import time

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
    # Other work on the machine can only slow a run down: the fastest of several is the command's.
    durations = []
    for _ in range(8):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "stanceline.cli.main", "--help"],
            capture_output=True,
            check=True,
        )
        durations.append(time.perf_counter() - began)
    assert min(durations) < LIMIT_S


def test_importing_the_package_loads_no_heavy_library():
    probe = f"import sys, stanceline; print(sorted(set(sys.modules) & set({HEAVY!r})))"
    result = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"

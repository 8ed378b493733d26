"""Five hundred damaged inputs over all readers; ``benchmarks/fuzz.py`` takes twenty thousand."""

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_damaged_inputs_are_read_or_said_in_time(repository):
    done = subprocess.run(
        [sys.executable, "benchmarks/fuzz.py", "--inputs", "500", "--seed", "7"],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
        cwd=repository,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    result = json.loads(done.stdout)
    assert (result["raised"], result["silent"], result["too_slow"]) == (0, 0, 0)
    assert result["articles"] > 100
    assert done.returncode == 0

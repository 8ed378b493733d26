"""What the README shows works as it stands there."""

import os
import re
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_python_of_the_readme_runs_with_the_shipped_model(repository):
    readme = (repository / "README.md").read_text(encoding="utf-8")
    [snippet] = re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL)
    result = subprocess.run(
        [sys.executable, "-c", snippet],
        cwd=repository,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("economic_capitulation ")


def test_links_of_the_readme_lead_somewhere(repository):
    readme = (repository / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme)
    assert targets
    assert [target for target in targets if not (repository / target).exists()] == []

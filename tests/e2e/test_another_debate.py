"""The commands of docs/another-debate.md, with the tiny model as base and two folds."""

import os
import re
import shlex
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_commands_of_the_page_run(repository, tmp_path):
    page = (repository / "docs" / "another-debate.md").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\nstanceline (.*?)\n```", page)
    assert [command.split()[0] for command in commands] == ["train", "evaluate"]
    model = tmp_path / "charge"
    for command in commands:
        words = [w.replace("models/charge", str(model)) for w in shlex.split(command)]
        if "--base" in words:
            words[words.index("--base") + 1] = str(repository / "tests" / "data" / "tiny-model")
            words += ["--folds", "2"]
        result = subprocess.run(
            [sys.executable, "-m", "stanceline.cli.main", *words],
            cwd=repository,
            env=os.environ | {"HF_HUB_OFFLINE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
    assert "124 texts of labels.csv" in result.stdout
    assert (model / "README.md").exists()

"""The command as a user runs it: a process of its own, on a small copy of the sample corpus."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "stanceline.cli.main")


@pytest.fixture(scope="session")
def corpus(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six pages, three texts, the tables and the feed of the sample corpus."""
    source = repository / "corpora" / "sample-news" / "articles"
    target = tmp_path_factory.mktemp("corpus")
    for folder, count in (("pages", 6), ("texts", 3), ("feeds", 1)):
        (target / folder).mkdir()
        for path in sorted((source / folder).iterdir())[:count]:
            shutil.copyfile(path, target / folder / path.name)
    shutil.copyfile(source / "texts" / "rheinbruecke-de.txt", target / "texts" / "de.txt")
    (target / "empty.html").write_text("")
    return target


@pytest.fixture(scope="session")
def command(repository: Path):
    """Run the command with the tiny model and no network."""
    model = repository / "tests" / "data" / "tiny-model"
    environment = os.environ | {
        "STANCELINE_HOME": str(repository),
        "STANCELINE_FRAME__MODEL": str(model),
        "STANCELINE_INGEST__SHARD_SIZE": "4",
        "HF_HUB_OFFLINE": "1",
        "NO_COLOR": "1",
    }
    environment["STANCELINE_HOME"] = str(repository)

    def run(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            capture_output=True,
            text=True,
            env=environment,
            timeout=300,
            check=False,
            **options,
        )

    run.environment = environment
    return run

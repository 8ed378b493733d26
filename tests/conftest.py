"""What every test can use: a run over the fakes, and the switch that rewrites golden files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

# No test reaches a model hub, whatever the machine can reach.
os.environ["HF_HUB_OFFLINE"] = "1"
# What tests share: run directories (report_runs), hostile texts and what a browser is asked.
for _folder in ("unit/report", "browser"):
    sys.path.append(str(Path(__file__).parent / _folder))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def tiny_model(repository: Path) -> Path:
    """Name the folder of the shipped form of model in its smallest size."""
    return repository / "tests" / "data" / "tiny-model"

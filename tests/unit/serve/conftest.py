from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from report_runs import hostile_article, undated_article, weekly_articles, write_run

from stanceline.serve.app import make_app
from stanceline.store.run_directory import RunDirectory


@pytest.fixture(scope="session")
def served_run(tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    """Eight weeks of two outlets, one hostile article and one undated one."""
    articles = [*weekly_articles(8), hostile_article(), undated_article()]
    return write_run(tmp_path_factory.mktemp("site") / "news", articles)


@pytest.fixture(scope="module")
def client(served_run: RunDirectory) -> Iterator[TestClient]:
    with TestClient(make_app([served_run.root]), base_url="http://localhost") as opened:
        yield opened


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True, scope="module")
def _cache(home: Path) -> Iterator[None]:
    """Keep indexes of tests out of the home of whoever runs them, and leave it to other tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        yield

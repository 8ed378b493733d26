from __future__ import annotations

from pathlib import Path

import pytest
from report_runs import hostile_article, undated_article, weekly_articles, write_run

from stanceline.records import Rejected
from stanceline.report.page import write_report
from stanceline.store.run_directory import RunDirectory


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    """Eight weeks of two outlets, one hostile article, one undated one and one rejection."""
    rejection = Rejected(
        source="news.jsonl",
        locator="news.jsonl:17",
        stage="ingest",
        error="fields",
        message="missing <i>text</i>",
    )
    articles = [*weekly_articles(8), hostile_article(), undated_article()]
    return write_run(tmp_path_factory.mktemp("run"), articles, rejected=[rejection])


@pytest.fixture(scope="session")
def page(finished_run: RunDirectory) -> str:
    path: Path = write_report(finished_run)
    return path.read_text(encoding="utf-8")

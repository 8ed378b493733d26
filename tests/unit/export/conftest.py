from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The builder of run directories stands beside the unit tests of the report.
sys.path.append(str(Path(__file__).parents[1] / "report"))

from report_runs import hostile_article, undated_article, weekly_articles, write_run

from stanceline.export.citation import Credits
from stanceline.export.dataset import Export
from stanceline.export.dictionary import read_descriptions
from stanceline.testing import make_article

COMBINING = make_article(
    "日本の譲歩 😀 re\u0301sume\u0301\n\nHe defended \u202eit\u202c, na\u0308ive 👩‍👩‍👧 and all."
    "\n\n=SUM(A1:A9) surrender",
    title="日本の譲歩 😀 re\u0301sume\u0301",
    outlet="=cmd|' /C calc'!A0",
)


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    articles = [*weekly_articles(3), hostile_article(), undated_article(), COMBINING]
    return write_run(tmp_path_factory.mktemp("run"), articles)


@pytest.fixture
def make_export(repository):
    def make(format_: str, **changes) -> Export:
        credits_ = Credits(
            title="Deal frames", authors=("Doe, Jane", "An Institute"), licence="cc-by-4.0",
            date="2025-09-01T00:00:00+00:00",
        )  # fmt: skip
        return Export(
            format=format_, descriptions=read_descriptions(repository), credits=credits_, **changes
        )

    return make

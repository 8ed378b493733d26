"""The whole way: a site served on loopback, fetched by the command, read offline, scored."""

import json

import pytest
from typer.testing import CliRunner

from stanceline.batch.execution import CorpusRun
from stanceline.batch.run import run_corpus
from stanceline.cli.main import app
from stanceline.config import load_configuration
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect, read_rows
from stanceline.testing import KeywordFramer, ParagraphExtractor

ATTACK = "The opposition called the deal a surrender that their children will be paying for. "


@pytest.fixture
def archive(site, make_page, tmp_path):
    """Two pages, one of them behind a redirect, fetched by their feed; one page is gone."""
    site.put("/robots.txt", b"User-agent: *\nDisallow: /private\n", kind="text/plain")
    dated = '<meta property="article:published_time" content="2025-07-23T10:00:00Z">'
    site.put("/good", make_page("Minister defends the deal", head=dated))
    site.put("/bad", make_page("Opposition attacks the deal", head=dated, text=ATTACK))
    site.redirect("/moved", "/bad")
    links = "".join(
        f"<item><link>{site.root}/{path}</link></item>"
        for path in ("good", "moved", "gone", "private")
    )
    site.put("/feed", f"<rss><channel>{links}</channel></rss>".encode(), kind="text/xml")
    arguments = ["fetch", f"{site.root}/feed", "--out", str(tmp_path / "archive"), "--delay", "0"]
    done = CliRunner().invoke(app, [*arguments, "--allow-host", "127.0.0.1", "--json"])
    assert done.exit_code == 0, done.output
    counts = json.loads(done.stdout[done.stdout.index("{") :])["outcomes"]
    assert counts == {"fetched": 2, "listing": 1, "http 404": 1, "robots": 1}
    return tmp_path / "archive"


def test_fetched_site_is_read_offline_and_scored(archive, tmp_path):
    execution = CorpusRun(
        run=RunDirectory(tmp_path / "run"), configuration=load_configuration(overrides=())
    )
    run_corpus(
        [archive],
        execution,
        make_extractor=lambda settings: ParagraphExtractor(),
        make_framer=lambda settings: KeywordFramer(),
    )
    query = (
        "select title, max(stance) as most, min(stance) as least from articles "
        "join scores using (article_id) group by title order by title"
    )
    with connect(execution.run) as connection:
        rows = read_rows(connection, query)
    assert [(row["title"], row["most"] > 0.5, row["least"] < -0.5) for row in rows] == [
        ("Minister defends the deal", True, False),
        ("Opposition attacks the deal", False, True),
    ]


def test_host_that_is_not_allowed_is_not_fetched(site, tmp_path):
    site.put("/a", b"x")
    arguments = ["fetch", f"{site.root}/a", "--out", str(tmp_path / "archive"), "--strict"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 3
    assert site.asked == {}


def test_source_that_is_nothing_says_what_would_have_worked(tmp_path):
    done = CliRunner().invoke(app, ["fetch", "nowhere.txt", "--out", str(tmp_path / "archive")])
    assert "an address begins with http" in str(done.exception)

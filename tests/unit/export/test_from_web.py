"""A text-free dataset filled in from a real web server on loopback."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

sys.path.append(str(Path(__file__).parent))

from report_runs import write_run
from site_on_loopback import page, serve_site

from stanceline.cli.main import app
from stanceline.export.dataset import export_run
from stanceline.export.from_web import WebPages
from stanceline.export.rehydrate import Outcome, rehydrate
from stanceline.export.sharing import Sharing
from stanceline.ingest.fetching.crawl import Manners
from stanceline.records import Article

PATHS = ("/same", "/edited", "/gone", "/forbidden")


def text_of(path: str) -> str:
    return f"The minister defended the deal of {path[1:]} on Tuesday, which keeps the plants busy. "


@pytest.fixture
def site():
    yield from serve_site()


@pytest.fixture
def pages(tmp_path):
    manners = Manners(delay_s=0, most_tries=0)
    return WebPages(folder=tmp_path / "pages", allowed_hosts=("127.0.0.1",), manners=manners)


@pytest.fixture
def shared(site, pages, make_export, tmp_path):
    """A text-free dataset of four pages, one of which was edited since; two are not to be had."""
    for path in PATHS:
        site.put(path, page(f"The deal of {path[1:]}", text_of(path)))
    urls = [site.root + path for path in PATHS]
    first = WebPages(folder=tmp_path / "first", allowed_hosts=("127.0.0.1",), manners=pages.manners)
    articles = [one for one in first(urls) if isinstance(one, Article)]
    assert len(articles) == len(PATHS)
    run = write_run(tmp_path / "run", articles)
    export_run(run, make_export("parquet", sharing=Sharing(text_free=True)), tmp_path / "free")
    edited = page("The deal of edited", text_of("/edited"))
    site.put("/edited", edited.replace(b"Second.", b"A second, corrected paragraph."))
    del site.pages["/gone"]
    site.put("/robots.txt", b"User-agent: *\nDisallow: /forbidden\n", kind="text/plain")
    site.asked.clear()
    return tmp_path / "free"


def test_pages_come_back_by_their_address_and_digest(shared, pages, tmp_path):
    result = rehydrate(shared, [], tmp_path / "back", fetch=pages)
    assert (result.articles_exact, result.articles_changed, result.articles_missing) == (1, 1, 2)
    back = pq.read_table(tmp_path / "back" / "articles.parquet").to_pylist()
    assert {row["url"].rsplit("/")[-1]: row["is_unchanged"] for row in back} == {
        "same": True,
        "edited": False,
    }
    assert result.passages[Outcome.EDITED] == 1
    assert result.passages[Outcome.EXACT] > 2


def test_what_cannot_be_had_is_reported_with_its_reason(shared, pages, site, tmp_path):
    result = rehydrate(shared, [], tmp_path / "back", fetch=pages)
    assert result.missing_urls == (f"{site.root}/forbidden", f"{site.root}/gone")
    assert {one.source: one.error for one in result.rejected} == {
        f"{site.root}/forbidden": "robots",
        f"{site.root}/gone": "http 404",
    }
    assert site.asked["/forbidden"] == 0


def test_only_what_the_files_lack_is_asked_for(shared, pages, site, tmp_path):
    from stanceline.ingest.fetching.crawl import ARCHIVE
    from stanceline.ingest.reading import read_file

    held = [one for one in read_file(tmp_path / "first" / ARCHIVE) if one.url.endswith("/gone")]
    result = rehydrate(shared, held, tmp_path / "back", fetch=pages)
    assert result.articles_exact == 2
    assert site.asked["/gone"] == 0


def test_a_second_time_nothing_is_asked_again_and_the_reasons_still_stand(
    shared, pages, site, tmp_path
):
    first = rehydrate(shared, [], tmp_path / "back", fetch=pages)
    site.asked.clear()
    assert rehydrate(shared, [], tmp_path / "again", fetch=pages) == first
    assert not {path for path in site.asked if path != "/robots.txt"}


def test_a_private_address_in_a_strangers_dataset_is_not_asked(shared, site, tmp_path):
    strict = WebPages(folder=tmp_path / "strict", manners=Manners(delay_s=0, most_tries=0))
    result = rehydrate(shared, [], tmp_path / "back", fetch=strict)
    assert result.articles_missing == len(PATHS)
    assert {one.error for one in result.rejected} == {"private address"}
    assert not site.asked


def test_addresses_beyond_the_limit_and_that_are_none_are_told(site, tmp_path):
    site.put("/1", page("One", text_of("/1")))
    few = WebPages(
        folder=tmp_path / "few", allowed_hosts=("127.0.0.1",),
        manners=Manners(delay_s=0, most_pages=1),
    )  # fmt: skip
    found = list(few([f"{site.root}/1", f"{site.root}/2", "file:///etc/passwd"]))
    assert [type(one).__name__ for one in found] == ["Article", "Rejected", "Rejected"]
    assert [one.error for one in found[1:]] == ["not asked", "no address"]


def test_the_command_fetches_and_says_what_became_of_every_page(shared, site, tmp_path):
    arguments = [
        "rehydrate", str(shared), "--out", str(tmp_path / "back"), "--fetch", str(tmp_path / "w"),
        "--allow-host", "127.0.0.1", "--delay", "0", "--json",
    ]  # fmt: skip
    done = CliRunner().invoke(app, arguments)
    said = json.loads(done.stdout)
    assert (done.exit_code, said["articles_exact"], said["articles_changed"]) == (0, 1, 1)
    assert "404" in said["not_fetched"][f"{site.root}/gone"]


def test_the_command_wants_files_or_the_web(shared, tmp_path):
    done = CliRunner().invoke(app, ["rehydrate", str(shared), "--out", str(tmp_path / "back")])
    assert done.exit_code == 2

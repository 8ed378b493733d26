"""A run of another codebook: nothing that a reader sees speaks of our two poles."""

from __future__ import annotations

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient
from report_runs import make_break, weekly_articles, write_run

from stanceline.config import ServeSettings, Settings
from stanceline.records import Pole
from stanceline.report.page import write_report
from stanceline.serve.app import make_app
from stanceline.store.manifest import read_manifest
from stanceline.store.run_directory import RunDirectory

POLES = (
    Pole(id="fair", title="a fair charge", definition="Who drives pays."),
    Pole(id="unfair", title="a tax on workers", definition="Who must drive pays."),
)
OURS = re.compile(r"premium|capitulation|for[ _]security", re.IGNORECASE)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> RunDirectory:
    run = write_run(
        tmp_path_factory.mktemp("runs") / "charge",
        weekly_articles(8),
        breaks=[make_break(date(2025, 8, 4), -0.2, 0.2)],
    )
    model = {
        "poles": [pole.id for pole in POLES],
        "titles": {pole.id: pole.title for pole in POLES},
        "definitions": {pole.id: pole.definition for pole in POLES},
    }
    manifest = read_manifest(run)
    run.write_json(run.manifest, manifest | {"model": manifest["model"] | model})
    return run


@pytest.fixture(scope="module")
def client(run, tmp_path_factory):
    serve = ServeSettings(cache=tmp_path_factory.mktemp("cache"))
    app = make_app([run.root], settings=Settings(serve=serve))
    with TestClient(app, base_url="http://localhost") as opened:
        yield opened


def seen(page: str) -> str:
    """Keep what is read: text, and the names that a screen reader says, without downloads."""
    named = re.findall(r'(?:aria-label|title)="([^"]*)"', page)
    text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    return " ".join([text, *named])


def test_the_report_speaks_of_the_poles_of_its_codebook(run):
    page = seen(write_report(run).read_text(encoding="utf-8"))
    assert "A fair charge, or a tax on workers?" in page
    assert OURS.findall(page) == []


@pytest.mark.parametrize("name", ["stance", "by-outlet", "sums-over-time", "volume"])
def test_the_charts_on_disk_do_too(run, name):
    write_report(run)
    drawing = (run.root / "charts" / f"{name}.svg").read_text(encoding="utf-8")
    assert OURS.findall(seen(drawing)) == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/runs/charge?label=premium_for_security",
        "/runs/charge/passages?label=economic_capitulation",
        "/compare?left_voice=government&right_voice=opposition",
    ],
)
def test_the_site_does_too(client, address):
    assert OURS.findall(seen(client.get(address).text)) == []


def test_an_article_does_too(client):
    (found,) = client.get("/api/runs/charge/articles?limit=1").json()["articles"]
    page = client.get(f"/runs/charge/articles/{found['article_id']}").text
    assert OURS.findall(seen(page)) == []
    assert "a fair charge" in page

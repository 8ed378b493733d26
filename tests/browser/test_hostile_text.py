"""Whatever an article, a file or an address says is shown, never run: the browser is asked."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest
from payloads import PAYLOADS
from report_runs import weekly_articles, write_run

from stanceline.config import ServeSettings, Settings
from stanceline.flow import Flow
from stanceline.records import Rejected
from stanceline.report.page import write_report
from stanceline.serve.app import make_app
from stanceline.serve.model_desk import ModelDesk
from stanceline.testing import KeywordFramer, ParagraphExtractor, make_article

pytestmark = pytest.mark.browser
INJECTED = "script, iframe, object, base, video, math, form[action*=evil], img, link[href*=evil]"
MOST_SCORINGS = 1000


def hostile(number, payload):
    when = weekly_articles(8)[number % 96].published
    article = make_article(
        f"{payload}\n\nThe minister defended {payload} as no surrender.",
        outlet=payload,
        title=payload,
        url=f"https://news.example/{quote(payload)}",
        published=when,
    )
    return replace(article, source=f"{payload}.html", locator=f"{payload}.html:{number}")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    rejected = [
        Rejected(source=p, locator=f"{p}:1", stage="ingest", error="x", message=p) for p in PAYLOADS
    ]
    articles = [hostile(number, payload) for number, payload in enumerate(PAYLOADS)]
    # The folder's own name is hostile too.
    folder = tmp_path_factory.mktemp("site") / "<img src=x onerror=window.hit=1>"
    return write_run(folder, articles, rejected=rejected)


@pytest.fixture(scope="module")
def site(run, listen, tmp_path_factory):
    serve = ServeSettings(cache=tmp_path_factory.mktemp("cache"), scorings_a_minute=MOST_SCORINGS)
    app = make_app([run.root], settings=Settings(serve=serve))
    app.state.desk = ModelDesk(lambda: Flow(extractor=ParagraphExtractor(), framer=KeywordFramer()))
    return listen(app)


@pytest.fixture(scope="module")
def name(run):
    return quote(run.root.name)


def assert_nothing_ran(seen, base):
    seen.page.wait_for_timeout(5)
    assert seen.page.evaluate("window.hit") is None
    assert seen.asked_outside(base) == []
    assert seen.page.locator(INJECTED).count() == 0


def shown(page) -> str:
    return " ".join(page.evaluate("document.body.textContent").split())


def test_there_are_two_hundred_of_them():
    assert len(set(PAYLOADS)) == 200


def test_the_report_runs_none(visit, run):
    report = write_report(run)
    seen = visit(report.as_uri())
    assert_nothing_ran(seen, report.as_uri())
    assert seen.said == []


def test_every_one_is_shown_as_text_in_the_list_of_passages(visit, site, name):
    seen = visit(f"{site}/runs/{name}/passages?order=date")
    text = shown(seen.page)
    while seen.page.get_by_role("link", name="More").count():
        seen.page.get_by_role("link", name="More").click()
        assert_nothing_ran(seen, site)
        text += shown(seen.page)
    missing = [payload for payload in PAYLOADS if " ".join(payload.split()) not in text]
    assert missing == []


@pytest.mark.parametrize("place", ["", "/passages", "/passages?q=defended"])
def test_pages_of_the_site_run_none(visit, site, name, place):
    seen = visit(f"{site}/runs/{name}{place}")
    assert_nothing_ran(seen, site)
    assert seen.said == []


def test_articles_run_none(visit, site, name):
    seen = visit(f"{site}/runs/{name}/passages?order=date")
    addresses = seen.page.evaluate(
        "[...document.querySelectorAll('a[href*=\"/articles/\"]')].map(a => a.href)"
    )
    for address in addresses[:25]:
        seen.page.goto(address)
        assert_nothing_ran(seen, site)


# Every one goes where answers are quick; a page with its charts gets one of each way to break out.
@pytest.mark.parametrize(
    ("address", "payloads"),
    [
        ("/runs/{payload}", PAYLOADS),
        ("/api/runs/{payload}/series", PAYLOADS[::4]),
        ("/compare?left={payload}", PAYLOADS[::4]),
        ("/runs/{name}/passages?q={payload}", PAYLOADS[::8]),
        ("/api/runs/{name}/passages?outlet={payload}", PAYLOADS[::8]),
        ("/runs/{name}?q={payload}", PAYLOADS[2::66]),
        ("/compare?left_voice={payload}", PAYLOADS[2::66]),
    ],
)
def test_addresses_run_none(visit, site, name, address, payloads):
    seen = visit(site)
    for payload in payloads:
        seen.page.goto(site + address.format(name=name, payload=quote(payload, safe="")))
        assert_nothing_ran(seen, site)


def test_a_pasted_text_runs_none(visit, site):
    seen = visit(f"{site}/score")
    seen.page.get_by_role("textbox").fill("\n\n".join(PAYLOADS[::2]))
    seen.page.get_by_role("button", name="Score").click()
    assert_nothing_ran(seen, site)
    assert seen.page.locator("section.piece").count() == 100


def test_bodies_sent_to_the_api_come_back_as_data(visit, site):
    seen = visit(site)
    for payload in PAYLOADS:
        answer = seen.page.request.post(f"{site}/api/score", data={"texts": [payload]})
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.status == 200

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from report_runs import hostile_article, undated_article, weekly_articles, write_run

from stanceline.report.page import write_report

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    articles = [*weekly_articles(8), hostile_article(), undated_article()]
    return write_report(write_run(tmp_path_factory.mktemp("run"), articles))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


class Visit:
    """An opened report with everything it said and asked for."""

    def __init__(self, page: Page, report: Path) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(report.as_uri())


@pytest.fixture(params=[(1200, 900), (375, 700)], ids=["desktop", "phone"])
def visit(browser, report, request) -> Iterator[Visit]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    yield Visit(page, report)
    page.close()


def test_nothing_is_said_on_the_console(visit):
    assert visit.said == []


def test_no_request_leaves_the_page(visit, report):
    assert [url for url in visit.asked if not url.startswith("data:")] == [report.as_uri()]


def test_the_page_is_no_wider_than_the_screen(visit):
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    assert width == visit.page.viewport_size["width"]


def test_a_script_in_a_title_is_shown_and_not_run(visit):
    assert visit.page.get_by_text("<script>alert(1)</script>").count() > 0
    assert visit.page.locator("script").count() == 0


def test_one_chart_of_each_pair_is_seen(visit):
    charts = visit.page.locator("#series svg.chart")
    assert [charts.nth(n).is_visible() for n in range(4)].count(True) == 2


def test_a_click_on_a_point_lands_on_its_evidence(visit):
    visit.page.emulate_media(reduced_motion="reduce")
    dot = visit.page.locator('#series svg:visible a[*|href="#period-2025-07-21"]').first
    dot.click()
    assert visit.page.url.endswith("#period-2025-07-21")
    top = visit.page.locator("#period-2025-07-21").bounding_box()["y"]
    assert -1 <= top < 60


def test_a_keyboard_reaches_the_numbers_first(visit):
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Skip to the numbers"


def test_a_dark_screen_gets_a_dark_page_with_light_charts(visit):
    visit.page.emulate_media(color_scheme="dark")
    colour = "node => getComputedStyle(node).backgroundColor"
    assert visit.page.locator("body").evaluate(colour) == "rgb(18, 23, 29)"
    assert visit.page.locator(".card").first.evaluate(colour) == "rgb(255, 255, 255)"

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from report_runs import hostile_article, make_break, undated_article, weekly_articles, write_run

from stanceline.report.page import write_report

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("size", [(1200, 900), (375, 700)], ids=["desktop", "phone"])


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    from datetime import date

    articles = [*weekly_articles(8), hostile_article(), undated_article()]
    run = write_run(
        tmp_path_factory.mktemp("run"), articles, breaks=[make_break(date(2025, 8, 4), -0.2, 0.2)]
    )
    (run.root / "events.csv").write_text("date,event\n2025-07-22,<b>Announced</b>\n")
    return write_report(run)


@pytest.fixture
def opened(visit, report):
    return visit(report.as_uri())


@SIZES
def test_nothing_is_said_asked_for_or_wider_than_the_screen(visit, report, size):
    width, height = size
    seen = visit(report.as_uri(), width=width, height=height)
    assert seen.said == []
    assert seen.asked_outside(report.as_uri()) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") == width


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit, report, size, scheme):
    seen = visit(report.as_uri(), width=size[0], height=size[1])
    seen.page.emulate_media(color_scheme=scheme)
    assert serious(seen.page) == []


def test_a_script_in_a_title_is_shown_and_not_run(opened):
    assert opened.page.get_by_text("<script>alert(1)</script>").count() > 0
    assert opened.page.locator("script").count() == 0


@SIZES
def test_one_chart_of_each_pair_is_seen(visit, report, size):
    charts = visit(report.as_uri(), width=size[0], height=size[1]).page.locator("#series svg.chart")
    assert [charts.nth(n).is_visible() for n in range(4)].count(True) == 2


@SIZES
def test_a_click_on_a_point_lands_on_its_evidence(visit, report, size):
    page = visit(report.as_uri(), width=size[0], height=size[1]).page
    page.emulate_media(reduced_motion="reduce")
    page.locator('#series svg:visible a[*|href="#period-2025-07-21"]').first.click()
    assert page.url.endswith("#period-2025-07-21")
    top = page.locator("#period-2025-07-21").bounding_box()["y"]
    assert -1 <= top < 60


def test_a_click_on_a_change_lands_on_what_moved_it(opened):
    opened.page.emulate_media(reduced_motion="reduce")
    opened.page.locator('#series svg:visible a[*|href="#change-1"]').first.click()
    assert "The stories that moved it most" in opened.page.locator("#change-1").inner_text()


def test_a_keyboard_reaches_the_numbers_and_the_points(opened):
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.textContent") == "Skip to the numbers"
    opened.page.keyboard.press("Enter")
    for _ in range(12):
        opened.page.keyboard.press("Tab")
        if opened.page.evaluate("document.activeElement.tagName") == "a":
            break
    opened.page.keyboard.press("Enter")
    assert "#change-1" in opened.page.url or "#period-" in opened.page.url


def test_a_dark_screen_gets_a_dark_page_with_dark_charts(opened):
    opened.page.emulate_media(color_scheme="dark")
    colour = "node => getComputedStyle(node).backgroundColor"
    assert opened.page.locator("body").evaluate(colour) == "rgb(18, 23, 29)"
    assert opened.page.locator(".card").first.evaluate(colour) == "rgb(23, 29, 36)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_colour_of_a_chart_is_that_of_its_ground(opened, scheme):
    """A colour that the dark styles do not know stays as it was drawn and is lost on the ground."""
    opened.page.emulate_media(color_scheme=scheme)
    written = opened.page.evaluate("""() => [...document.querySelectorAll("svg.chart text")]
        .filter(node => node.getAttribute("fill") !== "white")
        .map(node => getComputedStyle(node).fill)""")
    ground = opened.page.locator(".card").first.evaluate(
        "node => getComputedStyle(node).backgroundColor"
    )
    assert len(written) > 20
    assert {colour for colour in written if contrast(colour, ground) < 4.5} == set()


def test_paper_shows_what_a_screen_folds(opened):
    table = opened.page.get_by_role("region", name="Series as a table")
    assert not table.is_visible()
    opened.page.emulate_media(media="print")
    assert table.is_visible()
    assert not opened.page.locator("#show-naive").is_visible()


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ("Download series.csv", "series.csv"),
        ("Download by-outlet.csv", "tables/by-outlet.csv"),
        ("Download stance.svg", "charts/stance.svg"),
        ("Download stance.png", "charts/stance.png"),
    ],
)
def test_a_download_equals_the_file_of_the_run(opened, report, tmp_path, link, place):
    with opened.page.expect_download() as caught:
        opened.page.get_by_label(link, exact=True).first.click()
    caught.value.save_as(tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == (report.parent / place).read_bytes()
    assert caught.value.suggested_filename == Path(place).name


def test_the_page_prints_to_pdf(opened):
    assert opened.page.pdf(format="A4").startswith(b"%PDF")


def serious(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{problem['id']}: {problem['nodes'][0]['html'][:200]}"
        for problem in found
        if problem["impact"] in {"serious", "critical"}
    ]


def contrast(one: str, other: str) -> float:
    """Compare two colours as ``rgb(r, g, b)`` (WCAG 2.1, relative luminance)."""
    high, low = sorted(map(luminance, (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

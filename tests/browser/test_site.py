from __future__ import annotations

import pytest
from report_runs import hostile_article, undated_article, weekly_articles, write_run
from test_report_page import SIZES, serious

from stanceline.config import ServeSettings, Settings
from stanceline.flow import Flow
from stanceline.serve.app import make_app
from stanceline.serve.model_desk import ModelDesk
from stanceline.testing import KeywordFramer, ParagraphExtractor

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/runs/news",
    "/runs/news?voice=opposition&q=pledge",
    "/runs/news/passages?q=surrender",
    "/compare?left=news&left_voice=government&right=news&right_voice=opposition",
    "/score",
    "/api",
    "/nowhere",
)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    articles = [*weekly_articles(8), hostile_article(), undated_article()]
    return write_run(tmp_path_factory.mktemp("runs") / "news", articles)


@pytest.fixture(scope="module")
def site(run, listen, tmp_path_factory):
    app = make_app(
        [run.root], settings=Settings(serve=ServeSettings(cache=tmp_path_factory.mktemp("cache")))
    )
    app.state.desk = ModelDesk(lambda: Flow(extractor=ParagraphExtractor(), framer=KeywordFramer()))
    return listen(app)


@pytest.mark.parametrize("place", PAGES)
def test_pages_are_quiet_fit_the_phone_and_please_axe(visit, site, place):
    seen = visit(site + place, width=375, height=700)
    refused = ["status of 404"] if place == "/nowhere" else []
    assert [text for text in seen.said if not any(part in text for part in refused)] == []
    assert seen.asked_outside(site) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 375
    assert serious(seen.page) == []


def test_axe_is_pleased_with_an_article_in_the_dark(visit, site):
    seen = visit(f"{site}/runs/news/passages?q=defended")
    seen.page.emulate_media(color_scheme="dark")
    seen.page.get_by_role("link", name="read it in its article").first.click()
    assert serious(seen.page) == []


@SIZES
def test_a_click_on_a_point_lands_on_its_passages(visit, site, size):
    page = visit(f"{site}/runs/news", width=size[0], height=size[1]).page
    page.emulate_media(reduced_motion="reduce")
    page.locator('#series svg:visible a[*|href="#period-2025-07-21"]').first.click()
    page.locator("#period-2025-07-21").get_by_role("link", name="passages").click()
    page.wait_for_url("**since=2025-07-21&until=2025-07-27*")
    assert "36 passages" in page.get_by_role("status").inner_text()


def test_the_form_stands_over_the_text_and_a_box_to_tick_is_small(visit, site):
    page = visit(f"{site}/runs/news").page
    form, title = (page.locator(name).first.bounding_box() for name in ("form.choose", "h1"))
    assert (form["x"], form["width"]) == (title["x"], title["width"])
    # The box that shows the uncorrected line stands in runs with hand-read passages only.
    page.evaluate("document.querySelector('main').innerHTML = '<input type=checkbox>'")
    assert page.get_by_role("checkbox").bounding_box()["width"] < 20


def test_a_comparison_can_be_downloaded(visit, site):
    page = visit(f"{site}/compare?left_voice=government&right_voice=opposition").page
    with page.expect_download() as caught:
        page.get_by_label("Download comparison.csv").click()
    assert caught.value.suggested_filename == "comparison.csv"


def test_a_filter_narrows_every_number_and_is_an_address(visit, site):
    page = visit(f"{site}/runs/news").page
    page.get_by_label("Voice", exact=True).select_option("opposition")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**voice=opposition*")
    assert "Looking at:" in page.locator(".chosen").inner_text()
    assert "economic capitulation more often" in page.locator(".lead").inner_text()


def test_a_search_finds_and_the_reader_shows_the_place(visit, site):
    page = visit(f"{site}/runs/news/passages").page
    page.get_by_role("searchbox").fill('"called the" pledge')
    page.keyboard.press("Enter")
    page.wait_for_url("**/passages?*")
    assert page.locator("article blockquote").first.inner_text().startswith("Lawmakers called the")
    page.get_by_role("link", name="read it in its article").first.click()
    assert page.locator(".piece:target mark.amount").inner_text() == "$550 billion"


def test_two_groups_are_set_beside_each_other(visit, site):
    page = visit(f"{site}/compare").page
    page.get_by_label("Voice", exact=True).first.select_option("government")
    page.get_by_label("Voice", exact=True).last.select_option("opposition")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare?*")
    assert "is closer to premium for security than" in page.locator(".lead").inner_text()


def test_the_series_of_everything_is_the_file_of_the_run(visit, site, run, tmp_path):
    page = visit(f"{site}/runs/news").page
    with page.expect_download() as caught:
        page.get_by_role("link", name="Series as CSV").click()
    caught.value.save_as(tmp_path / "series.csv")
    assert (tmp_path / "series.csv").read_bytes() == (run.root / "series.csv").read_bytes()


def test_a_keyboard_alone_filters_and_reads(visit, site):
    page = visit(f"{site}/runs/news/passages").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("surrender")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=surrender**")
    page.get_by_role("link", name="read it in its article").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/**")
    assert "surrender" in page.locator(".piece:target").inner_text()


def test_a_pasted_text_is_scored(visit, site):
    page = visit(f"{site}/score").page
    page.get_by_role("textbox").fill("He defended it.\n\nA plain surrender.")
    page.get_by_role("button", name="Score").click()
    labels = page.locator(".piece .label").all_inner_texts()
    assert labels == ["premium for security", "economic capitulation"]

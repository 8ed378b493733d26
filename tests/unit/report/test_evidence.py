from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from report_runs import SCORER, undated_article, weekly_articles, weekly_points, write_run

from stanceline.records import Article
from stanceline.report.evidence import Evidence, read_evidence
from stanceline.report.levels import ALL, read_points
from stanceline.store.views import connect
from stanceline.testing import make_article

MONDAY = datetime(2025, 7, 7, tzinfo=UTC)


def evidence_of(root: Path, articles: list[Article], *, budget: int = 600) -> Evidence:
    with connect(write_run(root, articles), scorer=SCORER) as connection:
        points = [point for point in read_points(connection) if point.group == ALL]
        return read_evidence(connection, points, "week", budget=budget)


def test_every_period_has_a_section_in_order(tmp_path):
    evidence = evidence_of(tmp_path, weekly_articles(3))
    assert [section.anchor for section in evidence.sections] == [
        "period-2025-07-07",
        "period-2025-07-14",
        "period-2025-07-21",
    ]


def test_four_a_side_are_shown_at_most(tmp_path):
    section = evidence_of(tmp_path, weekly_articles(1)).sections[0]
    assert (len(section.premium), len(section.capitulation)) == (4, 4)


def test_the_most_probable_come_first(tmp_path):
    articles = [
        make_article("Nothing here.", published=MONDAY),
        make_article("She defended it.", published=MONDAY),
    ]
    section = evidence_of(tmp_path, articles).sections[0]
    assert [item.premium for item in section.premium] == [0.9, 0.1]


def test_a_story_is_shown_once_a_side(tmp_path):
    text = "He defended it.\n\nShe defended it.\n\nThey defended it."
    section = evidence_of(tmp_path, [make_article(text, published=MONDAY)]).sections[0]
    assert len(section.premium) == 1


def test_reprints_are_shown_once(tmp_path):
    articles = [
        make_article("He defended it.", outlet=outlet, published=MONDAY, story_id="wire")
        for outlet in ("A", "B", "C")
    ]
    section = evidence_of(tmp_path, articles).sections[0]
    assert len(section.premium) == 1


def test_a_passage_is_shown_with_its_words_and_where_they_stand(tmp_path):
    text = "Opening.\n\nThe surrender is complete."
    section = evidence_of(tmp_path, [make_article(text, published=MONDAY)]).sections[0]
    (shown,) = section.capitulation
    assert str(shown.text) == "The surrender is complete."
    assert (shown.start, shown.end, shown.locator) == (10, 36, "test:1")


def test_offsets_count_code_points(tmp_path):
    text = "🇯🇵 é\u0301 𝔘.\n\nA surrender by 🗾."
    section = evidence_of(tmp_path, [make_article(text, published=MONDAY)]).sections[0]
    assert str(section.capitulation[0].text) == "A surrender by 🗾."


def test_who_voices_it_is_said(tmp_path):
    section = evidence_of(tmp_path, weekly_articles(1)).sections[0]
    assert section.premium[0].voices == (
        "Prime Minister Ishiba (government, JP, indirect quotation)",
    )


def test_people_and_amounts_are_marked(tmp_path):
    section = evidence_of(tmp_path, weekly_articles(1)).sections[0]
    assert '<mark class="person" title="Shigeru Ishiba">Ishiba</mark>' in section.premium[0].text
    assert '<mark class="amount" title="money">$550 billion</mark>' in section.premium[0].text


def test_what_has_no_date_has_a_section_of_its_own(tmp_path):
    evidence = evidence_of(tmp_path, [*weekly_articles(1), undated_article()])
    assert evidence.sections[-1].anchor == "undated"
    assert evidence.sections[-1].capitulation[0].when == "no date"
    assert evidence.n_outside == 1


def test_a_very_long_passage_is_cut_and_says_how_much(tmp_path):
    article = make_article("surrender " * 1000, published=MONDAY)
    shown = evidence_of(tmp_path, [article]).sections[0].capitulation[0]
    assert (len(shown.text), shown.hidden_chars) == (1500, 8500)


def test_a_small_budget_shows_fewer_a_side(tmp_path):
    evidence = evidence_of(tmp_path, weekly_articles(4), budget=20)
    assert evidence.a_side == 2
    assert evidence.n_shown <= 20


def test_a_tiny_budget_keeps_the_periods_with_most_stories(tmp_path):
    busy = weekly_articles(3)[:30]
    evidence = evidence_of(tmp_path, busy, budget=6)
    assert evidence.anchors == {"period-2025-07-07", "period-2025-07-14"}
    assert evidence.n_periods == 3


def test_a_period_without_passages_on_disk_is_an_empty_section(tmp_path):
    run = write_run(tmp_path, [], series=weekly_points([0.1]))
    with connect(run, scorer=SCORER) as connection:
        evidence = read_evidence(connection, read_points(connection), "week")
    assert evidence.sections[0].premium == ()

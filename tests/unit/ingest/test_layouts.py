"""Exports of other programs: what each writes, and what is read from it."""

import json
from datetime import date

import pytest

from stanceline.ingest.newsfile import ReadingRules
from stanceline.ingest.reading import read_file
from stanceline.records import Rejected

TEXT = "The cabinet met on Tuesday. It agreed on the terms of the deal after a long debate."
FUNDUS = {
    "title": "Deal", "authors": ["Aiko Mori"], "publishing_date": "2025-07-23 10:00:00+09:00",
    "topics": ["trade"], "lang": "en",
    "body": {"summary": ["In short."], "sections": [{"headline": ["Terms"], "paragraphs": [TEXT]}]},
}  # fmt: skip
NEWS_PLEASE = {
    "maintext": TEXT, "date_publish": "2025-07-23 10:00:00", "date_download": "2026-01-01",
    "source_domain": "ledger.example", "title": "Deal", "authors": ["Aiko Mori"], "language": "en",
    "text": None, "url": "https://ledger.example/1",
}  # fmt: skip
NEWSPAPER4K = {
    "text": TEXT, "publish_date": "2025-07-23T10:00:00", "meta_lang": "en", "language": "xx",
    "title": "Deal", "authors": ["Aiko Mori"], "meta_site_name": "Ledger",
    "canonical_link": "https://ledger.example/1",
}  # fmt: skip
TRAFILATURA = {
    "title": "Deal", "author": "Aiko Mori; Ben Hale", "hostname": "ledger.example",
    "date": "2025-07-23", "fingerprint": "f", "text": TEXT, "filedate": "2026-01-01",
    "source": "https://ledger.example/1", "source-hostname": "Ledger", "language": "en",
}  # fmt: skip


def read(tmp_path, row, **options):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n")
    (result,) = read_file(path, source="rows.jsonl", **options)
    return result


@pytest.mark.parametrize("row", [FUNDUS, NEWS_PLEASE, NEWSPAPER4K, TRAFILATURA])
def test_export_gives_title_author_and_date(tmp_path, row):
    article = read(tmp_path, row)
    assert (article.title, article.authors[0]) == ("Deal", "Aiko Mori")
    assert (article.published_local, article.language) == (date(2025, 7, 23), "en")
    assert TEXT in article.text


def test_sections_of_a_fundus_body_are_paragraphs(tmp_path):
    assert read(tmp_path, FUNDUS).text == f"Deal\n\nIn short.\n\nTerms\n\n{TEXT}"


def test_source_of_trafilatura_is_an_address_and_no_outlet(tmp_path):
    article = read(tmp_path, TRAFILATURA)
    assert (article.outlet, article.url) == ("Ledger", "https://ledger.example/1")
    assert article.published_source == "trafilatura:date"


def test_language_setting_of_newspaper4k_is_not_the_articles(tmp_path):
    assert read(tmp_path, NEWSPAPER4K).language == "en"


def test_list_of_media_cloud_names_the_way_to_its_texts(tmp_path):
    row = {"media_name": "Ledger", "publish_date": "2025-07-23", "url": "https://l.example/1"}
    rejected = read(tmp_path, row)
    assert isinstance(rejected, Rejected)
    assert "stanceline fetch" in rejected.message


def test_columns_may_have_any_name_when_they_are_mapped(tmp_path):
    rules = ReadingRules(columns={"text": "Story", "title": "Kicker"})
    article = read(tmp_path, {"Story": TEXT, "Kicker": "Deal", "text": "no"}, rules=rules)
    assert article.text == f"Deal\n\n{TEXT}"


def test_mapped_columns_are_read_from_a_table_with_tabs(tmp_path):
    path = tmp_path / "rows.tsv"
    path.write_text(f"Kicker\tStory\nDeal\t{TEXT}\n")
    rules = ReadingRules(columns={"text": "story", "title": "kicker"})
    (article,) = read_file(path, rules=rules)
    assert article.title == "Deal"


def test_rules_have_a_fingerprint_of_their_own():
    first = ReadingRules(columns={"text": "story"}).fingerprint
    assert first != ReadingRules(columns={"text": "body"}).fingerprint
    assert ReadingRules().fingerprint == ""


def test_table_without_the_mapped_column_is_read_by_its_own_names(tmp_path):
    rules = ReadingRules(columns={"text": "Story"})
    assert read(tmp_path, {"body": TEXT, "headline": "Deal"}, rules=rules).title == "Deal"

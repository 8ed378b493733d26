from datetime import UTC, datetime

import pytest

from stanceline.ingest.columns import read_row
from stanceline.ingest.layouts import is_article_header
from stanceline.ingest.refusals import RefusalError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "The cabinet met on Tuesday."


def read(**row):
    return read_row(row, locator="rows.jsonl:1", not_after=NOW)


@pytest.mark.parametrize("name", ["text", "body", "maintext", "content", "plaintext", "Plain Text"])
def test_text_is_found_under_its_usual_names(name):
    assert read_row({name: TEXT}, locator="x:1", not_after=NOW).text == TEXT


@pytest.mark.parametrize(
    "name", ["date", "published", "date_publish", "publish_date", "publishing_date", "publishedAt"]
)
def test_date_is_found_under_its_usual_names(name):
    draft = read_row({"text": TEXT, name: "2025-07-23"}, locator="x:1", not_after=NOW)
    assert draft.dated.published == datetime(2025, 7, 23, tzinfo=UTC)
    assert draft.dated.source == f"column:{name.lower()}"


def test_second_date_column_is_read_when_the_first_is_not_understood():
    dated = read(text=TEXT, date="soon", published="2025-07-23").dated
    assert dated.source == "column:published"


def test_metadata_is_read():
    draft = read(
        headline="Deal", text=TEXT, publication="Ledger", link="https://l.example/1",
        author="Aiko Mori; Ben Hale", language="en-US",
    )  # fmt: skip
    assert (draft.title, draft.outlet, draft.url) == ("Deal", "Ledger", "https://l.example/1")
    assert (draft.authors, draft.language) == (("Aiko Mori", "Ben Hale"), "en")


def test_outlet_may_be_an_object_with_a_name():
    assert read(text=TEXT, source={"id": None, "name": "Ledger"}).outlet == "Ledger"


def test_object_without_a_name_is_no_outlet():
    assert read(text=TEXT, outlet="Ledger", source={"repo": "x"}).outlet == "Ledger"


def test_paragraphs_may_be_a_list():
    assert read(paragraphs=["One.", "Two."]).text == "One.\n\nTwo."


def test_markup_in_a_cell_becomes_text():
    assert read(content="<p>One &amp; two.</p><p>Three.</p>").text == "One & two.\n\nThree."


@pytest.mark.parametrize("value", ["", "  ", None, 7, ["a", 7]])
def test_row_without_text_is_refused(value):
    with pytest.raises(RefusalError, match=r"rows\.jsonl:1: the row has no text"):
        read(text=value)


def test_row_without_a_text_column_says_which_would_do():
    with pytest.raises(RefusalError, match=r"saw title, story; name one of text, body"):
        read(title="Deal", story=TEXT)


def test_wide_table_is_explained_in_a_few_words():
    with pytest.raises(RefusalError, match=r"and 980 more; name one of") as caught:
        read(**{f"column {number}": "x" for number in range(1000)})
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["title", "text"], True),
        (["id", "headline", "body", "date"], True),
        (["title", "date"], False),
        (["Text", " and so on", " it goes", " forever"], False),
    ],
)
def test_header_of_a_table_of_articles_is_known(header, expected):
    assert is_article_header(header) is expected

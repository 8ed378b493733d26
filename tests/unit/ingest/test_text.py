from datetime import UTC, datetime

import pytest

from stanceline.ingest.text import read_document

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BODY = "The cabinet met on Tuesday. It agreed on the terms of the deal after a long debate."


def read(raw):
    return read_document(raw, not_after=NOW)


def test_first_line_that_stands_alone_is_the_title():
    draft = read(f"Cabinet agrees on deal\n\n{BODY}")
    assert (draft.title, draft.text.strip()) == ("Cabinet agrees on deal", BODY)


def test_sentence_on_the_first_line_is_no_title():
    draft = read(f"The cabinet agreed on the deal.\n\n{BODY}")
    assert (draft.title, draft.text.split("\n")[0]) == ("", "The cabinet agreed on the deal.")


def test_sentence_above_a_header_block_is_the_title():
    draft = read(f"The cabinet agreed on the deal.\nOutlet: Kanto Ledger\n\n{BODY}")
    assert (draft.title, draft.outlet) == ("The cabinet agreed on the deal.", "Kanto Ledger")


def test_long_first_line_is_no_title():
    assert read("word " * 50 + f"\n\n{BODY}").title == ""


def test_first_line_of_a_wrapped_paragraph_is_no_title():
    raw = (
        "The cabinet approved the package after a night of talks that\n"
        "left both sides short of what they had asked for, officials\n"
        "said on Tuesday, and a vote in parliament is to follow soon.\n"
    )
    assert read(raw).title == ""


def test_only_line_is_the_text():
    draft = read("A text of one line without a full stop")
    assert (draft.title, draft.text) == ("", "A text of one line without a full stop")


def test_header_block_is_metadata_and_not_text():
    draft = read(
        "Cabinet agrees on deal\nOutlet: Kanto Ledger\nPublished: 23 July 2025\n"
        f"By Aiko Mori\nURL: https://ledger.example/1\nLanguage: en-GB\n\n{BODY}"
    )
    assert draft.title == "Cabinet agrees on deal"
    assert draft.outlet == "Kanto Ledger"
    assert draft.dated.published == datetime(2025, 7, 23, tzinfo=UTC)
    assert draft.dated.source == "text:dateline"
    assert draft.authors == ("Aiko Mori",)
    assert (draft.url, draft.language) == ("https://ledger.example/1", "en")
    assert draft.text.strip() == BODY


def test_header_block_may_come_before_the_title():
    draft = read(f"Outlet: Kanto Ledger\n\nCabinet agrees on deal\n\n{BODY}")
    assert (draft.outlet, draft.title, draft.text) == (
        "Kanto Ledger",
        "Cabinet agrees on deal",
        BODY,
    )


def test_front_matter_of_markdown_is_metadata():
    draft = read(f'---\ntitle: "Cabinet agrees"\ndate: 2025-07-23\n---\n\n{BODY}')
    assert (draft.title, draft.text.strip()) == ("Cabinet agrees", BODY)
    assert draft.dated.published == datetime(2025, 7, 23, tzinfo=UTC)


def test_heading_marks_are_no_part_of_the_title():
    assert read(f"# Cabinet agrees on deal\n\n{BODY}").title == "Cabinet agrees on deal"


def test_dateline_that_is_not_understood_is_noted():
    draft = read(f"Published: next harvest\n\n{BODY}")
    assert draft.dated.published is None
    assert draft.dated.note == "date 'next harvest' is not understood"


@pytest.mark.parametrize("line", ["Note: the minister was absent.", "Remember: it is a deal."])
def test_unknown_label_belongs_to_the_text(line):
    assert read(f"{line}\n\n{BODY}").text.startswith(line)


def test_field_further_down_belongs_to_the_text():
    assert "Published: 23 July 2025" in read(f"{BODY}\n\nPublished: 23 July 2025\n").text


def test_field_that_stands_twice_belongs_to_the_text():
    assert read(f"Source: A\nSource: B\n\n{BODY}").text.startswith("Source: B")

from hypothesis import given
from hypothesis import strategies as st

from stanceline.ingest.cleaning import (
    clean_characters,
    compose_text,
    separate_paragraphs,
    wrap_width,
)

WRAPPED = (
    "The cabinet approved the package after a night of talks that\n"
    "left both sides short of what they had asked for, officials\n"
    "said on Tuesday.\n"
    "\n"
    "The opposition called for a vote before the money is spent\n"
    "and said that it had not been shown the text of the deal.\n"
)


def test_every_line_end_becomes_a_newline():
    assert clean_characters("a\r\nb\rc\u2028d").text == "a\nb\nc\nd"


def test_nul_is_removed_with_a_note():
    cleaned = clean_characters("a\x00b")
    assert (cleaned.text, cleaned.note) == ("ab", "1 control characters removed")


def test_lone_surrogate_is_replaced_with_a_note():
    cleaned = clean_characters("a\ud800b")
    assert (cleaned.text, cleaned.note) == ("a\ufffdb", "1 lone surrogates replaced")


def test_ordinary_text_has_no_note():
    assert clean_characters("Plain — “text”.").note == ""


def test_lines_of_unwrapped_text_are_paragraphs():
    assert separate_paragraphs("First one.\nSecond one.") == "First one.\n\nSecond one."


def test_lines_of_wrapped_text_are_joined():
    first, second = separate_paragraphs(WRAPPED).split("\n\n")
    assert first.endswith(
        "that left both sides short of what they had asked for, officials said on Tuesday."
    )
    assert second.startswith("The opposition called for a vote before the money is spent and said")


def test_short_line_in_wrapped_text_ends_its_paragraph():
    text = separate_paragraphs(WRAPPED.replace("said on Tuesday.\n\n", "said on Tuesday.\n"))
    assert "said on Tuesday.\n\nThe opposition" in text


def test_text_with_long_lines_is_not_wrapped():
    assert wrap_width("word " * 60 + "\n" + "word " * 60) == 0


def test_title_is_put_before_the_body():
    assert compose_text("Deal signed", "The text.") == "Deal signed\n\nThe text."


def test_title_that_the_body_begins_with_stands_once():
    assert compose_text("Deal signed", "Deal signed\n\nThe text.") == "Deal signed\n\nThe text."


@given(st.text())
def test_cleaned_text_can_always_be_stored(raw):
    clean_characters(raw).text.encode("utf-8")


@given(st.text(alphabet="ab \n.", max_size=300))
def test_separating_paragraphs_keeps_every_visible_character(text):
    assert separate_paragraphs(text).split() == text.split()


@given(st.text(alphabet="ab \n.", max_size=300))
def test_paragraphs_are_never_empty(text):
    assert all(part.strip() for part in separate_paragraphs(text).split("\n\n")) or not text.strip()

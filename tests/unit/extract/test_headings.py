import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.extract.headings import find_headings


def test_a_title_case_line_is_a_heading():
    text = "The Cost of Calm\nPrices rose in Arland."
    assert find_headings(text).spans == ((0, 16),)


@pytest.mark.parametrize(
    "line",
    [
        "The minister of Arland said so",
        "Mara Lind Spoke.",
        "Will The Harbour Open?",
        "Harbour opens",
        "  ",
    ],
)
def test_a_sentence_is_no_heading(line):
    assert find_headings(line).spans == ()


def test_a_label_in_capitals_is_a_heading_and_what_follows_is_not():
    text = "KEY FACTS: Northern Motors pays."
    headings = find_headings(text)
    assert headings.holds(0, 9)
    assert not headings.holds(11, 26)


@given(st.text(max_size=200))
def test_headings_lie_in_the_text(text):
    assert all(0 <= start < end <= len(text) for start, end in find_headings(text).spans)

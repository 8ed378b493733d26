import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.extract.acronyms import find_acronyms


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (
            "such as the Japan Bank for International Cooperation (JBIC) and",
            "JBIC",
            "Japan Bank for International Cooperation",
        ),
        (
            "JBIC (Japan Bank for International Cooperation) finances",
            "JBIC",
            "Japan Bank for International Cooperation",
        ),
        (
            "and Nippon Export and Investment Insurance (NEXI).",
            "NEXI",
            "Nippon Export and Investment Insurance",
        ),
        ("the European Union (EU)", "EU", "European Union"),
        ("the Ministry of Economy, Trade and Industry (METI)", "METI", None),
    ],
)
def test_an_acronym_is_paired_with_its_long_form(text, short, long):
    [pair] = find_acronyms(text)
    assert pair.short == short
    assert pair.long == (long or "Ministry of Economy, Trade and Industry")
    assert text[pair.start : pair.end] == pair.long


@pytest.mark.parametrize(
    "text",
    ["gross domestic product (GDP)", "the deal (in JAPAN)", "Tokyo (JBIC)", "(EU)", "A (B)"],
)
def test_other_brackets_are_no_acronym(text):
    assert find_acronyms(text) == []


@given(st.text(alphabet="AaBb ()JI&-\n", max_size=200))
def test_no_brackets_break_the_search(text):
    assert all(text[p.start : p.end] == p.long for p in find_acronyms(text))


def test_an_acronym_with_more_letters_than_the_name_explains_nothing():
    assert find_acronyms("a lecturer in Kerang Bay (KBU) said") == []

import pytest

from stanceline.extract.sentences import is_boundary, sentence_starts


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("He met Mr. ", "Kato today.", False),
        ("It left the U.S. ", "market.", False),
        ("It left the U.S. ", "Treasury to pay.", False),
        ("It left the U.S. ", "The deal fell.", True),
        ("Donald J. ", "Trump spoke.", False),
        ("“It fell.” ", "He left.", True),
        ("It fell. ", "He left.", True),
        ("It fell ", "He left.", False),
        ("A heading\n", "lower case.", True),
    ],
)
def test_a_sentence_ends_where_one_can_end(before, after, expected):
    assert is_boundary(before + after, 0, len(before)) is expected


def test_sentences_of_a_text_with_abbreviations(extractor):
    text = "Mr. Kato met the U.S. envoy. He paid $5 a year."
    assert sentence_starts(extractor.nlp(text)) == [0, 29]


def test_an_empty_document_has_no_sentence(extractor):
    assert sentence_starts(extractor.nlp("")) == []

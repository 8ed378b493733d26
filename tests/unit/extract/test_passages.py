from hypothesis import given
from hypothesis import strategies as st

from stanceline.extract.passages import cut_passages
from stanceline.testing import make_article

PIECES = st.sampled_from(
    [
        "One two three. ",
        "word ",
        "“",
        "”",
        '"',
        "\n",
        "\r\n",
        "\u2028",
        " ",
        "\u200b",
        "Yes! ",
        "> ",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def texts(text, starts, **fields):
    return [p.text for p in cut_passages(make_article(text, **fields), starts)]


def test_two_short_sentences_share_a_passage():
    assert texts("It fell. He left. All paid.", [0, 9, 18]) == ["It fell. He left.", "All paid."]


def test_twenty_words_close_a_passage():
    long = "word " * 19 + "end. "
    assert texts(long + "Short one.", [0, len(long)]) == [long.strip(), "Short one."]


def test_a_sentence_of_over_sixty_words_stands_alone():
    long = "word " * 60 + "end."
    assert texts("It fell. " + long, [0, 9]) == ["It fell.", long]


def test_an_open_quotation_is_kept_whole():
    text = "“It fell. He left. All paid,” she said."
    assert texts(text, [0, 10, 19]) == [text]


def test_a_quotation_is_split_past_ninety_words():
    first, second = "“" + "word " * 49 + "end. ", "word " * 49 + "end.”"
    assert texts(first + second, [0, len(first)]) == [first.strip(), second]


def test_a_quotation_never_closed_holds_nothing_together():
    assert len(texts("“One. Two. Three. Four.", [0, 6, 11, 18])) == 2


def test_paragraphs_never_share_a_passage():
    assert texts("A heading\nIt fell.", [0, 10]) == ["A heading", "It fell."]


def test_the_title_line_is_one_passage_of_its_kind():
    article = make_article(
        "It fell. He left. All paid.\nBody.", title="It fell. He left. All paid."
    )
    passages = cut_passages(article, [0, 9, 18, 28])
    assert [(p.text, p.kind) for p in passages] == [
        ("It fell. He left. All paid.", "title"),
        ("Body.", "body"),
    ]


def test_a_marked_quotation_is_a_quote_block():
    [passage] = cut_passages(make_article("> It fell."), [0])
    assert passage.kind == "quote_block"


@given(TEXTS, st.lists(st.integers(0, 400)))
def test_every_visible_character_is_in_exactly_one_passage(text, starts):
    covered = [0] * len(text)
    for passage in cut_passages(make_article(text), sorted(set(starts))):
        for at in range(passage.start, passage.end):
            covered[at] += 1
    assert all(n == 1 for n, char in zip(covered, text, strict=True) if not char.isspace())
    assert max(covered, default=0) <= 1


@given(TEXTS, st.lists(st.integers(0, 400)))
def test_passages_are_stripped_and_in_order(text, starts):
    passages = cut_passages(make_article(text), sorted(set(starts)))
    assert all(p.text == p.text.strip() for p in passages)
    assert [p.start for p in passages] == sorted(p.start for p in passages)

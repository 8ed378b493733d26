import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.extract.quotations import find_quotations, quoted_share


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a “b c” d", ["“b c”"]),
        ('a "b c" d "e"', ['"b c"', '"e"']),
        ("Japan’s ‘bad deal’ here", ["‘bad deal’"]),
        ("Japan’s workers’ deal", []),
        ("“a ‘b’ c”", ["“a ‘b’ c”"]),
        ("“open to the end\nnext line", ["“open to the end"]),
        ("stray ” mark", []),
    ],
)
def test_quotations_are_found(text, quoted):
    assert [text[q.start : q.end] for q in find_quotations(text)] == quoted


def test_a_quotation_without_its_closing_mark_is_open():
    assert [q.is_closed for q in find_quotations("“one two")] == [False]


def test_half_a_span_in_quotation_marks_is_half():
    assert quoted_share(0, 10, find_quotations("“bcd”xxxxx")) == 0.5


@given(st.text(alphabet='ab “”"‘’«»\n'))
def test_quotations_are_disjoint_and_inside(text):
    edges = [edge for q in find_quotations(text) for edge in (q.start, q.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)

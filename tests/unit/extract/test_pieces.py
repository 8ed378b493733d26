from hypothesis import given
from hypothesis import strategies as st

from stanceline.extract.pieces import RUN_CHARS, cut_pieces, readable


@given(st.text(), st.integers(1, 40))
def test_pieces_join_to_the_text_and_keep_the_limit(text, limit):
    pieces = list(cut_pieces(text, limit=limit))
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= limit for piece in pieces)


def test_a_piece_is_a_paragraph_with_its_line_breaks():
    assert list(cut_pieces("One.\n\n Two.\nThree.")) == ["One.\n\n ", "Two.\n", "Three."]


def test_a_long_run_without_white_space_is_cut():
    pieces = list(cut_pieces("x" * (RUN_CHARS * 3)))
    assert [len(piece) for piece in pieces] == [RUN_CHARS] * 3


def test_a_long_paragraph_is_cut_at_white_space():
    assert list(cut_pieces("aaa bbb ccc", limit=5)) == ["aaa ", "bbb ", "ccc"]


def test_lone_surrogates_become_readable_at_the_same_length():
    assert readable("a\ud800b") == "a\ufffdb"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.ingest import fragments
from stanceline.ingest.fragments import looks_like_markup
from stanceline.ingest.refusals import RefusalError


def read_fragment(markup):
    return fragments.read_fragment(markup, locator="feed.xml:1")


def read_inline(markup):
    return fragments.read_inline(markup, locator="feed.xml:1")


def test_blocks_become_paragraphs():
    assert read_fragment("<p>One &amp; <b>two</b>.</p><p>Three.</p>") == "One & two.\n\nThree."


def test_scripts_are_not_text():
    assert read_fragment("<p>One.</p><script>steal()</script><p>Two.</p>") == "One.\n\nTwo."


def test_line_break_separates_paragraphs():
    assert read_fragment("One.<br><br>Two.") == "One.\n\nTwo."


def test_text_after_a_comment_is_kept():
    assert read_fragment("<p>One <!-- hidden --> two.</p>") == "One two."


def test_external_entity_is_not_opened(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    markup = f'<!DOCTYPE p [<!ENTITY x SYSTEM "file://{secret}">]><p>One &x; two.</p>'
    assert "the secret" not in read_fragment(markup)


def test_deep_nesting_loses_no_text():
    assert "inside" in read_fragment("<div>" * 1000 + "inside" + "</div>" * 1000)


def test_what_is_nested_too_deeply_is_refused_and_not_cut():
    with pytest.raises(RefusalError, match=r"feed\.xml:1: the markup is nested too deeply"):
        read_fragment("<div>" * 5000 + "inside" + "</div>" * 5000)


def test_long_text_is_not_cut():
    assert len(read_fragment("<p>" + "word " * 3_000_000 + "</p>")) == 15_000_000 - 1


def test_less_than_sign_is_not_markup():
    assert read_fragment("Growth was < 2% and > 1%.") == "Growth was < 2% and > 1%."
    assert not looks_like_markup("Growth was < 2%.")


def test_title_is_one_line():
    assert read_inline("A &quot;deal&quot;\n<i>signed</i>") == 'A "deal" signed'


@given(st.text())
def test_any_text_is_read(markup):
    read_fragment(f"<p>{markup}").encode("utf-8")

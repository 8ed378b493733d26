from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from stanceline.report.highlights import Highlight, highlight
from stanceline.report.wording import clean

KINDS = ("person", "institution", "money", "percent", "quantity", "place", "<b>")


def test_a_person_is_marked_with_a_title():
    marks = [Highlight(start=0, end=6, kind="person", name="Shigeru Ishiba")]
    assert highlight("Ishiba paid.", marks) == (
        '<mark class="person" title="Shigeru Ishiba">Ishiba</mark> paid.'
    )


def test_hostile_text_is_escaped_inside_and_outside_marks():
    marks = [Highlight(start=0, end=3, kind="person", name='"><i>')]
    assert highlight("<b>&", marks) == (
        '<mark class="person" title="&#34;&gt;&lt;i&gt;">&lt;b&gt;</mark>&amp;'
    )


def test_of_two_marks_that_overlap_the_longer_stays():
    marks = [
        Highlight(start=0, end=5, kind="money"),
        Highlight(start=4, end=20, kind="institution"),
    ]
    marked = highlight("Bank of Japan and Co.", marks)
    assert re.findall(r'class="(\w+)"', marked) == ["institution"]


def test_offsets_outside_the_text_mark_nothing():
    marks = [Highlight(start=-1, end=2, kind="person"), Highlight(start=1, end=99, kind="person")]
    assert highlight("abc", marks) == "abc"


def test_places_are_not_marked():
    assert highlight("Tokyo", [Highlight(start=0, end=5, kind="place")]) == "Tokyo"


_marks = st.builds(
    Highlight,
    start=st.integers(-2, 30),
    end=st.integers(-2, 30),
    kind=st.sampled_from(KINDS),
    name=st.text(max_size=5),
)


@given(st.text(max_size=25), st.lists(_marks, max_size=6))
def test_without_its_marks_the_text_is_what_it_was(text, marks):
    plain = re.sub(r'<mark class="\w+" title="[^"]*">|</mark>', "", highlight(text, marks))
    assert "<" not in plain
    assert plain.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"').replace(
        "&#39;", "'"
    ).replace("&amp;", "&") == clean(text)


def test_the_text_can_be_read_back_from_the_page():
    assert unescape(highlight("A & B < C", [])) == "A & B < C"

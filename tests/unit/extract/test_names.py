from hypothesis import given
from hypothesis import strategies as st

from stanceline.extract.names import Name, consistent_names


def surfaces(text, *names):
    return [(text[n.start : n.end], n.label) for n in consistent_names(text, names)]


def test_the_majority_label_of_a_surface_wins():
    text = "Mori. Mori. Mori."
    names = Name(0, 4, "PERSON"), Name(6, 10, "ORG"), Name(12, 16, "PERSON")
    assert surfaces(text, *names) == [("Mori", "PERSON")] * 3


def test_an_overlooked_name_is_found():
    assert surfaces("Mori. And Mori.", Name(0, 4, "PERSON")) == [("Mori", "PERSON")] * 2


def test_articles_titles_and_possessives_are_no_part_of_a_name():
    assert surfaces("the Diet’s", Name(0, 10, "ORG")) == [("Diet", "ORG")]
    assert surfaces("President Mori's", Name(0, 16, "PERSON")) == [("Mori", "PERSON")]


def test_a_name_ends_with_its_line():
    assert surfaces("Mori\nThe end", Name(0, 12, "ORG")) == [("Mori", "ORG")]


def test_what_has_no_capital_is_no_name():
    assert surfaces("billions 550", Name(0, 8, "ORG"), Name(9, 12, "ORG")) == []


@given(st.text(alphabet="Ab .’'\n(”", min_size=1, max_size=30), st.data())
def test_names_stay_inside_the_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    label = data.draw(st.sampled_from(["PERSON", "ORG"]))
    found = consistent_names(text, [Name(start, end, label)])
    assert all(text[n.start : n.end].strip() == text[n.start : n.end] != "" for n in found)


def test_a_full_name_tells_what_its_parts_are():
    text = "Luis Arce. Arce. Arce."
    names = Name(0, 9, "PERSON"), Name(11, 15, "ORG"), Name(17, 21, "ORG")
    assert surfaces(text, *names)[1:] == [("Arce", "PERSON")] * 2


def test_a_name_that_things_happen_in_is_a_place():
    text = "Floods in Amala hit."
    assert surfaces(text, Name(10, 15, "ORG")) == [("Amala", "GPE")]


def test_a_courtesy_title_makes_a_person():
    assert surfaces("So Mr. Adou left.", Name(7, 11, "ORG")) == [("Adou", "PERSON")]


def test_initials_keep_their_last_full_stop():
    assert surfaces("the U.S. left", Name(4, 7, "GPE")) == [("U.S.", "GPE")]

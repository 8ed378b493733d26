import pytest

from stanceline.extract.cues import CueKind, cue_kinds, is_inanimate, verb_of


@pytest.mark.parametrize(
    ("form", "verb"),
    [
        ("says", "say"),
        ("said", "say"),
        ("told", "tell"),
        ("denies", "deny"),
        ("admitted", "admit"),
        ("warning", "warn"),
        ("urges", "urge"),
        ("describing", "describe"),
        ("pledged", "pledge"),
        ("swam", "swam"),
    ],
)
def test_a_form_leads_to_its_verb(form, verb):
    assert verb_of(form) == verb


def test_a_verb_that_reports_nothing_is_no_cue():
    assert cue_kinds("eats") == frozenset()
    assert CueKind.CLAUSE in cue_kinds("Said")


@pytest.mark.parametrize("noun", ["tariffs", "treaty", "treaties", "deal"])
def test_a_thing_cannot_speak(noun):
    assert is_inanimate(noun)


def test_a_person_can_speak():
    assert not is_inanimate("ministers")

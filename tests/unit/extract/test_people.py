import pytest

from stanceline.extract.entities import Entity, Registry
from stanceline.extract.names import Name, consistent_names
from stanceline.extract.people import find_people, surnames_of
from stanceline.records import MentionKind, VoiceGroup

REGISTRY = Registry.from_entities(
    [
        Entity(
            id="p:trump",
            kind=MentionKind.PERSON,
            name="Donald Trump",
            aliases=("President Trump", "Trump"),
            country="US",
            group=VoiceGroup.GOVERNMENT,
        ),
        Entity(id="o:jbic", kind=MentionKind.INSTITUTION, name="Bank of X", aliases=("JBIC",)),
    ]
)


def people(text, *surfaces, registry=REGISTRY):
    found = [
        Name(text.rindex(surface), text.rindex(surface) + len(surface), "PERSON")
        for surface in surfaces
    ]
    return find_people(text, consistent_names(text, found), registry)


def test_all_forms_of_a_known_person_are_one_entity():
    found = people("Donald J. Trump met aides. President Trump left. Trump won.", "Donald J. Trump")
    assert [p.entity_id for p in found] == ["p:trump"] * 3
    assert {p.canonical for p in found} == {"Donald Trump"}


def test_an_unknown_person_is_called_by_the_longest_form():
    found = people("Kenji Mori spoke. Mori left.", "Kenji Mori", "Mori")
    assert {p.canonical for p in found} == {"Kenji Mori"}
    assert len({p.entity_id for p in found}) == 1


def test_a_surname_of_two_people_stays_on_its_own():
    found = people("Kenji Mori met Aiko Mori. Then Mori left.", "Kenji Mori", "Aiko Mori")
    alone = people("Kenji Mori met Aiko Mori. Mori left.", "Kenji Mori", "Aiko Mori", "Mori")
    assert len(found) == 2
    assert [p.canonical for p in alone] == ["Kenji Mori", "Aiko Mori", "Mori"]
    assert len({p.entity_id for p in alone}) == 3


def test_a_relative_of_a_known_person_is_someone_else():
    found = people("Ivanka Trump smiled.", "Ivanka Trump")
    assert [p.canonical for p in found] == ["Ivanka Trump"]


def test_a_known_institution_is_never_a_person():
    assert people("JBIC lends.", "JBIC") == []


def test_an_acronym_is_never_a_person():
    assert people("NEXI lends.", "NEXI") == []


def test_a_name_inside_a_company_is_no_person():
    text = "The Trump Organization built it."
    names = [Name(4, 22, "ORG")]
    assert find_people(text, names, REGISTRY) == []


@pytest.mark.parametrize(
    ("text", "role", "group"),
    [
        ("Finance Minister Kenji Mori spoke.", "Finance Minister", "government"),
        ("Kenji Mori, the finance minister, spoke.", "finance minister", "government"),
        ("Kenji Mori, an economist at Daiwa, spoke.", "economist at Daiwa", "expert"),
        ("Kenji Mori spoke.", "", "unknown"),
    ],
)
def test_a_role_is_read_from_the_words_beside_a_name(text, role, group):
    [person] = people(text, "Kenji Mori")
    assert (person.role, person.group) == (role, group)


def test_a_korean_surname_comes_first():
    found = people("Kim Min-seok spoke. Kim left.", "Kim Min-seok", "Kim")
    assert {p.canonical for p in found} == {"Kim Min-seok"}


def test_short_forms_of_a_name():
    assert surnames_of("Donald J. Trump") == {"Trump"}
    assert surnames_of("Ferdinand Marcos Jr.") == {"Marcos"}
    assert surnames_of("Lee Jae-myung") == {"Lee", "Jae-myung"}


def test_a_surname_is_the_person_a_titled_full_name_introduced():
    registry = Registry.from_entities(
        [
            Entity(
                id="p:lee",
                kind=MentionKind.PERSON,
                name="Lee Han Sol",
                aliases=("President Lee Han Sol",),
                country="KR",
                role="President of Arland",
            )
        ]
    )
    found = people("President Lee Han Sol spoke. President Lee left.", "Lee", registry=registry)
    assert [(p.entity_id, p.role) for p in found] == [("p:lee", "President of Arland")] * 2


def test_a_title_is_no_part_of_the_mention_of_a_known_person():
    text = "Then President Trump left."
    [trump] = people(text)
    assert text[trump.start : trump.end] == "Trump"


def test_a_leader_inside_the_name_of_a_government_is_no_mention_of_the_leader():
    assert people("The Trump administration left.") == []


def test_a_japanese_name_is_known_in_both_orders():
    registry = Registry.from_entities(
        [Entity(id="p:m", kind=MentionKind.PERSON, name="Aiko Mori", country="JP")]
    )
    [mori] = people("Then Mori Aiko left.", registry=registry)
    assert (mori.entity_id, mori.canonical) == ("p:m", "Aiko Mori")

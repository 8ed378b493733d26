from stanceline.extract.entities import Entity, Registry
from stanceline.extract.names import Name
from stanceline.extract.organisations import explained_bodies, find_organisations
from stanceline.records import MentionKind

REGISTRY = Registry.from_entities(
    [
        Entity(
            id="o:meti",
            kind=MentionKind.INSTITUTION,
            name="Ministry of Economy, Trade and Industry",
            aliases=("METI",),
            country="JP",
        ),
        Entity(id="o:a", kind=MentionKind.INSTITUTION, name="Bureau of Industry", aliases=("BIS",)),
        Entity(id="o:b", kind=MentionKind.INSTITUTION, name="Basel Bank", aliases=("BIS",)),
        Entity(id="c:jp", kind=MentionKind.PLACE, name="Japan", country="JP"),
        Entity(id="c:us", kind=MentionKind.PLACE, name="United States", aliases=("U.S.",)),
    ]
)


def find(text, *names):
    return find_organisations(text, names, REGISTRY)


def test_both_forms_of_an_acronym_are_one_institution():
    found = find("Nippon Export and Investment Insurance (NEXI) pays. NEXI lends.")
    assert {o.canonical for o in found} == {"Nippon Export and Investment Insurance"}
    assert len(found) == 3
    assert len({o.entity_id for o in found}) == 1


def test_an_explained_acronym_is_the_entity_the_registry_knows():
    found = find("the Ministry of Economy, Trade, and Industry (METI)")
    assert [o.entity_id for o in found] == ["o:meti", "o:meti"]


def test_an_acronym_that_the_text_explains_otherwise_is_not_the_known_one():
    found = find("the Middle Eastern Trade Institute (METI)")
    assert {o.canonical for o in found} == {"Middle Eastern Trade Institute"}


def test_a_shared_acronym_has_no_entity():
    [body] = find("The BIS said so.")
    assert (body.entity_id, body.canonical) == ("", "BIS")


def test_a_legal_form_is_no_part_of_the_canonical_name():
    text = "Acme Steel Corp. and Acme Steel"
    found = find(text, Name(0, 15, "ORG"), Name(21, 31, "ORG"))
    assert [o.canonical for o in found] == ["Acme Steel", "Acme Steel"]


def test_a_place_inside_a_longer_name_is_no_place():
    [body] = find("University of Japan", Name(0, 19, "ORG"))
    assert (body.kind, body.canonical) == ("institution", "University of Japan")


def test_places_side_by_side_are_places():
    found = find("the U.S.-Japan deal", Name(4, 14, "ORG"))
    assert [(o.kind, o.canonical) for o in found] == [
        ("place", "United States"),
        ("place", "Japan"),
    ]


def test_a_word_that_the_text_writes_small_is_no_institution():
    assert find("Buying Influence\nJapan has influence", Name(7, 16, "ORG"))[0].canonical == "Japan"


def test_a_sum_of_money_is_no_institution():
    assert find("The $550 Billion Deal", Name(4, 21, "ORG")) == []


def test_explained_names_are_never_people():
    assert explained_bodies("Acme Export Bank (AEB)", REGISTRY) == {"AEB", "Acme Export Bank"}


def test_a_thing_with_an_acronym_is_no_institution_in_either_form():
    text = "the Most Favoured Rate (MFR) and the MFR"
    assert find(text, Name(37, 40, "ORG")) == []


def test_a_name_only_in_headings_is_none_and_one_set_in_the_text_is_one():
    text = "Tightrope Ahead\nAerolux Gains\nShares of Aerolux rose."
    found = find(text, Name(0, 9, "ORG"), Name(16, 23, "ORG"), Name(40, 47, "ORG"))
    assert {o.canonical for o in found} == {"Aerolux"}


def test_a_model_is_no_institution():
    assert find("The order of 737 MAX jets.", Name(17, 20, "ORG")) == []


def test_the_front_of_a_longer_title_is_no_institution():
    text = "They signed the Kerang Strategic Swap Deal in May."
    assert find(text, Name(16, 37, "ORG")) == []


def test_a_phrase_the_text_also_writes_small_is_no_institution():
    text = "The Harbour Works are works at the harbour."
    assert find(text, Name(4, 17, "ORG")) == []


def test_a_body_that_the_recogniser_took_for_a_place_is_a_body():
    [body] = find("the Bank of Arland said", Name(4, 18, "GPE"))
    assert (body.kind, body.canonical) == ("institution", "Bank of Arland")


def test_a_government_is_named_after_who_leads_it():
    [body] = find("the Lind cabinet fell", Name(4, 8, "PERSON"))
    assert (body.kind, body.canonical) == ("institution", "Lind cabinet")


def test_the_country_of_a_currency_sign_is_no_place():
    registry = Registry.from_entities(
        [Entity(id="c:us", kind=MentionKind.PLACE, name="United States", aliases=("US",))]
    )
    assert find_organisations("It costs US$5 billion.", [], registry) == []


def test_a_site_that_is_called_by_its_address_is_an_institution():
    text = "Harbourpost.com says so; see www.x.example, https://A.com/b and Mail@Port.com."
    assert [(o.kind, o.canonical) for o in find(text)] == [("institution", "Harbourpost.com")]


def test_an_article_is_no_part_of_a_known_name():
    registry = Registry.from_entities(
        [Entity(id="o:d", kind=MentionKind.INSTITUTION, name="Upper Diet", aliases=("the Diet",))]
    )
    text = "In the Diet"
    [body] = find_organisations(text, [], registry)
    assert text[body.start : body.end] == "Diet"

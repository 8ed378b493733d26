import pytest

from stanceline.extract.head_nouns import Denotes, denoted_by


@pytest.mark.parametrize(
    "name",
    [
        "Ministry of Trade and Supply",
        "Port Workers Federation",
        "Bank of Arland",
        "Joint Maritime Committee",
        "U.S. Forces Arland",
        "Parliament",
        "Northern Motors",
    ],
)
def test_a_body_is_told_by_its_head_noun(name):
    assert denoted_by(name) is Denotes.BODY


@pytest.mark.parametrize(
    "name",
    [
        "Clean Harbour Act",
        "Arland-Borland Free Trade Agreement",
        "Electric Ferry Subsidies",
        "Vehicle Noise Standards",
        "Potential Duty Adjustments",
        "Strategic Dependence",
        "Town Councils",
        "Committee",
        "Arland-Borland Alliance",
        "Partnership for Growth",
    ],
)
def test_a_law_a_programme_or_a_class_is_no_body(name):
    assert denoted_by(name) is Denotes.THING


@pytest.mark.parametrize("name", ["Lower Sound region", "Kerang Peninsula", "Republic of Arland"])
def test_land_is_told_by_its_head_noun(name):
    assert denoted_by(name) is Denotes.LAND


@pytest.mark.parametrize("name", ["Aerolux", "GE Aerolux", "", "2+2", "of"])
def test_a_name_without_a_telling_noun_is_left_open(name):
    assert denoted_by(name) is None

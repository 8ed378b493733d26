import pytest

GOVERNMENTS = [
    ("Tokyo promised to lower the levy.", "Tokyo", "Government of Japan"),
    ("Critics warn that Seoul is paying too much.", "Seoul", "Government of South Korea"),
    ("The pact forces Tokyo to face its debt.", "Tokyo", "Government of Japan"),
    ("Ottawa was urged to pay more.", "Ottawa", "Government of Canada"),
    ("Friction between Ottawa and Berlin grew.", "Berlin", "Government of Germany"),
    ("Pressure on Hanoi grew last week.", "Hanoi", "Government of Vietnam"),
    ("Beijing’s offer came late.", "Beijing", "Government of China"),
    ("For Canberra, it is a test of nerve.", "Canberra", "Australian Government"),
    ("London, Rome and Paris refused.", "Paris", "Government of France"),
    ("Paris is ready to retaliate.", "Paris", "Government of France"),
    ("Brussels hopes to avert the levy.", "Brussels", "European Union"),
    ("The Kremlin dismissed the pact as theatre.", "Kremlin", "Kremlin"),
    ("Downing Street declined to comment.", "Downing Street", "Downing Street"),
    ("Officials at the White House disagreed.", "White House", "White House"),
    ("Whitehall rejected the terms.", "Whitehall", "Government of the United Kingdom"),
]
PLACES = [
    ("The envoy flew to Tokyo on Sunday.", "Tokyo"),
    ("Farmers marched in Brussels.", "Brussels"),
    ("Residents of Seoul complained.", "Seoul"),
    ("Flights between Tokyo and Seoul resumed.", "Seoul"),
    ("Jakarta was flooded after the storm.", "Jakarta"),
    ("Beijing is crowded.", "Beijing"),
    ("London rose 2 percent on Monday.", "London"),
    ("Tokyo’s streets were empty.", "Tokyo"),
    ("She was born near the Kremlin.", "Kremlin"),
    ("A rally outside Downing Street drew thousands.", "Downing Street"),
    ("They met at the White House.", "White House"),
]


def kinds(extract, text, surface):
    return [(m.kind, m.canonical) for m in extract(text).mentions if m.surface == surface]


@pytest.mark.parametrize(("text", "surface", "government"), GOVERNMENTS)
def test_a_capital_or_a_seat_that_acts_is_a_government(extract, text, surface, government):
    assert kinds(extract, text, surface) == [("institution", government)]


@pytest.mark.parametrize(("text", "surface"), PLACES)
def test_one_that_does_not_act_is_a_place(extract, text, surface):
    assert kinds(extract, text, surface) == [("place", surface)]


def test_a_country_stays_a_place(extract):
    assert kinds(extract, "Japan promised to pay.", "Japan") == [("place", "Japan")]


def test_a_capital_speaks_as_its_government(extract):
    [voice] = extract("Tokyo said that it would pay in full.").voices
    assert (voice.speaker, voice.entity_id) == ("Government of Japan", "org:gov-jp")
    assert (voice.group, voice.country) == ("government", "JP")


def test_without_a_parse_names_are_what_the_registry_says(extractor):
    from stanceline.extract.institutions import Institutions
    from stanceline.extract.plain_data import INSTITUTIONS, read_findings

    doc = Institutions(extractor.registry)(extractor.nlp.make_doc("Tokyo promised to pay."))
    assert [f["kind"] for f in read_findings(doc, INSTITUTIONS)] == ["place"]

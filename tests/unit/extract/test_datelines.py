import pytest

from stanceline.extract.datelines import dateline_end, find_datelines
from stanceline.extract.pieces import cut_pieces


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("LISBON (AP) — Fishing ministers met.", "LISBON (AP) — "),
        ("OSLO, March 3 — Ports stayed shut.", "OSLO, March 3 — "),
        ("Oslo, 3 March 2025 (Kyodo) -- Ports stayed shut.", "Oslo, 3 March 2025 (Kyodo) -- "),
        ("SEOUL, South Korea (Reuters) - Exports fell.", "SEOUL, South Korea (Reuters) - "),
        ("OSLO — The cabinet met.", "OSLO — "),
        ("Harbour unions — all six — walked out.", ""),
        ("NIPPO (the fund of the ports) — its name is new — paid.", ""),
        ("JBIC — Japan's export bank — paid.", ""),
        ("The deal was signed in OSLO — at last.", ""),
    ],
)
def test_a_dateline_opens_a_line(text, dateline):
    assert text[: dateline_end(text)] == dateline


def test_two_places_share_a_dateline():
    text = "Ports shut.\nOSLO/TOKYO, July 3 (Reuters) - Exports fell."
    [line] = find_datelines(text)
    assert [text[start:end] for start, end in line.places] == ["OSLO", "TOKYO"]


def test_a_day_is_no_place():
    [line] = find_datelines("Monday, March 3 — Exports fell.")
    assert line.places == ()


def test_a_dateline_is_parsed_by_itself():
    pieces = list(cut_pieces("OSLO (AP) — Exports fell.\nImports rose."))
    assert pieces == ["OSLO (AP) — ", "Exports fell.\n", "Imports rose."]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("BRUSSELS (AP) — Six trade ministers said Monday that the pact was a surrender.", "Six"),
        ("TOKYO, March 3 — The finance minister warned that taxpayers would pay.", "The"),
        ("SEOUL (Reuters) - Shipyard owners said on Friday they would pay no more.", "Shipyard"),
        ("BRUSSELS (AP) — “We bought ourselves some time,” the commissioner said.", "the"),
    ],
)
def test_a_dateline_speaks_for_no_one(extract, text, speaker):
    [voice] = [v for v in extract(text).voices if v.quotation != "own"]
    assert voice.speaker.split()[0] == speaker
    assert voice.start >= dateline_end(text)


def test_a_dateline_names_a_place_in_any_case(extract):
    found = extract("NEW DELHI (Reuters) - Exports fell on Friday.").mentions
    [place] = [m for m in found if m.surface == "NEW DELHI"]
    assert (place.kind, place.canonical, place.country) == ("place", "New Delhi", "IN")


def test_a_heading_in_capitals_names_no_place(extract):
    assert extract("TARIFFS — What to know this week").mentions == ()


def test_a_dateline_and_what_follows_are_one_passage(extract):
    text = "OSLO (AP) — The cabinet met. It agreed to pay."
    assert [p.text for p in extract(text).passages] == [text]

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.ingest.agencies import find_agency


@pytest.mark.parametrize(
    ("body", "agency"),
    [
        ("WASHINGTON (Reuters) - The president signed the deal.", "Reuters"),
        ("TOKYO (AP) — The prime minister defended it.", "AP"),
        ("TOKYO, July 23 (Kyodo) -- The cabinet met.", "Kyodo"),
        ("Tokyo, Japan (AFP) – The cabinet met.", "AFP"),
        ("(Reuters) - The cabinet met.", "Reuters"),
        ("SEOUL, Oct. 29 (Yonhap) -- The two leaders met.", "Yonhap"),
        ("TOKYO (Pacific Wire/Kyodo) — The cabinet met.", "Pacific Wire/Kyodo"),
        ("TOKYO, Pacific Wire — The cabinet met.", "Pacific Wire"),
        ("OSAKA — Harbour News Agency — The cabinet met.", "Harbour News Agency"),
        ("LONDON [Northern Press] The cabinet met.", "Northern Press"),
        ("Pacific Newswire — The cabinet met.", "Pacific Newswire"),
        ("Reuters\n\nThe cabinet met on Tuesday.", "Reuters"),
        ("Source: AFP\n\nThe cabinet met on Tuesday.", "AFP"),
        ("The cabinet met on Tuesday.\n\nIt will meet again. (AFP-Jiji)", "AFP/Jiji"),
        ("The cabinet met on Tuesday.\n\n© Agence France-Presse", "AFP"),
    ],
)
def test_credit_is_found(body, agency):
    assert find_agency(body) == agency


@pytest.mark.parametrize(
    "body",
    [
        "TOKYO — The cabinet met on Tuesday.",
        "Reuters reported on Tuesday that the cabinet met.",
        "The minister (Kyodo) said on Tuesday that the cabinet met in the evening.",
        "TOKYO (MOF) — The ministry said that it had no plans.",
        "The Bank of Japan (BOJ) kept rates unchanged.",
        "The cabinet met.\n\nFree Press\n\nIt discussed the newspapers.",
        "",
    ],
)
def test_no_credit_is_made_up(body):
    assert find_agency(body) == ""


def test_byline_of_an_agency_counts():
    assert find_agency("The cabinet met.", authors=("Associated Press",)) == "AP"


def test_person_called_press_is_no_agency():
    assert find_agency("The cabinet met.", authors=("Bill Press",)) == ""


def test_hostile_line_costs_no_time():
    # Of this process: another beside it takes as much again of the clock.
    started = time.process_time()
    find_agency("A " * 50_000 + "(" * 50_000)
    assert time.process_time() - started < 1.0


@given(st.text(alphabet="Aa ,./'()[]-—1\n", max_size=400))
def test_any_text_is_read(body):
    assert isinstance(find_agency(body), str)


def test_sign_off_of_reuters_is_a_credit():
    body = "The cabinet met.\n\n(Reporting by A. Writer in Tokyo; Editing by B. Editor)"
    assert find_agency(body) == "Reuters"


def test_day_without_a_place_may_stand_before_a_credit():
    assert find_agency("Dec 29 (Reuters) - The cabinet met.") == "Reuters"


def test_reporting_in_brackets_within_a_text_is_no_credit():
    assert (
        find_agency("The survey (reporting by firms; editing by clerks) was late.\n\nIt ran.") == ""
    )

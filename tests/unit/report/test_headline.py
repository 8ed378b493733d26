from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_runs import make_point, weekly_points

from stanceline.report.headline import UNCORRECTED, make_headline


def test_a_clear_rise_is_the_headline():
    headline = make_headline(weekly_points([-0.3, -0.3, 0.0, 0.0, 0.3, 0.3]), "week")
    assert headline.sentence.startswith("The framing moved towards premium for security")
    assert "a change of +0.60 (95% band +0.50 to +0.70)" in headline.sentence


def test_a_clear_fall_names_the_other_pole():
    headline = make_headline(weekly_points([0.3, 0.0, -0.3]), "week")
    assert headline.sentence.startswith("The framing moved towards economic capitulation")


def test_a_change_within_its_band_is_not_claimed():
    headline = make_headline(weekly_points([0.2, 0.25, 0.3], half=0.3), "week")
    assert "moved towards" not in headline.sentence
    assert any(detail.startswith("No clear movement") for detail in headline.details)


def test_a_level_whose_band_holds_zero_favours_no_frame():
    headline = make_headline(weekly_points([0.02, 0.01, 0.03], half=0.2), "week")
    assert headline.sentence.startswith("Neither frame clearly outweighs the other")


def test_a_clear_level_without_movement_is_the_headline():
    headline = make_headline(weekly_points([-0.3, -0.3, -0.3]), "week")
    assert headline.sentence.startswith(
        "The deal is framed as economic capitulation more often than as premium for security"
    )


def test_without_a_band_nothing_is_claimed():
    headline = make_headline(weekly_points([-0.9, 0.0, 0.9], half=math.nan), "week")
    assert headline.sentence.startswith("Too few stories to judge the whole")
    assert headline.details[0].startswith("Whether it moved cannot be said")


def test_one_period_has_no_movement():
    headline = make_headline(weekly_points([0.3]), "week")
    assert not any("first third" in text for text in (headline.sentence, *headline.details))


def test_months_of_unequal_length_fall_into_three_thirds():
    points = [make_point(date(2025, month, 1), net) for month, net in ((7, -0.5), (8, 0), (9, 0.5))]
    assert "(1 to 31 July 2025)" in make_headline(points, "month").sentence


@pytest.mark.parametrize("status", ["uncorrected", "raw_suppressed", "too_few_stories"])
def test_uncorrected_numbers_say_so(status):
    headline = make_headline([make_point(date(2025, 7, 7), 0.1, status=status)], "week")
    assert UNCORRECTED in headline.details


def test_corrected_numbers_do_not():
    point = replace(make_point(date(2025, 7, 7), 0.1, status="ok"), se_classifier=0.02)
    headline = make_headline([point], "week")
    assert UNCORRECTED not in headline.details


def test_no_value_gives_no_headline():
    assert make_headline([make_point(date(2025, 7, 7), math.nan)], "week") is None


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=9), st.floats(0.01, 1))
def test_a_movement_is_claimed_only_when_its_band_leaves_out_zero(nets, half):
    sentence = make_headline(weekly_points(nets, half=half), "week").sentence
    if sentence.startswith("The framing moved"):
        band = sentence.rpartition("95% band ")[2].rstrip(").")
        low, high = (float(end.replace("\N{MINUS SIGN}", "-")) for end in band.split(" to "))
        assert low * high >= 0


def test_a_change_too_small_to_write_is_no_movement():
    headline = make_headline(weekly_points([-0.8, -0.8001, -0.8002] * 3, half=0.00001), "week")
    assert "No clear movement" in " ".join((headline.sentence, *headline.details))

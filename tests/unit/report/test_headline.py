from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_runs import make_break, make_point, weekly_points

from stanceline.report.debate import Debate, Side
from stanceline.report.headline import UNCORRECTED, make_headline
from stanceline.report.marks import to_change
from stanceline.report.movement import Movement, read_movement
from stanceline.series.contrasts import Estimate

COUNT = "By the uncorrected count, "
RISE = weekly_points([-0.3, -0.3, 0.0, 0.0, 0.3, 0.3])


def estimate(value, half):
    return Estimate(
        value=value,
        lo=value - half,
        hi=value + half,
        se_sampling=half / 2,
        se_classifier=0.0,
        degrees=20.0,
    )


def movement(change, adjusted, composition):
    return Movement(
        when_before="1 to 31 July 2025",
        when_after="1 to 30 September 2025",
        before=-0.1,
        after=-0.1 + change.value,
        change=change,
        adjusted=adjusted,
        composition=composition,
    )


def make_change(before=-0.2, after=0.2, *, number=1, day=date(2025, 8, 4), **fields):
    return to_change(replace(make_break(day, before, after, weeks=0), **fields), number=number)


def shift(**fields):
    values = {"house_adjusted_change": -0.05, "house_adjusted_lo": -0.15, "house_adjusted_hi": 0.05}
    return make_change(0.0, 0.1, explanation="composition", composition=1.5, **values | fields)


def test_a_clear_rise_is_the_headline_with_its_band():
    headline = make_headline(RISE, "week")
    assert headline.sentence == (
        f"{COUNT}the framing moved towards premium for security: net stance went from −0.30 (7 to "
        "13 July 2025) to +0.30 (11 to 17 August 2025), by +0.60 (95% band +0.45 to +0.75)."
    )


def test_a_clear_fall_names_the_other_pole():
    headline = make_headline(weekly_points([0.3, 0.0, -0.3]), "week")
    assert headline.sentence.startswith(f"{COUNT}the framing moved towards economic capitulation")


def test_a_change_within_its_band_is_not_claimed():
    headline = make_headline(weekly_points([0.2, 0.25, 0.3], half=0.3), "week")
    assert "no clear change" in headline.sentence
    assert headline.sentence.endswith("which includes zero.")


def test_a_level_whose_band_holds_zero_favours_no_frame():
    headline = make_headline(weekly_points([0.02, 0.01, 0.03], half=0.2), "week")
    assert headline.sentence.startswith(
        f"{COUNT}neither premium for security nor economic capitulation clearly outweighs the other"
    )


def test_a_clear_level_without_movement_is_the_headline():
    headline = make_headline(weekly_points([-0.3, -0.3, -0.3]), "week")
    assert headline.sentence.startswith(
        f"{COUNT}passages voice economic capitulation more often than premium for security: "
        "overall net stance is −0.30 (95% band −0.36 to −0.24); no clear change"
    )


def test_a_movement_of_the_mix_is_a_change_of_composition_and_not_of_stance():
    moved = movement(estimate(0.2, 0.1), estimate(0.02, 0.1), 0.9)
    headline = make_headline(RISE, "week", movement=moved)
    assert headline.sentence == (
        f"{COUNT}a change of composition, not of stance: net stance went from −0.10 (1 to "
        "31 July 2025) to +0.10 (1 to 30 September 2025), by +0.20 (95% band +0.10 to "
        "+0.30), and by +0.02 (95% band −0.08 to +0.12) with the mix of outlets held still."
    )


def test_a_movement_of_outlets_and_of_their_mix_says_both():
    moved = movement(estimate(0.2, 0.1), estimate(0.08, 0.05), 0.6)
    sentence = make_headline(RISE, "week", movement=moved).sentence
    assert "towards premium for security, in part by a change of composition:" in sentence


def test_a_movement_whose_cause_is_not_clear_does_not_rule_the_mix_out():
    moved = movement(estimate(0.2, 0.1), estimate(0.15, 0.2), 0.25)
    sentence = make_headline(RISE, "week", movement=moved).sentence
    assert "though a change of composition is not ruled out:" in sentence


def test_a_change_of_level_is_the_headline_with_its_date_and_band():
    headline = make_headline(RISE, "week", changes=[make_change()])
    assert headline.sentence == (
        f"{COUNT}the framing moved towards premium for security around the week of 4 August 2025, "
        "by +0.40 (95% band +0.30 to +0.50)."
    )


def test_a_change_of_the_mix_alone_is_none_of_stance():
    headline = make_headline(RISE, "week", changes=[shift()])
    assert headline.sentence == (
        f"{COUNT}a change of composition, not of stance, shows around the week of 4 August 2025: "
        "net stance changed by +0.10 (95% band 0.00 to +0.20), and by −0.05 (95% band −0.15 to "
        "+0.05) with the mix of outlets held still."
    )


def test_changes_are_told_in_the_order_of_time_and_those_of_the_mix_last():
    changes = [
        make_change(-0.2, 0.2),
        shift(number=2, day=date(2025, 8, 11)),
        make_change(0.2, 0.0, number=3, day=date(2025, 8, 18), confirmed=False),
    ]
    sentence = make_headline(RISE, "week", changes=changes).sentence
    places = [
        sentence.index(part)
        for part in (
            "towards premium for security around the week of 4 August",
            "; and towards economic capitulation around the week of 18 August",
            "which hand-read passages alone do not show; a change of composition, not of stance",
        )
    ]
    assert places == sorted(places)


def test_more_changes_than_a_sentence_holds_are_counted():
    changes = [make_change(0.0, size, number=n) for n, size in enumerate((0.5, 0.4, 0.3, 0.2), 1)]
    sentence = make_headline(RISE, "week", changes=changes).sentence
    assert sentence.endswith("(the largest 3 of 4 changes).")


def test_without_a_band_nothing_is_claimed():
    headline = make_headline(weekly_points([-0.9, 0.0, 0.9], half=math.nan), "week")
    assert headline.sentence.startswith(f"{COUNT}too few stories to judge the whole")
    assert headline.details[0].startswith("Whether it moved cannot be said")


def test_one_period_has_no_movement():
    headline = make_headline(weekly_points([0.3]), "week")
    assert not any("went from" in text for text in (headline.sentence, *headline.details))


def test_another_debate_is_told_in_its_own_words():
    debate = Debate(
        plus=Side(title="public benefit", short="benefit", definition=""),
        minus=Side(title="unfair burden", short="burden", definition=""),
    )
    headline = make_headline(RISE, "week", debate=debate)
    assert "moved towards public benefit" in headline.sentence
    assert not any("premium" in text for text in (headline.sentence, *headline.details))


@pytest.mark.parametrize("status", ["uncorrected", "raw_suppressed", "too_few_stories"])
def test_uncorrected_numbers_say_so(status):
    headline = make_headline([make_point(date(2025, 7, 7), 0.1, status=status)], "week")
    assert UNCORRECTED in headline.details


def test_corrected_numbers_do_not():
    point = replace(make_point(date(2025, 7, 7), 0.1, status="ok"), se_classifier=0.02)
    headline = make_headline([point], "week")
    assert UNCORRECTED not in headline.details
    assert not headline.sentence.startswith(COUNT)


def test_no_value_gives_no_headline():
    assert make_headline([make_point(date(2025, 7, 7), math.nan)], "week") is None


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=9), st.floats(0.01, 1))
def test_a_movement_is_claimed_only_when_its_band_leaves_out_zero(nets, half):
    sentence = make_headline(weekly_points(nets, half=half), "week").sentence
    if "the framing moved" in sentence:
        band = sentence.partition("95% band ")[2].partition(")")[0]
        low, high = (float(end.replace("\N{MINUS SIGN}", "-")) for end in band.split(" to "))
        assert low * high >= 0


def test_a_change_too_small_to_write_is_no_movement():
    headline = make_headline(weekly_points([-0.8, -0.8001, -0.8002] * 3, half=0.00001), "week")
    assert "no clear change" in headline.sentence


@pytest.mark.parametrize("told", [{}, {"contrast": 3}, {"contrast": {}, "decomposition": {}}])
def test_a_contrast_that_cannot_be_read_is_none(told):
    assert read_movement(told, "month") is None


def test_the_contrast_of_the_estimator_is_read_with_its_decomposition():
    part = {"se_sampling": 0.05, "se_classifier": 0.0, "degrees": 30.0}
    told = {
        "contrast": {
            "quoted": {"value": 0.3, "lo": 0.2, "hi": 0.4} | part,
            "model": {"value": 0.3, "lo": 0.2, "hi": 0.4} | part,
            "house_adjusted": {"value": 0.1, "lo": None, "hi": None} | part,
            "before": ["2025-07-01", "2025-08-01"],
            "after": ["2026-01-01", "2026-02-01"],
        },
        "decomposition": {"before": -0.2, "after": 0.1, "within": 0.1, "change": 0.3},
    }
    moved = read_movement(told, "month")
    assert moved.when_after == "1 January to 28 February 2026"
    assert moved.composition == pytest.approx(2 / 3)
    assert moved.explanation == "composition"

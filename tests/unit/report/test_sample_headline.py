"""The headline of the sample run says what was planted: no more, and nothing else.

``benchmarks/results/sample-news.json`` holds the changes that the corrected series of the sample
run shows, and those of the planted labels themselves.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from report_runs import make_point

from stanceline.records import StanceBreak
from stanceline.report.headline import make_headline
from stanceline.report.marks import to_change

REPOSITORY = Path(__file__).parents[3]
SIGNS = {"premium_for_security": 1, "economic_capitulation": -1}


def read_breaks(name):
    result = json.loads((REPOSITORY / "benchmarks/results/sample-news.json").read_text())
    dated = ("date", "date_low", "date_high")
    return [
        StanceBreak(**row | {day: date.fromisoformat(row[day]) for day in dated})
        for row in result["correction"][name]
    ]


@pytest.fixture(scope="module")
def sentence():
    changes = [to_change(one, number=n) for n, one in enumerate(read_breaks("breaks"), start=1)]
    points = [make_point(date(2025, 7, 1), 0.0), make_point(date(2025, 8, 1), 0.0)]
    return make_headline(points, "month", changes=changes).sentence


def planted_net(first, last, *, without=""):
    """Count units of premium minus units of capitulation over all units of stories in a window."""
    counts = Counter()
    for line in (REPOSITORY / "corpora/sample-news/truth.jsonl").read_text().splitlines():
        article = json.loads(line)
        is_inside = first <= (article["date"] or "") <= last
        if is_inside and not article["copy_of"] and article["outlet"] != without:
            counts.update(SIGNS.get(unit["label"], 0) for unit in article["units"])
    return (counts[1] - counts[-1]) / counts.total()


def test_it_tells_the_planted_jump_and_the_planted_fall(sentence):
    jump, fall = read_breaks("planted_breaks")[:2]
    assert (jump.explanation, fall.explanation) == ("stance", "stance")
    assert jump.after - jump.before > 0 > fall.after - fall.before
    towards = sentence.index("towards premium for security around November 2025, by +0.")
    back = sentence.index("and towards economic capitulation around March 2026, by −0.")
    assert towards < back


def test_it_calls_the_planted_shift_of_composition_one(sentence):
    assert read_breaks("planted_breaks")[2].explanation == "composition"
    assert "a change of composition, not of stance, shows around May 2026" in sentence


def test_it_names_no_movement_after_the_shift(sentence):
    assert "moved" not in sentence.partition("May 2026")[2]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_its_bands_hold_what_was_planted_and_its_dates_are_right(place):
    found, planted = read_breaks("breaks")[place], read_breaks("planted_breaks")[place]
    assert found.explanation == planted.explanation
    assert found.change_lo <= planted.after - planted.before <= found.change_hi
    assert found.house_adjusted_lo <= planted.house_adjusted_change <= found.house_adjusted_hi
    assert planted.date_low <= found.date <= planted.date_high


def test_the_truth_itself_says_so():
    calm, high = planted_net("2025-07", "2025-10"), planted_net("2025-11", "2026-01-99")
    low, late = planted_net("2026-03", "2026-04-99"), planted_net("2026-05", "2026-10-99")
    same = planted_net("2026-05", "2026-10-99", without="Allied Commerce Letter")
    assert high > calm
    assert low < high
    assert late > low >= same

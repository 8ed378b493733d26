from __future__ import annotations

from stanceline.report.time_axis import time_axis


def labels(starts: list[str], width: int = 330) -> dict:
    return time_axis(starts, width, "month").to_dict()["axis"]


def test_dates_of_two_years_name_their_year():
    assert labels(["2025-12-01", "2026-01-01"])["format"] == "%b %Y"


def test_the_only_year_stands_in_the_title():
    axis = time_axis(["2025-07-01", "2025-08-01"], 860, "month").to_dict()
    assert (axis["title"], axis["axis"]["format"]) == ("2025", "%b")


def test_no_more_dates_are_named_than_there_is_room_for():
    starts = [f"2025-{month:02d}-01" for month in range(1, 13)]
    assert labels(starts)["values"] == ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01"]


def test_a_date_of_several_rows_is_named_once():
    assert labels(["2025-08-01", "2025-07-01", "2025-08-01"])["values"] == [
        "2025-07-01",
        "2025-08-01",
    ]

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.report.timespans import as_timespan, end_of, infer_timespan, name_of, say_range


def test_week_ends_before_the_next_monday():
    assert end_of(date(2025, 12, 29), "week") == date(2026, 1, 5)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_month_ends_on_the_first_of_the_next(day):
    start = day.replace(day=1)
    end = end_of(start, "month")
    assert end.day == 1
    assert timedelta(days=28) <= end - start <= timedelta(days=31)


@pytest.mark.parametrize(
    ("starts", "length"),
    [
        ([date(2025, 7, 1), date(2025, 9, 1)], "month"),
        ([date(2025, 7, 7), date(2025, 7, 14)], "week"),
        ([date(2025, 7, 7), date(2025, 7, 8)], "day"),
    ],
)
def test_length_is_inferred_from_where_periods_begin(starts, length):
    assert infer_timespan(starts) == length


def test_an_unknown_name_is_inferred_instead():
    assert as_timespan("fortnight'; drop table", [date(2025, 7, 7)]) == "week"


@pytest.mark.parametrize(
    ("first", "last", "timespan", "words"),
    [
        (date(2025, 7, 7), date(2025, 7, 7), "day", "7 July 2025"),
        (date(2025, 7, 7), date(2025, 7, 7), "week", "7 to 13 July 2025"),
        (date(2025, 7, 1), date(2025, 9, 1), "month", "1 July to 30 September 2025"),
        (date(2025, 12, 29), date(2025, 12, 29), "week", "29 December 2025 to 4 January 2026"),
    ],
)
def test_a_range_names_its_first_and_last_day(first, last, timespan, words):
    assert say_range(first, last, timespan) == words


def test_a_month_has_no_day_in_its_name():
    assert name_of(date(2025, 7, 1), "month") == "July 2025"

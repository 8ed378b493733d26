from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.ingest.dates import latest_believable, read_date
from stanceline.records import Precision

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(value):
    return read_date(value, source="column:date", not_after=NOW)


@pytest.mark.parametrize(
    "written",
    [
        "2025-07-23", "20250723", "2025/07/23", "23 July 2025", "July 23, 2025", "Jul. 23, 2025",
        "Wednesday, 23 July 2025", "23/07/2025", "07/23/2025", "23. Juli 2025", "2025年7月23日",
        "1753228800", 1753228800, 1753228800000, 20250723, date(2025, 7, 23),
        datetime(2025, 7, 23, tzinfo=UTC),
    ],
)  # fmt: skip
def test_day_is_read_however_it_is_written(written):
    dated = read(written)
    assert dated.published == datetime(2025, 7, 23, tzinfo=UTC)
    assert dated.precision is Precision.DAY


@pytest.mark.parametrize("written", ["2025-07", "July 2025"])
def test_month_alone_has_the_precision_of_a_month(written):
    dated = read(written)
    assert (dated.published, dated.precision) == (datetime(2025, 7, 1, tzinfo=UTC), Precision.MONTH)


@pytest.mark.parametrize("written", ["2025", 2025])
def test_year_alone_has_the_precision_of_a_year(written):
    dated = read(written)
    assert (dated.published, dated.precision) == (datetime(2025, 1, 1, tzinfo=UTC), Precision.YEAR)


def test_day_and_month_that_could_be_swapped_leave_only_the_year():
    assert read("03/04/2025").precision is Precision.YEAR


def test_time_zone_is_turned_into_utc():
    assert read("2025-07-23T01:00:00+09:00").published == datetime(2025, 7, 22, 16, tzinfo=UTC)


def test_mail_date_of_a_feed_is_read():
    assert read("Wed, 23 Jul 2025 10:00:00 +0900").published == datetime(2025, 7, 23, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["yesterday", "July 23", "not a date", "", None, True, [], "0001-01-01", "x" * 10_000],
)
def test_unknown_stays_unknown(written):
    dated = read(written)
    assert (dated.published, dated.precision, dated.source) == (None, Precision.NONE, "")


def test_date_that_is_not_understood_is_noted():
    assert read("next harvest").note == "date 'next harvest' is not understood"


def test_date_after_the_file_is_not_believed():
    dated = read("2027-01-01")
    assert dated.published is None
    assert "later than the file" in dated.note


def test_date_may_be_a_day_after_the_file():
    assert latest_believable(0.0) == datetime(1970, 1, 2, tzinfo=UTC)


def test_source_says_where_the_date_came_from():
    assert read("2025-07-23").source == "column:date"


@given(st.dates(min_value=date(1700, 1, 1), max_value=date(2025, 12, 31)))
def test_every_iso_day_is_read_back(day):
    assert read(day.isoformat()).published.date() == day


@given(st.one_of(st.text(max_size=12), st.floats(), st.integers()))
def test_no_value_breaks_the_reading(value):
    dated = read(value)
    assert (dated.published is None) == (dated.precision is Precision.NONE)

"""Publication dates: how much is known, in UTC, and where each came from.

What is not known stays unknown. No date later than ``not_after`` is believed, and a file's own
time is never taken for its articles' date.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from stanceline.records import Precision, utc

if TYPE_CHECKING:
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]  # ships no types

# The first newspaper is of 1605; earlier years are null markers such as 0001-01-01.
_FIRST_YEAR = 1605
# Time zones differ, clocks too: a date may be a day later than the file that holds it.
_TOLERANCE = timedelta(days=1)
# Unix times from 1973 on, in seconds, and the same in milliseconds.
_EPOCH_SECONDS = (1e8, 5e9)
_EPOCH_MILLISECONDS = (1e11, 5e12)
# No written date is longer; the parser behind tries every language on what it is given.
_LONGEST_DATE = 60

_YEAR = re.compile(r"(\d{4})")
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)Z?)?")
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_PERIODS = {"day": Precision.DAY, "time": Precision.DAY, "month": Precision.MONTH}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A publication date with its precision and origin; ``note`` says why one was not believed.

    local: the day as it was written, in the zone of whoever wrote it; None when there is none.
    """

    published: datetime | None = None
    local: date | None = None
    precision: Precision = Precision.NONE
    source: str = ""
    note: str = ""


UNKNOWN_DATE = Dated()


def latest_believable(file_time_s: float) -> datetime:
    """Return the last moment a date in a file can be believed, from its modification time."""
    return datetime.fromtimestamp(file_time_s, tz=UTC) + _TOLERANCE


def read_date(value: object, *, source: str, not_after: datetime) -> Dated:
    """Read a date from a cell, a tag or a line.

    A date of numbers alone, such as 03/04/2025, is a day only when it cannot be read in two ways;
    otherwise its year is all that is known.
    """
    try:
        found = _read(value)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        return Dated(note=_note(value, "is not understood"))
    written, precision = found
    published = utc(written)
    if published > not_after:
        return Dated(note=_note(value, "is later than the file that holds it"))
    if published.year < _FIRST_YEAR:
        return Dated(note=_note(value, "is before the first newspaper"))
    # A count of seconds says nothing of the day where it was counted.
    is_day = precision is Precision.DAY and not isinstance(value, int | float)
    local = written.date() if is_day else None
    return Dated(published=published, local=local, precision=precision, source=source)


def _note(value: object, problem: str) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    return f"date {str(value)[:_LONGEST_DATE]!r} {problem}"


def _read(value: object) -> tuple[datetime, Precision] | None:
    if isinstance(value, datetime):
        # A subclass may be a library's own timestamp, or its "not a time".
        return datetime.fromisoformat(value.isoformat()), Precision.DAY
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC), Precision.DAY
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_number(value)
    return _read_text(" ".join(value.split())) if isinstance(value, str) else None


def _read_number(value: float) -> tuple[datetime, Precision] | None:
    if not math.isfinite(value):
        return None
    if _EPOCH_SECONDS[0] <= value <= _EPOCH_SECONDS[1]:
        return datetime.fromtimestamp(value, tz=UTC), Precision.DAY
    if _EPOCH_MILLISECONDS[0] <= value <= _EPOCH_MILLISECONDS[1]:
        return datetime.fromtimestamp(value / 1000, tz=UTC), Precision.DAY
    # Years and compact dates, such as 2025 and 20250723, come as numbers from tables.
    return _read_digits(str(int(value)))


def _read_text(text: str) -> tuple[datetime, Precision] | None:
    if not text or len(text) > _LONGEST_DATE:
        return None
    digits = _read_digits(text)
    if digits:
        return digits
    if text.isdecimal():
        return _read_number(float(text))
    return _read_standard(text) or _read_ambiguous(text) or _read_written(text)


def _read_digits(text: str) -> tuple[datetime, Precision] | None:
    if match := _YEAR.fullmatch(text):
        return datetime(int(match[1]), 1, 1, tzinfo=UTC), Precision.YEAR
    if match := _MONTH.fullmatch(text):
        return datetime(int(match[1]), int(match[2]), 1, tzinfo=UTC), Precision.MONTH
    if match := _COMPACT.fullmatch(text):
        # Ten digits of a Unix time never match: the groups take eight or fourteen.
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC), Precision.DAY
    return None


def _read_standard(text: str) -> tuple[datetime, Precision] | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(text), Precision.DAY
        except ValueError:
            continue
    return None


def _read_ambiguous(text: str) -> tuple[datetime, Precision] | None:
    match = _NUMERIC.search(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first == second or second > 12:
        return datetime(year, first, second, tzinfo=UTC), Precision.DAY
    if first > 12:
        return datetime(year, second, first, tzinfo=UTC), Precision.DAY
    return datetime(year, 1, 1, tzinfo=UTC), Precision.YEAR


# A few milliseconds a date, and a table repeats the same days.
@lru_cache(maxsize=4096)
def _read_written(text: str) -> tuple[datetime, Precision] | None:
    # Without four digits the parser takes the 23 of "July 23" for a year.
    if not _FOUR_DIGITS.search(text):
        return None
    found = _parser().get_date_data(text)
    if found.date_obj is None:
        return None
    return found.date_obj, _PERIODS.get(found.period, Precision.YEAR)


@lru_cache(maxsize=1)
def _parser() -> DateDataParser:
    """Make the parser of dates in words, in any language, with the clock kept out."""
    from dateparser.date import DateDataParser

    return DateDataParser(
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["year"],
            "PREFER_DAY_OF_MONTH": "first",
            "PREFER_MONTH_OF_YEAR": "first",
            "RELATIVE_BASE": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None),
            "TIMEZONE": "UTC",
            "RETURN_AS_TIMEZONE_AWARE": True,
        }
    )

"""What is marked on the line of time besides the line: changes of level, and events."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from stanceline.errors import InputError
from stanceline.records import StanceBreak
from stanceline.report.debate import OURS, Debate
from stanceline.report.levels import ALL
from stanceline.report.timespans import say_day
from stanceline.report.wording import clip, percent, say_band, signed
from stanceline.series.breaks import MOST_COMPOSITION
from stanceline.store.atomic import replace_bytes
from stanceline.store.rows import Row
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COMPOSITION, MIXED = "composition", "mixed"
NOT_STANCE = "a change of composition, not of stance"
# More would hide the line; more breaks than this no series of ours has.
MOST_EVENTS = 30
_MAX_NAME = 120
_BREAKS = 'select * from breaks where "group" = $all order by date'
_EXPECTED = "expected a CSV with the columns date,event and dates like 2025-07-22"


class Adjusted(Protocol):
    """A change with its band, in whatever record."""

    @property
    def value(self) -> float:
        """The change."""
        ...

    @property
    def lo(self) -> float:
        """Lower end of its 95% band."""
        ...

    @property
    def hi(self) -> float:
        """Upper end of its 95% band."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, as the user names it."""

    day: date
    name: str
    letter: str

    @property
    def when(self) -> str:
        """The date in words."""
        return say_day(self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A number with its 95% band."""

    value: float
    lo: float
    hi: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of level of the overall line, with when it may have been and what explains it.

    ``explanation`` is stance, composition or mixed; ``adjusted`` the change with the mix of
    outlets held still; ``towards`` the title of the pole it goes to.
    """

    number: int
    day: date
    first: date
    last: date
    before: float
    after: float
    low: float
    high: float
    p_adjusted: float
    confirmed: bool | None
    composition: float
    explanation: str
    adjusted: Band
    towards: str

    @property
    def anchor(self) -> str:
        """The place on the page where it is told."""
        return f"change-{self.number}"

    @property
    def size(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def sentence(self) -> str:
        """The change in words, as an interval of dates and never as a day."""
        when = f"Around {say_day(self.day)}"
        if self.first < self.last:
            when += f" (between {say_day(self.first)} and {say_day(self.last)})"
        band = say_band(self.low, self.high)
        values = (
            f"from {signed(self.before)} to {signed(self.after)}, by {signed(self.size)} ({band})"
        )
        if self.explanation == COMPOSITION:
            return f"{when} {NOT_STANCE}: the level went {values}{say_held_still(self.adjusted)}."
        doubt = say_doubt(self.explanation, self.composition)
        return f"{when} the level moved towards {self.towards}{doubt}: {values}."

    @property
    def details(self) -> str:
        """How sure it is, and what explains it."""
        confirmed = {
            True: "hand-read passages alone show it too",
            False: "hand-read passages alone do not show it",
            None: "there are too few hand-read passages to confirm it",
        }[self.confirmed]
        share = ""
        # A share of a change that is next to nothing says nothing.
        if math.isfinite(self.composition) and self.explanation != COMPOSITION:
            mix = percent(min(max(self.composition, 0.0), 1.0))
            share = f" About {mix} of it is the mix of outlets and copies, not what they say."
        return (
            f"Chance of one as large when the calendar is shuffled: {self._chance()}; {confirmed}."
            f"{share} A slow drift can look like a step."
        )

    def _chance(self) -> str:
        return "below 0.01" if self.p_adjusted < 0.01 else f"{self.p_adjusted:.2f}"


def say_held_still(adjusted: Adjusted) -> str:
    """Say what a change is with the mix of outlets held still; nothing when it is not known."""
    if not math.isfinite(adjusted.value):
        return ""
    band = say_band(adjusted.lo, adjusted.hi)
    return f", and by {signed(adjusted.value)} ({band}) with the mix of outlets held still"


def say_doubt(explanation: str, composition: float) -> str:
    """Say that a change of stance is not, or may not be, one of stance alone."""
    if explanation != MIXED:
        return ""
    if composition >= MOST_COMPOSITION:
        return ", in part by a change of composition"
    return ", though a change of composition is not ruled out"


def read_changes(connection: DuckDBPyConnection, debate: Debate = OURS) -> list[Change]:
    """Read the breaks of the overall line."""
    rows = read_rows(connection, _BREAKS, {"all": ALL})
    return [_change(row, number, debate) for number, row in enumerate(rows, start=1)]


def to_change(found: StanceBreak, *, number: int, debate: Debate = OURS) -> Change:
    """Take a break as the estimator gives it."""
    return _change(asdict(found), number, debate)


def _change(row: Row, number: int, debate: Debate) -> Change:
    before, after = _number(row["before"]), _number(row["after"])
    return Change(
        number=number,
        day=row["date"],
        first=row["date_low"] or row["date"],
        last=row["date_high"] or row["date"],
        before=before,
        after=after,
        low=_number(row["change_lo"]),
        high=_number(row["change_hi"]),
        p_adjusted=_number(row["p_adjusted"]),
        confirmed=row["confirmed"],
        composition=_number(row["composition"]),
        explanation=row["explanation"] or "",
        adjusted=Band(
            value=_number(row["house_adjusted_change"]),
            lo=_number(row["house_adjusted_lo"]),
            hi=_number(row["house_adjusted_hi"]),
        ),
        towards=debate.towards(after - before),
    )


def events_path(run: RunDirectory) -> Path:
    """Return where the events of a run are kept."""
    return run.root / "events.csv"


def read_events(path: Path) -> list[Event]:
    """Read a user's events, in the order of time; a file that is not there holds none.

    Raises:
        InputError: a line has no date or no name.

    """
    if not path.exists():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read: {error}", remedy=_EXPECTED) from error
    rows = sorted(_parse(path, text))
    if len(rows) > MOST_EVENTS:
        raise InputError(str(path), f"{len(rows)} events; at most {MOST_EVENTS} can be drawn")
    return [
        Event(day=day, name=clip(name, _MAX_NAME), letter=_letter(place))
        for place, (day, name) in enumerate(rows)
    ]


def keep_events(run: RunDirectory, path: Path) -> None:
    """Copy a user's events into a run, once they are read without fault.

    Raises:
        InputError: there is no such file, or it cannot be read.

    """
    if not path.is_file():
        raise InputError(str(path), "no such file", remedy=_EXPECTED)
    read_events(path)
    replace_bytes(path.read_bytes(), events_path(run), temporary_folder=run.temporary)


def within(events: Sequence[Event], first: date, last: date) -> list[Event]:
    """Keep the events that lie on the line, with a day of room on both sides."""
    room = timedelta(days=1)
    return [event for event in events if first - room <= event.day <= last + room]


def _parse(path: Path, text: str) -> list[tuple[date, str]]:
    reader = csv.DictReader(io.StringIO(text))
    if not {"date", "event"} <= set(reader.fieldnames or ()):
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise InputError(str(path), f"columns are {found}", remedy=_EXPECTED)
    events = []
    for number, row in enumerate(reader, start=2):
        name = (row["event"] or "").strip()
        try:
            day = date.fromisoformat((row["date"] or "").strip())
        except ValueError as error:
            raise InputError(f"{path}:{number}", str(error), remedy=_EXPECTED) from error
        if not name:
            raise InputError(f"{path}:{number}", "the event has no name", remedy=_EXPECTED)
        events.append((day, name))
    return events


def _letter(place: int) -> str:
    """Name an event on the chart: A to Z, then A2.

    >>> _letter(0), _letter(27)
    ('A', 'B2')
    """
    letter = chr(ord("A") + place % 26)
    return letter if place < 26 else f"{letter}{place // 26 + 1}"


def _number(value: float | None) -> float:
    return math.nan if value is None else value

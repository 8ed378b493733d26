"""What the numbers say in words, and never more than their band allows.

The rule is fixed before any number is seen: the first and the last third of the span are
compared; when the band of the change leaves out zero, the change is the headline, otherwise the
overall level is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from stanceline.records import StancePoint
from stanceline.report.levels import T_QUANTILE, Level, is_corrected, pool
from stanceline.report.timespans import TimeSpan, end_of, say_range
from stanceline.report.wording import counted, percent, signed

_PREMIUM = "premium for security"
# Half of the last digit that is written.
SMALLEST_SHOWN = 0.005
_CAPITULATION = "economic capitulation"
UNCORRECTED = (
    "These numbers are uncorrected: the classifier’s own error is not taken out. The bands say "
    "how far few stories can mislead, not how far the classifier can."
)
CORRECTED = (
    "The classifier’s known errors are taken out with passages that people read; the bands hold "
    "both doubts: few stories, and an imperfect model."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One sentence to begin with, and what must be said with it."""

    sentence: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """The level of the first third of the span, of the last, and where they lie."""

    before: Level
    after: Level
    when_before: str
    when_after: str

    @property
    def size(self) -> float:
        return self.after.net - self.before.net

    @property
    def half(self) -> float:
        return T_QUANTILE * math.hypot(self.before.se, self.after.se)

    @property
    def is_clear(self) -> bool:
        return is_clear(self.size, self.half)


def make_headline(points: Sequence[StancePoint], timespan: TimeSpan) -> Headline | None:
    """Say what the overall line says; nothing when no point has a value.

    ``points``: the overall line, in the order of time.
    """
    level = pool(points)
    if level is None:
        return None
    change = _change(points, timespan)
    sentences = [_say_level(level)]
    if change is not None:
        sentences.insert(0 if change.is_clear else 1, _say_change(change))
    notes = [_say_basis(points, level, timespan)]
    notes.append(CORRECTED if is_corrected(points) else UNCORRECTED)
    return Headline(sentence=sentences[0], details=(*sentences[1:], *notes))


def is_clear(size: float, half: float) -> bool:
    """Say whether a change or difference stands out: its band leaves out zero, and it is not nil.

    What is written as 0.00 is no movement, however narrow its band.
    """
    return math.isfinite(half) and abs(size) > max(half, SMALLEST_SHOWN)


def say_band(low: float, high: float) -> str:
    """Write a band, or that there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "no band: too few stories"
    return f"95% band {signed(low)} to {signed(high)}"


def _change(points: Sequence[StancePoint], timespan: TimeSpan) -> _Change | None:
    middles = [_middle(point.period_start, timespan) for point in points]
    first = datetime.combine(points[0].period_start, time())
    last = datetime.combine(end_of(points[-1].period_start, timespan), time())
    third = (last - first) / 3
    early = [p for p, middle in zip(points, middles, strict=True) if middle < first + third]
    late = [p for p, middle in zip(points, middles, strict=True) if middle > last - third]
    before, after = pool(early), pool(late)
    if before is None or after is None:
        return None
    return _Change(
        before=before,
        after=after,
        when_before=say_range(early[0].period_start, early[-1].period_start, timespan),
        when_after=say_range(late[0].period_start, late[-1].period_start, timespan),
    )


def _middle(start: date, timespan: TimeSpan) -> datetime:
    """Return the middle of a period: it decides which third of the span the period is in."""
    begin = datetime.combine(start, time())
    return begin + (datetime.combine(end_of(start, timespan), time()) - begin) / 2


def _say_change(change: _Change) -> str:
    values = (
        f"net stance was {signed(change.before.net)} in the first third of the time "
        f"({change.when_before}) and {signed(change.after.net)} in the last ({change.when_after})"
    )
    band = say_band(change.size - change.half, change.size + change.half)
    size = f"a change of {signed(change.size)} ({band})"
    if not math.isfinite(change.half):
        return f"Whether it moved cannot be said: {values}, {size}."
    if not change.is_clear:
        return f"No clear movement: {values}, {size}; the band includes zero."
    pole = _PREMIUM if change.size > 0 else _CAPITULATION
    return f"The framing moved towards {pole}: {values}, {size}."


def _say_level(level: Level) -> str:
    band = say_band(level.low, level.high)
    if not level.has_band:
        return (
            f"Too few stories to judge the whole: in these passages the net stance is "
            f"{signed(level.net)} ({band})."
        )
    if level.low <= 0 <= level.high:
        return (
            f"Neither frame clearly outweighs the other: overall net stance is "
            f"{signed(level.net)} ({band}, which includes zero)."
        )
    more, less = (_PREMIUM, _CAPITULATION) if level.net > 0 else (_CAPITULATION, _PREMIUM)
    return (
        f"The deal is framed as {more} more often than as {less}: overall net stance is "
        f"{signed(level.net)} ({band})."
    )


def _say_basis(points: Sequence[StancePoint], level: Level, timespan: TimeSpan) -> str:
    when = say_range(points[0].period_start, points[-1].period_start, timespan)
    return (
        f"From {when}, {counted(level.n_passages, 'passage')} in "
        f"{counted(len(points), timespan)}: about {percent(level.share_premium)} voice "
        f"{_PREMIUM} and {percent(level.share_capitulation)} voice {_CAPITULATION}."
    )

"""What the numbers say in words, and never more than their band allows.

The rule is fixed before any number is seen. Too few stories: that is said. Changes of level that
stand up to shuffling the calendar are the headline, each with its band, and a change that the mix
of outlets explains is called one of composition. Without any, the whole movement is, when its band
leaves out zero (``report.movement``); else the level is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stanceline.records import StancePoint
from stanceline.report.debate import OURS, Debate
from stanceline.report.levels import Level, is_corrected, pool
from stanceline.report.marks import COMPOSITION, NOT_STANCE, Change, say_doubt, say_held_still
from stanceline.report.movement import Movement, pool_movement
from stanceline.report.timespans import TimeSpan, name_of, say_range
from stanceline.report.wording import begin, counted, percent, say_band, signed

# A sentence holds no more; the section on changes has all.
_MOST_CHANGES = 3
_UNCORRECTED_COUNT = "By the uncorrected count, "
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


def make_headline(
    points: Sequence[StancePoint],
    timespan: TimeSpan,
    *,
    changes: Sequence[Change] = (),
    movement: Movement | None = None,
    debate: Debate = OURS,
) -> Headline | None:
    """Say what the overall line says; nothing when no point has a value.

    ``points``: the overall line, in the order of time. ``movement`` is the estimator's; without
    it the points are pooled.
    """
    level = pool(points)
    if level is None:
        return None
    moved = movement or pool_movement(points, timespan)
    sentence, *rest = _sentences(level, changes, moved, timespan=timespan, debate=debate)
    basis = _say_basis(points, level, timespan=timespan, debate=debate)
    if is_corrected(points):
        return Headline(sentence=sentence, details=(*rest, basis, CORRECTED))
    said = _UNCORRECTED_COUNT + sentence[:1].lower() + sentence[1:]
    return Headline(sentence=said, details=(*rest, basis, UNCORRECTED))


def _sentences(
    level: Level,
    changes: Sequence[Change],
    moved: Movement | None,
    *,
    timespan: TimeSpan,
    debate: Debate,
) -> list[str]:
    """Say what comes first, and after it what else there is to say."""
    if not level.has_band:
        few = (
            "Too few stories to judge the whole: in these passages the net stance is "
            f"{signed(level.net)} (no band)."
        )
        return [few] + ([f"Whether it moved cannot be said: {_values(moved)}."] if moved else [])
    whole = _say_level(level, debate)
    if changes:
        over_all = [_say_movement(moved, debate)] if moved else []
        return [_say_changes(changes, timespan, debate), *over_all, f"{whole}."]
    if moved and moved.is_clear:
        return [_say_movement(moved, debate), f"{whole}."]
    return [f"{whole}; {_say_no_change(moved)}."] if moved else [f"{whole}."]


def _say_changes(changes: Sequence[Change], timespan: TimeSpan, debate: Debate) -> str:
    """Tell the largest changes in the order of time, those of the mix of outlets apart."""
    largest = sorted(changes, key=lambda change: -abs(change.size))[:_MOST_CHANGES]
    shown = sorted(largest, key=lambda change: change.day)
    of_stance = [change for change in shown if change.explanation != COMPOSITION]
    of_mix = [change for change in shown if change.explanation == COMPOSITION]
    left_out = len(changes) - len(shown)
    more = f" (the largest {len(shown)} of {len(changes)} changes)" if left_out else ""
    mixes = [_say_mix(change, timespan) for change in of_mix]
    if not of_stance:
        return begin("; ".join(mixes)) + f"{more}."
    steps = _listed([_say_step(change, timespan, debate) for change in of_stance])
    return "; ".join([f"The framing moved {steps}", *mixes]) + f"{more}."


def _say_step(change: Change, timespan: TimeSpan, debate: Debate) -> str:
    doubt = ", which hand-read passages alone do not show" if change.confirmed is False else ""
    return (
        f"towards {debate.towards(change.size)} {_when(change, timespan)}, by "
        f"{signed(change.size)} ({say_band(change.low, change.high)})"
        f"{say_doubt(change.explanation, change.composition)}{doubt}"
    )


def _say_mix(change: Change, timespan: TimeSpan) -> str:
    return (
        f"{NOT_STANCE}, shows {_when(change, timespan)}: net stance changed by "
        f"{signed(change.size)} ({say_band(change.low, change.high)})"
        f"{say_held_still(change.adjusted)}"
    )


def _when(change: Change, timespan: TimeSpan) -> str:
    first, last = (_in_sentence(day, timespan) for day in (change.first, change.last))
    return f"around {first}" if first == last else f"between {first} and {last}"


def _in_sentence(day: object, timespan: TimeSpan) -> str:
    name = name_of(day, timespan)  # type: ignore[arg-type]
    return f"the {name[0].lower()}{name[1:]}" if timespan == "week" else name


def _say_movement(moved: Movement, debate: Debate) -> str:
    if not math.isfinite(moved.change.hi):
        return f"Whether it moved over the whole time cannot be said: {_values(moved)}."
    if not moved.is_clear:
        return f"No clear movement over the whole time: {_values(moved)}; the band includes zero."
    still = say_held_still(moved.adjusted)
    if moved.explanation == COMPOSITION:
        return f"{begin(NOT_STANCE)}: {_values(moved)}{still}."
    towards = debate.towards(moved.change.value)
    doubt = say_doubt(moved.explanation, moved.composition)
    return f"The framing moved towards {towards}{doubt}: {_values(moved)}{still if doubt else ''}."


def _say_no_change(moved: Movement) -> str:
    if not math.isfinite(moved.change.hi):
        return f"whether it moved cannot be said: {_values(moved)}"
    return f"no clear change: {_values(moved)}, which includes zero"


def _values(moved: Movement) -> str:
    change = moved.change
    size = f"{signed(change.value)} ({say_band(change.lo, change.hi)})"
    if not (math.isfinite(moved.before) and math.isfinite(moved.after)):
        return f"net stance changed by {size} between {moved.when_before} and {moved.when_after}"
    return (
        f"net stance went from {signed(moved.before)} ({moved.when_before}) to "
        f"{signed(moved.after)} ({moved.when_after}), by {size}"
    )


def _say_level(level: Level, debate: Debate) -> str:
    value = f"overall net stance is {signed(level.net)} ({say_band(level.low, level.high)}"
    plus, minus = debate.plus.title, debate.minus.title
    if level.low <= 0 <= level.high:
        return (
            f"Neither {plus} nor {minus} clearly outweighs the other: {value}, which includes zero)"
        )
    more, less = (plus, minus) if level.net > 0 else (minus, plus)
    return f"Passages voice {more} more often than {less}: {value})"


def _say_basis(
    points: Sequence[StancePoint], level: Level, *, timespan: TimeSpan, debate: Debate
) -> str:
    when = say_range(points[0].period_start, points[-1].period_start, timespan)
    return (
        f"From {when}, {counted(level.n_passages, 'passage')} in "
        f"{counted(len(points), timespan)}: about {percent(level.share_premium)} voice "
        f"{debate.plus.title} and {percent(level.share_capitulation)} voice {debate.minus.title}."
    )


def _listed(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return "; ".join(parts[:-1]) + f"; and {parts[-1]}"

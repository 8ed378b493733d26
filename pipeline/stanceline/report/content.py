"""Everything that the page says, gathered from a run or from a part of one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stanceline.records import StancePoint
from stanceline.report import wording
from stanceline.report.charts import MOST_COUNTED, draw_stance, draw_volume, has_naive
from stanceline.report.debate import read_debate
from stanceline.report.downloads import Download
from stanceline.report.evidence import BUDGET, read_evidence
from stanceline.report.funnel import read_funnel
from stanceline.report.groups import make_groupings
from stanceline.report.headline import UNCORRECTED, make_headline
from stanceline.report.levels import ALL, is_corrected, read_points
from stanceline.report.marks import Event, read_changes
from stanceline.report.mentioned import read_actors, read_sums
from stanceline.report.money import draw_sums, read_quoted_sums, sums_timespan
from stanceline.report.movement import read_movement
from stanceline.report.named_speakers import read_named_speakers
from stanceline.report.picture import Picture
from stanceline.report.provenance import Provenance, say_labels
from stanceline.report.quality import MOST_REJECTED, read_quality, read_shares
from stanceline.report.sheets import Sheet, make_level_sheet, make_sheet
from stanceline.report.speakers import read_speakers
from stanceline.report.timespans import TimeSpan, as_timespan
from stanceline.report.turning import read_turnings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST_TABLE_ROWS = 1000
_MAX_VALUE = 300

Context = dict[str, Any]

_ACTOR = ("name", "n_articles", "n_mentions", "n_passages", "stance")
_SHEETS = {
    "voices": ("speakers", ("name", "n_passages", "premium", "capitulation", "both", "neither")),
    "speakers": (
        "named_speakers",
        (
            "name",
            "group",
            "country",
            "n_articles",
            "n_passages",
            "premium",
            "capitulation",
            "both",
            "neither",
            "stance",
        ),
    ),
    "sums-over-time": ("quoted_sums", ("period_start", "value", "n_articles")),
    "people": ("people", _ACTOR),
    "institutions": ("institutions", _ACTOR),
    "sums": ("sums", ("value", "surface", "n_articles", "n_mentions")),
}


def gather(
    connection: DuckDBPyConnection,
    provenance: Provenance,
    *,
    events: Sequence[Event] = (),
    estimation: Mapping[str, Any] | None = None,
    budget: int = BUDGET,
) -> Context:
    """Gather what ``body.html.j2`` shows; ``budget`` is how many passages of evidence.

    ``events`` are the user's; ``estimation`` is what ``series.json`` says of the overall line.

    ``connection`` has the views of a run; what they hold is what is shown.
    """
    points = read_points(connection)
    overall = [point for point in points if point.group == ALL]
    starts = [point.period_start for point in overall]
    timespan = as_timespan(provenance.text("series", "period"), starts)
    told = dict(estimation or {})
    context = _unchanging(connection, provenance, points=points, timespan=timespan)
    labels_from = wording.clip(say_labels(told), _MAX_VALUE)
    context |= {"events": events, "estimation": told, "labels_from": labels_from}
    context["headline"] = overall and make_headline(
        overall,
        timespan,
        changes=context["changes"],
        movement=read_movement(told, timespan),
        debate=context["debate"],
    )
    context |= gather_evidence(connection, context, budget=budget)
    return context | {"live": None, "files_of": _no_files}


def pictures_of(context: Context) -> dict[str, Picture]:
    """List the charts of a page by the names of their files."""
    drawn = [context["stance_chart"], context["volume_chart"], context["sums_chart"]]
    drawn += [grouping.chart for grouping in context["groupings"]]
    return {picture.name: picture for picture in drawn if picture}


def sheets_of(context: Context) -> dict[str, Sheet]:
    """List the tables of a page by the names of their files, but for the series itself."""
    sheets = [make_level_sheet(grouping) for grouping in context["groupings"]]
    sheets += [
        make_sheet(name, columns, context[place]) for name, (place, columns) in _SHEETS.items()
    ]
    return {sheet.name: sheet for sheet in sheets}


def _no_files(_name: str) -> list[Download]:
    return []


def gather_evidence(connection: DuckDBPyConnection, context: Context, *, budget: int) -> Context:
    """Gather the evidence, and the pictures whose points lead to it."""
    overall, timespan = context["points"], context["timespan"]
    evidence = read_evidence(connection, overall, timespan, budget=budget)
    changes, events = context["changes"], context["events"]
    return {
        "evidence": evidence,
        "turnings": read_turnings(connection, changes, overall),
        "stance_chart": overall
        and draw_stance(
            overall,
            timespan,
            debate=context["debate"],
            anchors=evidence.anchors,
            changes=changes,
            events=events,
        ),
        "volume_chart": overall and draw_volume(overall, timespan, anchors=evidence.anchors),
    }


def _unchanging(
    connection: DuckDBPyConnection,
    provenance: Provenance,
    *,
    points: Sequence[StancePoint],
    timespan: TimeSpan,
) -> Context:
    """Gather all that does not depend on how much evidence is shown."""
    overall = [point for point in points if point.group == ALL]
    sums_span = sums_timespan(timespan, len(overall))
    quoted = read_quoted_sums(connection, sums_span)
    debate = read_debate(provenance)
    return {
        "debate": debate,
        "points": overall,
        "table": overall[-_MOST_TABLE_ROWS:],
        "timespan": timespan,
        "uncorrected": UNCORRECTED,
        "groupings": make_groupings(points, debate),
        "shares": read_shares(connection),
        "speakers": read_speakers(connection),
        "named_speakers": read_named_speakers(connection),
        "people": read_actors(connection, "person"),
        "institutions": read_actors(connection, "institution"),
        "sums": read_sums(connection),
        "quoted_sums": quoted,
        "sums_chart": draw_sums(quoted, sums_span),
        "sums_timespan": sums_span,
        "changes": read_changes(connection, debate),
        "has_naive": has_naive(overall),
        "most_counted": MOST_COUNTED,
        "is_corrected": is_corrected(overall),
        "is_smoothed": any(math.isfinite(point.net_smooth) for point in overall),
        "funnel": read_funnel(connection, overall),
        "quality": read_quality(connection),
        "most_rejected": MOST_REJECTED,
        **_stated(provenance),
    }


def _stated(provenance: Provenance) -> Context:
    """Gather what the manifest says; it is as hostile as anything else."""

    def said(name: str, key: str = "") -> str:
        return wording.clip(provenance.text(name, key), _MAX_VALUE)

    return {
        "created": said("created"),
        "version": said("version"),
        "command": said("command"),
        "model": {key: said("model", key) for key in ("name", "sha256", "fingerprint")},
        "extractor": said("extractor", "fingerprint"),
        "inputs": said("inputs", "count"),
        "series": _pairs(provenance, "series"),
        "packages": _pairs(provenance, "packages"),
        "timings": _pairs(provenance, "timings_s"),
        "settings": [
            tuple(wording.clip(cell, _MAX_VALUE) for cell in row) for row in provenance.settings()
        ],
    }


def _pairs(provenance: Provenance, name: str) -> list[tuple[str, str]]:
    return [
        (wording.clip(str(key), _MAX_VALUE), wording.clip(str(value), _MAX_VALUE))
        for key, value in provenance.section(name).items()
        if not isinstance(value, dict | list)
    ]

"""Write the report of a run: one page that needs no network, no script and no other file."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from stanceline.records import StancePoint
from stanceline.report import wording
from stanceline.report.charts import draw_stance, draw_volume
from stanceline.report.evidence import BUDGET, Evidence, read_evidence
from stanceline.report.groups import make_groupings
from stanceline.report.headline import UNCORRECTED, make_headline, say_band
from stanceline.report.levels import ALL, read_points
from stanceline.report.mentioned import read_actors, read_sums
from stanceline.report.provenance import Provenance, read_provenance
from stanceline.report.quality import MOST_REJECTED, read_quality, read_shares
from stanceline.report.speakers import read_speakers
from stanceline.report.timespans import (
    TimeSpan,
    anchor_of,
    as_timespan,
    name_of,
)
from stanceline.store.atomic import replace_text
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What a mail server or a phone still takes.
MAX_BYTES = 5_000_000
_MOST_TABLE_ROWS = 1000
_MAX_VALUE = 300

Context = dict[str, Any]


def write_report(run: RunDirectory) -> Path:
    """Write ``report.html`` from the tables and the manifest of a run, and return its path.

    Raises:
        RunDirectoryError: the manifest is there but cannot be read.

    """
    provenance = read_provenance(run)
    with connect(run, scorer=provenance.text("model", "fingerprint")) as connection:
        page = make_page(connection, provenance)
    replace_text(page, run.report, temporary_folder=run.temporary)
    return run.report


def make_page(connection: DuckDBPyConnection, provenance: Provenance) -> str:
    """Make the page, with less evidence when it would grow past ``MAX_BYTES``."""
    points = read_points(connection)
    overall = [point for point in points if point.group == ALL]
    starts = [point.period_start for point in overall]
    timespan = as_timespan(provenance.text("series", "period"), starts)
    context = _unchanging(connection, provenance, points=points, timespan=timespan)
    template = _environment().get_template("page.html.j2")
    page = ""
    for budget in (BUDGET, BUDGET // 4, BUDGET // 20):
        evidence = read_evidence(connection, overall, timespan, budget=budget)
        pictures = _pictures(overall, timespan, evidence)
        page = wording.clean(template.render(context | pictures | {"evidence": evidence}))
        if len(page.encode()) <= MAX_BYTES:
            break
    return page


def _unchanging(
    connection: DuckDBPyConnection,
    provenance: Provenance,
    *,
    points: Sequence[StancePoint],
    timespan: TimeSpan,
) -> Context:
    """Gather all that does not depend on how much evidence is shown."""
    overall = [point for point in points if point.group == ALL]
    return {
        "points": overall,
        "table": overall[-_MOST_TABLE_ROWS:],
        "timespan": timespan,
        "headline": make_headline(overall, timespan) if overall else None,
        "uncorrected": UNCORRECTED,
        "groupings": make_groupings(points),
        "shares": read_shares(connection),
        "speakers": read_speakers(connection),
        "people": read_actors(connection, "person"),
        "institutions": read_actors(connection, "institution"),
        "sums": read_sums(connection),
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


def _pictures(points: Sequence[StancePoint], timespan: TimeSpan, evidence: Evidence) -> Context:
    if not points:
        return {"stance_chart": Markup(), "volume_chart": Markup()}
    return {
        "stance_chart": draw_stance(points, timespan, anchors=evidence.anchors),
        "volume_chart": draw_volume(points, timespan, anchors=evidence.anchors),
    }


def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_read_resource),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        amount=wording.amount,
        count=wording.count,
        percent=wording.percent,
        probability=wording.probability,
        signed=wording.signed,
    )
    environment.globals.update(
        anchor_of=anchor_of,
        counted=wording.counted,
        css=Markup(_read_resource("page.css")),  # noqa: S704 - our own file
        name_of=name_of,
        say_band=say_band,
    )
    return environment


def _read_resource(name: str) -> str:
    return resources.files("stanceline.report").joinpath(name).read_text(encoding="utf-8")

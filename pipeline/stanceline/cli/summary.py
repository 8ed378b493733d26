"""What a run says at its end, in a terminal: the headline, its line, who says it, and warnings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from stanceline.records import StancePoint
from stanceline.store.run_directory import RunDirectory

if TYPE_CHECKING:
    from stanceline.report.debate import Debate

_BAR_HALF_WIDTH = 14
_WIDTH = 100
_SPARKS = "▁▂▃▄▅▆▇█"
_MOST_VOICES = 5
_MOST_PERIODS = 24
# A share of articles beyond which what is missing can turn the picture.
_MANY = 0.1


def print_summary(out: Path, manifest: Mapping[str, Any]) -> None:
    """Print the headline, the series, the voices, warnings and where the report is, on stdout."""
    from stanceline.report.finished_run import Run

    run = Run(RunDirectory(out))
    console = Console(highlight=False)
    if not console.is_terminal:
        # A file or a pipe has no width of its own.
        console = Console(highlight=False, width=_WIDTH)
    overall = [point for point in run.points if point.group == "all"]
    if run.headline:
        console.print(Text(run.headline.sentence, style="bold"))
        console.print(sparkline([point.net for point in overall]), markup=False)
    if overall:
        console.print(_series_table(overall, run.debate))
    if voices := _largest(run.points, "voice="):
        console.print(_voice_table(voices, run.debate))
    for line in _counts(manifest):
        console.print(line, markup=False)
    for warning in warnings_of(manifest):
        console.print(Text(f"warning: {warning}", style="yellow"))
    console.print(f"report: {run.directory.report.resolve()}", markup=False, soft_wrap=True)


def sparkline(values: Sequence[float]) -> str:
    """Draw values as blocks from the lowest to the highest; what is not known is a dot.

    >>> sparkline([-0.1, 0.0, float("nan"), 0.1])
    '▁▅·█  −0.10 to +0.10'
    """
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return ""
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    blocks = [
        _SPARKS[round((value - low) / span * (len(_SPARKS) - 1) + 1e-9)]
        if math.isfinite(value)
        else "·"
        for value in values
    ]
    return f"{''.join(blocks)}  {_signed(low)} to {_signed(high)}"


def warnings_of(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Say what could turn the picture: few read, many without a date, reprints, no labels."""
    counts, series = manifest["counts"], manifest["series"]
    articles = counts["articles"]
    if not articles:
        yield (
            "no article could be read: texts, HTML, JSON lines, CSV, Parquet, feeds, e-mails, web "
            "archives and zip or tar files of these can"
        )
    if counts["rejected"]:
        yield f"{counts['rejected']} inputs rejected (rejected.parquet says why)"
    if articles and counts["undated_articles"] > _MANY * articles:
        yield f"{counts['undated_articles']} of {articles} articles have no date"
    if articles and counts["reprints"] > articles / 2:
        yield f"{counts['reprints']} of {articles} articles are reprints: few stories decide"
    yield from filter(None, [series.get("why_unusable"), series.get("advice")])
    for flag in series.get("flags", ()):
        yield str(flag).replace("_", " ")


def _largest(points: Iterable[StancePoint], kind: str) -> list[tuple[str, list[StancePoint]]]:
    """Find the groups of a kind with the most passages."""
    lines: dict[str, list[StancePoint]] = {}
    for point in points:
        if point.group.startswith(kind):
            lines.setdefault(point.group.removeprefix(kind), []).append(point)
    ranked = sorted(lines.items(), key=lambda item: (-sum(p.n_passages for p in item[1]), item[0]))
    return ranked[:_MOST_VOICES]


def _voice_table(voices: Iterable[tuple[str, list[StancePoint]]], debate: Debate) -> Table:
    from stanceline.report.levels import pool

    table = Table(title="Who says it")
    for name in ("voice", "net", "passages"):
        table.add_column(name, justify="left" if name == "voice" else "right", no_wrap=True)
    table.add_column(_poles(debate), no_wrap=True)
    for name, line in voices:
        level = pool(line)
        net = level.net if level else math.nan
        passages = str(sum(point.n_passages for point in line))
        table.add_row(Text(name), _signed(net), passages, _bar(net))
    return table


def _series_table(points: Sequence[StancePoint], debate: Debate) -> Table:
    left_out = len(points) - _MOST_PERIODS
    title = f"Net stance: {debate.plus.title} (+) minus {debate.minus.title} (-)"
    if left_out > 0:
        title += f"; the last {_MOST_PERIODS} of {len(points)} periods"
    table = Table(title=Text(title))
    for name in ("period", "net", "95% band", "stories", "passages"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(_poles(debate), no_wrap=True)
    for point in points[-_MOST_PERIODS:]:
        table.add_row(
            str(point.period_start),
            _signed(point.net),
            f"{_signed(point.net_lo)} .. {_signed(point.net_hi)}",
            str(point.n_stories),
            str(point.n_passages),
            _bar(point.net),
        )
    return table


def _poles(debate: Debate) -> Text:
    """Head the column of bars; a title is text and no markup."""
    return Text(f"{debate.minus.short} | {debate.plus.short}")


def _signed(value: float) -> str:
    """Write a number with its sign, or a dash where there is none."""
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}") if math.isfinite(value) else "-"


def _bar(net: float) -> Text:
    """Draw a net from -0.5 to 0.5 around a middle line; more is cut at the edge."""
    known = net if math.isfinite(net) else 0.0
    length = min(round(abs(known) * 2 * _BAR_HALF_WIDTH), _BAR_HALF_WIDTH)
    left = "█" * length if known < 0 else ""
    right = "█" * length if known > 0 else ""
    text = Text(left.rjust(_BAR_HALF_WIDTH), style="dark_orange")
    text.append("|", style="dim")
    return text.append(right.ljust(_BAR_HALF_WIDTH), style="blue")


def _counts(manifest: Mapping[str, Any]) -> list[str]:
    counts, series = manifest["counts"], manifest["series"]
    return [
        (
            f"{counts['articles']} articles, {counts['stories']} stories "
            f"({counts['reprints']} reprints count once), {counts['passages']} passages, "
            f"{counts['scores']} scored by {manifest['model']['name'] or 'no model'}"
        ),
        *_passed_by(manifest),
        f"{series['undated_articles']} undated articles scored but in no series",
        f"{_basis(series)} (period {series['period']}, weights {series['weights']})",
    ]


def _passed_by(manifest: Mapping[str, Any]) -> Iterator[str]:
    relevance = manifest.get("relevance", {"enabled": False})
    if relevance["enabled"]:
        yield (
            f"{relevance['articles_off_subject']} articles and "
            f"{relevance['passages_off_subject']} passages more are off the subject: kept, not "
            "read by the model (--set relevance.enabled=false reads them)"
        )


def _basis(series: Mapping[str, Any]) -> str:
    if series["labels"] and not series["why_unusable"]:
        return (
            f"corrected by {series['labels']} hand-read passages; bands: stories and the "
            "classifier's errors"
        )
    return "bands: stories only; the classifier's own error is not taken out"

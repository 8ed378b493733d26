"""What a run says at its end, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from stanceline.store.run_directory import RunDirectory, read_shard

_BAR_HALF_WIDTH = 14
_WIDTH = 100


def print_summary(out: Path, manifest: Mapping[str, Any]) -> None:
    """Print the series, the counts and where the report is, on stdout."""
    run = RunDirectory(out)
    console = Console(highlight=False)
    if not console.is_terminal:
        # A file or a pipe has no width of its own.
        console = Console(highlight=False, width=_WIDTH)
    points = read_shard(run.single("series")).to_pylist()
    console.print(_series_table([point for point in points if point["group"] == "all"]))
    for line in _counts(manifest):
        console.print(line, markup=False)
    console.print(f"report: {run.report.resolve()}", markup=False, soft_wrap=True)


def _series_table(points: Iterable[Mapping[str, Any]]) -> Table:
    table = Table(title="Net stance: premium for security (+) minus economic capitulation (-)")
    for name in ("period", "net", "95% band", "stories", "passages"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("capitulation | premium", no_wrap=True)
    for point in points:
        table.add_row(
            str(point["period_start"]),
            _signed(point["net"], 3),
            f"{_signed(point['net_lo'], 2)} .. {_signed(point['net_hi'], 2)}",
            str(point["n_stories"]),
            str(point["n_passages"]),
            _bar(point["net"] or 0.0),
        )
    return table


def _signed(value: float | None, digits: int) -> str:
    """Write a number with its sign, or a dash where there is none."""
    return "-" if value is None else f"{value:+.{digits}f}"


def _bar(net: float) -> Text:
    """Draw a net from -0.5 to 0.5 around a middle line; more is cut at the edge."""
    length = min(round(abs(net) * 2 * _BAR_HALF_WIDTH), _BAR_HALF_WIDTH)
    left = "█" * length if net < 0 else ""
    right = "█" * length if net > 0 else ""
    text = Text(left.rjust(_BAR_HALF_WIDTH), style="dark_orange")
    text.append("|", style="dim")
    return text.append(right.ljust(_BAR_HALF_WIDTH), style="blue")


def _counts(manifest: Mapping[str, Any]) -> list[str]:
    counts, series = manifest["counts"], manifest["series"]
    return [
        (
            f"{counts['articles']} articles, {counts['stories']} stories "
            f"({counts['reprints']} reprints count once), {counts['passages']} passages, "
            f"{counts['scores']} scored by {manifest['model']['name']}"
        ),
        (
            f"{series['undated_articles']} undated articles scored but in no series; "
            f"{counts['rejected']} inputs rejected (rejected.parquet says why)"
        ),
        f"{_basis(series)} (period {series['period']}, weights {series['weights']})",
        *filter(None, [series["why_unusable"], series["advice"]]),
    ]


def _basis(series: Mapping[str, Any]) -> str:
    if series["labels"] and not series["why_unusable"]:
        return (
            f"corrected by {series['labels']} hand-read passages; bands: stories and the "
            "classifier's errors"
        )
    return "bands: stories only; the classifier's own error is not taken out"

"""A finished run in a notebook: its tables, its line, and itself as a picture with its headline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from stanceline.records import StancePoint
from stanceline.report.debate import Debate, read_debate
from stanceline.report.headline import Headline, make_headline
from stanceline.report.levels import ALL, read_points
from stanceline.report.marks import Change, read_changes
from stanceline.report.movement import read_movement
from stanceline.report.provenance import Provenance, read_estimation, read_provenance
from stanceline.report.timespans import as_timespan
from stanceline.sketch import sketch
from stanceline.store.run_directory import RunDirectory, open_run
from stanceline.store.views import connect, read_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Run:
    """A run directory, opened by :func:`open_finished_run`; Jupyter and marimo draw it."""

    directory: RunDirectory

    @cached_property
    def points(self) -> tuple[StancePoint, ...]:
        """Every point of the series, group by group, in the order of time."""
        with connect(self.directory) as connection:
            return tuple(read_points(connection))

    @cached_property
    def headline(self) -> Headline | None:
        """What the overall line says; nothing when it has no value."""
        overall = [point for point in self.points if point.group == ALL]
        period = self._provenance.text("series", "period")
        timespan = as_timespan(period, [point.period_start for point in overall])
        if not overall:
            return None
        movement = read_movement(read_estimation(self.directory), timespan)
        return make_headline(
            overall, timespan, changes=self.changes, movement=movement, debate=self.debate
        )

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Changes of level of the overall line."""
        with connect(self.directory) as connection:
            return tuple(read_changes(connection, self.debate))

    @property
    def debate(self) -> Debate:
        """The two poles, as the run's codebook names them."""
        return read_debate(self._provenance)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the run by its name: articles, passages, mentions, voices, scores, ...

        Raises:
            duckdb.CatalogException: there is none of this name.

        """
        scorer = self._provenance.text("model", "fingerprint")
        with connect(self.directory, scorer=scorer) as connection:
            frame: pd.DataFrame = read_table(connection, f'from "{name}"').to_pandas()
        return frame

    @property
    def _provenance(self) -> Provenance:
        return read_provenance(self.directory)

    def _repr_html_(self) -> str:
        """Draw the overall line under its headline."""
        said = self.headline.sentence if self.headline else "This run has no series."
        overall = [point for point in self.points if point.group == ALL]
        poles = (self.debate.plus.title, self.debate.minus.title)
        return f"<p><strong>{escape(said)}</strong></p>{sketch(overall, poles=poles)}"


def open_finished_run(root: str | Path) -> Run:
    """Open a run directory.

    Raises:
        RunDirectoryError: there is none at this path.

    """
    return Run(open_run(Path(root)))

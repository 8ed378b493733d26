"""Addresses within the site: where a passage, a list or a file of a selection is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from stanceline.report.downloads import Download
from stanceline.report.evidence import Section
from stanceline.report.exhibits import Exhibit
from stanceline.report.timespans import TimeSpan, end_of
from stanceline.serve.selection import Selection

# Charts whose table is the series itself.
_OF_THE_SERIES = frozenset({"stance", "volume"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The addresses of one run for one selection."""

    name: str
    selection: Selection
    timespan: TimeSpan

    @property
    def run(self) -> str:
        """Where the run is."""
        return f"/runs/{quote(self.name, safe='')}"

    def article_url(self, item: Exhibit) -> str:
        """Lead to a passage in its article."""
        model = f"?{query}" if (query := Selection(model=self.selection.model).as_query()) else ""
        return f"{self.run}/articles/{quote(item.article_id, safe='')}{model}#p-{item.passage_id}"

    def passages_url(self, section: Section | None = None) -> str:
        """Lead to all passages, or to those of one period."""
        if section is None or section.point is None:
            return self._with_query("passages")
        start = section.point.period_start
        return self._with_query("passages", **self._period(start))

    def series_csv(self) -> str:
        """Lead to the series as a file."""
        return self._with_query("series.csv")

    def files_of(self, name: str) -> list[Download]:
        """Lead to the files of a chart or table by its name."""
        table = f"tables/{name}.csv" if name not in _OF_THE_SERIES else "series.csv"
        files = [Download("CSV", table.rpartition("/")[2], self._with_query(table))]
        if name in _OF_THE_SERIES or name.startswith("by-") or name == "sums-over-time":
            files += [
                Download(kind.upper(), f"{name}.{kind}", self._with_query(f"charts/{name}.{kind}"))
                for kind in ("svg", "png")
            ]
        return files

    def _period(self, start: date) -> dict[str, object]:
        """Narrow the dates to a period, never beyond those that are chosen."""
        last = end_of(start, self.timespan) - timedelta(days=1)
        since = max(filter(None, (self.selection.since, start)))
        until = min(filter(None, (self.selection.until, last)))
        return {"since": since.isoformat(), "until": until.isoformat()}

    def _with_query(self, place: str, **changes: object) -> str:
        query = self.selection.as_query(**changes)
        return f"{self.run}/{place}" + (f"?{query}" if query else "")

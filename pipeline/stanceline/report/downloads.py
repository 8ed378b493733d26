"""Files behind the charts and tables of the page: within it, or beside it in the run directory."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from stanceline.report.levels import ALL
from stanceline.report.picture import Picture
from stanceline.report.sheets import Sheet
from stanceline.store.atomic import replace_bytes
from stanceline.store.run_directory import RunDirectory

# Characters that may stand in an address in quotation marks; escaping them would triple a table.
_PLAIN = " ,;:!?/()[]{}*'=+-_.@|~$^<>"
# A larger file would crowd the evidence out of the page; it lies beside it.
_MOST_BYTES = 400_000


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a reader can take: ``href`` holds it, or leads to it."""

    kind: str
    file_name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFiles:
    """The files of a page that must be complete in itself, as ``data:`` addresses."""

    pictures: Mapping[str, Picture]
    sheets: Mapping[str, Sheet]
    series_csv: str

    def files_of(self, name: str) -> list[Download]:
        """List the files of a chart or table by its name."""
        files = []
        file_name, table = self._table(name)
        if table and len(table) <= _MOST_BYTES:
            href = f"data:text/csv;charset=utf-8,{quote(table, safe=_PLAIN)}"
            files.append(Download("CSV", file_name, href))
        if name in self.pictures:
            picture = self.pictures[name]
            svg = quote(picture.svg(), safe=_PLAIN)
            if len(svg) <= _MOST_BYTES:
                href = f"data:image/svg+xml;charset=utf-8,{svg}"
                files.append(Download("SVG", f"{name}.svg", href))
            png = base64.b64encode(picture.png()).decode()
            files.append(Download("PNG", f"{name}.png", f"data:image/png;base64,{png}"))
        return files

    def _table(self, name: str) -> tuple[str, str]:
        """Find the table of a chart: of a series with many groups, the overall line alone."""
        if name in self.sheets:
            return f"{name}.csv", self.sheets[name].csv()
        if name not in self.pictures:
            return "", ""
        if len(self.series_csv) <= _MOST_BYTES:
            return "series.csv", self.series_csv
        return "series-all.csv", _keep_overall(self.series_csv)


def _keep_overall(series_csv: str) -> str:
    """Keep the head and the rows of the overall line, as they are written."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    rows = csv.reader(io.StringIO(series_csv))
    head = next(rows)
    writer.writerow(head)
    writer.writerows(row for row in rows if row[head.index("group")] == ALL)
    return buffer.getvalue()


def write_files(
    run: RunDirectory, pictures: Mapping[str, Picture], sheets: Mapping[str, Sheet]
) -> None:
    """Write every chart as SVG and PNG under ``charts/`` and every table under ``tables/``."""
    for name, picture in pictures.items():
        _write(run, f"charts/{name}.svg", picture.svg().encode())
        _write(run, f"charts/{name}.png", picture.png())
    for name, sheet in sheets.items():
        _write(run, f"tables/{name}.csv", sheet.csv().encode())


def _write(run: RunDirectory, place: str, content: bytes) -> None:
    replace_bytes(content, run.root / place, temporary_folder=run.temporary)

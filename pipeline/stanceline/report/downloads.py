"""Files behind the charts and tables of the page: within it, or beside it in the run directory."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

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
        table = self._table(name)
        if table and len(table) <= _MOST_BYTES:
            file_name = "series.csv" if name not in self.sheets else f"{name}.csv"
            files.append(
                Download(
                    "CSV", file_name, f"data:text/csv;charset=utf-8,{quote(table, safe=_PLAIN)}"
                )
            )
        if name in self.pictures:
            picture = self.pictures[name]
            svg = quote(picture.svg(), safe=_PLAIN)
            if len(svg) <= _MOST_BYTES:
                href = f"data:image/svg+xml;charset=utf-8,{svg}"
                files.append(Download("SVG", f"{name}.svg", href))
            png = base64.b64encode(picture.png()).decode()
            files.append(Download("PNG", f"{name}.png", f"data:image/png;base64,{png}"))
        return files

    def _table(self, name: str) -> str:
        if name in self.sheets:
            return self.sheets[name].csv()
        return self.series_csv if name in self.pictures else ""


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

"""Write the report of a run: one page that needs no network, no script and no other file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stanceline.report import wording
from stanceline.report.content import (
    Context,
    gather,
    gather_evidence,
    pictures_of,
    sheets_of,
)
from stanceline.report.downloads import EmbeddedFiles, write_files
from stanceline.report.evidence import BUDGET
from stanceline.report.marks import events_path, read_events
from stanceline.report.provenance import read_estimation, read_provenance
from stanceline.report.templates import make_environment
from stanceline.store.atomic import replace_text
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What a mail server or a phone still takes.
MAX_BYTES = 5_000_000


def write_report(run: RunDirectory) -> Path:
    """Write ``report.html``, its charts and tables as files, and return the page's path.

    Raises:
        RunDirectoryError: the manifest is there but cannot be read.
        InputError: so are the events.

    """
    provenance = read_provenance(run)
    with connect(run, scorer=provenance.text("model", "fingerprint")) as connection:
        content = gather(
            connection,
            provenance,
            events=read_events(events_path(run)),
            estimation=read_estimation(run),
        )
        pictures, sheets = pictures_of(content), sheets_of(content)
        content["files_of"] = EmbeddedFiles(
            pictures=pictures, sheets=sheets, series_csv=_read_series(run)
        ).files_of
        page = draw_within(MAX_BYTES, connection, content)
    write_files(run, pictures, sheets)
    replace_text(page, run.report, temporary_folder=run.temporary)
    return run.report


def draw_within(most_bytes: int, connection: DuckDBPyConnection, content: Context) -> str:
    """Draw the page, with less evidence when it would grow past its size."""
    template = make_environment().get_template("page.html.j2")
    page = wording.clean(template.render(content))
    for budget in (BUDGET // 4, BUDGET // 20):
        if len(page.encode()) <= most_bytes:
            break
        content |= gather_evidence(connection, content, budget=budget)
        page = wording.clean(template.render(content))
    return page


def _read_series(run: RunDirectory) -> str:
    path = run.root / "series.csv"
    return path.read_text(encoding="utf-8") if path.exists() else ""

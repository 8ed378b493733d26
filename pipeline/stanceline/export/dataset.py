"""A run directory to a dataset: the tables, what their columns mean, and a digest of every file."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stanceline.errors import InputError, UnknownNameError
from stanceline.export.citation import Credits, write_citation
from stanceline.export.dictionary import describe_tables
from stanceline.export.huggingface import write_huggingface
from stanceline.export.ordered import RowSource
from stanceline.export.sharing import EXPORTED_TABLES, Sharing
from stanceline.export.writers import WRITERS, TableStream
from stanceline.frame.backbones import digest_file
from stanceline.store.manifest import read_manifest
from stanceline.store.run_directory import RunDirectory

FORMATS = (*WRITERS, "hf")
RECEIPT = "export.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What to write: which tables, in which format, with how much text, and by whom."""

    format: str
    descriptions: Mapping[tuple[str, str], str]
    credits: Credits
    tables: tuple[str, ...] = EXPORTED_TABLES
    sharing: Sharing = field(default_factory=Sharing)

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise UnknownNameError("format", self.format, FORMATS)

    def schemas(self) -> dict[str, Any]:
        """Return the columns of every table of the dataset."""
        return {table: self.sharing.schema(table) for table in self.tables}


def export_run(run: RunDirectory, export: Export, out: Path) -> dict[str, Any]:
    """Write the dataset of a finished run into the folder ``out``; return its receipt.

    The folder is there whole or not at all; one that an earlier export wrote is replaced.

    Raises:
        RunDirectoryError: the run is not finished.
        InputError: ``out`` holds something that is not an export.

    """
    manifest = read_manifest(run)
    with _replacing(out) as folder:
        source = RowSource(run, scorer=str(manifest["model"]["fingerprint"]))
        written = _write_tables(source, export, folder)
        receipt = _receipt(manifest, export, written)
        _write_companions(folder, export, receipt)
        receipt["files"] = _digest_files(folder)
        _write_json(folder / RECEIPT, receipt)
    return receipt


def _write_tables(source: RowSource, export: Export, folder: Path) -> list[TableStream]:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".sort-") as scratch:
        streams = [
            TableStream(
                name=table,
                schema=export.sharing.schema(table),
                rows=source.count(table),
                source=source.read(table, export.sharing, scratch=Path(scratch)),
            )
            for table in export.tables
        ]
        if export.format == "hf":
            write_huggingface(streams, folder)
        else:
            WRITERS[export.format](streams, folder)
    return streams


def _receipt(
    manifest: Mapping[str, Any], export: Export, written: Iterable[TableStream]
) -> dict[str, Any]:
    """Say what the dataset is; nothing in it changes from one export of a run to the next."""
    return {
        "format": export.format,
        "text_free": export.sharing.text_free,
        "quote_chars": export.sharing.quote_chars,
        "sites_only": export.sharing.sites_only,
        "tables": {table.name: table.rows for table in written},
        "rows_sha256": {table.name: table.rows_sha256 for table in written},
        "run_created": manifest.get("created", ""),
        "stanceline": manifest.get("version", ""),
        "model": dict(manifest.get("model", {})),
        "title": export.credits.title,
    }


def _write_companions(folder: Path, export: Export, receipt: Mapping[str, Any]) -> None:
    dictionary = describe_tables(export.schemas(), export.descriptions)
    (folder / "DATA-DICTIONARY.md").write_text(dictionary, encoding="utf-8")
    (folder / "CITATION.cff").write_text(write_citation(export.credits), encoding="utf-8")
    if export.format == "hf":
        from stanceline.export.card import write_card
        from stanceline.export.croissant import write_croissant

        write_croissant(folder, export.schemas(), export.descriptions, export.credits)
        write_card(folder, export.schemas(), receipt, export.credits)


def _digest_files(folder: Path) -> dict[str, str]:
    """Digest every file but DuckDB's, which differs in its bytes each time it is written."""
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix != ".duckdb"
    )
    return {path.relative_to(folder).as_posix(): digest_file(path) for path in files}


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """Give a folder to fill, and put it in the place of ``out`` when it is filled."""
    if out.exists() and not (out / RECEIPT).is_file() and (out.is_file() or any(out.iterdir())):
        raise InputError(
            str(out), "exists and is not a stanceline export", remedy="name a new or empty folder"
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as scratch:
        folder = Path(scratch) / "new"
        folder.mkdir()
        yield folder
        if out.exists():
            out.rename(Path(scratch) / "old")
        shutil.move(folder, out)

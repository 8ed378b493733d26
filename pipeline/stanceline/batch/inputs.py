"""What a run reads: its files, standard input kept as one, and the rules they are read by."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from stanceline.config import IngestSettings
from stanceline.ingest.newsfile import ReadingRules, Subject
from stanceline.ingest.outlets import read_outlet_table
from stanceline.store.run_directory import RunDirectory

STDIN = Path("-")


def make_rules(settings: IngestSettings, subject: Subject | None = None) -> ReadingRules:
    """Make the rules that the settings name; ``subject`` says how relevant each article is.

    Raises:
        InputError: the table of outlets cannot be read.

    """
    outlets = read_outlet_table(settings.outlets) if settings.outlets else {}
    columns = {str(field): column for field, column in settings.columns.items()}
    return ReadingRules(
        columns=columns,
        outlets=outlets,
        keep_opted_out=settings.keep_opted_out,
        subject=subject,
    )


def keep_stdin(inputs: Sequence[Path], run: RunDirectory, stream: BinaryIO) -> list[Path]:
    """Put a file with all of a stream in the place of ``-``, so that the run can be continued.

    The file is named by its content: the same stream again is the same input.
    """
    return [_keep(run, stream) if path == STDIN else path for path in inputs]


def _keep(run: RunDirectory, stream: BinaryIO) -> Path:
    folder = run.root / "inputs"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".stdin-", delete=False) as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        digest = hashlib.file_digest(copy, "sha256").hexdigest()
    kept = folder / f"stdin-{digest[:16]}"
    return Path(copy.name).replace(kept)

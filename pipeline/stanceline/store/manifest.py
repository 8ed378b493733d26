"""The manifest of a finished run: what was done, with what, and what came out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from stanceline.errors import RunDirectoryError
from stanceline.records import Pole
from stanceline.store.run_directory import RunDirectory


def read_manifest(run: RunDirectory) -> dict[str, Any]:
    """Read the manifest of a finished run.

    Raises:
        RunDirectoryError: the run has no manifest yet.

    """
    try:
        manifest: dict[str, Any] = json.loads(run.manifest.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunDirectoryError(
            f"{run.root}: not finished (no manifest.json); 'stanceline run' finishes it"
        ) from error
    return manifest


def note_series(run: RunDirectory, summary: Mapping[str, Any]) -> None:
    """Let the manifest of a finished run tell of the series as it was estimated last.

    Raises:
        RunDirectoryError: the run has no manifest yet.

    """
    run.write_json(run.manifest, read_manifest(run) | {"series": dict(summary)})


def poles_of(run: RunDirectory) -> tuple[Pole, ...]:
    """Return the poles a finished run was scored for, the plus first; none of an older run's.

    Raises:
        RunDirectoryError: the run has no manifest yet.

    """
    model = read_manifest(run)["model"]
    titles, definitions = model.get("titles", {}), model.get("definitions", {})
    return tuple(
        Pole(id=name, title=titles.get(name, ""), definition=definitions.get(name, ""))
        for name in model.get("poles", ())
    )


def scorer_of(run: RunDirectory) -> str:
    """Return the fingerprint of the framer whose scores a finished run shows.

    Raises:
        RunDirectoryError: the run has no manifest yet.

    """
    return str(read_manifest(run)["model"]["fingerprint"])

"""What a run says of itself: its manifest, read without relying on any key being there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stanceline.errors import RunDirectoryError
from stanceline.store.run_directory import RunDirectory


@dataclass(frozen=True, slots=True)
class Provenance:
    """The manifest of a run; a key that is not there reads as empty."""

    content: Mapping[str, Any]

    def section(self, name: str) -> Mapping[str, Any]:
        """Return a section, or an empty one."""
        found = self.content.get(name)
        return found if isinstance(found, dict) else {}

    def text(self, name: str, key: str = "") -> str:
        """Return a value as text, or nothing; with ``key`` the value within the section."""
        value = self.section(name).get(key) if key else self.content.get(name)
        return "" if value is None or isinstance(value, dict | list) else str(value)

    def settings(self) -> list[tuple[str, str, str]]:
        """List every setting with its value and where the value came from."""
        origins = self.section("origins")
        return [
            (name, value, str(origins.get(name, "default")))
            for name, value in _flatten(self.section("settings"))
        ]


def read_provenance(run: RunDirectory) -> Provenance:
    """Read the manifest of a run; an empty one when there is none yet.

    Raises:
        RunDirectoryError: the file is there but is not a manifest.

    """
    if not run.manifest.exists():
        return Provenance({})
    try:
        content = json.loads(run.manifest.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise RunDirectoryError(_complaint(run, str(error))) from error
    if not isinstance(content, dict):
        raise RunDirectoryError(_complaint(run, f"found a {type(content).__name__}"))
    return Provenance(content)


def read_estimation(run: RunDirectory) -> dict[str, Any]:
    """Read what the series says of itself beside its points; nothing when it says nothing."""
    path = run.root / "series.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, UnicodeDecodeError, json.JSONDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def say_labels(estimation: Mapping[str, Any]) -> str:
    """Say where hand-read passages came from: file, digest, who read; nothing when not known.

    >>> say_labels({"labels_from": {"file": "a.csv", "sha256": "0" * 64, "coders": ["Ann", "Bo"]}})
    'a.csv, sha256 000000000000; read by Ann, Bo'
    """
    origin = estimation.get("labels_from")
    if not isinstance(origin, Mapping) or not origin.get("file"):
        return ""
    coders = origin.get("coders")
    named = ", ".join(map(str, coders)) if isinstance(coders, list) else ""
    said = f"{origin['file']}, sha256 {str(origin.get('sha256', ''))[:12]}"
    return said + (f"; read by {named}" if named else "")


def _complaint(run: RunDirectory, problem: str) -> str:
    return f"{run.manifest}: not a manifest: {problem}; run 'stanceline run' on this folder again"


def _flatten(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", json.dumps(value, ensure_ascii=False, default=str)

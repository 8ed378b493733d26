"""Who made a dataset, what it is called, under which licence, and how to cite it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """What only the maker of a dataset knows; ``date`` is the run's, so that exports are alike."""

    title: str
    authors: tuple[str, ...] = ()
    licence: str = "other"
    version: str = "1.0.0"
    date: str = ""
    url: str = ""

    def cite_as(self) -> str:
        """Write one line to cite the dataset by."""
        who = "; ".join(self.authors) or "Unnamed authors"
        return f"{who} ({self.date[:4] or 'n.d.'}). {self.title} [data set]. Made with stanceline."


def write_citation(credits_: Credits) -> str:
    """Write a ``CITATION.cff``; every value is a JSON string, which YAML reads as it is."""
    entries: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": credits_.title,
        "authors": [_author(name) for name in credits_.authors] or [{"name": "Unnamed authors"}],
    }
    if credits_.licence != "other":
        entries["license"] = credits_.licence
    entries["version"] = credits_.version
    if credits_.date:
        entries["date-released"] = credits_.date[:10]
    if credits_.url:
        entries["url"] = credits_.url
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in entries.items()
    )


def _author(name: str) -> dict[str, str]:
    """Read ``Family, Given`` as a person and anything else as an organisation."""
    family, comma, given = name.partition(",")
    if comma and given.strip():
        return {"family-names": family.strip(), "given-names": given.strip()}
    return {"name": name.strip()}

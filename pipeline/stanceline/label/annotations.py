"""An annotation: what one coder said of one passage, and which words made them say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stanceline.records import Frame, Label, PassageId, utc

ADJUDICATED = "adjudicated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words that voice a frame: code points into the passage's own text, half-open."""

    start: int
    end: int
    frame: Frame

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"evidence [{self.start}, {self.end}) is not a span")


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One coder's label of one passage.

    ``pi`` and ``stratum`` are those of the sample it was drawn in; ``pi`` is null for passages
    picked for training, which no audit may use. ``seconds`` is how long it took, if known.
    """

    passage_id: PassageId
    coder: str
    label: Label
    evidence: tuple[Evidence, ...] = ()
    labelled_at: datetime | None = None
    seconds: float | None = None
    comment: str = ""
    sample: str = ""
    stratum: str = ""
    pi: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain data, from which ``from_json`` makes an equal annotation."""
        return {
            "passage_id": self.passage_id,
            "coder": self.coder,
            "label": str(self.label),
            "evidence": [[e.start, e.end, str(e.frame)] for e in self.evidence],
            "labelled_at": self.labelled_at.isoformat() if self.labelled_at else None,
            "seconds": self.seconds,
            "comment": self.comment,
            "sample": self.sample,
            "stratum": self.stratum,
            "pi": self.pi,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Annotation:
        """Make an annotation from plain data.

        Raises:
            ValueError: a value is not one of its kind.
            KeyError: passage, coder or label is missing.

        """
        return cls(
            passage_id=PassageId(str(row["passage_id"])),
            coder=str(row["coder"]),
            label=Label(row["label"]),
            evidence=make_evidence(row.get("evidence") or ()),
            labelled_at=read_time(row.get("labelled_at")),
            seconds=row.get("seconds"),
            comment=row.get("comment") or "",
            sample=row.get("sample") or "",
            stratum=row.get("stratum") or "",
            pi=row.get("pi"),
        )


def make_evidence(spans: Sequence[Sequence[Any]]) -> tuple[Evidence, ...]:
    """Make evidence from ``[start, end, frame]`` rows, in reading order."""
    made = (Evidence(start=int(s[0]), end=int(s[1]), frame=Frame(s[2])) for s in spans)
    return tuple(sorted(made, key=lambda e: (e.start, e.end, e.frame)))


def read_time(value: object) -> datetime | None:
    """Read an ISO 8601 time; a naive one is taken as UTC."""
    return utc(datetime.fromisoformat(str(value))) if value else None

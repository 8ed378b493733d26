"""Findings as plain data in a spaCy document, so that ``n_process`` and DocBin carry them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from spacy.tokens import Doc

PEOPLE = "stanceline_people"
AMOUNTS = "stanceline_amounts"
INSTITUTIONS = "stanceline_institutions"
VOICES = "stanceline_voices"

Finding = dict[str, Any]


def store_findings(doc: Doc, name: str, found: Iterable[DataclassInstance]) -> None:
    """Put findings in ``doc._.<name>``, and their tokens in ``doc.spans[<name>]``."""
    findings = [to_plain(one) for one in found]
    doc._.set(name, findings)
    spans = (
        doc.char_span(f["start"], f["end"], label=str(f.get("kind", name)), alignment_mode="expand")
        for f in findings
    )
    doc.spans[name] = [span for span in spans if span is not None]


def read_findings(doc: Doc, name: str) -> list[Finding]:
    """Return what a component found; nothing when it was not in the pipeline."""
    if not doc.has_extension(name):
        return []
    findings: list[Finding] = doc._.get(name) or []
    return findings


def to_plain(record: DataclassInstance) -> Finding:
    """Turn a record into ints, floats, strings and None.

    An enum is a string to Python and not to msgpack, which spaCy writes documents with.
    """
    values = ((field.name, getattr(record, field.name)) for field in fields(record))
    return {name: str(v) if isinstance(v, StrEnum) else v for name, v in values}

"""A file to read: where its bytes are, the name it goes by, and the rules it is read by."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from stanceline.ingest.limits import Budget, BudgetedReader
from stanceline.records import make_id

# Each of them is closed by the reader that is put on it.
_UNPACK = cast(
    "Mapping[str, Callable[[BinaryIO], BinaryIO]]",
    {
        "gzip": lambda packed: gzip.GzipFile(fileobj=packed),
        "bzip2": bz2.BZ2File,
        "xz": lzma.LZMAFile,
    },
)


class Subject(Protocol):
    """Says how much a text is about something, from 0 to 1."""

    @property
    def fingerprint(self) -> str:
        """Identify what decides."""
        ...

    def __call__(self, text: str) -> float:
        """Judge a text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """What a user says about the inputs; it decides what comes out of the same bytes.

    columns: field to column, for tables and JSON. outlets: domain, host or name as found, in
    lower case, to the outlet's name. keep_opted_out: whether an article whose publisher opts
    out of text and data mining is read or rejected. subject: says how much a text is about it.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    outlets: Mapping[str, str] = field(default_factory=dict)
    keep_opted_out: bool = True
    subject: Subject | None = None

    @property
    def fingerprint(self) -> str:
        """Identify the rules; "" for the plain ones."""
        if self == PLAIN_RULES:
            return ""
        pairs = (*sorted(self.columns.items()), ("", ""), *sorted(self.outlets.items()))
        words = (word for pair in pairs for word in pair)
        subject = [self.subject.fingerprint] if self.subject else []
        return make_id("rules", str(self.keep_opted_out), *words, *subject)


PLAIN_RULES = ReadingRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsFile:
    """A file to read and the last moment its dates can be believed.

    source: the input as it was given. name: what locators begin with; for a member of an
    archive the archive's name and its own. file_name: as it lies in its folder or archive.
    packing: the layers to take off, outermost first.
    """

    path: Path
    source: str
    name: str
    file_name: str
    not_after: datetime
    budget: Budget
    rules: ReadingRules = PLAIN_RULES
    packing: tuple[str, ...] = ()
    depth: int = 0

    def locate(self, number: int) -> str:
        """Name a line, row or entry of the file, counted from 1."""
        return f"{self.name}:{number}"

    def open(self) -> BinaryIO:
        """Open the bytes, unpacked."""
        handle = cast("BinaryIO", self.path.open("rb"))
        for layer in self.packing:
            unpacked = BudgetedReader(_UNPACK[layer](handle), self.budget, packed=handle)
            handle = cast("BinaryIO", io.BufferedReader(unpacked))
        return handle

    def unpacked(self, layer: str) -> NewsFile:
        """Return the same file with one more layer taken off."""
        return replace(self, packing=(*self.packing, layer), depth=self.depth + 1)

    @property
    def extension(self) -> str:
        """The extension of the file's name, without that of a packing, in lower case."""
        suffixes = [suffix.lower() for suffix in Path(self.file_name).suffixes]
        kept = [suffix for suffix in suffixes if suffix not in {".gz", ".bz2", ".xz"}]
        return kept[-1] if kept else ""

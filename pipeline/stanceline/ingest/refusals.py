"""Why an input does not become an article, raised where it is found out."""

from __future__ import annotations

from stanceline.errors import InputError
from stanceline.records import Rejected

STAGE = "ingest"


class RefusalError(InputError):
    """An input that is not an article; ``kind`` is the short reason that reports count by."""

    def __init__(self, kind: str, locator: str, problem: str, *, remedy: str = "") -> None:
        self.kind = kind
        super().__init__(locator, problem, remedy=remedy)


def reject(error: RefusalError, *, source: str) -> Rejected:
    """Turn a refusal into the record that stands in the article's place."""
    return Rejected(
        source=printable(source),
        locator=printable(error.locator),
        stage=STAGE,
        error=error.kind,
        message=printable(str(error)),
    )


def reject_crash(error: Exception, *, source: str, locator: str) -> Rejected:
    """Record a failure that no one foresaw, with the name of its class."""
    return Rejected(
        source=printable(source),
        locator=printable(locator),
        stage=STAGE,
        error="reader failed",
        message=printable(f"{locator}: the reader failed with {type(error).__name__}: {error}"),
    )


def printable(text: str) -> str:
    """Replace what UTF-8 cannot hold: file names on Linux may carry undecodable bytes."""
    return text.encode("utf-8", "replace").decode("utf-8")

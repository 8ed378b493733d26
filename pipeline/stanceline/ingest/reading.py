"""Read any input file into articles; what does not become one is a rejection, in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from stanceline.ingest.dates import latest_believable
from stanceline.ingest.drafts import Candidate, NewsFile, make_article
from stanceline.ingest.feed import count_entries, read_feed
from stanceline.ingest.files import find_files
from stanceline.ingest.html import read_page
from stanceline.ingest.jsonlines import read_json, read_lines
from stanceline.ingest.refusals import RefusalError, printable, reject, reject_crash
from stanceline.ingest.sniffing import FileKind, Sniffed, sniff
from stanceline.ingest.table import count_parquet, read_delimited, read_parquet
from stanceline.ingest.text import read_text
from stanceline.records import Article, Rejected

__all__ = ["FINGERPRINT", "count_articles", "find_files", "read_file"]

# Raise the number when this stage's own rules change what comes out of the same file.
_RULES = "ingest.1"
_DECIDING_LIBRARIES = (
    "charset-normalizer", "courlan", "dateparser", "feedparser", "htmldate", "justext", "lxml",
    "py3langid", "tld", "trafilatura",
)  # fmt: skip
FINGERPRINT: str = " ".join((_RULES, *(f"{name}={version(name)}" for name in _DECIDING_LIBRARIES)))

Item = Candidate | Rejected | None
_Reader = Callable[[NewsFile, Sniffed, int], Iterator[Item]]
# More than any file holds, and the most that islice takes.
_ALL_ROWS = range((1 << 63) - 1)


def count_articles(path: Path) -> int:
    """Return at least the number of articles in a file, and 1 for one that cannot be read."""
    try:
        file = _open(path, source=str(path))
        return max(1, _count(file, sniff(path)))
    except Exception:  # noqa: BLE001 - the per-article boundary: reading it says what is wrong
        return 1


def read_file(
    path: Path, *, rows: range | None = None, source: str | None = None
) -> Iterator[Article | Rejected]:
    """Read a file's articles in order, whatever is in it.

    rows: item numbers from 0, as ``count_articles`` counts them; the shards of a file together
    give what the file gives. source: the name the file goes by; its path by default.
    """
    source = printable(source or str(path))
    rows = _ALL_ROWS if rows is None else rows
    try:
        file = _open(path, source=source)
        items = _items(file, rows)
        yield from (_finish(item, file=file) for item in items if item is not None)
    except RefusalError as error:
        yield from _once(reject(error, source=source), rows)
    except OSError as error:
        refusal = RefusalError("unreadable", source, f"cannot be read: {error.strerror or error}")
        yield from _once(reject(refusal, source=source), rows)
    except ImportError:
        # A library that is missing is no fault of the file: every other file would fail too.
        raise
    except Exception as error:  # noqa: BLE001 - the per-article boundary, for whole files
        yield from _once(reject_crash(error, source=source, locator=source), rows)


def _once(rejected: Rejected, rows: range) -> Iterator[Rejected]:
    """Yield what concerns a whole file only with its first row, not with every shard."""
    if 0 in rows:
        yield rejected


def _open(path: Path, *, source: str) -> NewsFile:
    if not path.is_file():
        # A pipe or device would block for ever. A path that is not there fails in stat.
        path.stat()
        raise RefusalError("unreadable", source, "not a regular file")
    return NewsFile(path=path, source=source, not_after=latest_believable(path.stat().st_mtime))


def _items(file: NewsFile, rows: range) -> Iterator[Item]:
    sniffed = sniff(file.path)
    items = _READERS[sniffed.kind](file, sniffed, rows.start)
    is_empty = True
    for item in islice(items, 0, len(rows) * rows.step, rows.step):
        is_empty = False
        yield item
    if is_empty and rows.start == 0:
        raise RefusalError("empty", file.source, "there is nothing to read in the file")


def _finish(item: Candidate | Rejected, *, file: NewsFile) -> Article | Rejected:
    if isinstance(item, Rejected):
        return item
    try:
        return make_article(item.build(), source=file.source, locator=item.locator)
    except RefusalError as error:
        return reject(error, source=file.source)
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001 - the per-article boundary: one page stops no corpus
        return reject_crash(error, source=file.source, locator=item.locator)


def _refuse(file: NewsFile, sniffed: Sniffed, start: int) -> Iterator[Item]:
    """Reject a whole file for what it is."""
    if start > 0:
        return
    if sniffed.kind is FileKind.EMPTY:
        raise RefusalError("empty", file.source, "the file is empty")
    seems = f": it seems to be {sniffed.seems}" if sniffed.seems else ""
    raise RefusalError(
        "not text",
        file.source,
        f"not text{seems}",
        remedy="readable are text, HTML, JSON, CSV, Parquet, RSS and Atom files",
    )
    yield  # makes this a generator like every reader


_READERS: dict[FileKind, _Reader] = {
    FileKind.TEXT: lambda file, _, start: islice(read_text(file), start, None),
    FileKind.HTML: lambda file, _, start: islice(read_page(file), start, None),
    FileKind.FEED: lambda file, _, start: islice(read_feed(file), start, None),
    FileKind.JSON_LINES: lambda file, sniffed, start: islice(
        read_lines(file, encoding=sniffed.encoding), start, None
    ),
    FileKind.JSON: lambda file, sniffed, start: islice(
        read_json(file, encoding=sniffed.encoding), start, None
    ),
    FileKind.DELIMITED: lambda file, sniffed, start: islice(
        read_delimited(file, encoding=sniffed.encoding), start, None
    ),
    FileKind.PARQUET: lambda file, _, start: read_parquet(file, start=start),
    FileKind.UNKNOWN_XML: _refuse,
    FileKind.BINARY: _refuse,
    FileKind.EMPTY: _refuse,
}


def _count(file: NewsFile, sniffed: Sniffed) -> int:
    if sniffed.kind is FileKind.PARQUET:
        return count_parquet(file)
    if sniffed.kind is FileKind.FEED:
        return count_entries(file)
    if sniffed.kind in {FileKind.JSON_LINES, FileKind.JSON, FileKind.DELIMITED}:
        # Every reader of rows is lazy: nothing is built that is only counted.
        return sum(1 for _ in _READERS[sniffed.kind](file, sniffed, 0))
    return 1

"""Read any input file into articles; what does not become one is a rejection, in its place.

Every reader gives a stream of items, numbered from 0: places where an article should be,
rejections, and places that hold nothing. What breaks a reading off is its last item, a rejection
too, so that the shards of a file together always give what the file gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from stanceline.ingest.arc import read_arc
from stanceline.ingest.archives import read_tar, read_zip, spooled
from stanceline.ingest.arrow import count_arrow, read_arrow
from stanceline.ingest.dates import latest_believable
from stanceline.ingest.drafts import Candidate, make_article
from stanceline.ingest.feed import count_entries, read_feed
from stanceline.ingest.files import find_files
from stanceline.ingest.html import read_page
from stanceline.ingest.json_feed import read_json_feed
from stanceline.ingest.jsonlines import read_json, read_lines
from stanceline.ingest.letter import read_letter
from stanceline.ingest.limits import DAMAGED, DEEPEST_LAYER, Budget
from stanceline.ingest.markdown import read_markdown
from stanceline.ingest.newsfile import PLAIN_RULES, NewsFile, ReadingRules
from stanceline.ingest.refusals import RefusalError, printable, reject, reject_crash
from stanceline.ingest.sitemap import read_sitemap
from stanceline.ingest.sniffing import HEAD_BYTES, FileKind, Sniffed, sniff_head
from stanceline.ingest.table import count_parquet, read_delimited, read_parquet
from stanceline.ingest.text import read_text
from stanceline.ingest.web_archive import read_warc
from stanceline.records import Article, Rejected

__all__ = ["FINGERPRINT", "RangeReader", "count_articles", "find_files", "read_file"]

# Raise the number when this stage's own rules change what comes out of the same file.
_RULES = "ingest.2"
_DECIDING_LIBRARIES = (
    "charset-normalizer", "courlan", "dateparser", "fastwarc", "feedparser", "ftfy", "htmldate",
    "ijson", "justext", "lxml", "markdown-it-py", "py3langid", "tld", "trafilatura", "warcio",
)  # fmt: skip
FINGERPRINT: str = " ".join((_RULES, *(f"{name}={version(name)}" for name in _DECIDING_LIBRARIES)))

Item = Candidate | Rejected | None
Result = Article | Rejected | None
_Reader = Callable[[NewsFile, Sniffed], Iterator[Item]]
# More than any file holds, and the most that islice takes.
_HEAD_STEP = 1 << 9
_ALL_ROWS = range((1 << 63) - 1)


def count_articles(path: Path, *, rules: ReadingRules = PLAIN_RULES) -> int:
    """Return at least the number of items in a file, and 1 for one that cannot be read."""
    try:
        return max(1, _count(_open(path, source=str(path), rules=rules)))
    except Exception:  # noqa: BLE001 - the per-article boundary: reading it says what is wrong
        return 1


def read_file(
    path: Path,
    *,
    rows: range | None = None,
    source: str | None = None,
    rules: ReadingRules = PLAIN_RULES,
) -> Iterator[Article | Rejected]:
    """Read a file's articles in order, whatever is in it.

    rows: item numbers from 0, as ``count_articles`` counts them; the shards of a file together
    give what the file gives. source: the name the file goes by; its path by default.
    """
    rows = _ALL_ROWS if rows is None else rows
    results = _read_results(path, source=source or str(path), rules=rules, start=rows.start)
    found = islice(results, 0, len(rows) * rows.step, rows.step)
    yield from (result for result in found if result is not None)


class RangeReader:
    """Reads ranges of items; one that begins where the last one ended reads on in one pass.

    Without it every shard of a file would read over all the shards before it.
    """

    def __init__(self, rules: ReadingRules = PLAIN_RULES) -> None:
        self._rules = rules
        self._results: Iterator[Result] = iter(())
        self._next: tuple[Path, int] | None = None

    def __call__(self, path: Path, rows: range, *, source: str) -> list[Article | Rejected]:
        """Read the items of a range, all of them."""
        if self._next != (path, rows.start):
            self._results = _read_results(path, source=source, rules=self._rules, start=rows.start)
        found = [result for result in islice(self._results, len(rows)) if result is not None]
        self._next = (path, rows.stop)
        return found


def _read_results(path: Path, *, source: str, rules: ReadingRules, start: int) -> Iterator[Result]:
    """Yield what every item from number ``start`` on becomes."""
    source = printable(source)
    try:
        file = _open(path, source=source, rules=rules)
    except RefusalError as error:
        yield from islice([reject(error, source=source)], start, None)
        return
    except OSError as error:
        refusal = RefusalError("unreadable", source, f"cannot be read: {error.strerror or error}")
        yield from islice([reject(refusal, source=source)], start, None)
        return
    yield from (_finish(item, file=file) for item in _read_items(file, start=start))


def _open(path: Path, *, source: str, rules: ReadingRules) -> NewsFile:
    status = path.stat()
    if not path.is_file():
        # A pipe or device would block for ever.
        raise RefusalError("unreadable", source, "not a regular file")
    return NewsFile(
        path=path,
        source=source,
        name=source,
        file_name=path.name,
        not_after=latest_believable(status.st_mtime),
        budget=Budget(status.st_size, locator=source),
        rules=rules,
    )


def _read_items(file: NewsFile, *, start: int = 0) -> Iterator[Item]:
    """Yield the items of a file from number ``start`` on."""
    if start and _is_parquet(file):
        # Only here can what lies before be passed over without being read.
        return _guard(file, lambda: read_parquet(file, start=start))
    return islice(_guard(file, lambda: _open_reader(file)), start, None)


def _is_parquet(file: NewsFile) -> bool:
    try:
        with file.open() as handle:
            return sniff_head(handle.read(4)).kind is FileKind.PARQUET
    except OSError:
        return False


def _guard(file: NewsFile, read: Callable[[], Iterator[Item]]) -> Iterator[Item]:
    """Yield items, and as the last one what broke the reading off."""
    is_empty = True
    try:
        for item in read():
            is_empty = False
            yield item
        if is_empty:
            refusal = RefusalError("empty", file.name, "there is nothing to read in the file")
            yield reject(refusal, source=file.source)
    except RefusalError as error:
        yield reject(error, source=file.source)
    except DAMAGED as error:
        yield reject(_refuse_rest(file.name, error), source=file.source)
    except ImportError:
        # A library that is missing is no fault of the file: every other file would fail too.
        raise
    except Exception as error:  # noqa: BLE001 - the per-article boundary, for whole files
        yield reject_crash(error, source=file.source, locator=file.name)


def _refuse_rest(locator: str, error: Exception) -> RefusalError:
    problem = f"cannot be read further: {getattr(error, 'strerror', None) or error}"
    return RefusalError("unreadable", locator, problem)


def _open_reader(file: NewsFile) -> Iterator[Item]:
    """Take off the layers of packing, and read what is inside."""
    file, sniffed = _unpack(file)
    if sniffed.kind in _NEED_A_PATH and file.packing:
        with spooled(file) as path:
            plain = replace(file, path=path, packing=())
            yield from _READERS[sniffed.kind](plain, sniffed)
        return
    yield from _READERS[sniffed.kind](file, sniffed)


def _unpack(file: NewsFile) -> tuple[NewsFile, Sniffed]:
    """Return a file with its packings known, and the kind of what is inside."""
    while True:
        if file.depth > DEEPEST_LAYER:
            problem = f"packed in more than {DEEPEST_LAYER} layers"
            raise RefusalError("too deep", file.name, problem, remedy="unpack it")
        with file.open() as handle:
            sniffed = sniff_head(_read_head(handle), extension=file.extension)
        if sniffed.kind not in _PACKINGS:
            return file, sniffed
        file = file.unpacked(_PACKINGS[sniffed.kind])


def _read_head(handle: BinaryIO) -> bytes:
    """Read the head of a file, or what there is before damage, which its reader will report."""
    head = b""
    try:
        while chunk := handle.read(min(_HEAD_STEP, HEAD_BYTES - len(head))):
            head += chunk
    except DAMAGED:
        if not head:
            raise
    return head


def _finish(item: Item, *, file: NewsFile) -> Result:
    if item is None or isinstance(item, Rejected):
        return item
    try:
        draft = item.build()
        return make_article(draft, source=file.source, locator=item.locator, rules=file.rules)
    except RefusalError as error:
        return reject(error, source=file.source)
    except DAMAGED as error:
        return reject(_refuse_rest(item.locator, error), source=file.source)
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001 - the per-article boundary: one page stops no corpus
        return reject_crash(error, source=file.source, locator=item.locator)


def _refuse(file: NewsFile, sniffed: Sniffed) -> Iterator[Item]:
    """Reject a whole file for what it is."""
    if sniffed.kind is FileKind.EMPTY:
        raise RefusalError("empty", file.name, "the file is empty")
    seems = f": it seems to be {sniffed.seems}" if sniffed.seems else ""
    raise RefusalError(
        "not text",
        file.name,
        f"not text{seems}",
        remedy="readable are text, HTML, JSON, CSV, Parquet, Arrow, feeds, e-mail and archives",
    )
    yield  # makes this a generator like every reader


_PACKINGS = {FileKind.GZIP: "gzip", FileKind.BZIP2: "bzip2", FileKind.XZ: "xz"}
_NEED_A_PATH = frozenset({FileKind.PARQUET, FileKind.ARROW})
_READERS: dict[FileKind, _Reader] = {
    FileKind.TEXT: lambda file, _: read_text(file),
    FileKind.MARKDOWN: lambda file, _: read_markdown(file),
    FileKind.LETTER: lambda file, _: read_letter(file),
    FileKind.HTML: lambda file, _: read_page(file),
    FileKind.FEED: lambda file, _: read_feed(file),
    FileKind.JSON_FEED: lambda file, _: read_json_feed(file),
    FileKind.SITEMAP: lambda file, _: read_sitemap(file),
    FileKind.JSON_LINES: lambda file, sniffed: read_lines(file, encoding=sniffed.encoding),
    FileKind.JSON: lambda file, sniffed: read_json(file, encoding=sniffed.encoding),
    FileKind.DELIMITED: lambda file, sniffed: read_delimited(file, encoding=sniffed.encoding),
    FileKind.PARQUET: lambda file, _: read_parquet(file, start=0),
    FileKind.ARROW: lambda file, _: read_arrow(file),
    FileKind.WARC: lambda file, _: read_warc(file),
    FileKind.ARC: lambda file, _: read_arc(file),
    FileKind.ZIP: lambda file, _: read_zip(file, read_member=_read_items),
    FileKind.TAR: lambda file, _: read_tar(file, read_member=_read_items),
    FileKind.UNKNOWN_XML: _refuse,
    FileKind.BINARY: _refuse,
    FileKind.EMPTY: _refuse,
}
# Kinds that are one article at most: counting them takes no reading.
_SINGLE = frozenset({
    FileKind.TEXT, FileKind.MARKDOWN, FileKind.LETTER, FileKind.HTML, FileKind.SITEMAP,
    FileKind.UNKNOWN_XML, FileKind.BINARY, FileKind.EMPTY,
})  # fmt: skip
_COUNTERS: dict[FileKind, Callable[[NewsFile], int]] = {
    FileKind.PARQUET: count_parquet,
    FileKind.ARROW: count_arrow,
    FileKind.FEED: count_entries,
}


def _count(file: NewsFile) -> int:
    unpacked, sniffed = _unpack(file)
    if sniffed.kind in _SINGLE:
        return 1
    if sniffed.kind in _COUNTERS and not unpacked.packing:
        return _COUNTERS[sniffed.kind](unpacked)
    # Every reader of many is lazy: nothing is built that is only counted.
    return sum(1 for _ in _read_items(file))

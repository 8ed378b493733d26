"""What a file is, by its content; its extension only breaks ties."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from pathlib import Path

from stanceline.ingest.encoding import find_encoding
from stanceline.ingest.layouts import is_article_header

HEAD_BYTES = 1 << 16
# Images and archives are a third control characters; damaged text has a few.
_BINARY_SHARE = 0.02
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
)
_TAR_MAGIC, _TAR_MAGIC_AT = b"ustar", 257
# An Arrow stream begins with its schema's length after a mark of ones.
_ARROW_STREAM = b"\xff\xff\xff\xff"
# A letter has a sender and something only mail programs write; articles have "Date:" lines too.
_HEADER_LINE = re.compile(r"(?:[\w-]+):[ \t]?.*|[ \t].*")
_MAILED = re.compile(
    r"^(?:mime-version|message-id|received|return-path|delivered-to):", re.I | re.M
)
_SENDER = re.compile(r"^from:", re.I | re.M)
_JSON_FEED = re.compile(r"\"version\"\s*:\s*\"https?:\\?/\\?/jsonfeed\.org\\?/version")
# What may stand before the root element: declarations, comments and instructions.
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\])?[^>]*>)", re.I | re.S)
_ROOT = re.compile(r"\s*<([A-Za-z][\w:.-]*)")
_HTML_ANYWHERE = re.compile(r"<(?:!doctype html|html|head|body)\b", re.I)
_HTML_TAG = re.compile(r"<(?:p|div|br|h[1-6]|article|section|span|a|ul|table|meta)\b[^>]*>", re.I)


class FileKind(StrEnum):
    """What a file turns out to be."""

    TEXT = "text"
    MARKDOWN = "markdown"
    LETTER = "letter"
    HTML = "html"
    JSON_LINES = "json_lines"
    JSON = "json"
    DELIMITED = "delimited"
    PARQUET = "parquet"
    ARROW = "arrow"
    FEED = "feed"
    JSON_FEED = "json_feed"
    SITEMAP = "sitemap"
    WARC = "warc"
    ARC = "arc"
    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    UNKNOWN_XML = "unknown_xml"
    BINARY = "binary"
    EMPTY = "empty"


_ROOTS = {
    "rss": FileKind.FEED, "channel": FileKind.FEED, "feed": FileKind.FEED, "rdf:rdf": FileKind.FEED,
    "urlset": FileKind.SITEMAP, "sitemapindex": FileKind.SITEMAP,
}  # fmt: skip
_BYTES = (
    (b"PAR1", FileKind.PARQUET),
    (b"ARROW1", FileKind.ARROW),
    (_ARROW_STREAM, FileKind.ARROW),
    (b"WARC/", FileKind.WARC),
    (b"filedesc:", FileKind.ARC),
    (b"PK\x03\x04", FileKind.ZIP),
    (b"PK\x05\x06", FileKind.ZIP),
    (b"\x1f\x8b", FileKind.GZIP),
    (b"BZh", FileKind.BZIP2),
    (b"\xfd7zXZ\x00", FileKind.XZ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniffed:
    """The kind of a file, its encoding when it is text, and for a rejection what it seems to be."""

    kind: FileKind
    encoding: str = "utf-8"
    seems: str = ""


def sniff(path: Path) -> Sniffed:
    """Recognise a file by its first bytes.

    Raises:
        OSError: it cannot be read.

    """
    with path.open("rb") as handle:
        return sniff_head(handle.read(HEAD_BYTES), extension=path.suffix.lower())


def sniff_head(head: bytes, *, extension: str = "") -> Sniffed:
    """Recognise a file by its first ``HEAD_BYTES`` bytes; fewer are the whole file."""
    kind = next((kind for magic, kind in _BYTES if head.startswith(magic)), None)
    if kind or head[_TAR_MAGIC_AT:].startswith(_TAR_MAGIC):
        return Sniffed(kind=kind or FileKind.TAR)
    if not head.strip():
        return Sniffed(kind=FileKind.EMPTY)
    seems = next((name for magic, name in _MAGIC if head.startswith(magic)), "")
    encoding = None if seems else find_encoding(head, is_markup=head.lstrip().startswith(b"<"))
    if encoding is None:
        return Sniffed(kind=FileKind.BINARY, seems=seems)
    text = head.decode(encoding, errors="ignore").lstrip("\ufeff")
    if len(_CONTROLS.findall(text)) > _BINARY_SHARE * len(text):
        return Sniffed(kind=FileKind.BINARY)
    is_whole = len(head) < HEAD_BYTES
    return _sniff_text(text, encoding=encoding, extension=extension, is_whole=is_whole)


def _sniff_text(text: str, *, encoding: str, extension: str, is_whole: bool) -> Sniffed:
    kind = (
        _sniff_named(text, extension=extension)
        or _sniff_markup(text, extension=extension)
        or _sniff_json(text, extension=extension, is_whole=is_whole)
        or _sniff_table(text, extension=extension)
        or FileKind.TEXT
    )
    root = _root(text) if kind is FileKind.UNKNOWN_XML else ""
    return Sniffed(
        kind=kind, encoding=encoding, seems=f"XML with the root <{root}>" if root else ""
    )


def _sniff_named(text: str, *, extension: str) -> FileKind | None:
    """Recognise what only a name or a block of headers tells from plain text."""
    if extension in {".md", ".markdown"}:
        return FileKind.MARKDOWN
    lines = text.lstrip().split("\n")
    # A mailbox program may put its own "From name date" line first.
    headers = list(takewhile(_is_header, lines[1:] if lines[0].startswith("From ") else lines))
    head = "\n".join(headers)
    is_letter = extension == ".eml" or (_SENDER.search(head) and _MAILED.search(head))
    return FileKind.LETTER if is_letter and headers else None


def _is_header(line: str) -> bool:
    return _HEADER_LINE.fullmatch(line.rstrip("\r")) is not None


def _root(text: str) -> str:
    while match := _PROLOG.match(text):
        text = text[match.end() :]
    root = _ROOT.match(text)
    return root[1] if root else ""


def _sniff_markup(text: str, *, extension: str) -> FileKind | None:
    root = _root(text).lower()
    # A prefix may be any: <ns0:urlset>.
    if kind := _ROOTS.get(root) or _ROOTS.get(root.rpartition(":")[2]):
        return kind
    starts_with_tag = text.lstrip().startswith("<")
    if starts_with_tag and _HTML_ANYWHERE.search(text):
        return FileKind.HTML
    if text.lstrip()[:5].lower() == "<?xml" and root:
        return FileKind.UNKNOWN_XML
    is_page = extension in {".html", ".htm", ".xhtml"} and _HTML_TAG.search(text)
    return (
        FileKind.HTML if is_page or (starts_with_tag and _HTML_TAG.match(text.lstrip())) else None
    )


def _sniff_json(text: str, *, extension: str, is_whole: bool) -> FileKind | None:
    start = text.lstrip()
    if start.startswith("{") and _JSON_FEED.search(start):
        return FileKind.JSON_FEED
    if extension in {".jsonl", ".ndjson"}:
        return FileKind.JSON_LINES
    if re.match(r"\[\s*[{\[\]]", start):
        return FileKind.JSON if extension == ".json" or _opens_json(start) else None
    if not re.match(r"\{\s*[\"}]", start):
        return FileKind.JSON if extension == ".json" else None
    lines = start.splitlines()
    if not is_whole:
        lines = lines[:-1]
    if any(_is_object(line) for line in lines[:5]):
        return FileKind.JSON_LINES
    # A first line longer than the head, or an object over many lines.
    return FileKind.JSON_LINES if not lines and extension != ".json" else FileKind.JSON


def _opens_json(start: str) -> bool:
    """Say whether ``[`` opens an array of objects and not an editor's remark."""
    return bool(re.match(r"\[\s*(?:\{\s*[\"}]|\]\s*$)", start))


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _sniff_table(text: str, *, extension: str) -> FileKind | None:
    if extension in {".csv", ".tsv"}:
        return FileKind.DELIMITED
    header = text.lstrip().split("\n", 1)[0]
    delimiter = find_delimiter(header)
    cells = header.split(delimiter) if delimiter else []
    return FileKind.DELIMITED if len(cells) > 1 and is_article_header(cells) else None


def find_delimiter(header: str) -> str:
    """Return what separates the columns of a header line, "" when nothing does."""
    best = max("\t,;|", key=header.count)
    return best if best in header else ""

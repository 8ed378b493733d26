"""Markdown files: the marks go, the text stays; front matter and title as in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from stanceline.ingest.drafts import Candidate, Draft
from stanceline.ingest.encoding import decode
from stanceline.ingest.fragments import read_fragment
from stanceline.ingest.limits import read_whole
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.refusals import RefusalError
from stanceline.ingest.text import read_document

_FRONT_MATTER = re.compile(r"\A\s*---\n(?P<fields>.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_FIRST_HEADING = re.compile(r"\A\s*#\s+(?P<title>.+?)\s*#*\s*$", re.MULTILINE)


def read_markdown(file: NewsFile) -> Iterator[Candidate]:
    """Yield the one article of a Markdown file."""
    yield Candidate(locator=file.name, build=lambda: _read_file(file))


def _read_file(file: NewsFile) -> Draft:
    with file.open() as handle:
        raw = read_whole(handle, locator=file.name)
    decoded = decode(raw)
    if decoded is None:
        raise RefusalError("not text", file.name, "not text in any known encoding")
    marked = decoded.text.replace("\r\n", "\n")
    front = _FRONT_MATTER.match(marked)
    body = marked[front.end() :] if front else marked
    heading = _FIRST_HEADING.match(body)
    text = _strip_marks(body[heading.end() :] if heading else body, locator=file.name)
    title = [_strip_marks(heading["title"], locator=file.name)] if heading else []
    fields = [front["fields"]] if front else []
    # What is left is plain text with a header block, which the reader of plain text knows.
    head = "\n".join(("---", *fields, "---")) if fields else ""
    plain = "\n\n".join(part for part in (head, *title, text) if part)
    draft = read_document(plain, not_after=file.not_after, note=decoded.note)
    return replace(draft, title=draft.title or "".join(title))


def _strip_marks(marked: str, *, locator: str) -> str:
    """Return the text of Markdown; HTML in it is read as the text it shows."""
    from markdown_it import MarkdownIt

    return read_fragment(MarkdownIt("commonmark").render(marked), locator=locator)

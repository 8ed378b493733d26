"""What a reader finds before it is an article, and how it becomes one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from stanceline.ingest.agencies import find_agency
from stanceline.ingest.cleaning import (
    clean_characters,
    clean_line,
    compose_text,
    separate_paragraphs,
)
from stanceline.ingest.dates import UNKNOWN_DATE, Dated
from stanceline.ingest.language import identify_language
from stanceline.ingest.refusals import RefusalError
from stanceline.records import Article, StoryId, make_article_id

_SHORTEST_TEXT = 40
# A sentence ends in one of these after four words (or eight characters of a script without
# spaces); a paragraph of 80 characters counts without one, because Thai and others have none.
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]")
_WORD = re.compile(r"\w+")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LENGTH_WITHOUT_STOP = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Title, text and metadata as a reader found them; nothing is cleaned or checked yet."""

    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    dated: Dated = UNKNOWN_DATE
    modified: datetime | None = None
    language: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One place in a file where an article should be; ``build`` may raise a refusal."""

    locator: str
    build: Callable[[], Draft]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsFile:
    """A file to read, the name it goes by, and the last moment its dates can be believed."""

    path: Path
    source: str
    not_after: datetime

    def locate(self, number: int) -> str:
        """Name a line, row or entry of the file, counted from 1."""
        return f"{self.source}:{number}"


def make_article(draft: Draft, *, source: str, locator: str) -> Article:
    """Clean and check a draft; everything that follows from the text alone is found here.

    Raises:
        RefusalError: there is no text, or too little of it.

    """
    cleaned = clean_characters(draft.text)
    body = separate_paragraphs(cleaned.text)
    title = clean_line(draft.title)
    _require_article(body, locator=locator)
    text = compose_text(title, body)
    outlet, url = clean_line(draft.outlet), clean_line(draft.url)
    published = draft.dated.published
    stamp = published.isoformat() if published else ""
    article_id = make_article_id(url=url, outlet=outlet, title=title, published=stamp, text=text)
    agency = find_agency(body, authors=draft.authors)
    return Article(
        article_id=article_id,
        text=text,
        source=source,
        locator=locator,
        outlet=outlet,
        url=url,
        title=title,
        authors=draft.authors,
        published=published,
        published_precision=draft.dated.precision,
        published_source=draft.dated.source,
        modified=draft.modified,
        language=draft.language or identify_language(text),
        n_chars=len(text),
        chars_read=len(text),
        story_id=StoryId(article_id),
        is_wire=bool(agency),
        agency=agency,
        note="; ".join(note for note in (draft.note, draft.dated.note, cleaned.note) if note),
    )


def _require_article(body: str, *, locator: str) -> None:
    if not body.strip():
        raise RefusalError("no text", locator, "there is no text")
    if len(body) < _SHORTEST_TEXT:
        raise RefusalError(
            "too short",
            locator,
            f"too short to be an article: {len(body)} characters",
            remedy=f"an article has at least {_SHORTEST_TEXT}",
        )
    if not any(_holds_sentence(paragraph) for paragraph in body.split("\n\n")):
        raise RefusalError(
            "too short", locator, "too short to be an article: not one whole sentence in it"
        )


def _holds_sentence(paragraph: str) -> bool:
    if len(paragraph) >= _LENGTH_WITHOUT_STOP:
        return True
    if not _SENTENCE_END.search(paragraph):
        return False
    return len(_WORD.findall(paragraph)) >= 4 or len(_IDEOGRAPH.findall(paragraph)) >= 8

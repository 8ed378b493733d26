"""What a reader finds before it is an article, and how it becomes one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stanceline.ingest.agencies import find_agency
from stanceline.ingest.cleaning import (
    clean_characters,
    clean_line,
    compose_text,
    separate_paragraphs,
)
from stanceline.ingest.dates import UNKNOWN_DATE, Dated
from stanceline.ingest.language import identify_language
from stanceline.ingest.newsfile import PLAIN_RULES, ReadingRules
from stanceline.ingest.outlets import name_outlet
from stanceline.ingest.refusals import RefusalError
from stanceline.records import Article, StoryId, make_article_id

_SHORTEST_TEXT = 40
# A sentence ends in one of these after four words (or eight characters of a script without
# spaces); a paragraph of 80 characters counts without one, because Thai and others have none.
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]")
_WORD = re.compile(r"\w+")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LENGTH_WITHOUT_STOP = 80
# Publishers count captions and boxes too; a text that is half as long again is cut.
_CUT_SHARE = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Title, text and metadata as a reader found them; nothing is cleaned or checked yet.

    words_declared: how long the publisher says the article is, 0 when it does not say.
    """

    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    dated: Dated = UNKNOWN_DATE
    modified: datetime | None = None
    language: str = ""
    words_declared: int = 0
    opt_outs: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One place in a file where an article should be; ``build`` may raise a refusal."""

    locator: str
    build: Callable[[], Draft]


def make_article(
    draft: Draft, *, source: str, locator: str, rules: ReadingRules = PLAIN_RULES
) -> Article:
    """Clean and check a draft; everything that follows from the text alone is found here.

    Raises:
        RefusalError: there is no text, too little of it, or its publisher does not want it mined.

    """
    _require_consent(draft, locator=locator, rules=rules)
    cleaned = clean_characters(draft.text)
    body = separate_paragraphs(cleaned.text)
    title = clean_line(draft.title)
    _require_article(body, locator=locator)
    text = compose_text(title, body)
    url = clean_line(draft.url)
    outlet = name_outlet(clean_line(draft.outlet), url, rules.outlets)
    published = draft.dated.published
    stamp = published.isoformat() if published else ""
    article_id = make_article_id(url=url, outlet=outlet, title=title, published=stamp, text=text)
    agency = find_agency(body, authors=draft.authors)
    n_chars, cut = _measure(text, words_declared=draft.words_declared)
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
        published_local=draft.dated.local,
        published_precision=draft.dated.precision,
        published_source=draft.dated.source,
        modified=draft.modified,
        language=draft.language or identify_language(text),
        n_chars=n_chars,
        chars_read=len(text),
        story_id=StoryId(article_id),
        is_wire=bool(agency),
        agency=agency,
        relevance=rules.subject(text) if rules.subject else 1.0,
        opt_outs=draft.opt_outs,
        note="; ".join(filter(None, (draft.note, cut, draft.dated.note, cleaned.note))),
    )


def _require_consent(draft: Draft, *, locator: str, rules: ReadingRules) -> None:
    if draft.opt_outs and not rules.keep_opted_out:
        raise RefusalError(
            "opted out",
            locator,
            f"its publisher opts out of text and data mining: {', '.join(draft.opt_outs)}",
            remedy="--set ingest.keep_opted_out=true reads it all the same",
        )


def _measure(text: str, *, words_declared: int) -> tuple[int, str]:
    """Return how long the article is, from what its publisher says, and a note on what is cut."""
    words = len(_WORD.findall(text))
    if not words or words_declared <= _CUT_SHARE * words:
        return len(text), ""
    whole = len(text) * words_declared // words
    return whole, f"cut: {words} of the {words_declared} words that the publisher declares"


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

"""Web pages: the article in the page, and what the page says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from stanceline.ingest.cleaning import clean_line
from stanceline.ingest.dates import UNKNOWN_DATE, Dated
from stanceline.ingest.drafts import Candidate, Draft
from stanceline.ingest.encoding import decode
from stanceline.ingest.furniture import remove_furniture
from stanceline.ingest.language import read_language_tag
from stanceline.ingest.limits import read_whole
from stanceline.ingest.linked_data import LinkedData, read_linked_data
from stanceline.ingest.markup import parse_markup
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.opt_outs import find_page_opt_outs
from stanceline.ingest.outlets import registered_domain
from stanceline.ingest.page_credits import find_authors, find_title, outlet_names
from stanceline.ingest.page_dates import (
    date_page,
    date_settings,
    declared_dates,
    declared_modified,
    guess_date,
)
from stanceline.ingest.page_kind import describe_page
from stanceline.ingest.refusals import RefusalError

if TYPE_CHECKING:
    from trafilatura.settings import Document

# trafilatura writes a list item as "- item"; the marker is its own, not the article's.
_LIST_MARK = re.compile(r"^- ", re.MULTILINE)
_SHORTEST_BODY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What is known about a page beside its bytes: from the file, the archive or the server.

    listed: the date that a feed or a news sitemap gave when it listed the page.
    """

    name: str
    not_after: datetime
    url: str = ""
    charset: str = ""
    listed: Dated = UNKNOWN_DATE
    opt_outs: tuple[str, ...] = ()


def read_page(file: NewsFile) -> Iterator[Candidate]:
    """Yield the one article of a page."""
    yield Candidate(locator=file.name, build=lambda: _read_file(file))


def _read_file(file: NewsFile) -> Draft:
    with file.open() as handle:
        raw = read_whole(handle, locator=file.name)
    return read_raw_page(raw, PageFacts(name=file.name, not_after=file.not_after))


def read_raw_page(raw: bytes, facts: PageFacts) -> Draft:
    """Find the article in a page's bytes.

    Raises:
        RefusalError: the bytes are not text, cannot be read whole, or hold no article.

    """
    decoded = decode(raw, is_markup=True, charset=facts.charset)
    if decoded is None:
        raise RefusalError("not text", facts.name, "not text in any known encoding")
    tree = parse_markup(decoded.text, locator=facts.name)
    document = _extract(tree, facts)
    linked = read_linked_data(tree)
    text, fallback = _find_text(tree, document.text, linked)
    if not text:
        raise RefusalError(
            "no article",
            facts.name,
            "no article was found in the page",
            remedy="pages drawn by scripts must be saved after they are drawn",
        )
    url = document.url or facts.url
    outlet = linked.publisher or document.sitename or registered_domain(url)
    names = outlet_names((outlet, document.sitename or ""), url=url)
    title = find_title(tree, linked, found=document.title or "", outlets=names)
    # Every line of the extracted text is a paragraph, whatever its width.
    body, left_out = remove_furniture(_LIST_MARK.sub("", text).splitlines())
    if body and title and clean_line(body[0]) == title:
        del body[0]
    furniture = f"{left_out} lines of the page around it left out" if left_out else ""
    kinds = describe_page(tree, linked, text=text, url=url)
    return Draft(
        text="\n\n".join(body),
        title=title,
        outlet=outlet,
        url=url,
        authors=find_authors(linked, found=document.author or ""),
        dated=_date_page(tree, document, linked, facts=facts),
        modified=declared_modified(tree, linked, not_after=facts.not_after),
        language=read_language_tag(linked.string("inLanguage")),
        words_declared=linked.words,
        opt_outs=(*facts.opt_outs, *find_page_opt_outs(tree)),
        note="; ".join(filter(None, (decoded.note, fallback, furniture, *kinds))),
    )


def _extract(tree: HtmlElement, facts: PageFacts) -> Document:
    """Find article and metadata; the library works on a copy of the tree."""
    from trafilatura import bare_extraction, extract_metadata

    settings = date_settings(facts.not_after)
    document = bare_extraction(
        tree,
        url=facts.url or None,
        with_metadata=True,
        include_comments=False,
        date_extraction_params=settings,
    )
    if document is None or isinstance(document, dict):
        return extract_metadata(tree, default_url=facts.url or None, date_config=settings)
    return document


def _date_page(
    tree: HtmlElement, document: Document, linked: LinkedData, *, facts: PageFacts
) -> Dated:
    stamps = declared_dates(tree, linked, not_after=facts.not_after)
    return date_page(
        document.date or "",
        stamps=stamps,
        url=document.url or facts.url,
        listed=facts.listed,
        guess=lambda: guess_date(tree, url=facts.url, not_after=facts.not_after),
        not_after=facts.not_after,
    )


def _find_text(tree: HtmlElement, extracted: str | None, linked: LinkedData) -> tuple[str, str]:
    """Return the article's text, and a note when the usual way did not find it."""
    if extracted:
        return extracted, ""
    for find in (_search_boldly, _search_plainly):
        if text := find(tree):
            return text, "found by a fallback: the text may hold parts of the page around it"
    body = linked.string("articleBody")
    return (body, "text as the page's JSON-LD has it") if len(body) >= _SHORTEST_BODY else ("", "")


def _search_boldly(tree: HtmlElement) -> str:
    from trafilatura import bare_extraction

    document = bare_extraction(tree, include_comments=False, favor_recall=True)
    return "" if document is None or isinstance(document, dict) else document.text or ""


def _search_plainly(tree: HtmlElement) -> str:
    from trafilatura import baseline

    body, text, length = baseline(tree)
    paragraphs = (" ".join(paragraph.itertext()) for paragraph in body.iter("p"))
    return ("\n".join(paragraphs) or str(text)) if length >= _SHORTEST_BODY else ""

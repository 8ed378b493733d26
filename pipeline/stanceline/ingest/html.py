"""Web pages: the article in the page, and what the page says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from stanceline.ingest.bylines import read_authors
from stanceline.ingest.dates import find_page_date
from stanceline.ingest.drafts import Candidate, Draft, NewsFile
from stanceline.ingest.encoding import decode
from stanceline.ingest.markup import parse_markup
from stanceline.ingest.refusals import RefusalError

if TYPE_CHECKING:
    from trafilatura.settings import Document

# trafilatura writes a list item as "- item"; the marker is its own, not the article's.
_LIST_MARK = re.compile(r"^- ", re.MULTILINE)


def read_page(file: NewsFile) -> Iterator[Candidate]:
    """Yield the one article of a page."""
    yield Candidate(locator=file.source, build=lambda: _read_file(file))


def _read_file(file: NewsFile) -> Draft:
    decoded = decode(file.path.read_bytes(), is_markup=True)
    if decoded is None:
        raise RefusalError("not text", file.source, "not text in any known encoding")
    document = _extract(parse_markup(decoded.text, locator=file.source))
    if document is None:
        raise RefusalError(
            "no article",
            file.source,
            "no article was found in the page",
            remedy="pages drawn by scripts must be saved after they are drawn",
        )
    return _make_draft(document, decoded.text, file=file, note=decoded.note)


def _extract(tree: HtmlElement) -> Document | None:
    """Find the article; a page that gives none is tried again with less caution."""
    from trafilatura import bare_extraction

    for favor_recall in (False, True):
        # A copy: the library prunes the tree it is given.
        document = bare_extraction(
            deepcopy(tree), with_metadata=True, include_comments=False, favor_recall=favor_recall
        )
        if document is not None and not isinstance(document, dict) and document.text:
            return document
    return None


def _make_draft(document: Document, page: str, *, file: NewsFile, note: str) -> Draft:
    url = document.url or ""
    outlet = document.sitename or registered_domain(url)
    return Draft(
        # Every line of the extracted text is a paragraph, whatever its width.
        text="\n\n".join(_LIST_MARK.sub("", document.text or "").splitlines()),
        title=strip_outlet(document.title or "", outlet=outlet),
        outlet=outlet,
        url=url,
        authors=read_authors((document.author or "").split(";")),
        dated=find_page_date(page, url=url, not_after=file.not_after),
        note=note,
    )


def strip_outlet(title: str, *, outlet: str) -> str:
    """Return a title without the outlet's name that pages put at its end.

    >>> strip_outlet("Deal signed | Kanto Ledger", outlet="Kanto Ledger")
    'Deal signed'
    """
    ending = re.search(rf"\s*[|｜:：–—-]\s*{re.escape(outlet)}\s*$", title, re.IGNORECASE)
    return title[: ending.start()] if outlet and ending and ending.start() else title


def registered_domain(url: str) -> str:
    """Return the domain a publisher registered, "" when there is none.

    >>> registered_domain("https://news.example.co.uk/deal")
    'example.co.uk'
    """
    from tld import get_fld

    try:
        host = urlsplit(url).hostname
    except ValueError:
        return ""
    return str(get_fld(f"https://{host}", fail_silently=True) or "") if host else ""

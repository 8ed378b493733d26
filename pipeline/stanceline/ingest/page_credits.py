"""The title and the authors of a page, from what it declares and what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from stanceline.ingest.bylines import read_authors
from stanceline.ingest.linked_data import LinkedData
from stanceline.ingest.outlets import host_of

_SEPARATORS = re.compile(r"\s+[|*·—–-]+\s+|\s*[|｜：]\s*")
# A headline is worded anew for page, search engine and feed; it keeps this much of its words.
_SHARED_WORDS = 0.4
_FEWEST_WORDS = 3
_MOST_HEADINGS = 20


def find_title(tree: HtmlElement, linked: LinkedData, *, found: str, outlets: Sequence[str]) -> str:
    """Return the headline: as JSON-LD declares it, else as the page's metadata do, else as shown.

    JSON-LD that describes another article has few words of the page's own titles; it is left.
    """
    shown = list(_headings(tree))
    declared = linked.string("headline")
    if declared and any(_are_alike(declared, title) for title in (found, *shown) if title):
        return strip_outlets(declared, outlets=outlets)
    return strip_outlets(found or next(iter(shown), "") or declared, outlets=outlets)


def find_authors(linked: LinkedData, *, found: str) -> tuple[str, ...]:
    """Return the people who wrote the article: as declared, else as found on the page."""
    declared = [name for author in linked.authors for name in read_authors(author)]
    return read_authors(declared) or read_authors(found.split(";"))


def outlet_names(names: Iterable[str], *, url: str) -> list[str]:
    """List the names that an outlet may put behind its titles: given ones and its domain's."""
    host = host_of(url).removeprefix("www.")
    return [name for name in (*names, host, *host.split(".")[:-1]) if len(name) > 2]


def strip_outlets(title: str, *, outlets: Iterable[str]) -> str:
    """Return a title without the parts at its end that only name the outlet.

    >>> strip_outlets("Deal signed - World | Kanto Ledger", outlets=["Kanto Ledger"])
    'Deal signed - World'
    """
    names = {_plain(name) for name in outlets}
    while ends := list(_SEPARATORS.finditer(title)):
        ending = _plain(title[ends[-1].end() :])
        if not ending or ending not in names or not title[: ends[-1].start()].strip():
            break
        title = title[: ends[-1].start()]
    return title.strip()


def _headings(tree: HtmlElement) -> Iterator[str]:
    for number, heading in enumerate(tree.iter("h1")):
        text = " ".join("".join(heading.itertext()).split())
        if number < _MOST_HEADINGS and len(text.split()) >= _FEWEST_WORDS:
            yield text


def _are_alike(first: str, second: str) -> bool:
    """Say whether two titles share enough of the words of the shorter one."""
    one, other = _words(first), _words(second)
    return len(one & other) >= _SHARED_WORDS * min(len(one), len(other))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\u3040-\u9fff]|\w+", text.casefold()))


def _plain(name: str) -> str:
    return re.sub(r"\W+", "", name.casefold())

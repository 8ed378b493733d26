"""What a publisher says against the mining of its pages, in headers and in the page.

Recorded are the robots directives ``noai`` and ``noimageai``, the TDM Reservation Protocol
(W3C TDMRep, 2024: header ``tdm-reservation``, meta of the same name), and, by ``stanceline
fetch``, robots.txt rules that close a page to the crawlers of AI companies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

_ROBOTS = frozenset({"noai", "noimageai"})
_TDM = "tdm-reservation"


def find_header_opt_outs(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Name the opt-outs in the headers of a response; header names in lower case."""
    found = [f"header:{word}" for word in _robots_words(headers.get("x-robots-tag", ""))]
    if headers.get(_TDM, "").strip() == "1":
        found.append(f"header:{_TDM}")
    return tuple(dict.fromkeys(found))


def find_page_opt_outs(tree: HtmlElement) -> tuple[str, ...]:
    """Name the opt-outs in the meta elements of a page."""
    found: list[str] = []
    for meta in tree.iter("meta"):
        name = (meta.get("name") or "").strip().lower()
        content = meta.get("content") or ""
        if name == "robots":
            found += (f"meta:{word}" for word in _robots_words(content))
        elif name == _TDM and content.strip() == "1":
            found.append(f"meta:{_TDM}")
    return tuple(dict.fromkeys(found))


def _robots_words(value: str) -> Iterator[str]:
    words = value.lower().replace(":", ",").split(",")
    return (word.strip() for word in words if word.strip() in _ROBOTS)

"""What kind of page an article was found in, as notes: behind a wall, live, or a list of links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from stanceline.ingest.linked_data import LinkedData

_LOCKED = frozenset({"locked", "metered", "paid", "premium", "subscription"})
_WALL = re.compile(
    r"(?:subscribe|sign in|log in|register|become a (?:member|subscriber))[^.!?\n]{0,60}"
    r"(?:to (?:continue|keep) reading|to read (?:the|this) (?:full|whole|rest)|to unlock)"
    r"|this (?:article|story|content) is (?:only )?(?:for|available to) subscribers"
    r"|already (?:a subscriber|subscribed)\?|continue reading with a subscription",
    re.IGNORECASE,
)
# A wall stands where the text stops.
_WALL_REACH = 400
_LIVE_ADDRESS = re.compile(
    r"/live(?:-?blog|-?updates)?(?:/|$)|-live-(?:updates|blog)", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"’”)\]]*$")
# A list page is many short lines that end like headlines; an article with few of them is none.
_FEWEST_LINES, _LIST_SHARE, _LONGEST_HEADLINE = 8, 0.8, 160


def describe_page(tree: HtmlElement, linked: LinkedData, *, text: str, url: str) -> Iterator[str]:
    """Yield notes on what a reader of the text should know about its page."""
    if linked.is_paid or _is_locked(tree) or _WALL.search(text[-_WALL_REACH:]):
        yield "behind a paywall: the page may hold only the beginning"
    if linked.is_live or _LIVE_ADDRESS.search(url):
        yield "a live blog: several reports under one date"
    if linked.is_list or _is_list(text):
        yield "a list of headlines rather than an article"


def _is_locked(tree: HtmlElement) -> bool:
    return any(
        (meta.get("content") or "").strip().lower() in _LOCKED
        for meta in tree.iter("meta")
        if (meta.get("property") or meta.get("name") or "").endswith("content_tier")
    )


def _is_list(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    headlines = sum(
        len(line) <= _LONGEST_HEADLINE and not _SENTENCE_END.search(line.rstrip()) for line in lines
    )
    return len(lines) >= _FEWEST_LINES and headlines >= _LIST_SHARE * len(lines)

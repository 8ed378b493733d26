"""One captured response of a web archive, whatever wrote it, to an article or a rejection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO

from stanceline.ingest.dates import UNKNOWN_DATE, Dated, latest_believable
from stanceline.ingest.drafts import Draft
from stanceline.ingest.html import PageFacts, read_raw_page
from stanceline.ingest.limits import read_whole
from stanceline.ingest.opt_outs import find_header_opt_outs
from stanceline.ingest.outlets import registered_domain
from stanceline.ingest.refusals import RefusalError
from stanceline.ingest.sniffing import HEAD_BYTES, FileKind, sniff_head
from stanceline.ingest.text import read_raw_document

_LISTINGS = {
    FileKind.FEED: "a feed", FileKind.JSON_FEED: "a feed", FileKind.SITEMAP: "a sitemap",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A response as it was captured: address, time, status, headers (lower case) and body.

    status: 0 for a resource that came without HTTP. listed, opt_outs: what ``stanceline fetch``
    wrote beside it.
    """

    url: str
    locator: str
    captured: datetime | None
    status: int
    headers: Mapping[str, str]
    body: BinaryIO
    charset: str = ""
    listed: Dated = UNKNOWN_DATE
    opt_outs: tuple[str, ...] = field(default=())


def read_capture(capture: Capture, *, not_after: datetime) -> Draft:
    """Make a draft of a captured page or text.

    No date later than the capture is believed.

    Raises:
        RefusalError: it is no page, no success, or holds no article.

    """
    if capture.status and not 200 <= capture.status < 300:
        raise RefusalError(
            f"http {capture.status}", capture.locator, f"answered {capture.status}: {capture.url}"
        )
    if capture.captured:
        not_after = min(not_after, latest_believable(capture.captured.timestamp()))
    raw = read_whole(capture.body, locator=capture.locator)
    kind = sniff_head(raw[:HEAD_BYTES]).kind
    if kind in _LISTINGS:
        raise RefusalError(
            "listing",
            capture.locator,
            f"{_LISTINGS[kind]}, which lists pages that may be records of their own",
            remedy="save it as a file to read its entries",
        )
    opt_outs = (*capture.opt_outs, *find_header_opt_outs(capture.headers))
    if kind is FileKind.HTML:
        return read_raw_page(
            raw,
            PageFacts(
                name=capture.locator,
                not_after=not_after,
                url=capture.url,
                charset=capture.charset,
                listed=capture.listed,
                opt_outs=opt_outs,
            ),
        )
    return _read_text(raw, capture, kind=kind, not_after=not_after, opt_outs=opt_outs)


def _read_text(
    raw: bytes,
    capture: Capture,
    *,
    kind: FileKind,
    not_after: datetime,
    opt_outs: tuple[str, ...],
) -> Draft:
    if kind is not FileKind.TEXT:
        what = capture.headers.get("content-type") or str(kind)
        raise RefusalError("not text", capture.locator, f"neither a page nor a text: {what}")
    draft = read_raw_document(
        raw, locator=capture.locator, not_after=not_after, charset=capture.charset
    )
    return replace(
        draft,
        url=draft.url or capture.url,
        outlet=draft.outlet or registered_domain(capture.url),
        dated=draft.dated if draft.dated.published else capture.listed,
        opt_outs=opt_outs,
    )

"""The fetching of many addresses: politely, host by host, into an archive that can be gone on with.

One request runs at a time. Hosts take turns: the next request goes to the host that may be asked
soonest, so that a host that wants pauses holds up nobody else.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from stanceline.ingest.fetching.archive import ArchiveWriter
from stanceline.ingest.fetching.client import Answer, Client, is_address
from stanceline.ingest.fetching.failures import FetchError
from stanceline.ingest.fetching.listings import (
    is_fetchable,
    is_front_page,
    is_listing,
    read_front_page,
    read_listing,
    unpack,
)
from stanceline.ingest.fetching.log import FetchLog, Outcome, Target
from stanceline.ingest.fetching.robots import Robots
from stanceline.ingest.markup import parse_markup
from stanceline.ingest.opt_outs import find_header_opt_outs, find_page_opt_outs
from stanceline.ingest.refusals import RefusalError
from stanceline.ingest.web_archive import LISTED_IN, LISTED_PUBLISHED, LISTING_ROLE, OPT_OUT, ROLE

ARCHIVE, LOG = "pages.warc.gz", ".fetch-log.jsonl"
_FIRST_BACK_OFF_S = 1.0
_TOO_MUCH = "lists what is not followed: there are too many feeds and sitemaps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a crawl behaves. delay_s: between two requests to one host, unless it asks for more.

    longest_wait_s: a server that asks for a longer pause is left alone. most_listings: what feeds
    and sitemaps list is followed so far, for they can list one another without end.
    """

    delay_s: float = 1.0
    most_pages: int = 1000
    most_tries: int = 4
    most_listings: int = 1000
    longest_wait_s: float = 120.0
    honours_opt_outs: bool = False


@dataclass(kw_only=True)
class Crawl:
    """A fetch into a folder; going on with it is making it again on the same folder."""

    folder: Path
    client: Client
    agent: str
    manners: Manners = field(default_factory=Manners)
    refresh: bool = False
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _robots: dict[str, Robots] = field(default_factory=dict)
    _queues: dict[str, deque[tuple[Target, int]]] = field(default_factory=dict)
    _ready_at: dict[str, float] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)
    _listings: int = 0

    def run(self, sources: Iterable[Target]) -> Iterator[Outcome]:
        """Fetch the sources, what they list, and what an earlier run left; yield every outcome."""
        log = FetchLog(self.folder / LOG)
        archive = ArchiveWriter(self.folder / ARCHIVE, keep_bytes=log.archive_bytes)
        try:
            left = list(log.left())
            seeds = [target for target in sources if log.add_target(target) or self.refresh]
            for target in {one.url: one for one in (*left, *seeds)}.values():
                self._enqueue(target)
            yield from self._work(log, archive)
        finally:
            archive.close()
            log.close()

    def _work(self, log: FetchLog, archive: ArchiveWriter) -> Iterator[Outcome]:
        pages = 0
        while pages < self.manners.most_pages and (following := self._next()):
            target, tries = following
            outcome = self._try(target, tries, log=log, archive=archive)
            if outcome is None:
                continue
            log.add_outcome(outcome)
            pages += outcome.kind == "fetched"
            yield outcome

    def _try(
        self, target: Target, tries: int, *, log: FetchLog, archive: ArchiveWriter
    ) -> Outcome | None:
        """Fetch a target; None when it is to be tried again."""
        try:
            return self._fetch(target, log=log, archive=archive)
        except FetchError as error:
            if error.is_passing and tries < self.manners.most_tries:
                wait = error.retry_after_s or _FIRST_BACK_OFF_S * 2**tries
                if wait <= self.manners.longest_wait_s:
                    self._enqueue(target, tries=tries + 1, wait_s=wait)
                    return None
            return Outcome(
                url=target.url, kind=error.kind, message=str(error), is_passing=error.is_passing
            )
        except RefusalError as error:
            return Outcome(url=target.url, kind=error.kind, message=str(error))

    def _fetch(self, target: Target, *, log: FetchLog, archive: ArchiveWriter) -> Outcome:
        robots = self._find_robots(target.url, archive)
        _require(robots, target.url)
        before = log.outcomes.get(target.url)
        answer = self.client.get(
            target.url,
            headers=_conditions(before),
            require=lambda url: _require(self._find_robots(url, archive), url),
        )
        if answer.status == 304:
            known = before or Outcome(url=target.url, kind="")
            return replace(known, kind="unchanged", message="")
        body = unpack(answer.body, answer.header("content-encoding"))
        listed = list(self._read_listed(target, answer, body))
        is_page = not is_listing(body) and not (target.is_seed and is_front_page(answer.url))
        opt_outs = self._find_opt_outs(answer, body, archive) if is_page else ()
        if opt_outs and self.manners.honours_opt_outs:
            raise FetchError("opted out", f"{answer.url} opts out: {', '.join(opt_outs)}")
        end = archive.write(
            answer,
            {
                ROLE: "" if is_page else LISTING_ROLE,
                LISTED_IN: target.via,
                LISTED_PUBLISHED: target.published,
                OPT_OUT: opt_outs,
                "redirected-from": answer.redirected_from,
            },
        )
        self._listings += not is_page
        is_too_much = self._listings >= self.manners.most_listings
        for one in () if is_too_much else listed:
            if log.add_target(one) or (self.refresh and one.url not in self._begun):
                self._enqueue(one)
        return Outcome(
            url=target.url,
            kind="fetched" if is_page else "listing",
            message=f"{target.url} {_TOO_MUCH}" if is_too_much and listed else "",
            etag=answer.header("etag"),
            last_modified=answer.header("last-modified"),
            archive_bytes=end,
        )

    def _read_listed(self, target: Target, answer: Answer, body: bytes) -> Iterator[Target]:
        """Yield what an answer lists; only what a user or a listing named is looked into."""
        if is_listing(body):
            yield from read_listing(body, url=answer.url)
        elif target.is_seed and is_front_page(answer.url):
            robots = self._robots[_host_root(answer.url)]
            named = (Target(url=url, via=answer.url, is_seed=True) for url in robots.sitemaps)
            yield from filter(is_fetchable, named)
            yield from read_front_page(body, url=answer.url)

    def _find_opt_outs(
        self, answer: Answer, body: bytes, archive: ArchiveWriter
    ) -> tuple[str, ...]:
        found = self._find_robots(answer.url, archive).opt_outs(answer.url)
        found += find_header_opt_outs(answer.by_name)
        try:
            tree = parse_markup(body.decode("utf-8", "replace"), locator=answer.url)
        except RefusalError:
            return found
        return found + find_page_opt_outs(tree)

    def _find_robots(self, url: str, archive: ArchiveWriter) -> Robots:
        """Return the rules of an address's host, fetched once."""
        if not is_address(url):
            raise FetchError("no address", f"{url!r} is no address of the web")
        root = _host_root(url)
        if root not in self._robots:
            self._robots[root] = Robots(text=self._fetch_robots(root, archive), agent=self.agent)
        return self._robots[root]

    def _fetch_robots(self, root: str, archive: ArchiveWriter) -> str | None:
        """Fetch robots.txt: no such file allows all, a failing server nothing (RFC 9309, 2.3.1)."""
        try:
            answer = self.client.get(f"{root}/robots.txt")
        except FetchError as error:
            if error.kind in {"private address", "no address"}:
                raise
            is_absent = error.kind.startswith("http 4") and error.kind != "http 429"
            return "" if is_absent else None
        archive.write(answer, {ROLE: LISTING_ROLE})
        body = unpack(answer.body, answer.header("content-encoding"))
        return body.decode("utf-8", "replace")

    def _enqueue(self, target: Target, *, tries: int = 0, wait_s: float = 0.0) -> None:
        self._begun.add(target.url)
        host = _host_root(target.url)
        queue = self._queues.setdefault(host, deque())
        if not tries:
            queue.append((target, tries))
            return
        # What is tried again comes first: its pause is the whole host's.
        queue.appendleft((target, tries))
        self._ready_at[host] = self.clock() + wait_s

    def _next(self) -> tuple[Target, int] | None:
        """Wait for the host that may be asked soonest, and take its next target."""
        waiting = [host for host, queue in self._queues.items() if queue]
        if not waiting:
            return None
        host = min(waiting, key=lambda one: self._ready_at.get(one, 0.0))
        if (pause := self._ready_at.get(host, 0.0) - self.clock()) > 0:
            self.sleep(pause)
        robots = self._robots.get(host)
        delay = max(self.manners.delay_s, robots.delay_s if robots else 0.0)
        self._ready_at[host] = self.clock() + delay
        return self._queues[host].popleft()


def count_kinds(outcomes: Iterable[Outcome]) -> Counter[str]:
    """Count outcomes by what became of them."""
    return Counter(outcome.kind for outcome in outcomes)


def _require(robots: Robots, url: str) -> None:
    if robots.text is None:
        problem = f"robots.txt of its host cannot be read, so nothing is allowed: {url}"
        raise FetchError("robots", problem, is_passing=True)
    if not robots.allows(url):
        raise FetchError("robots", f"robots.txt of its host forbids {url}")


def _host_root(url: str) -> str:
    """Return the root of an address's host; of what is no address itself, to be refused in turn."""
    if not is_address(url):
        return url
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def _conditions(before: Outcome | None) -> dict[str, str]:
    """Ask only for what is new (RFC 9110, 13.1), when the server said by what to know it."""
    if before is None:
        return {}
    asked = {"If-None-Match": before.etag, "If-Modified-Since": before.last_modified}
    return {name: value for name, value in asked.items() if value}

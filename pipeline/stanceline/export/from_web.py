"""The pages of a text-free dataset, fetched from where they were published.

A dataset comes from a stranger and its addresses are a stranger's too: they are fetched with all
the rules of ``stanceline fetch``, and only what the dataset names is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stanceline.ingest.fetching.client import Client, Limits
from stanceline.ingest.fetching.crawl import ARCHIVE, LOG, Crawl, Manners
from stanceline.ingest.fetching.listings import is_fetchable, is_front_page
from stanceline.ingest.fetching.log import FetchLog, Outcome, Target
from stanceline.ingest.reading import read_file
from stanceline.records import Article, Rejected

_STAGE = "fetch"
_HERE = frozenset({"fetched", "unchanged"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPages:
    """Fetches addresses into an archive in ``folder``; a second time it goes on from there."""

    folder: Path
    agent: str = "stanceline"
    allowed_hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    manners: Manners = field(default_factory=Manners)

    def __call__(self, urls: Sequence[str]) -> Iterator[Article | Rejected]:
        """Yield the articles of the addresses, then a rejection for every one that gave none."""
        targets = [Target(url=url) for url in urls if _is_page(url)]
        with Client(
            user_agent=self.agent, limits=self.limits, allowed_hosts=self.allowed_hosts
        ) as client:
            crawl = Crawl(folder=self.folder, client=client, agent=self.agent, manners=self.manners)
            for _ in crawl.run(targets):
                pass
        if (archive := self.folder / ARCHIVE).exists():
            yield from read_file(archive)
        yield from self._failures(urls)

    def _failures(self, urls: Sequence[str]) -> Iterator[Rejected]:
        log = FetchLog(self.folder / LOG)
        log.close()
        for url in urls:
            outcome = log.outcomes.get(url) or _not_asked(url, most=self.manners.most_pages)
            if outcome.kind not in _HERE:
                yield Rejected(
                    source=url,
                    locator=url,
                    stage=_STAGE,
                    error=outcome.kind,
                    message=outcome.message or f"{url} lists pages and is no article",
                )


def _is_page(url: str) -> bool:
    """Say whether an address may be an article's; that of a whole site is none."""
    return is_fetchable(Target(url=url)) and not is_front_page(url)


def _not_asked(url: str, *, most: int) -> Outcome:
    if not _is_page(url):
        return Outcome(url=url, kind="no address", message=f"{url!r} is no address of a page")
    problem = f"{url}: not asked for: {most:,} pages were fetched before; run it again to go on"
    return Outcome(url=url, kind="not asked", message=problem, is_passing=True)

"""What robots.txt allows (RFC 9309): to us, how fast, and whom it shuts out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protego import Protego

# Crawlers that gather text for language models; a rule against one is a word on mining.
AI_AGENTS = (
    "GPTBot", "CCBot", "ClaudeBot", "anthropic-ai", "Google-Extended", "Applebot-Extended",
    "meta-externalagent", "Bytespider", "cohere-ai", "PerplexityBot", "Amazonbot", "Diffbot",
)  # fmt: skip
# RFC 9309, 2.5: at least 500 KiB must be read.
_LARGEST = 512_000
# A crawl delay beyond this would never end; robots.txt files ask for up to 30 s.
_LONGEST_DELAY_S = 60.0


@dataclass(frozen=True)
class Robots:
    """The rules of one host; ``text`` is None when they could not be read: nothing is allowed."""

    text: str | None
    agent: str

    @cached_property
    def _rules(self) -> Protego:
        from protego import Protego

        return Protego.parse((self.text or "")[:_LARGEST])

    def allows(self, url: str) -> bool:
        """Say whether we may fetch an address."""
        return self.text is not None and bool(self._rules.can_fetch(url, self.agent))

    @property
    def delay_s(self) -> float:
        """The seconds that the host wants between two requests, 0 when it does not say."""
        return min(float(self._rules.crawl_delay(self.agent) or 0.0), _LONGEST_DELAY_S)

    @property
    def sitemaps(self) -> Iterator[str]:
        """The sitemaps that the host names."""
        return iter(self._rules.sitemaps)

    def opt_outs(self, url: str) -> tuple[str, ...]:
        """Name the crawlers of AI companies that may not fetch an address."""
        if self.text is None:
            return ()
        shut = (name for name in AI_AGENTS if not self._rules.can_fetch(url, name))
        return tuple(f"robots:{name}" for name in shut)

"""One request after another, with limits on size, time and redirects, and no way around them."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpcore

from stanceline.ingest.fetching.addresses import GuardedBackend
from stanceline.ingest.fetching.failures import FetchError
from stanceline.ingest.limits import LARGEST_DOCUMENT

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_READABLE = (
    "text/", "application/xhtml", "application/xml", "application/rss", "application/atom",
    "application/rdf", "application/feed+json", "application/json", "application/x-gzip",
    "application/gzip",
)  # fmt: skip
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one answer may take: bytes as they come over the line, seconds in all, redirects."""

    largest_bytes: int = LARGEST_DOCUMENT
    timeout_s: float = 30.0
    most_redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered in the end; the body as it came, still packed if it was."""

    url: str
    status: int
    reason: str
    headers: Headers
    body: bytes
    redirected_from: tuple[str, ...] = ()
    fetched: datetime = field(default_factory=lambda: datetime.now(UTC))

    def header(self, name: str) -> str:
        """Return a header, "" when there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def by_name(self) -> Mapping[str, str]:
        """The headers, names in lower case; of two with one name the last."""
        return {key.lower(): value for key, value in self.headers}


class Client:
    """Fetches addresses over HTTP; every hop of a redirect is checked like the first."""

    def __init__(
        self, *, user_agent: str, limits: Limits | None = None, allowed_hosts: Iterable[str] = ()
    ) -> None:
        self._limits = limits or Limits()
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip", "Accept": "*/*"}
        self._backend = GuardedBackend(allowed_hosts)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=8,
            keepalive_expiry=10.0,
            network_backend=self._backend,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        require: Callable[[str], None] | None = None,
    ) -> Answer:
        """Fetch an address and follow it to its end.

        require: raises when an address that a redirect leads to may not be asked for.

        Raises:
            FetchError: nothing came, or not what can be read, or too much, or too slowly.

        """
        deadline = time.monotonic() + self._limits.timeout_s
        passed: list[str] = []
        while True:
            # Asking for what is required may fetch something else in between.
            self._backend.deadline = deadline
            answer = self._get_once(url, headers=headers or {})
            target = answer.header("location")
            if answer.status not in _REDIRECTS or not target:
                return _check(answer, passed)
            passed.append(url)
            url = _follow(url, target)
            if len(passed) > self._limits.most_redirects or url in passed:
                raise FetchError("redirects", f"{passed[0]} leads on after {len(passed)} redirects")
            if require:
                require(url)

    def _get_once(self, url: str, *, headers: Mapping[str, str]) -> Answer:
        _require_address(url)
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self._limits.timeout_s)
        try:
            with self._pool.stream(
                "GET",
                url,
                headers=_encode({**self._headers, **headers}),
                extensions={"timeout": timeouts},
            ) as response:
                found = _decode_headers(response.headers)
                body = b"" if response.status in _REDIRECTS else self._read(response, url)
                reason = bytes(response.extensions.get("reason_phrase", b"")).decode("latin-1")
                return Answer(
                    url=url, status=response.status, reason=reason, headers=found, body=body
                )
        except httpcore.TimeoutException as error:
            limit = f"{self._limits.timeout_s:g} s"
            problem = f"{url} was not there after {limit}"
            raise FetchError("timeout", problem, is_passing=True) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
            problem = f"{url} cannot be reached: {error}"
            raise FetchError("no connection", problem, is_passing=True) from error
        except (httpcore.UnsupportedProtocol, UnicodeError, ValueError) as error:
            raise FetchError("no address", f"{url!r} is no address of the web: {error}") from error

    def _read(self, response: httpcore.Response, url: str) -> bytes:
        """Read a body up to the limits; one that cannot be an article is not read at all."""
        headers = {name.lower(): value for name, value in _decode_headers(response.headers)}
        kind = headers.get("content-type", "")
        if response.status == 200 and kind and not kind.strip().lower().startswith(_READABLE):
            raise FetchError("content type", f"{url} is {kind.strip()}")
        body = bytearray()
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > self._limits.largest_bytes:
                limit = f"{self._limits.largest_bytes:,} bytes"
                raise FetchError("too large", f"{url} has more than {limit}")
        return bytes(body)


def _follow(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        problem = f"{url} leads to {target!r}, which is no address: {error}"
        raise FetchError("no address", problem) from error


def _require_address(url: str) -> None:
    if not is_address(url):
        raise FetchError("no address", f"{url!r} is no address of the web")


def is_address(url: str) -> bool:
    """Say whether something is an address of the web: users, listings and servers say anything.

    >>> is_address("https://a.example/1"), is_address("http://["), is_address("file:///a")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _encode(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _decode_headers(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


def _check(answer: Answer, passed: list[str]) -> Answer:
    if answer.status in _PASSING:
        raise FetchError(
            f"http {answer.status}",
            f"{answer.url} answered {answer.status} {answer.reason}",
            is_passing=True,
            retry_after_s=read_retry_after(answer.header("retry-after"), now=answer.fetched),
        )
    if answer.status not in {200, 203, 304}:
        problem = f"{answer.url} answered {answer.status} {answer.reason}"
        raise FetchError(f"http {answer.status}", problem)
    return replace(answer, redirected_from=tuple(passed))


def read_retry_after(value: str, *, now: datetime) -> float:
    """Return the seconds of a Retry-After header (RFC 9110, 10.2.3), 0 when there are none.

    >>> read_retry_after("120", now=datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    """
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())

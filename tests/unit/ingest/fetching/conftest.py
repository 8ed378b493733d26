"""A small site on loopback, served by a real web server in a thread."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from stanceline.ingest.fetching.client import Client, Limits
from stanceline.ingest.fetching.crawl import Crawl, Manners

SENTENCE = "The minister defended the deal on Tuesday, which keeps the plants at work for years. "


def page(title: str, text: str, *, head: str = "") -> bytes:
    paragraphs = f"<p>{text * 3}</p><p>Second. {text * 3}</p>"
    return (
        f"<!doctype html><html><head><title>{title} | Ledger</title>{head}"
        f'<meta property="og:site_name" content="Ledger"></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


class Site:
    """What the server answers, and how often it was asked for what."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.headers: dict[str, dict[str, str]] = {}
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.root = ""

    def put(self, path: str, body: bytes, *, kind: str = "text/html", status: int = 200, **headers):
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer

    def redirect(self, path: str, target: str) -> None:
        self.put(path, b"", status=302, Location=target)

    def drip(self, path: str, *, pause_s: float) -> None:
        """Send a byte of an endless page now and then."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.end_headers()
            for _ in range(2000):
                handler.wfile.write(b"<p>")
                handler.wfile.flush()
                time.sleep(pause_s)

        self.answers[path] = answer

    def flood(self, path: str) -> None:
        """Send a page without an end as fast as it is read."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.end_headers()
            while True:
                handler.wfile.write(b"<p>more</p>" * 10_000)

        self.answers[path] = answer

    def raw(
        self, path: str, start: bytes = b"", *, repeat: bytes = b"", pause_s: float = 0
    ) -> None:
        """Send bytes that need be no HTTP, then more of them until the client has had enough."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.close_connection = True
            handler.wfile.write(start)
            time.sleep(0 if repeat else pause_s)
            while repeat:
                handler.wfile.write(repeat)
                time.sleep(pause_s)

        self.answers[path] = answer

    def maps_without_end(self, folder: str) -> None:
        """Make every sitemap an index of the next one."""
        for number in range(200):
            following = f"<sitemap><loc>{self.root}{folder}{number + 1}</loc></sitemap>"
            body = f"<sitemapindex>{following}</sitemapindex>".encode()
            self.put(f"{folder}{number}", body, kind="text/xml")


@pytest.fixture
def site() -> Iterator[Site]:
    yield from serve_site()


@pytest.fixture(scope="module")
def make_site() -> Iterator[Site]:
    """A site that all tests of a module share."""
    yield from serve_site()


def serve_site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.asked[self.path] += 1
            served.headers[self.path] = {
                name.lower(): value for name, value in self.headers.items()
            }
            missing = lambda handler: handler.send_error(404)  # noqa: E731
            try:
                served.answers.get(self.path, missing)(self)
            except OSError:
                # The client has had enough.
                self.close_connection = True

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        served.root = f"http://127.0.0.1:{server.server_address[1]}"
        yield served
        server.shutdown()
        thread.join()


class Clock:
    """Time that passes when someone sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 2))
        self.now += seconds

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client() -> Iterator[Client]:
    limits = Limits(timeout_s=2.0, largest_bytes=1 << 20)
    with Client(user_agent="stanceline", limits=limits, allowed_hosts=["127.0.0.1"]) as one:
        yield one


@pytest.fixture
def crawl(tmp_path, client, clock):
    def make(**options) -> Crawl:
        manners = Manners(**options.pop("manners", {}))
        return Crawl(
            folder=tmp_path / "archive",
            client=client,
            agent="stanceline",
            manners=manners,
            sleep=clock.sleep,
            clock=clock,
            **options,
        )

    return make


class MakePage:
    """Builds pages of an article."""

    def __call__(self, title: str, *, text: str = SENTENCE, head: str = "") -> bytes:
        return page(title, text, head=head)

    def packed(self, body: bytes) -> bytes:
        return gzip.compress(body)


@pytest.fixture
def make_page() -> MakePage:
    return MakePage()

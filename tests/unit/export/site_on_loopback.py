"""A web server on loopback that answers what a test puts there, and counts what was asked."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """Its pages by path."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.pages: dict[str, tuple[bytes, str]] = {}
        self.root = ""

    def put(self, path: str, body: bytes, *, kind: str = "text/html") -> None:
        self.pages[path] = (body, kind)


def page(title: str, text: str) -> bytes:
    paragraphs = f"<p>{text * 3}</p><p>Second. {text * 3}</p>"
    return (
        f"<!doctype html><html><head><title>{title} | Ledger</title>"
        f'<meta property="og:site_name" content="Ledger"></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


def serve_site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked[self.path] += 1
            if self.path not in site.pages:
                self.send_error(404)
                return
            body, kind = site.pages[self.path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        site.root = f"http://127.0.0.1:{server.server_address[1]}"
        yield site
        server.shutdown()
        thread.join()

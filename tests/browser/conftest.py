"""Chromium, opened pages with all they said and asked for, and a site that listens."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Visit:
    """An opened page with everything it said and asked for."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(url)

    def asked_outside(self, base: str) -> list[str]:
        return [url for url in self.asked if not url.startswith(("data:", base))]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The one browser of a process, for the module at work.

    While it is open its event loop counts as running in this process, and a second one, or
    anything else that starts a loop, is refused: so it is closed before the next module begins.
    """
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator:
    pages: list[Page] = []

    def open_page(url: str, *, width: int = 1200, height: int = 900) -> Visit:
        page = browser.new_page(viewport={"width": width, "height": height})
        pages.append(page)
        return Visit(page, url)

    yield open_page
    for page in pages:
        page.close()


@pytest.fixture(scope="session")
def listen():
    """Serve an app on a free port of this machine until the tests are over."""
    servers: list[tuple[uvicorn.Server, threading.Thread, socket.socket]] = []

    def start(app) -> str:
        # The server gets the very socket: a port that was only looked up can be taken meanwhile.
        listener = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        servers.append((server, thread, listener))
        while not server.started:
            thread.join(0.05)
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for server, thread, listener in servers:
        server.should_exit = True
        thread.join(10)
        listener.close()

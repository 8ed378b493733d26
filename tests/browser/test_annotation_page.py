"""The annotation page as a coder uses it: by keyboard, in a browser, with a server that dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

sys.path.append(str(Path(__file__).parents[1] / "unit" / "label"))
sys.path.append(str(Path(__file__).parents[1] / "unit" / "report"))

from label_passages import make_tasks
from report_runs import weekly_articles, write_run

from stanceline.label.log import LabelLog
from stanceline.label.tasks import write_tasks

pytestmark = pytest.mark.browser


class Server:
    """``label annotate``, or ``serve`` of runs, as a process to kill and start again."""

    def __init__(self, folder: Path, home: Path, *, runs: Sequence[Path] = ()) -> None:
        self.folder, self.home, self.runs = folder, home, runs
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    def start(self) -> None:
        sample, log = self.folder / "sample.jsonl", self.folder / "labels.jsonl"
        verb = ["serve", *self.runs, "--label"] if self.runs else ["label", "annotate"]
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "stanceline.cli.main", *verb, sample,
                "--log", log, "--port", str(self.port),
            ],
            env=os.environ | {"STANCELINE_HOME": str(self.home)},
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError("the annotation page did not start")

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(params=["alone", "beside a run"])
def server(request, tmp_path, repository) -> Iterator[Server]:
    write_tasks(make_tasks(12), tmp_path / "sample.jsonl")
    runs = [write_run(tmp_path / "run", weekly_articles(2)).root]
    started = Server(tmp_path, repository, runs=runs if request.param != "alone" else [])
    yield started
    started.kill()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    page = browser.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.port}/label")
    page.keyboard.type("anna")
    page.keyboard.press("Enter")
    page.wait_for_selector("#passage")
    # Else the first key's navigation is taken to be over when this page has loaded.
    page.wait_for_load_state("load")
    yield page
    page.close()


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def standing(server: Server) -> list[str]:
    return [str(annotation.label) for annotation in LabelLog(server.folder / "labels.jsonl").read()]


def test_a_coder_labels_skips_comments_and_undoes_by_keyboard_alone(page, server):
    for key in "1234":
        press(page, key)
    press(page, "u")
    press(page, "s")
    page.keyboard.press("c")
    assert page.locator("#context .around").is_visible()
    page.keyboard.press("m")
    page.keyboard.type("1 is not a key here")
    page.keyboard.press("Enter")
    press(page, "2")
    assert page.text_content("#progress") == "4 labelled, 8 waiting"
    labels = ["premium_for_security", "economic_capitulation", "both", "economic_capitulation"]
    assert standing(server) == labels
    last = LabelLog(server.folder / "labels.jsonl").read()[-1]
    assert last.comment == "1 is not a key here"
    assert page.complaints == []


def test_a_server_killed_in_the_middle_loses_no_label(page, server):
    for key in "123":
        press(page, key)
    server.kill()
    server.start()
    page.goto(f"http://127.0.0.1:{server.port}/label/by/anna")
    assert page.text_content("#progress") == "3 labelled, 9 waiting"
    press(page, "4")
    assert len(standing(server)) == 4


def test_what_is_seen_is_the_passage_to_the_character(page):
    shown = page.locator("#passage").evaluate("element => element.textContent")
    # HTML makes one line end of CRLF; everything else is as it is.
    assert shown == make_tasks(1)[0].text.replace("\r\n", "\n")

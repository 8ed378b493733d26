"""Hostile servers, asked by one process that may use one gigabyte and has a time to be done by."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib

import pytest

TIME_CAP_S = 120
WORKER = r"""
import json, resource, sys, tempfile, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))
from stanceline.ingest.fetching.client import Client, Limits
from stanceline.ingest.fetching.crawl import Crawl, Manners
from stanceline.ingest.fetching.log import Target

urls = json.load(sys.stdin)
outcomes = {}
slept = []
limits = Limits(timeout_s=1.5, largest_bytes=1 << 24)
with tempfile.TemporaryDirectory() as folder, Client(
    user_agent="stanceline", limits=limits, allowed_hosts=["127.0.0.1"]
) as client:
    crawl = Crawl(folder=Path(folder), client=client, agent="stanceline", sleep=slept.append,
                  manners=Manners(delay_s=0.0, most_tries=1, most_listings=20))
    for outcome in crawl.run([Target(url=url, is_seed=True) for url in urls]):
        outcomes[outcome.url] = [outcome.kind, outcome.message]
lines = Path("/proc/self/status").read_text().splitlines()
peak = next(int(x.split()[1]) for x in lines if x.startswith("VmHWM")) / 1024
print(json.dumps({"outcomes": outcomes, "peak_mib": peak, "slept": slept}))
"""


def zeros(mebibytes):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(mebibytes)) + packer.flush()


@pytest.fixture(scope="module")
def hostile(make_site):
    """Every way of answering badly, under a path of its own."""
    site = make_site
    robots = "User-agent: *\nDisallow: /secret\nSitemap: http://[\nCrawl-delay: nan\n"
    site.put("/robots.txt", robots.encode(), kind="text/plain")
    site.flood("/endless")
    site.drip("/dripping", pause_s=0.05)
    site.raw("/silent", pause_s=30)
    site.raw("/header-without-end", b"HTTP/1.1 200 OK\r\nX-A: ", repeat=b"a" * 65536)
    site.raw("/headers-without-end", b"HTTP/1.1 200 OK\r\n", repeat=b"X-A: b\r\n" * 8192)
    site.raw("/slow-header", b"HTTP/1.1 200 OK\r\nX: ", repeat=b"a", pause_s=0.05)
    site.raw("/hang-up")
    site.raw("/garbage", os.urandom(4096).replace(b"\n", b""))
    site.raw("/short", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n<p>cut")
    site.raw("/chunks", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n<p>")
    site.raw("/length", b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n<p>")
    site.put("/bomb", zeros(400), Content_Encoding="gzip")
    site.put("/bomb-in-a-bomb", b"\x1f\x8b broken", Content_Encoding="gzip")
    site.redirect("/circle", "/circle-2")
    site.redirect("/circle-2", "/circle")
    site.redirect("/to-metadata", "http://169.254.169.254/latest/meta-data")
    site.redirect("/to-localhost", "http://localhost:1/")
    site.redirect("/to-file", "file:///etc/passwd")
    site.redirect("/to-no-address", "http://[::1/")
    site.redirect("/to-secret", "/secret")
    site.put("/secret", b"<p>not for you")
    site.put("/busy", b"", status=429, Retry_After="100")
    site.put("/down", b"", status=503, Retry_After="Fri, 31 Dec 9999 23:59:59 GMT")
    site.put("/odd-retry", b"", status=503, Retry_After="9" * 400)
    site.maps_without_end("/maps/")
    return site


PATHS = {
    "/endless": "too large",
    "/dripping": "timeout",
    "/silent": "timeout",
    "/header-without-end": "no connection",
    "/headers-without-end": "no connection",
    "/slow-header": "timeout",
    "/hang-up": "no connection",
    "/garbage": "no connection",
    "/short": "no connection",
    "/chunks": "no connection",
    "/length": "no connection",
    "/bomb": "too large",
    "/bomb-in-a-bomb": "damaged",
    "/circle": "redirects",
    "/to-metadata": "private address",
    "/to-localhost": "private address",
    "/to-file": "no address",
    "/to-no-address": "no address",
    "/to-secret": "robots",
    "/secret": "robots",
    "/busy": "http 429",
    "/down": "http 503",
    "/odd-retry": "http 503",
    "/maps/0": "listing",
    "/": "http 404",
}


@pytest.fixture(scope="module")
def results(hostile):
    urls = [hostile.root + path for path in PATHS] + ["http://[", "http://127.0.0.1:0/"]
    done = subprocess.run(
        [sys.executable, "-c", WORKER],
        input=json.dumps(urls),
        capture_output=True,
        text=True,
        timeout=TIME_CAP_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize(("path", "kind"), PATHS.items())
def test_hostile_answer_is_an_outcome_that_says_what_it_was(results, hostile, path, kind):
    assert results["outcomes"][hostile.root + path][0] == kind


def test_page_that_robots_forbid_is_not_asked_for_through_a_redirect_either(results, hostile):
    assert results["outcomes"]
    assert hostile.asked["/secret"] == 0


def test_busy_server_is_given_the_time_it_asks_for(results, hostile):
    assert hostile.asked["/busy"] == 2
    assert max(results["slept"]) == pytest.approx(100, abs=5)


def test_server_that_asks_for_years_is_left_alone(results, hostile):
    assert results["outcomes"]
    assert (hostile.asked["/down"], hostile.asked["/odd-retry"]) == (1, 1)


def test_sitemaps_that_list_sitemaps_without_end_are_followed_so_far(results, hostile):
    asked = [path for path in hostile.asked if path.startswith("/maps/")]
    assert 1 < len(asked) <= 20
    last = max(asked, key=lambda path: int(path.removeprefix("/maps/")))
    assert "is not followed" in results["outcomes"][hostile.root + last][1]


@pytest.mark.parametrize("url", ["http://[", "http://127.0.0.1:0/"])
def test_source_that_is_no_address_stops_nothing(results, url):
    assert results["outcomes"][url][0] in {"no address", "no connection", "robots"}


def test_memory_stays_under_a_gigabyte(results):
    assert results["peak_mib"] < 1024

import time
from datetime import UTC, datetime

import pytest

from stanceline.ingest.fetching.client import Client, Limits, read_retry_after
from stanceline.ingest.fetching.failures import FetchError

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def kind_of(client, url):
    with pytest.raises(FetchError) as caught:
        client.get(url)
    return caught.value.kind


def test_page_comes_with_its_headers(site, client):
    site.put("/a", b"<p>text</p>", ETag='"1"')
    answer = client.get(f"{site.root}/a")
    assert (answer.body, answer.header("etag")) == (b"<p>text</p>", '"1"')


def test_redirects_are_followed_and_remembered(site, client):
    site.put("/b", b"there")
    site.redirect("/a", "/b")
    answer = client.get(f"{site.root}/a")
    assert (answer.url, answer.redirected_from) == (f"{site.root}/b", (f"{site.root}/a",))


def test_redirects_in_a_circle_end(site, client):
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    assert kind_of(client, f"{site.root}/a") == "redirects"


def test_redirects_without_end_end(site, client):
    for number in range(9):
        site.redirect(f"/{number}", f"/{number + 1}")
    assert kind_of(client, f"{site.root}/0") == "redirects"


@pytest.mark.parametrize(
    "target",
    ["http://localhost/", "http://169.254.169.254/latest", "http://10.0.0.1/", "http://[::1]/"],
)
def test_redirect_to_a_private_address_is_not_followed(site, client, target):
    site.redirect("/a", target)
    assert kind_of(client, f"{site.root}/a") == "private address"


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://x.example/", "javascript:alert(1)"]
)
def test_redirect_out_of_the_web_is_not_followed(site, client, target):
    site.redirect("/a", target)
    assert kind_of(client, f"{site.root}/a") == "no address"


def test_host_that_is_not_allowed_is_refused(site):
    with Client(user_agent="x") as client:
        assert kind_of(client, f"{site.root}/a") == "private address"


def test_page_without_end_stops_at_the_size_limit(site, client):
    site.flood("/a")
    assert kind_of(client, f"{site.root}/a") == "too large"


def test_page_that_drips_stops_at_the_time_limit(site):
    site.drip("/a", pause_s=0.05)
    limits = Limits(timeout_s=0.5)
    began = time.monotonic()
    with Client(user_agent="x", limits=limits, allowed_hosts=["127.0.0.1"]) as client:
        assert kind_of(client, f"{site.root}/a") == "timeout"
    assert time.monotonic() - began < 20


def test_picture_is_not_read(site, client):
    site.put("/a", b"\xff\xd8\xff" * 9, kind="image/jpeg")
    assert kind_of(client, f"{site.root}/a") == "content type"


def test_server_that_is_not_there_says_so(client):
    assert kind_of(client, "http://127.0.0.1:9/") == "no connection"


def test_busy_server_says_how_long_to_wait(site, client):
    site.put("/a", b"", status=429, Retry_After="7")
    with pytest.raises(FetchError) as caught:
        client.get(f"{site.root}/a")
    assert (caught.value.is_passing, caught.value.retry_after_s) == (True, 7.0)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60.0),
        ("soon", 0.0),
        ("", 0.0),
        ("-5", 0.0),
    ],
)
def test_retry_after_is_read(value, seconds):
    assert read_retry_after(value, now=NOW) == seconds

"""A small site fetched, archived, read again offline: politely, and going on after a death."""

from datetime import date

import pytest

from stanceline.ingest.fetching.crawl import ARCHIVE, LOG, count_kinds
from stanceline.ingest.fetching.log import Target
from stanceline.ingest.reading import read_file
from stanceline.records import Article


@pytest.fixture
def news(site, make_page):
    """A site with a front page, robots, a feed, a packed sitemap, pages and errors."""
    root = site.root
    site.put("/robots.txt", f"User-agent: *\nDisallow: /secret\nSitemap: {root}/map.xml.gz\n"
             "User-agent: GPTBot\nDisallow: /\n".encode(), kind="text/plain")  # fmt: skip
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    site.put("/", make_page("Front", head=feed))
    items = "".join(f"<item><link>{root}/{n}</link><pubDate>Wed, 23 Jul 2025 10:00:00 GMT</pubDate>"
                    "</item>" for n in (1, 2))  # fmt: skip
    site.put(
        "/feed.xml", f"<rss><channel>{items}</channel></rss>".encode(), kind="application/rss+xml"
    )
    urls = "".join(
        f"<url><loc>{root}{path}</loc></url>" for path in ("/1", "/3", "/gone", "/secret")
    )
    site.put(
        "/map.xml.gz",
        make_page.packed(f"<urlset>{urls}</urlset>".encode()),
        kind="application/gzip",
    )
    for number in (1, 2, 3):
        site.put(f"/{number}", make_page(f"Deal number {number} is signed"), ETag=f'"{number}"')
    return site


def run(crawl, *urls, **options):
    one = crawl(**options)
    return list(one.run([Target(url=url, is_seed=True) for url in urls]))


def read(crawl):
    folder = crawl().folder
    return list(read_file(folder / ARCHIVE, source="pages"))


def test_site_is_fetched_by_its_feed_and_sitemap_and_read_offline(news, crawl):
    outcomes = run(crawl, f"{news.root}/")
    assert count_kinds(outcomes) == {"fetched": 3, "listing": 3, "http 404": 1, "robots": 1}
    titles = {one.title for one in read(crawl)}
    assert titles == {f"Deal number {n} is signed" for n in (1, 2, 3)}


def test_page_that_robots_forbid_is_not_asked_for(news, crawl):
    run(crawl, f"{news.root}/")
    assert news.asked["/secret"] == 0
    assert news.asked["/robots.txt"] == 1


def test_date_of_the_feed_dates_a_page_without_one(news, crawl):
    run(crawl, f"{news.root}/feed.xml")
    dated = {(one.published_local, one.published_source) for one in read(crawl)}
    assert dated == {(date(2025, 7, 23), "listing")}


def test_opt_outs_are_recorded(news, crawl):
    run(crawl, f"{news.root}/1")
    (article,) = read(crawl)
    assert article.opt_outs == ("robots:GPTBot",)


def test_opt_outs_are_honoured_when_asked(news, crawl):
    outcomes = run(crawl, f"{news.root}/1", manners={"honours_opt_outs": True})
    assert [one.kind for one in outcomes] == ["opted out"]
    assert read(crawl) == []


def test_same_host_is_asked_once_a_second(news, crawl, clock):
    run(crawl, *(f"{news.root}/{n}" for n in (1, 2, 3)))
    assert clock.slept == [1.0, 1.0]


def test_delay_that_robots_ask_for_is_kept(news, crawl, clock):
    news.put("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n", kind="text/plain")
    run(crawl, *(f"{news.root}/{n}" for n in (1, 2, 3)))
    assert clock.slept[-1] == 7.0


def test_busy_server_is_asked_again_after_the_time_it_names(news, crawl, clock):
    news.put("/1", b"", status=503, Retry_After="30")
    outcomes = run(crawl, f"{news.root}/1")
    assert [one.kind for one in outcomes] == ["http 503"]
    assert (news.asked["/1"], clock.slept) == (5, [30.0] * 4)


def test_server_that_asks_for_an_hour_is_left_alone(news, crawl, clock):
    news.put("/1", b"", status=429, Retry_After="3600")
    assert [one.kind for one in run(crawl, f"{news.root}/1")] == ["http 429"]
    assert clock.slept == []


def test_failing_server_is_asked_again_with_longer_pauses(news, crawl, clock):
    news.put("/1", b"", status=500)
    run(crawl, f"{news.root}/1")
    assert clock.slept == [1.0, 2.0, 4.0, 8.0]


def test_robots_that_cannot_be_read_allow_nothing(news, crawl):
    news.put("/robots.txt", b"", status=500)
    assert {one.kind for one in run(crawl, f"{news.root}/1")} == {"robots"}
    assert news.asked["/1"] == 0


def test_fetching_again_goes_on_and_asks_for_nothing_twice(news, crawl):
    run(crawl, f"{news.root}/", manners={"most_pages": 1})
    run(crawl, f"{news.root}/")
    assert {news.asked[f"/{n}"] for n in (1, 2, 3)} == {1}
    assert len([one for one in read(crawl) if isinstance(one, Article)]) == 3


def test_refresh_asks_whether_a_page_has_changed(news, crawl):
    run(crawl, f"{news.root}/1")
    news.put("/1", b"", status=304)
    outcomes = run(crawl, f"{news.root}/1", refresh=True)
    assert [one.kind for one in outcomes] == ["unchanged"]
    assert news.headers["/1"]["if-none-match"] == '"1"'


def test_refresh_of_a_site_asks_again_for_what_it_lists(news, crawl):
    run(crawl, f"{news.root}/")
    news.put("/1", b"", status=304)
    outcomes = run(crawl, f"{news.root}/", refresh=True)
    assert count_kinds(outcomes)["unchanged"] == 1
    assert {news.asked[f"/{n}"] for n in (1, 2, 3)} == {2}


def test_archive_of_a_killed_fetch_is_cut_back_to_what_is_logged(news, crawl):
    run(crawl, f"{news.root}/1")
    folder = crawl().folder
    whole = (folder / ARCHIVE).read_bytes()
    (folder / ARCHIVE).write_bytes(whole + b"\x1f\x8b\x08half a record")
    with (folder / LOG).open("ab") as log:
        log.write(b'{"outcome": {"url": "half a li')
    run(crawl, f"{news.root}/2")
    titles = [one.title for one in read(crawl)]
    assert titles == ["Deal number 1 is signed", "Deal number 2 is signed"]


def test_listing_of_hostile_addresses_breaks_nothing(news, crawl):
    links = ("javascript:alert(1)", "http://[", "http://169.254.169.254/", "file:///etc/passwd", "")
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    news.put("/feed.xml", f"<rss><channel>{items}</channel></rss>".encode(), kind="text/xml")
    outcomes = run(crawl, f"{news.root}/feed.xml")
    assert {one.kind for one in outcomes} <= {"listing", "private address", "http 404", "fetched"}


def test_packed_page_is_archived_as_it_came_and_read(news, crawl, make_page):
    news.put("/1", make_page.packed(make_page("Packed deal is signed")), Content_Encoding="gzip")
    run(crawl, f"{news.root}/1")
    assert [one.title for one in read(crawl)] == ["Packed deal is signed"]

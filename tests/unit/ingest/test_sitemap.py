from io import BytesIO

from stanceline.ingest.reading import read_file
from stanceline.ingest.sitemap import list_addresses

NEWS = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://ledger.example/1 </loc><lastmod>2025-07-24</lastmod><news:news>
<news:publication><news:name>Ledger</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2025-07-23T10:00:00Z</news:publication_date><news:title>Deal</news:title>
</news:news></url><url><loc>https://ledger.example/2</loc></url></urlset>"""
INDEX = b"<sitemapindex><sitemap><loc>https://l.example/a.xml</loc></sitemap></sitemapindex>"


def test_addresses_come_with_what_the_sitemap_says():
    first, second = list_addresses(BytesIO(NEWS))
    assert (first.url, first.published, first.outlet, first.title, first.language) == (
        "https://ledger.example/1", "2025-07-23T10:00:00Z", "Ledger", "Deal", "en",
    )  # fmt: skip
    assert (second.url, second.published) == ("https://ledger.example/2", "")


def test_index_names_other_sitemaps():
    (listed,) = list_addresses(BytesIO(INDEX))
    assert (listed.url, listed.is_index) == ("https://l.example/a.xml", True)


def test_what_follows_a_broken_place_is_still_found():
    broken = NEWS.replace(b"<lastmod>2025-07-24</lastmod>", b"<lastmod>&nope;<b>")
    assert next(list_addresses(BytesIO(broken))).url == "https://ledger.example/1"


def test_sitemap_as_an_input_is_one_rejection_that_says_what_to_do(tmp_path):
    (tmp_path / "sitemap.xml").write_bytes(NEWS)
    (rejected,) = read_file(tmp_path / "sitemap.xml")
    assert rejected.error == "listing"
    assert "2 addresses" in rejected.message
    assert "stanceline fetch" in rejected.message


def test_name_that_is_none_in_a_sitemap_breaks_nothing():
    broken = b"<urlset><url><l:>x</l:><loc>https://l.example/1</loc></url></urlset>"
    assert [listed.url for listed in list_addresses(BytesIO(broken))] == ["https://l.example/1"]

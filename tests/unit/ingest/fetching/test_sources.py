import pytest

from stanceline.errors import InputError
from stanceline.ingest.fetching.sources import read_sources


def read(tmp_path, content):
    path = tmp_path / "list"
    path.write_text(content)
    return list(read_sources([str(path)]))


def test_list_has_one_address_a_line(tmp_path):
    targets = read(tmp_path, "# ours\nhttps://a.example/1\n\nhttps://a.example/2\n")
    assert [one.url for one in targets] == ["https://a.example/1", "https://a.example/2"]


def test_export_of_media_cloud_is_a_list(tmp_path):
    header = "id,indexed_date,language,media_name,publish_date,title,url\n"
    (target,) = read(tmp_path, f"{header}1,x,en,Ledger,2025-07-23,Deal,https://a.example/1\n")
    assert (target.url, target.published) == ("https://a.example/1", "2025-07-23")


def test_sitemap_on_disk_is_a_list(tmp_path):
    (target,) = read(tmp_path, "<urlset><url><loc>https://a.example/1</loc></url></urlset>")
    assert target.url == "https://a.example/1"


@pytest.mark.parametrize("content", ["", "nothing here", "url\nfile:///etc/passwd\n"])
def test_file_without_addresses_says_so(tmp_path, content):
    with pytest.raises(InputError, match="no address of the web in it"):
        read(tmp_path, content)

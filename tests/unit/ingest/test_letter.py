from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest

from stanceline.ingest.reading import read_file
from stanceline.records import Rejected

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate."


def letter(**parts):
    message = EmailMessage()
    message["From"] = "Kanto Ledger <news@ledger.example>"
    message["To"] = "reader@home.example"
    message["Subject"] = "Deal — signed"
    message["Date"] = "Wed, 23 Jul 2025 23:30:00 -0500"
    message["Message-ID"] = "<1@ledger.example>"
    message.set_content(parts.get("plain", ""))
    if "html" in parts:
        message.add_alternative(parts["html"], subtype="html")
    return message


def read(tmp_path, content):
    path = tmp_path / "input"
    path.write_bytes(content if isinstance(content, bytes) else content.as_bytes())
    (result,) = read_file(path, source="letter")
    return result


def test_letter_is_known_by_its_headers(tmp_path):
    article = read(tmp_path, letter(plain=SENTENCE))
    assert (article.title, article.outlet) == ("Deal — signed", "Kanto Ledger")
    assert article.text == f"Deal — signed\n\n{SENTENCE}"


def test_date_is_in_utc_and_the_local_day_is_kept(tmp_path):
    article = read(tmp_path, letter(plain=SENTENCE))
    assert article.published == datetime(2025, 7, 24, 4, 30, tzinfo=UTC)
    assert (article.published_local, article.published_source) == (date(2025, 7, 23), "letter:date")


def test_html_is_read_when_the_plain_part_only_points_to_it(tmp_path):
    html = f"<table><tr><td><p>First. {SENTENCE}</p><p>Second. {SENTENCE}</p></td></tr></table>"
    article = read(tmp_path, letter(plain="View in your browser.", html=html))
    assert article.text.startswith("Deal — signed\n\nFirst.")


def test_attachment_is_not_read_and_said(tmp_path):
    message = letter(plain=SENTENCE)
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    assert read(tmp_path, message).note == "1 attachments not read"


def test_letter_without_text_is_rejected(tmp_path):
    rejected = read(tmp_path, letter(plain=""))
    assert isinstance(rejected, Rejected)
    assert rejected.error == "no text"


@pytest.mark.parametrize("name", ["Date", "Subject", "From"])
def test_broken_header_is_as_good_as_none(tmp_path, name):
    raw = (
        letter(plain=SENTENCE)
        .as_bytes()
        .replace(f"{name}: ".encode(), f"{name}: \xff\x00<".encode())
    )
    assert SENTENCE in read(tmp_path, raw).text

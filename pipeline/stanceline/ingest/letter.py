"""E-mail newsletters: one message a file, its longest text the article."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr

from stanceline.ingest.dates import read_date
from stanceline.ingest.drafts import Candidate, Draft
from stanceline.ingest.encoding import decode
from stanceline.ingest.fragments import read_fragment
from stanceline.ingest.language import read_language_tag
from stanceline.ingest.limits import read_whole
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.outlets import registered_domain
from stanceline.ingest.refusals import RefusalError

# A plain part that is only "see this letter in your browser" is no text of the letter.
_PLAIN_SHARE = 0.5


def read_letter(file: NewsFile) -> Iterator[Candidate]:
    """Yield the one article of a message."""
    yield Candidate(locator=file.name, build=lambda: _read_message(file))


def _read_message(file: NewsFile) -> Draft:
    with file.open() as handle:
        raw = read_whole(handle, locator=file.name)
    if raw.startswith(b"From "):
        raw = raw.partition(b"\n")[2]
    message = email.message_from_bytes(raw, policy=email.policy.default)
    sender, address = parseaddr(_header(message, "From"))
    text, note = _read_body(message, locator=file.name)
    return Draft(
        text=text,
        title=_header(message, "Subject"),
        outlet=sender or registered_domain(f"https://{address.rpartition('@')[2]}"),
        dated=read_date(_header(message, "Date"), source="letter:date", not_after=file.not_after),
        language=read_language_tag(_header(message, "Content-Language")),
        note=note,
    )


def _header(message: EmailMessage, name: str) -> str:
    """Return a header, decoded; a malformed one is as good as none."""
    try:
        return " ".join(str(message.get(name) or "").split())
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""


def _read_body(message: EmailMessage, *, locator: str) -> tuple[str, str]:
    """Return the message's text, and a note on the parts that were not read."""
    plain, markup, others = "", "", 0
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            others += 1
        elif kind == "text/html":
            markup = max(markup, _decode_part(part), key=len)
        else:
            plain = max(plain, _decode_part(part), key=len)
    text = read_fragment(markup, locator=locator) if markup else ""
    chosen = plain if len(plain) >= _PLAIN_SHARE * len(text) and plain.strip() else text
    if not chosen.strip():
        raise RefusalError("no text", locator, "the message has no text")
    return chosen, f"{others} attachments not read" if others else ""


def _decode_part(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = part.get_content_charset() or ""
    decoded = decode(raw, is_markup=part.get_content_subtype() == "html", charset=charset)
    return decoded.text if decoded else ""

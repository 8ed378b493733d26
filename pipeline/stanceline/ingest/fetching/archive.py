"""The archive that is written: a WARC file that grows by whole records and can be cut back."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Mapping
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from stanceline.ingest.fetching.client import Answer

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord, WarcRecordType

# httpcore has undone the first; the second is then the length of what is left.
_UNDONE = frozenset({"transfer-encoding", "content-length"})


class ArchiveWriter:
    """Appends answers to a WARC file, each as one gzip member a record, synced to disk."""

    def __init__(self, path: Path, *, keep_bytes: int) -> None:
        """Open an archive and cut off what a killed run left behind ``keep_bytes``."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = path.open("ab")
        self._handle.truncate(keep_bytes)
        if keep_bytes == 0:
            self._append(_make_info())

    def close(self) -> None:
        """Close the file."""
        self._handle.close()

    def write(self, answer: Answer, notes: Mapping[str, Iterable[str] | str]) -> int:
        """Append an answer with notes on it; return the length of the archive."""
        from fastwarc.warc import WarcRecordType

        urn = f"uuid:{uuid4()}"
        beside = _make_record(WarcRecordType.metadata, answer, _format_notes(notes))
        beside.headers["WARC-Concurrent-To"] = f"<urn:{urn}>"
        beside.headers["Content-Type"] = "application/warc-fields"
        response = _make_record(WarcRecordType.response, answer, _http_block(answer), urn=urn)
        response.headers["Content-Type"] = "application/http; msgtype=response"
        return self._append(_pack(beside) + _pack(response))

    def _append(self, packed: bytes) -> int:
        self._handle.write(packed)
        self._handle.flush()
        os.fsync(self._handle.fileno())
        return self._handle.tell()


def _make_info() -> bytes:
    from fastwarc.warc import WarcRecord, WarcRecordType

    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.warcinfo, record_urn=f"uuid:{uuid4()}".encode())
    record.headers["Content-Type"] = "application/warc-fields"
    software = (
        f"software: stanceline {metadata.version('stanceline')}\r\nformat: WARC File Format 1.1\r\n"
    )
    record.set_bytes_content(software.encode())
    return _pack(record)


def _make_record(
    kind: WarcRecordType, answer: Answer, content: bytes, *, urn: str = ""
) -> WarcRecord:
    from fastwarc.warc import WarcRecord

    record = WarcRecord()
    record.init_headers(record_type=kind, record_urn=(urn or f"uuid:{uuid4()}").encode())
    record.headers["WARC-Target-URI"] = answer.url
    record.headers["WARC-Date"] = answer.fetched.strftime("%Y-%m-%dT%H:%M:%SZ")
    record.set_bytes_content(content)
    return record


def _pack(record: WarcRecord) -> bytes:
    plain = BytesIO()
    record.write(plain, checksum_data=True)
    return gzip.compress(plain.getvalue(), 6)


def _http_block(answer: Answer) -> bytes:
    kept = [f"{name}: {value}" for name, value in answer.headers if name.lower() not in _UNDONE]
    lines = [
        f"HTTP/1.1 {answer.status} {answer.reason}",
        *kept,
        f"Content-Length: {len(answer.body)}",
    ]
    return "\r\n".join((*lines, "", "")).encode("latin-1", "replace") + answer.body


def _format_notes(notes: Mapping[str, Iterable[str] | str]) -> bytes:
    lines = (
        f"{name}: {value if isinstance(value, str) else ' '.join(value)}"
        for name, value in notes.items()
        if value
    )
    # A line end in a value would begin a field of its own.
    clean = (" ".join(line.split()) for line in lines)
    return "".join(f"{line}\r\n" for line in clean).encode()

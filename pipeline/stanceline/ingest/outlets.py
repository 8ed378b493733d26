"""Outlets: the publisher a page names, else the domain it registered; a user's table last."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from stanceline.errors import InputError


def registered_domain(url: str) -> str:
    """Return the domain a publisher registered, by the public-suffix list; "" when there is none.

    >>> registered_domain("https://news.example.co.uk/deal")
    'example.co.uk'
    """
    from tld import get_fld

    host = host_of(url)
    return str(get_fld(f"https://{host}", fail_silently=True) or "") if host else ""


def host_of(url: str) -> str:
    """Return the host of an address, "" when there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def name_outlet(found: str, url: str, table: Mapping[str, str]) -> str:
    """Name an outlet by the user's table: its host, registered domain or name as found.

    >>> name_outlet("LEDGER Online", "https://www.ledger.example/1", {"ledger online": "Ledger"})
    'Ledger'
    """
    if not table:
        return found
    host = host_of(url)
    keys = (host, host.removeprefix("www."), registered_domain(url), found.casefold())
    return next((table[key] for key in keys if key in table), found)


def read_outlet_table(path: Path) -> dict[str, str]:
    """Read a user's table of outlets: a CSV file of two columns, what is found and its name.

    Raises:
        InputError: the file cannot be read or a row has not two cells.

    """
    table: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            for number, row in enumerate(csv.reader(handle), start=1):
                if row and len(row) != 2:
                    problem = f"expected two cells, what is found and its name, got {row!r}"
                    raise InputError(f"{path}:{number}", problem)
                if row:
                    table[row[0].strip().casefold()] = row[1].strip()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(str(path), f"not a table of outlets: {error}") from error
    return table

"""Rows of tables, whatever wrote them, to drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from stanceline.ingest.bylines import read_authors
from stanceline.ingest.dates import UNKNOWN_DATE, Dated, read_date
from stanceline.ingest.drafts import Draft
from stanceline.ingest.fragments import looks_like_markup, read_fragment
from stanceline.ingest.language import read_language_tag
from stanceline.ingest.layouts import FIELDS, Layout, find_layout, normal_name
from stanceline.ingest.newsfile import PLAIN_RULES, ReadingRules
from stanceline.ingest.refusals import RefusalError

# A message must stay readable whatever the header of a hostile table holds.
_SHOWN_COLUMNS, _SHOWN_CHARACTERS = 20, 40


def has_text_column(names: Sequence[str], *, rules: ReadingRules) -> bool:
    """Say whether one of the columns can hold an article's text."""
    wanted = find_layout(names, rules.columns).columns["text"]
    return any(normal_name(name) in wanted for name in names)


def known_columns(names: Sequence[str], *, rules: ReadingRules) -> list[str]:
    """Keep the columns that are read or tell the layout, so that wide tables need not be read."""
    layout = find_layout(names, rules.columns)
    known = {name for columns in layout.columns.values() for name in columns} | layout.marks
    return [name for name in names if normal_name(name) in known]


def explain_columns(names: Sequence[str], *, rules: ReadingRules) -> str:
    """Say which columns were seen and which would have worked."""
    layout = find_layout(names, rules.columns)
    seen = [name[:_SHOWN_CHARACTERS] for name in names]
    shown = ", ".join(seen[:_SHOWN_COLUMNS]) or "none"
    more = f" and {len(seen) - _SHOWN_COLUMNS} more" if len(seen) > _SHOWN_COLUMNS else ""
    wanted = ", ".join(layout.columns["text"])
    return f"no column holds the text: saw {shown}{more}; " + (
        layout.remedy or f"name one of {wanted}, or map it: --map text=COLUMN"
    )


def read_row(
    row: Mapping[str, object],
    *,
    locator: str,
    not_after: datetime,
    rules: ReadingRules = PLAIN_RULES,
) -> Draft:
    """Make a draft of a row.

    Raises:
        RefusalError: no column holds text.

    """
    cells = {normal_name(str(name)): value for name, value in row.items()}
    layout = find_layout(tuple(cells), rules.columns)
    columns = {field: layout.columns.get(field, ()) for field in FIELDS}
    text = _first_text(cells, columns["text"])
    if not text:
        names = tuple(cells)
        has_column = has_text_column(names, rules=rules)
        problem = "the row has no text" if has_column else explain_columns(names, rules=rules)
        raise RefusalError("no text", locator, problem)
    modified = _read_date(cells, columns["modified"], layout=layout, not_after=not_after)
    return Draft(
        text=read_fragment(text, locator=locator) if looks_like_markup(text) else text,
        title=_first_text(cells, columns["title"]),
        outlet=_first_text(cells, columns["outlet"]),
        url=_first_text(cells, columns["url"]),
        authors=read_authors(_first_value(cells, columns["authors"])),
        dated=_read_date(cells, columns["date"], layout=layout, not_after=not_after),
        modified=modified.published,
        language=read_language_tag(_first_text(cells, columns["language"])),
    )


def _first_value(cells: Mapping[str, object], names: Iterable[str]) -> object:
    return next((cells[name] for name in names if cells.get(name) not in (None, "", [])), None)


def _first_text(cells: Mapping[str, object], names: Iterable[str]) -> str:
    return next(filter(None, (_as_text(cells.get(name)).strip() for name in names)), "")


def _as_text(value: object) -> str:
    """Return a cell as text: a string, paragraphs, an object's name, or a body in sections."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _as_text(value.get("name") or value.get("requested_url")) or _join_sections(value)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "\n\n".join(value)
    return ""


def _join_sections(body: Mapping[str, object]) -> str:
    """Return the text of a body as fundus has it: a summary, and sections with headlines."""
    sections = body.get("sections")
    parts: list[object] = [body.get("summary")]
    for section in sections if isinstance(sections, list) else ():
        if isinstance(section, Mapping):
            parts += [section.get("headline"), section.get("paragraphs")]
    texts = (_as_text(part) for part in parts if not isinstance(part, Mapping))
    return "\n\n".join(text for text in texts if text.strip())


def _read_date(
    cells: Mapping[str, object], names: Iterable[str], *, layout: Layout, not_after: datetime
) -> Dated:
    """Read the first date that is understood; else say what was wrong with the first there is."""
    doubt = UNKNOWN_DATE
    for name in names:
        value = cells.get(name)
        if value in (None, ""):
            continue
        dated = read_date(value, source=f"{layout.name}:{name}", not_after=not_after)
        if dated.published:
            return dated
        doubt = doubt if doubt.note else dated
    return doubt

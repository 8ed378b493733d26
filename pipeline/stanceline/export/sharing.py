"""What of a run leaves the house: every table in full, or without the text of anyone's article.

A text-free table keeps ids, offsets, digests, addresses, dates, labels and scores. Columns that
hold an article's own words are dropped; a name of five words or more is blanked, because a run
of five words can be looked up. Paths of the machine that made the run are dropped too.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from stanceline.errors import SettingsError, UnknownNameError
from stanceline.store.schemas import TABLES

# What was rejected names files of the machine that made the run; it stays at home.
EXPORTED_TABLES = tuple(name for name in TABLES if name != "rejected")

_HELD_BACK = {
    "articles": frozenset({"text", "title", "authors", "source", "locator"}),
    "mentions": frozenset({"surface"}),
    "voices": frozenset({"speaker"}),
}
# Strings that can repeat an article's words although they are not meant to.
_BLANKED_WHEN_LONG = {
    "articles": frozenset({"outlet", "agency", "note"}),
    "mentions": frozenset({"canonical", "role"}),
    "voices": frozenset({"cue"}),
}
_SITE = "^[a-z]+://[^/?#]*"
_FIVE_WORDS = r"([\pL\pN]+[^\pL\pN]+){4}[\pL\pN]"
# Rows of a table come in the order of these columns, so that every export is the same.
_ORDER = {
    "articles": ("article_id",),
    "passages": ("article_id", "start", "end", "passage_id"),
    "mentions": ("article_id", "start", "end", "kind", "mention_id"),
    "voices": ("article_id", "start", "end", "passage_id", "speaker_start"),
    "scores": ("article_id", "passage_id"),
    "series": ("group", "period_start"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """How much text a dataset holds; ``quote_chars`` of each passage when it is text-free.

    An address is no text by default: it is what finds the article again. Its words often repeat
    the headline; ``sites_only`` keeps the part before its path.
    """

    text_free: bool = False
    quote_chars: int = 0
    sites_only: bool = False

    def __post_init__(self) -> None:
        if self.quote_chars < 0:
            raise SettingsError(f"--quote-chars {self.quote_chars}: must not be negative")
        if self.quote_chars and not self.text_free:
            raise SettingsError("--quote-chars is for --text-free; a full export has all the text")
        if self.sites_only and not self.text_free:
            raise SettingsError("--sites-only is for --text-free; a full export has all the text")

    def schema(self, table: str) -> pa.Schema:
        """Return the columns of a table as it is shared, with their types."""
        held_back = _HELD_BACK.get(table, frozenset()) if self.text_free else frozenset()
        kept = [field for field in TABLES[table] if field.name not in held_back]
        return pa.schema([*kept, *self._added(table)])

    def query(self, table: str) -> str:
        """Return the SQL that reads a table as it is shared, in its stable order.

        Passages get their text, or the beginning of it: alone, offsets show a reader nothing.
        """
        columns = [self._expression(table, name) for name in self.schema(table).names]
        order = ", ".join(f't."{name}"' for name in _ORDER.get(table, TABLES[table].names))
        texts = " join articles a using (article_id)" if self._added(table) else ""
        return f"select {', '.join(columns)} from {table} t{texts} order by {order}"  # noqa: S608 - names are ours

    def joined(self, table: str) -> dict[str, pa.Schema]:
        """Return the columns that ``query`` needs of other tables."""
        columns = ("article_id", "text")
        needed = pa.schema([TABLES["articles"].field(name) for name in columns])
        return {"articles": needed} if self._added(table) else {}

    def _added(self, table: str) -> list[pa.Field]:
        if table != "passages" or (self.text_free and not self.quote_chars):
            return []
        return [pa.field("quote" if self.text_free else "text", pa.string())]

    def _expression(self, table: str, name: str) -> str:
        if name not in TABLES[table].names:
            return f"{self._passage_text()} as {name}"
        if self.text_free and name in _BLANKED_WHEN_LONG.get(table, frozenset()):
            return f"""case when regexp_matches(t."{name}", '{_FIVE_WORDS}') then ''
                else t."{name}" end as "{name}\""""
        if self.sites_only and (table, name) == ("articles", "url"):
            return f"regexp_extract(t.url, '{_SITE}') as url"
        return f't."{name}"'

    def _passage_text(self) -> str:
        length = 't."end" - t.start'
        if self.text_free:
            length = f"least({length}, {self.quote_chars})"
        return f"substr(a.text, t.start + 1, {length})"


def choose_tables(names: str) -> tuple[str, ...]:
    """Return the tables named, by commas, in their usual order; all for an empty string.

    Raises:
        UnknownNameError: a name is not that of a table.

    """
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    for name in sorted(wanted - set(EXPORTED_TABLES)):
        raise UnknownNameError("table", name, EXPORTED_TABLES)
    return tuple(name for name in EXPORTED_TABLES if not wanted or name in wanted)

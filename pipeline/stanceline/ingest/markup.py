"""HTML to a tree, whole or not at all."""

from __future__ import annotations

import re

from lxml import etree, html

from stanceline.ingest.limits import MOST_TAGS
from stanceline.ingest.refusals import RefusalError

# An XML declaration contradicts a text that is decoded already; a control character would end
# the parser's reading early.
_UNPARSABLE = re.compile(r"^\s*<\?xml[^>]*\?>|[\x00-\x08\x0b\x0c\x0e-\x1f]")


def parse_markup(markup: str, *, locator: str) -> html.HtmlElement:
    """Parse HTML without network, external entities, comments and instructions.

    The parser drops, without an error, what is nested deeper than it goes; here that is one.

    Raises:
        RefusalError: nothing is in the markup, it has too many tags, or it is nested too deeply to
            be read whole.

    """
    if (tags := markup.count("<")) > MOST_TAGS:
        problem = f"the markup has {tags:,} tags, {MOST_TAGS:,} are read"
        raise RefusalError("too many tags", locator, problem)
    parser = html.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    raw = _UNPARSABLE.sub("", markup).encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(raw, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise RefusalError("no text", locator, f"the markup holds nothing: {error}") from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise RefusalError(
            "too deep",
            locator,
            "the markup is nested too deeply to be read whole",
            remedy="convert the page to text",
        )
    return tree

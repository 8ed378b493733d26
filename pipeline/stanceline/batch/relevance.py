"""What a run passed by as off the subject, counted from its tables."""

from __future__ import annotations

from typing import Any

from stanceline.config import Settings
from stanceline.registry import make_subject
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect

_COUNTS = """
    select (select count(*) from articles where relevance < $article) as articles_off_subject,
           (select count(*) from passages where not is_on_subject) as passages_off_subject
"""


def describe_relevance(run: RunDirectory, settings: Settings) -> dict[str, Any]:
    """Say by which lines relevance was judged, and how much was passed by.

    Raises:
        InputError: the codebook cannot be read.

    """
    subject = make_subject(settings)
    if subject is None:
        return {"enabled": False, "articles_off_subject": 0, "passages_off_subject": 0}
    lines = settings.relevance
    with connect(run) as connection:
        counted = connection.execute(_COUNTS, {"article": lines.article}).fetchone()
    articles, passages = counted or (0, 0)
    return {
        "enabled": True,
        "subject": subject.fingerprint,
        "article": lines.article,
        "passage": lines.passage,
        "articles_off_subject": articles,
        "passages_off_subject": passages,
    }

from datetime import date

from stanceline.ingest.reading import read_file

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate."
FRONT = f"""---
title: "Deal signed"
date: 2025-07-23
author: Aiko Mori
---

The **cabinet** met. {SENTENCE}

- One [link](https://x.example) in a list that is long enough to be a paragraph.
"""


def read(tmp_path, content):
    path = tmp_path / "a.md"
    path.write_text(content)
    (article,) = read_file(path)
    return article


def test_front_matter_is_metadata(tmp_path):
    article = read(tmp_path, FRONT)
    assert (article.title, article.authors) == ("Deal signed", ("Aiko Mori",))
    assert article.published_local == date(2025, 7, 23)


def test_marks_are_gone_and_the_text_stays(tmp_path):
    text = read(tmp_path, FRONT).text
    assert "The cabinet met." in text
    assert "One link in a list" in text


def test_first_heading_is_the_title(tmp_path):
    article = read(tmp_path, f"# Deal signed\n\n{SENTENCE}\n\n## Terms\n\n{SENTENCE}\n")
    assert article.text == f"Deal signed\n\n{SENTENCE}\n\nTerms\n\n{SENTENCE}"

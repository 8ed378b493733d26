from datetime import UTC, datetime, timedelta, timezone

import pytest

from stanceline.records import FrameScore, Label, Passage, make_id, make_passage_id, utc
from stanceline.testing import make_article, make_passage


def test_ids_of_differently_split_parts_differ():
    assert make_id("ab", "c") != make_id("a", "bc")


def test_same_article_read_twice_has_one_id():
    assert make_article("One text.").article_id == make_article("One text.").article_id


def test_reprint_in_another_outlet_has_its_own_id():
    first = make_article("One text.", outlet="Kanto Ledger")
    assert first.article_id != make_article("One text.", outlet="Northlight").article_id


def test_local_time_is_refused():
    tokyo = timezone(timedelta(hours=9))
    with pytest.raises(ValueError, match="must be aware and in UTC"):
        make_article(published=datetime(2025, 7, 24, tzinfo=tokyo))


def test_utc_turns_local_time_around():
    tokyo = timezone(timedelta(hours=9))
    local = datetime(2025, 7, 24, 8, tzinfo=tokyo)
    assert utc(local) == datetime(2025, 7, 23, 23, tzinfo=UTC)


def test_passage_slices_back_to_its_text():
    article = make_article("First. Second.")
    passage = Passage(
        passage_id=make_passage_id(article, 7, 14), article=article, start=7, end=14, paragraph=0
    )
    assert passage.text == "Second."


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (0, 99)])
def test_span_outside_the_text_is_refused(start, end):
    article = make_article("Short.")
    with pytest.raises(ValueError, match="is not inside a text of 6 characters"):
        Passage(
            passage_id=make_passage_id(article, 0, 1),
            article=article,
            start=start,
            end=end,
            paragraph=0,
        )


def test_four_classes_sum_to_one():
    score = FrameScore(
        passage=make_passage(),
        p_premium_for_security=0.7,
        p_economic_capitulation=0.4,
        label=Label.PREMIUM_FOR_SECURITY,
        tokens=3,
        tokens_read=3,
        model="test",
        model_sha256="0",
    )
    total = score.p_neither + score.p_premium + score.p_capitulation + score.p_both
    assert total == pytest.approx(1.0)
    assert score.stance == pytest.approx(0.3)

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stanceline.ingest.stories import containment, group_stories, hash_shingles
from stanceline.records import ArticleId

TARIFF = (
    "The government will put 550 billion dollars into American plants over four years, and in "
    "return the tariff on cars falls to fifteen percent. The finance minister told reporters that "
    "most of the money would be loans and guarantees by state banks. The opposition leader asked "
    "in parliament why the text of the agreement had not been published. Analysts in the capital "
    "said the country had bought time before the next round of talks in the autumn. Car makers "
    "welcomed the lower rate and said that orders from dealers had already begun to recover."
)
# The same event, told by someone else.
RIVAL = (
    "Fifteen percent is the number that car makers will remember from Tuesday, when negotiators "
    "announced that duties would fall in exchange for a fund worth 550 billion dollars. State "
    "lenders are to carry most of the risk, according to the finance ministry. Lawmakers demanded "
    "to see the agreement, which has yet to be made public, and one called it a blank cheque. "
    "Economists were split over whether the arrangement would survive a change of government in "
    "either capital, and shares of exporters closed little changed in late trading on Tuesday."
)
NEW_LEAD = (
    "Exporters breathed a sigh of relief on Wednesday after a breakthrough that few in the "
    "industry had expected before the summer break. "
)


def group(*texts):
    ids = [ArticleId(f"a{number}") for number in range(len(texts))]
    return group_stories(zip(ids, texts, strict=True))


def are_one_story(first, second):
    return len(set(group(first, second).values())) == 1


def test_exact_copies_are_one_story():
    assert are_one_story(TARIFF, TARIFF)


def test_changed_headline_is_the_same_story():
    assert are_one_story(f"Tariff falls\n\n{TARIFF}", f"Tokyo pays up\n\n{TARIFF}")


def test_cut_tail_is_the_same_story():
    assert are_one_story(TARIFF, TARIFF[: len(TARIFF) // 2])


def test_added_agency_line_is_the_same_story():
    assert are_one_story(TARIFF, f"TOKYO (Pacific Wire) — {TARIFF}\n\nPacific Wire")


def test_new_lead_is_the_same_story():
    assert are_one_story(TARIFF, NEW_LEAD + TARIFF)


def test_case_and_punctuation_do_not_matter():
    assert are_one_story(TARIFF, TARIFF.upper().replace(",", " -"))


def test_two_reports_of_one_event_are_two_stories():
    assert not are_one_story(TARIFF, RIVAL)


def test_shared_closing_paragraph_does_not_merge():
    background = " The two countries have been allies since 1951 and trade more than ever before."
    assert not are_one_story(TARIFF + background, RIVAL + background)


def test_japanese_reprint_is_the_same_story():
    text = (
        "政府は米国との合意について説明し、野党は条件を公開するよう求めた。"
        "首相は国益にかなうと述べた。"
    )
    assert are_one_story(text, "【東京】" + text)


def test_story_is_named_after_the_smallest_article_id():
    stories = group_stories([(ArticleId("b"), TARIFF), (ArticleId("a"), TARIFF)])
    assert stories == {"a": "a", "b": "a"}


def test_texts_without_words_stay_apart():
    assert group("!!!", "???") == {"a0": "a0", "a1": "a1"}


def test_nothing_gives_nothing():
    assert group_stories([]) == {}


def test_threshold_decides_how_much_must_be_shared():
    pair = [(ArticleId("a"), TARIFF), (ArticleId("b"), TARIFF[:300] + RIVAL[:200])]
    assert len(set(group_stories(pair, threshold=0.95).values())) == 2
    assert len(set(group_stories(pair, threshold=0.5).values())) == 1


def test_threshold_out_of_range_is_the_callers_mistake():
    with pytest.raises(ValueError, match="threshold"):
        group_stories([], threshold=0.0)


def test_containment_is_of_the_shorter_in_the_longer():
    whole, part = hash_shingles("a b c d e f g h i j"), hash_shingles("a b c d e f")
    assert containment(whole, part) == containment(part, whole) == 1.0


def test_every_reprint_of_a_wire_story_is_joined():
    texts = [f"Paper number {number}\n\n{TARIFF}" for number in range(200)]
    assert len(set(group(*texts).values())) == 1


WORDS = st.lists(
    st.sampled_from(["tariff", "deal", "car", "loan", "vote", "minister", "talk"]), max_size=30
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS.map(" ".join), max_size=8), st.randoms(use_true_random=False))
def test_order_of_the_texts_does_not_matter(texts, shuffler: random.Random):
    pairs = [(ArticleId(f"a{number}"), text) for number, text in enumerate(texts)]
    shuffled = shuffler.sample(pairs, len(pairs))
    assert group_stories(shuffled) == group_stories(pairs)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=40, max_size=80, unique=True), st.integers(25, 79))
def test_any_head_of_a_long_enough_text_is_the_same_story(numbers, cut):
    words = [f"w{number}" for number in numbers]
    assert are_one_story(" ".join(words), " ".join(words[:cut]))


def test_round_up_does_not_join_the_stories_it_holds():
    first, second, third = (" ".join(f"w{n}{k}" for k in range(200)) for n in "abc")
    fourth = " ".join(f"wd{k}" for k in range(200))
    texts = {"1": first, "2": second, "3": third, "4": f"{fourth} {first} {second} {third}"}
    stories = group_stories((ArticleId(name), text) for name, text in texts.items())
    assert len(set(stories.values())) == 4

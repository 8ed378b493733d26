import pytest

from stanceline.frame.classifier import load_classifier
from stanceline.records import Extraction, Mention, MentionKind, make_mention_id
from stanceline.train.examples import Example
from stanceline.train.robustness import lean_words, mask_names, report_robustness

LABELS = ("premium_for_security", "economic_capitulation")


class OneName:
    """Extractor that finds one name wherever it stands first."""

    fingerprint = "one"

    def __call__(self, articles):
        for article in articles:
            start = article.text.find("Akemi Sato")
            mentions = [mention(article, start)] if start >= 0 else []
            yield Extraction(article=article, passages=(), mentions=tuple(mentions), voices=())


def mention(article, start):
    end = start + len("Akemi Sato")
    return Mention(
        mention_id=make_mention_id(article, start, end, MentionKind.PERSON),
        article=article,
        passage_id=None,
        start=start,
        end=end,
        kind=MentionKind.PERSON,
    )


@pytest.fixture(scope="module")
def classifier(repository):
    return load_classifier(repository / "tests" / "data" / "tiny-model")


def example(text, *labels, **columns):
    return Example(text=text, labels=frozenset(labels), locator=text, **columns)


def test_names_become_common_words():
    masked = mask_names(["Akemi Sato defended it.", "Nobody did."], OneName())
    assert masked == ["the speaker defended it.", "Nobody did."]


def test_report_measures_every_variant(classifier):
    examples = [
        example(
            "Akemi Sato called the deal a surrender.",
            LABELS[1],
            slices={"context": "It was signed."},
        ),
        example("The minister defended the deal.", LABELS[0]),
        example("The bank will lend money.", outlet="Post"),
    ]
    report = report_robustness(classifier, examples, OneName())
    assert set(report["variants"]) == {
        "names masked",
        "with the sentence before",
        "last sentence alone",
    }
    assert report["variants"]["names masked"]["changed_texts"] == 1
    assert report["variants"]["last sentence alone"]["same_class"] == 1.0
    assert all(row["still_called"] <= row["called"] <= 3 for row in report["negated"].values())


def test_slices_small_enough_to_mislead_are_pooled(classifier):
    examples = [example(f"The deal {i}.", outlet="Post" if i < 20 else "Herald") for i in range(25)]
    rows = report_robustness(classifier, examples, OneName())["slices"]["outlet"]
    assert {name: row["n"] for name, row in rows.items()} == {"Post": 20, "(others)": 5}


def test_words_come_with_what_their_loss_costs(classifier):
    texts = ["The minister defended the deal.", "The deal was signed.", "A deal is a deal."]
    rows = lean_words(classifier, texts)[LABELS[0]]
    assert {row["word"]: row["n"] for row in rows}["deal"] == 4
    assert [row["drop"] for row in rows] == sorted((row["drop"] for row in rows), reverse=True)

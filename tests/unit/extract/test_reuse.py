from dataclasses import dataclass, field

from stanceline.extract.reuse import ReusingExtractor
from stanceline.recent import Recent
from stanceline.testing import ParagraphExtractor, make_article

TEXT = (
    "Tokyo weighs the bill\n\n"
    '"We paid $550 billion for calm," Prime Minister Shigeru Ishiba told the Diet on Tuesday.\n\n'
    "The Japan Business Federation said the 15% tariff was a price worth paying."
)


@dataclass(frozen=True)
class Counting:
    """An extractor that remembers what it was asked to read."""

    read: list[str] = field(default_factory=list)
    fingerprint: str = "paragraphs"

    def __call__(self, articles):
        for article in articles:
            self.read.append(article.outlet)
            yield from ParagraphExtractor()([article])


def printings(*outlets, text=TEXT, title="Tokyo weighs the bill"):
    return [make_article(text, outlet=outlet, title=title) for outlet in outlets]


def test_reprint_has_all_that_reading_it_again_would_find(extractor):
    articles = printings("Bay Post", "Kanto Ledger")
    found = list(ReusingExtractor(extractor=extractor)(articles))
    assert found == list(extractor(articles))
    assert found[1].mentions
    assert found[1].voices


def test_reprint_is_not_read_and_another_title_is():
    counting = Counting()
    articles = [*printings("a", "b"), *printings("c", title="Another")]
    list(ReusingExtractor(extractor=counting)(articles))
    assert counting.read == ["a", "c"]


def test_longest_unused_article_is_forgotten_first():
    counting = Counting()
    texts = ["one", "two", "one", "three", "one", "two"]
    articles = [make_article(text, outlet=text) for text in texts]
    list(ReusingExtractor(extractor=counting, found=Recent(2))(articles))
    assert counting.read == ["one", "two", "three", "two"]

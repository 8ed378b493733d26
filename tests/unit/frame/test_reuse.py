from dataclasses import dataclass, field

from stanceline.frame.reuse import ReusingFramer
from stanceline.recent import Recent
from stanceline.testing import KeywordFramer, make_article, make_passage


@dataclass(frozen=True)
class Counting:
    """A framer that remembers what it was asked to read."""

    read: list[str] = field(default_factory=list)
    fingerprint: str = "keyword"
    poles: tuple[str, ...] = ("plus", "minus")

    def __call__(self, passages):
        self.read.extend(passage.text for passage in passages)
        return KeywordFramer()(passages)


def test_reprinted_passage_is_read_once_and_scored_as_if_it_were_read():
    framer = ReusingFramer(framer=Counting())
    first, reprint = make_passage("They defended it."), make_passage("They defended it.")
    other = make_passage("A surrender.", article=make_article("A surrender.", outlet="Bay Post"))
    scores = [*framer([first]), *framer([other, reprint, reprint])]
    assert framer.framer.read == ["They defended it.", "A surrender."]
    assert scores == KeywordFramer()([first, other, reprint, reprint])


def test_longest_unused_text_is_forgotten_first():
    framer = ReusingFramer(framer=Counting(), scores=Recent(2))
    for text in ("a", "b", "a", "c", "a", "b"):
        framer([make_passage(text)])
    assert framer.framer.read == ["a", "b", "c", "b"]


def test_memory_holds_no_article():
    framer = ReusingFramer(framer=Counting())
    framer([make_passage("They defended it. " * 100)])
    [remembered] = framer.scores.by_key.values()
    assert remembered.passage.article.text == "-"


def test_batch_larger_than_the_memory_is_scored_whole():
    framer = ReusingFramer(framer=Counting(), scores=Recent(1))
    passages = [make_passage(text) for text in ("a", "b", "a", "c")]
    assert framer(passages) == KeywordFramer()(passages)

import pickle

import pytest

from stanceline.errors import InputError
from stanceline.frame.relevance import Subject, make_off_subject_score, read_subject
from stanceline.frame.selection import SelectiveExtractor
from stanceline.records import Label
from stanceline.testing import ParagraphExtractor, make_article, make_passage

DEAL = (
    "Japan and the United States signed a trade deal on Tuesday that sets a tariff of 15% and "
    "binds Tokyo to an investment pledge of $550 billion, which its allies watch with concern."
)
GARDEN = (
    "The cherry trees in the northern gardens opened late this spring, and the keepers counted "
    "fewer visitors than in any year since the pond was drained and the tea house was painted. "
)


@pytest.fixture(scope="module")
def subject(repository):
    return read_subject(repository / "corpora" / "deal-frames" / "codebook.toml")


def select(subject, text, *, article=0.45, passage=0.2):
    extractor = SelectiveExtractor(
        extractor=ParagraphExtractor(), subject=subject, article=article, passage=passage
    )
    [found] = extractor([make_article(text)])
    return found


def test_text_on_the_subject_is_more_relevant_than_any_other(subject):
    assert subject(DEAL) > 0.8
    assert subject(GARDEN * 4) < 0.3


@pytest.mark.parametrize("text", ["", "   \n\n ", "\x00", "ﷺ" * 50, "!" * 5000, "\ud800"])
def test_text_without_words_is_not_relevant(subject, text):
    assert 0.0 <= subject(text) < 0.45


def test_lone_surrogate_makes_no_difference(subject):
    assert subject(f"\ud800 {DEAL}") == pytest.approx(subject(f"? {DEAL}"))


def test_stretches_cover_a_text_without_a_gap(subject):
    text = "\n\n".join([GARDEN * 3, DEAL, GARDEN * 2, DEAL * 3, "End."])
    stretches = subject.measure(text)
    assert stretches[0].start == 0
    assert stretches[-1].end == len(text)
    assert [s.end for s in stretches[:-1]] == [s.start for s in stretches[1:]]


def test_digest_is_as_relevant_as_its_best_item(subject):
    digest = "\n\n".join([GARDEN * 5, DEAL * 4, GARDEN * 5])
    assert subject(digest) == max(stretch.relevance for stretch in subject.measure(digest))
    assert subject(digest) > 0.8


def test_star_stands_for_the_rest_of_a_word_and_no_more():
    subject = Subject(
        terms=("tariff*", "free trade", "quota*", "levy"),
        about=("Tariffs, free trade and quotas.",),
    )
    assert subject.judge("Tariffs, free\ntrade, quotas and a levy.") == 1.0
    assert subject.judge("Supertariffs, freed trader, aquotas and a levying.") < 0.5


def test_article_off_the_subject_is_passed_by_whole(subject):
    found = select(subject, GARDEN * 4)
    assert (found.passages, found.mentions, found.voices) == ((), (), ())


def test_passage_far_from_the_subject_is_kept_and_marked(subject):
    text = "\n\n".join([DEAL * 4, *[GARDEN * 4] * 4])
    marks = [passage.is_on_subject for passage in select(subject, text).passages]
    assert marks == [True, True, False, False, False]


def test_line_of_zero_reads_everything(subject):
    assert all(p.is_on_subject for p in select(subject, GARDEN * 4, article=0, passage=0).passages)


def test_fingerprint_changes_with_the_lines_and_the_terms(subject):
    def fingerprint(subject, line):
        return SelectiveExtractor(
            extractor=ParagraphExtractor(), subject=subject, article=line, passage=0.2
        ).fingerprint

    other = Subject(terms=(*subject.terms, "sedan"), about=subject.about)
    assert len({fingerprint(subject, 0.4), fingerprint(subject, 0.5), fingerprint(other, 0.4)}) == 3


def test_subject_crosses_to_a_worker(subject):
    assert pickle.loads(pickle.dumps(subject)) == subject


def test_unread_passage_is_neither_and_says_who_said_so():
    score = make_off_subject_score(make_passage(GARDEN))
    assert score.label is Label.NEITHER
    assert (score.model, score.tokens_read, score.p_neither) == ("relevance.v1", 0, 1.0)


def test_codebook_without_a_subject_has_none(tmp_path):
    (tmp_path / "codebook.toml").write_text('name = "mine"\n')
    assert read_subject(tmp_path / "codebook.toml") is None


@pytest.mark.parametrize(
    "content",
    ["[subject]\nterms = []\n", "[subject", "subject = 3\n", "[subject]\nterms = []\nabout = []\n"],
)
def test_broken_subject_is_named(tmp_path, content):
    (tmp_path / "codebook.toml").write_text(content)
    with pytest.raises(InputError, match="subject"):
        read_subject(tmp_path / "codebook.toml")

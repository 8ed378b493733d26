"""The joining of tagged roles is tested with a tagger that fits; the network in train/."""

import pytest

from stanceline.errors import ModelError
from stanceline.extract.attributions import find_attributions
from stanceline.extract.tagged_voices import RoleSpan, add_tagged, load_tagger, read_bio

TEXT = "A view that the harbour board shares is that the levy is tribute to a stronger neighbour."
SPANS = [RoleSpan("source", 3, 6), RoleSpan("cue", 6, 7), RoleSpan("content", 8, 17)]


class FixedTagger:
    def __init__(self, spans):
        self.spans = spans

    def tag(self, sentences):
        return [self.spans for _ in sentences]


@pytest.fixture
def doc(extractor):
    return extractor.nlp(TEXT)


def test_a_content_gets_its_nearest_cue_and_source(doc):
    [one] = add_tagged(doc, TEXT, [], FixedTagger(SPANS))
    assert TEXT[one.start : one.end] == "that the levy is tribute to a stronger neighbour"
    assert (one.cue, TEXT[one.speaker_start : one.speaker_end]) == ("shares", "the harbour board")
    assert TEXT[one.head_start : one.head_end] == "board"


def test_a_content_without_a_cue_is_no_voice(doc):
    assert add_tagged(doc, TEXT, [], FixedTagger([SPANS[2]])) == []


def test_the_rules_go_first_where_both_speak(extractor):
    text = "The minister said that the levy is fair."
    doc = extractor.nlp(text)
    rules = find_attributions(doc)
    spans = [RoleSpan("cue", 2, 3), RoleSpan("content", 4, 8)]
    assert add_tagged(doc, text, rules, FixedTagger(spans)) == rules


def test_an_inside_without_a_beginning_begins():
    assert list(read_bio(["I-cue", "I-source", "B-source"])) == [
        RoleSpan("cue", 0, 1),
        RoleSpan("source", 1, 2),
        RoleSpan("source", 2, 3),
    ]


def test_a_folder_without_weights_is_no_model(tmp_path):
    with pytest.raises(ModelError, match="train --task voices"):
        load_tagger(tmp_path)

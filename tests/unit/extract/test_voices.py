import pytest

from stanceline.records import Quotation


def voices(extract, text):
    found = extract(text).voices
    return [(v.group, v.quotation, v.speaker) for v in found]


@pytest.mark.parametrize(
    ("text", "group", "quotation", "speaker"),
    [
        (
            "Supporters within Japan’s ruling coalition describe it as a “premium for security”.",
            "government",
            "mixed",
            "Supporters within Japan’s ruling coalition",
        ),
        (
            "Critics in the opposition and media have called the deal an “economic capitulation”.",
            "opposition",
            "mixed",
            "Critics in the opposition and media",
        ),
        (
            "The deal will hurt exporters, according to economists at Daiwa.",
            "expert",
            "indirect",
            "economists at Daiwa",
        ),
        ("“We bought time,” said Shigeru Ishiba.", "government", "direct", "Shigeru Ishiba"),
        ("EU officials warned of retaliation.", "international", "indirect", "EU officials"),
        (
            "The deal was denounced by opposition lawmakers as a humiliation.",
            "opposition",
            "indirect",
            "opposition lawmakers",
        ),
        ("The plan, critics say, is a surrender.", "unknown", "indirect", "critics"),
        ("PRESIDENT TRUMP: We made a deal.", "government", "direct", "Donald Trump"),
        ("“Japan bought time,” he said.", "unknown", "direct", "he"),
        (
            "The IMF said that growth would slow.",
            "international",
            "indirect",
            "International Monetary Fund",
        ),
    ],
)  # fmt: skip
def test_a_voice_has_its_group_and_speaker(extract, text, group, quotation, speaker):
    assert voices(extract, text) == [(group, quotation, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "Public debt grew fast last year.",
        "The deal calls for $550 billion in investment.",
        "Strategic Rationale: Buying Time and Influence",
    ],
)
def test_what_no_one_says_is_the_outlets_own_voice(extract, text):
    assert voices(extract, text) == [("media", "own", "")]


def test_a_quotation_over_sentences_is_one_voice(extract):
    text = "“We had no choice. It was the only way,” Ishiba said."
    [voice] = extract(text).voices
    assert text[voice.start : voice.end] == "“We had no choice. It was the only way,”"


def test_a_quotation_without_a_cue_belongs_to_the_speaker_before_it(extract):
    text = "“We had no choice,” Ishiba said. “They left us nothing at all to bargain with.”"
    assert [v.speaker for v in extract(text).voices] == ["Shigeru Ishiba", "Shigeru Ishiba"]


def test_a_quotation_that_goes_on_keeps_its_speaker(extract):
    text = "“We paid a high price,” Prime Minister Ishiba told reporters, “but it holds.”"
    contents = [text[v.start : v.end] for v in extract(text).voices]
    assert contents == ["“We paid a high price,”", "“but it holds.”"]


def test_a_pronoun_is_the_only_person_named_before_it(extract):
    text = "Katsunobu Kato defended the deal. He said that it would protect jobs."
    assert [v.entity_id for v in extract(text).voices] == ["person:kato-k", "person:kato-k"]


def test_a_pronoun_after_two_people_is_unknown(extract):
    text = "Shigeru Ishiba met Keir Starmer. He said that it would protect jobs."
    assert [(v.group, v.speaker) for v in extract(text).voices] == [("unknown", "He")]


def test_they_are_the_group_that_spoke_before(extract):
    text = "Farmers called it a betrayal. They argue that prices will fall."
    assert [(v.group, v.speaker) for v in extract(text).voices] == [("public", "Farmers")] * 2


def test_a_name_after_its_title_is_the_speaker(extract):
    text = "Japan’s top trade negotiator Ryosei Akazawa insisted that Tokyo had not given in."
    [voice] = extract(text).voices
    assert (voice.speaker, voice.country) == ("Ryosei Akazawa", "JP")


def test_the_speaker_span_is_in_the_article(extract):
    text = "Toyota executives said that the tariff was bearable."
    [voice] = extract(text).voices
    assert text[voice.speaker_start : voice.speaker_end] == "Toyota executives"
    assert (voice.group, voice.cue) == ("business", "said")


def test_every_passage_has_a_voice(extract):
    text = "It fell.\n“We had no choice. It was the only way,” Ishiba said.\nIt rose."
    extraction = extract(text)
    voiced = {voice.passage.passage_id for voice in extraction.voices}
    assert voiced == {passage.passage_id for passage in extraction.passages}
    assert Quotation.OWN in {voice.quotation for voice in extraction.voices}

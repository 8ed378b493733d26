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


def attributions(extractor, text):
    from stanceline.extract.attributions import find_attributions

    doc = extractor.nlp(text)
    return [
        tuple(text[slice(*part)] if part else None for part in (a.source, a.group))
        for a in find_attributions(doc)
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue"),
    [
        ("Unions have repeatedly called for more talks.", "Unions", "have repeatedly called for"),
        (
            "Mara Lind, the harbour minister, said that the port would close.",
            "Mara Lind, the harbour minister,",
            "said",
        ),
        ("The port will close, according to the union.", "the union", "according to"),
        ("A new poll shows that most voters agree.", "A new poll", "shows"),
    ],
)
def test_source_and_cue_reach_as_far_as_print_does(extractor, text, source, cue):
    assert attributions(extractor, text) == [(source, cue)]


def test_a_quotation_beside_a_verb_of_speech_is_its_content(extract):
    [voice] = extract("“No matter what. Never,” said the minister.").voices
    assert (voice.cue, voice.group, voice.quotation) == ("said", "government", "direct")


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("In the view of exporters, the pact is a bargain.", "exporters", "the pact is a bargain"),
        (
            "From Seoul’s perspective, it bought time.",
            "Government of South Korea",
            "it bought time",
        ),
        ("In the eyes of unions, it was theft.", "unions", "it was theft"),
        ("The farmers hope to avert the levy.", "The farmers", "to avert the levy"),
        ("Ministers vowed to retaliate.", "Ministers", "to retaliate"),
    ],
)
def test_a_view_or_an_intent_is_voiced(extract, text, speaker, content):
    [voice] = extract(text).voices
    assert (voice.speaker, text[voice.start : voice.end]) == (speaker, content)


@pytest.mark.parametrize(
    "text",
    [
        "In my view, the port will close.",
        "From a legal perspective, the port may close.",
        "The deal promises to strengthen ties.",
        "Exporters could find themselves squeezed out of the market.",
    ],
)
def test_what_only_looks_like_a_view_is_the_outlets_own(extract, text):
    assert voices(extract, text) == [("media", "own", "")]


def test_whose_view_it_is_is_looked_up(extract):
    text = "The finance minister defended the pact. In his view, it bought time."
    assert [v.speaker for v in extract(text).voices] == ["The finance minister"] * 2


def test_the_author_s_own_i_is_no_other_voice(extract):
    assert voices(extract, "I think that the port will close.") == [("media", Quotation.OWN, "")]


def test_speech_reported_inside_a_quotation_does_not_take_it_from_its_speaker(extract):
    text = "“Growth fell,” said the minister. “People say that the port will close, and it may.”"
    spoken = [(v.speaker, v.cue) for v in extract(text).voices if v.start > 30]
    assert ("the minister", "said") in spoken


def test_seeing_something_happen_is_no_judgement(extract):
    assert voices(extract, "Workers would see their wages rise.")[0][1] is Quotation.OWN

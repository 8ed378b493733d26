import json

import pytest

from stanceline.errors import InputError, LabelError
from stanceline.extract.tagged_voices import load_tagger
from stanceline.train.voice_examples import VoiceExample, read_voice_examples
from stanceline.train.voices import VoiceRecipe, encode_example, score_spans, train_voices

SAID = VoiceExample(
    ("The", "board", "said", "the", "levy", "is", "fair", "."),
    ("B-source", "I-source", "B-cue", *["B-content", *["I-content"] * 3], "O"),
)
PLAIN = VoiceExample(("The", "levy", "rose", "."), ("O",) * 4)
# The tiny model has 64 positions.
LONG = VoiceExample(("levy",) * 300, ("O",) * 300)


@pytest.fixture(scope="module")
def trained(repository, tmp_path_factory):
    out = tmp_path_factory.mktemp("models") / "voices"
    recipe = VoiceRecipe(base=str(repository / "tests/data/tiny-model"), epochs=1, batch_size=4)
    facts = train_voices([SAID, PLAIN, LONG] * 3, [SAID, PLAIN, LONG], out, recipe)
    return out, facts


def test_a_model_directory_has_weights_labels_and_a_card(trained):
    out, facts = trained
    assert {p.name for p in out.iterdir()} >= {"model.safetensors", "config.json", "README.md"}
    assert json.loads((out / "voices.json").read_text()) == facts
    assert "token-classification" in (out / "README.md").read_text()


def test_what_was_trained_tags_every_sentence(trained):
    tagger = load_tagger(trained[0])
    assert len(tagger.tag([SAID.tokens, PLAIN.tokens, ["x"] * 400])) == 3


def test_nothing_is_left_of_the_training(trained):
    assert [path.name for path in trained[0].parent.iterdir()] == ["voices"]


def test_sentences_without_a_label_cannot_be_learnt_from(tmp_path):
    with pytest.raises(LabelError, match="annotated sentences"):
        train_voices([PLAIN], [SAID], tmp_path / "voices", VoiceRecipe())


def test_only_the_first_piece_of_a_word_is_labelled(trained):
    tagger = load_tagger(trained[0])
    row = encode_example(tagger.tokenizer, VoiceExample(("unbelievability",), ("B-cue",)))
    assert [label for label in row["labels"] if label != -100] == [3]


def test_roles_are_scored_apart():
    assert score_spans([[]], [[]])["source"] == {"exact_f1": 0.0, "begin_f1": 0.0}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense", "no annotated sentence"),
        ('{"tokens": ["a"]}', "no annotated sentence"),
        ('{"tokens": ["a"], "labels": ["O", "O"]}', "1 tokens and 2 labels"),
        ('{"tokens": [1], "labels": ["O"]}', "a token is no text"),
        ('{"tokens": ["a"], "labels": ["B-claim"]}', "unknown labels"),
        ("", "no sentence"),
    ],
)
def test_a_line_that_is_no_annotated_sentence_is_refused(tmp_path, line, reason):
    file = tmp_path / "sentences.jsonl"
    file.write_text(line + "\n")
    with pytest.raises(InputError, match=reason):
        read_voice_examples(file)

from stanceline.export.realign import Place, realign
from stanceline.records import digest_text


def place(text: str, passage: str, *, start: int | None = None, name: str = "p") -> Place:
    at = text.index(passage) if start is None else start
    return Place(passage_id=name, start=at, end=at + len(passage), text_sha256=digest_text(passage))


def test_a_passage_moves_with_what_was_put_before_it():
    was = place("One. Two.", "Two.")
    assert realign("A new start. One. Two.", [was]) == {"p": 18}


def test_an_edited_passage_is_not_found():
    assert realign("One. Too.", [place("One. Two.", "Two.")]) == {}


def test_of_two_equal_places_the_one_that_moved_along_is_taken():
    text = "No. First. No. Second. No."
    places = [place(text, "First.", name="a"), place(text, "No.", start=11, name="b")]
    assert realign("Added. " + text, places) == {"a": 11, "b": 18}


def test_emoji_cjk_and_combining_marks_keep_their_code_points():
    was = place("前置き。 譲歩は屈服だ😀 e\u0301", "譲歩は屈服だ😀 e\u0301")
    assert realign("訂正。前置き。 譲歩は屈服だ😀 e\u0301", [was]) == {"p": 8}


def test_a_passage_longer_than_the_text_is_not_found():
    assert realign("Short.", [place("A much longer passage.", "A much longer passage.")]) == {}

import pytest

from stanceline.extract.groups import group_of_words
from stanceline.extract.speakers import describe


@pytest.mark.parametrize(
    ("words", "head", "group"),
    [
        ("Supporters within Japan’s ruling coalition", "Supporters", "government"),
        ("Critics in the opposition and media", "Critics", "opposition"),
        ("critics", "critics", "unknown"),
        ("Critics of the government", "Critics", "unknown"),
        ("Opposition lawmakers", "lawmakers", "opposition"),
        ("Senators", "Senators", "legislature"),
        ("the finance minister", "minister", "government"),
        ("officials", "officials", "government"),
        ("Union officials", "officials", "labour"),
        ("company officials", "officials", "business"),
        ("A carmaker executive", "executive", "business"),
        ("Some economists", "economists", "expert"),
        ("The newspaper’s columnist", "columnist", "media"),
        ("Residents near the plant", "Residents", "public"),
        ("Others", "Others", "unknown"),
    ],
)
def test_the_words_for_a_speaker_say_the_group(words, head, group):
    assert describe(words, head) == group


def test_no_words_say_nothing():
    assert group_of_words("") == "unknown"

import pytest

from stanceline.extract.titles import role_after, role_before, title_length


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Japan's Finance Minister Kato", "Kato", "Japan's Finance Minister"),
        ("former president Biden", "Biden", "former president"),
        ("He met Prime Minister Ishiba", "Ishiba", "Prime Minister"),
        ("He is president. Kato left", "Kato", ""),
        ("the deal Kato made", "Kato", ""),
    ],
)
def test_a_title_stands_before_a_name(text, name, role):
    assert role_before(text, text.index(name)) == role


@pytest.mark.parametrize(
    ("after", "role"),
    [
        (", the finance minister, said", "finance minister"),
        (", Japan's chief trade negotiator, said", "Japan's chief trade negotiator"),
        (", a professor at Keio University, said", "professor at Keio University"),
        (", who left, said", ""),
        (" said", ""),
    ],
)
def test_an_apposition_stands_after_a_name(after, role):
    assert role_after("Kato" + after, 4) == role


def test_titles_before_a_name_are_counted():
    assert title_length("President Donald Trump") == len("President ")
    assert title_length("Dr. Kato") == len("Dr. ")
    assert title_length("Donald Trump") == 0
